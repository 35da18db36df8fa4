/** The commands about the store as a whole: their options and their help. */
import type { Command } from 'commander';
import type { ForgetOptions, ThinOptions } from './commands/room.ts';
import type { SalvageOptions } from './commands/salvage.ts';
import { filled, oneOf } from './options.ts';
import type { Perform } from './program.ts';

/** @param withSaved adds what names the server; @param example adds examples to a command's help. */
export function addStoreCommands(
  program: Command,
  perform: Perform,
  withSaved: (command: Command) => Command,
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
  example(
    store
      .command('usage')
      .description('tells what is saved, and about how much room it takes, by server and connection')
      .action(() => perform(async (context) => (await import('./commands/room.ts')).usage(context))),
    'paddock store usage',
  );
  example(
    store
      .command('thin')
      .description(
        'takes old snapshots away: after a day one an hour stays, after a week one a day, after a month one a week; pinned and named ones stay',
      )
      .option('--dry-run', 'says which, and takes none away')
      .option('--by-itself <on|off>', 'from now on without being told each time, or no more', oneOf('--by-itself', ['on', 'off'] as const))
      .action((options: ThinOptions) => perform(async (context) => (await import('./commands/room.ts')).thin(context, options))),
    'paddock store thin --dry-run',
  );
  example(
    store
      .command('undo-thin')
      .description('brings back what was thinned during the last day')
      .action(() => perform(async (context) => (await import('./commands/room.ts')).undoThin(context))),
    'paddock store undo-thin',
  );
  example(
    store
      .command('compact')
      .description('deletes for good what was thinned, and gives free room back to the disk')
      .action(() => perform(async (context) => (await import('./commands/room.ts')).compact(context))),
    'paddock store compact',
  );
  example(
    program
      .command('backup')
      .description('writes the whole store to a file, and checks it')
      .requiredOption('--to <FILE>', 'the file; one that is there is replaced once the new one is sound', filled('--to'))
      .action((options: { readonly to: string }) =>
        perform(async (context) => (await import('./commands/room.ts')).backup(context, options)),
      ),
    'paddock backup --to /media/stick/paddock-backup.db',
  );
  example(
    withSaved(program.command('forget'))
      .description('deletes for good what is saved of a server or one of its connections; says before what goes')
      .option('--connection <NAME>', 'of this connection only', filled('--connection'))
      .option('--yes', 'does not ask')
      .action((options: ForgetOptions) => perform(async (context) => (await import('./commands/room.ts')).forget(context, options))),
    'paddock forget --server Track --connection Season2016',
  );
}
