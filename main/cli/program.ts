/** The commands, their options and their help, as commands.md lists them. */
import { Command, Option } from 'commander';
import type { ExitCode } from '../failure.ts';
import type { DemoCommand } from './commands/demo.ts';
import type { DiagnosticsOptions } from './commands/diagnostics.ts';
import type { ExportOptions } from './commands/export.ts';
import type { ImportCommand } from './commands/import.ts';
import type { ListOptions } from './commands/list.ts';
import type { PostmanOptions } from './commands/postman.ts';
import type { ShowOptions } from './commands/show.ts';
import type { SnapshotsOptions } from './commands/snapshots.ts';
import type { SyncOptions } from './commands/sync.ts';
import type { Context } from './context.ts';
import { addHistoryCommands } from './history-program.ts';
import { filled, names, oneOf, several, sort, whole } from './options.ts';
import { formats, type Format } from './print.ts';
import type { ServerOptions } from './resolve.ts';
import { addServerCommands } from './server-program.ts';
import { addStoreCommands } from './store-program.ts';

const generations = ['rest', 'sqlrace', 'influx'] as const;

export interface Common {
  readonly format: Format;
  readonly userDataDir?: string;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** Runs a command's work; what it answers is the exit code. */
export type Perform = (work: (context: Context) => Promise<ExitCode>) => Promise<void>;

/** Adds to a command what is said to work with a server over the network. */
const withSignIn = (command: Command): Command =>
  command
    .requiredOption('--server <S>', 'a saved server’s name, or an address', filled('--server'))
    .option('--user <USER>', 'signs in as this user, for this run', filled('--user'))
    .option('--password-stdin', 'reads the password from the first line of standard input, for this run');

/** What is saved needs no signing in; a script may give the password to every command, so it is taken and not used. */
const withSaved = (command: Command): Command =>
  command
    .requiredOption('--server <S>', 'a saved server’s name, or an address', filled('--server'))
    .option('--user <USER>', 'what was saved for this user, where an address has several', filled('--user'))
    .addOption(new Option('--password-stdin').hideHelp());

const withSelection = (command: Command): Command =>
  command
    .option('--snapshot <N>', 'this snapshot instead of the newest', whole('--snapshot', 1))
    .option('--filter <TEXT>', 'only sessions that match, as “driver:HAM laps>5”')
    .option('--sort <FIELD:asc|desc>', 'by this field', sort);

const withList = (command: Command): Command =>
  withSelection(withSaved(command).requiredOption('--connection <NAME>', 'the connection', filled('--connection')));

const example = (command: Command, ...lines: readonly string[]): Command =>
  command.addHelpText('after', `\nExample:\n${lines.map((line) => `  ${line}`).join('\n')}`);

/** @param perform is called once, by the command that the words name. */
export function createProgram(version: string, perform: Perform): Command {
  const program = new Command('paddock');
  program
    .description('Sessions of the Telemetry Analytics API, with and without a network.')
    .option('--user-data-dir <DIR>', 'the folder with servers and snapshots', filled('--user-data-dir'))
    .option('--format <FORMAT>', `${formats.join(', ')} (table where nothing is said)`, oneOf('--format', formats), 'table')
    .option('--quiet', 'no messages on standard error but failures')
    .option('--verbose', 'tells on standard error what is done')
    .version(version, '--version', 'prints the version')
    .helpOption('--help', 'prints this help')
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true, styleTitle: (title) => title })
    .allowExcessArguments(false);
  example(program, 'paddock server add Track --url http://10.0.0.5:8011 --user engineer --password-stdin', 'paddock sync --server Track');

  addServerCommands(program, perform, example);
  example(
    withSignIn(program.command('connections'))
      .description('asks the server for its connections; offline: those last seen')
      .action((options: ServerOptions) =>
        perform(async (context) => (await import('./commands/connections.ts')).listConnections(context, options)),
      ),
    'paddock connections --server Track',
    'paddock connections --server http://10.0.0.5:8011 --user engineer --password-stdin < password.txt',
  );
  example(
    withSignIn(program.command('sync'))
      .description('takes snapshots of the connections’ listings; continues one that was cut off')
      .option('--connection <NAME>', 'this connection; may be given several times (all where none is)', several('--connection'))
      .option('--page-size <N>', 'sessions asked for at once (1000 where nothing is said)', whole('--page-size', 1))
      .option('--full', 'begins anew, also where a read was cut off')
      .action((options: SyncOptions) => perform(async (context) => (await import('./commands/sync.ts')).sync(context, options))),
    'paddock sync --server Track --connection Season2017',
  );
  example(
    withList(program.command('list'))
      .description('lists saved sessions; never asks the server')
      .option('--limit <N>', 'at most so many', whole('--limit', 1))
      .action((options: ListOptions) => perform(async (context) => (await import('./commands/list.ts')).list(context, options))),
    'paddock list --server Track --connection Season2017 --filter "driver:HAM laps>5" --sort lapsCount:desc --limit 20',
  );
  example(
    withSaved(program.command('snapshots'))
      .description('lists the snapshots kept')
      .option('--connection <NAME>', 'of this connection only', filled('--connection'))
      .action((options: SnapshotsOptions) =>
        perform(async (context) => (await import('./commands/snapshots.ts')).listSnapshots(context, options)),
      ),
    'paddock snapshots --server Track',
  );
  addHistoryCommands(program, perform, withSaved, example);
  example(
    withSignIn(program.command('show'))
      .description('shows one session with its details and laps, live if the server answers and else saved')
      .requiredOption('--connection <NAME>', 'the connection', filled('--connection'))
      .requiredOption('--session <KEY>', 'the session’s key', filled('--session'))
      .action((options: ShowOptions) => perform(async (context) => (await import('./commands/show.ts')).show(context, options))),
    'paddock show --server Track --connection Season2017 --session 67ad8a93-6ba7-4c5d-9947-9c0e963ccf9e',
  );
  example(
    withSelection(
      withSaved(program.command('export')).option(
        '--connection <NAME>',
        'the connection (all where none is named)',
        filled('--connection'),
      ),
    )
      .description('writes saved sessions to a file: .paddock, .csv, .json, .ndjson or .parquet')
      .requiredOption('--to <FILE>', 'the file; its ending decides the format', filled('--to'))
      .option('--columns <NAMES>', 'these columns, with commas between them', names('--columns'))
      .option('--with-address', 'tells the server’s address in a .paddock file')
      .option('--raw', "CSV without the ' before cells that a spreadsheet would run")
      .action((options: ExportOptions) => perform(async (context) => (await import('./commands/export.ts')).exportSaved(context, options))),
    'paddock export --server Track --connection Season2017 --filter "driver:HAM" --columns identifier,lapsCount,detail:Car --to season.csv',
    'paddock export --server Track --to track.paddock',
  );
  example(
    withSaved(program.command('postman'))
      .description('writes a server’s requests as a Postman collection, without a secret; never asks the server')
      .requiredOption('--to <FILE>', 'the file, a .json', filled('--to'))
      .action((options: PostmanOptions) =>
        perform(async (context) => (await import('./commands/postman.ts')).exportPostman(context, options)),
      ),
    'paddock postman --server Track --to track.postman_collection.json',
  );
  example(
    program
      .command('import')
      .description('opens a .paddock file as a read-only server beside the others')
      .argument('<FILE>', 'the file; it stays as it is')
      .option('--into <S>', 'joins its histories into those of this saved server', filled('--into'))
      .action((file: string, options: ImportCommand) =>
        perform(async (context) => (await import('./commands/import.ts')).importFile(context, file, options)),
      ),
    'paddock import spa-fp1.paddock',
    'paddock import spa-fp1.paddock --into Track',
  );
  example(
    program
      .command('verify')
      .description('checks the whole store; names what is damaged, changes nothing')
      .action(() => perform(async (context) => (await import('./commands/verify.ts')).verify(context))),
    'paddock verify',
  );
  example(
    program
      .command('diagnostics')
      .description('writes a text for whoever helps: versions, settings, servers, what is saved, the end of the log; no secrets')
      .option('--to <FILE>', 'to this file instead of standard output', filled('--to'))
      .option('--with-names', 'with addresses and names, which are replaced otherwise')
      .option('--check', 'checks all that is saved, as verify does')
      .action((options: DiagnosticsOptions) =>
        perform(async (context) => (await import('./commands/diagnostics.ts')).diagnostics(context, options)),
      ),
    'paddock diagnostics --to paddock.txt',
  );
  addStoreCommands(program, perform, withSaved, example);
  example(
    withDemo(program.command('demo')).action((options: DemoCommand) =>
      perform(async (context) => (await import('./commands/demo.ts')).demo(context, options)),
    ),
    'paddock demo --port 8011 --sessions 100000',
  );
  return program;
}

const withDemo = (command: Command): Command =>
  command
    .description('serves the documented API over a generated season, until it is ended')
    .option('--port <N>', 'its port, 0 for a free one (8011)', whole('--port', 0, 65_535))
    .option('--host <H>', 'the address it listens on (127.0.0.1)', filled('--host'))
    .option('--generation <GENERATION>', 'rest, sqlrace or influx (rest)', oneOf('--generation', generations))
    .option('--connections <N>', 'how many connections (2)', whole('--connections', 1))
    .option('--sessions <N>', 'how many sessions (1000)', whole('--sessions', 0))
    .option('--seed <N>', 'another season for another number (1)', whole('--seed', 0))
    .option('--user <U>', 'the user that may sign in (demo)', filled('--user'))
    .option('--password <P>', 'that user’s password (demo)', filled('--password'))
    .option('--fault <NAME[=ARG]>', 'a fault to have; may be given several times', several('--fault'));
