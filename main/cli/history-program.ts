/** The commands about the history of a connection: their options and their help. */
import type { Command } from 'commander';
import { markColours } from '../../preload/history.ts';
import type { DiffOptions } from './commands/diff.ts';
import type { MarkOptions, OfConnection } from './commands/keep.ts';
import { filled, oneOf, whole } from './options.ts';
import type { Perform } from './program.ts';

/** @param withSaved adds what names the server; @param example adds examples to a command's help. */
export function addHistoryCommands(
  program: Command,
  perform: Perform,
  withSaved: (command: Command) => Command,
  example: (command: Command, ...lines: readonly string[]) => Command,
): void {
  const ofConnection = (command: Command): Command =>
    withSaved(command).requiredOption('--connection <NAME>', 'the connection', filled('--connection'));
  const snapshot = whole('A snapshot', 1);
  example(
    ofConnection(program.command('diff'))
      .description('tells what is new, changed and gone between two snapshots')
      .argument('<A>', 'the number of a snapshot, see “snapshots”', snapshot)
      .argument('<B>', 'of another', snapshot)
      .action((from: number, to: number, options: DiffOptions) =>
        perform(async (context) => (await import('./commands/diff.ts')).diff(context, from, to, options)),
      ),
    'paddock diff --server Track --connection Season2017 3 7',
    'paddock diff --server Track --connection Season2017 3 7 --format json',
  );

  const snapshots = program.command('snapshot').description('how snapshots are kept');
  example(
    ofConnection(snapshots.command('name'))
      .description('gives a snapshot a name, by which it is kept when others are thinned; an empty one takes it away')
      .argument('<N>', 'its number', snapshot)
      .argument('<NAME>', 'how you call it')
      .action((number: number, name: string, options: OfConnection) =>
        perform(async (context) => (await import('./commands/keep.ts')).keepSnapshot(context, number, { name }, options)),
      ),
    'paddock snapshot name --server Track --connection Season2017 3 "After FP1"',
  );
  for (const pinned of [true, false]) {
    const word = pinned ? 'pin' : 'unpin';
    example(
      ofConnection(snapshots.command(word))
        .description(pinned ? 'keeps a snapshot when others are thinned' : 'takes a pin away')
        .argument('<N>', 'its number', snapshot)
        .action((number: number, options: OfConnection) =>
          perform(async (context) => (await import('./commands/keep.ts')).keepSnapshot(context, number, { pinned }, options)),
        ),
      `paddock snapshot ${word} --server Track --connection Season2017 3`,
    );
  }

  example(
    ofConnection(program.command('mark'))
      .description('marks a session with a star, a note, a colour; without any of them tells its mark')
      .requiredOption('--session <KEY>', 'the session’s key', filled('--session'))
      .option('--star', 'stars it')
      .option('--no-star', 'takes the star away')
      .option('--note <TEXT>', 'a note; an empty one takes it away')
      .option('--colour <COLOUR>', `${markColours.join(', ')}, or none`, oneOf('--colour', [...markColours, 'none'] as const))
      .action((options: MarkOptions) => perform(async (context) => (await import('./commands/keep.ts')).mark(context, options))),
    'paddock mark --server Track --connection Season2017 --session 67ad8a93-6ba7-4c5d-9947-9c0e963ccf9e --star --note "yellow flag, lap 7"',
    'paddock list --server Track --connection Season2017 --filter "starred: note:yellow"',
  );
}
