/** The commands about the store as a whole: their options and their help. */
import type { Command } from 'commander';
import type { SalvageOptions } from './commands/salvage.ts';
import type { Perform } from './program.ts';

/** @param example adds examples to a command's help. */
export function addStoreCommands(
  program: Command,
  perform: Perform,
  example: (command: Command, ...lines: readonly string[]) => Command,
): void {
  const store = program.command('store').description('the file with the snapshots');
  example(
    store
      .command('salvage')
      .description('keeps every sound snapshot of a damaged file, and puts that file aside; says before what is kept and what not')
      .option('--yes', 'does not ask')
      .action((options: SalvageOptions) =>
        perform(async (context) => (await import('./commands/salvage.ts')).salvageStore(context, options)),
      ),
    'paddock store salvage',
  );
}
