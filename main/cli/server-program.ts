/** The commands about saved servers: their options and their help. */
import type { Command } from 'commander';
import type { AddOptions, EditOptions } from './commands/server-edit.ts';
import { filled, oneOf, type Parser } from './options.ts';
import type { Perform } from './program.ts';
import type { ServerOptions } from './resolve.ts';

const generations = ['auto', 'rest', 'sqlrace', 'influx'] as const;

/** A text that may be empty: that removes what it names. */
const any = (text: string): string => text;
const each = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** @param text what an optional field takes: `edit` removes it with an empty one. */
const withFields = (command: Command, text: (option: string) => Parser<string>): Command =>
  command
    .option('--generation <GENERATION>', 'auto, rest, sqlrace or influx', oneOf('--generation', generations))
    .option('--identity-url <URL>', 'address of its Identity Server (influx)', text('--identity-url'))
    .option('--client-id <ID>', 'client id for its Identity Server', text('--client-id'))
    .option('--ca <FILE>', 'certificate authority to trust, a PEM file', text('--ca'))
    .option('--trust <FINGERPRINT>', 'certificate to trust by its SHA-256 fingerprint; may be given several times', each)
    .option('--client-cert <FILE>', 'certificate that shows who you are: PEM, or a .pfx or .p12 with its key', text('--client-cert'))
    .option('--client-key <FILE>', 'that certificate’s key, a PEM file', text('--client-key'))
    .option('--proxy <URL>', 'http(s)://host:port, “none”, or “system” for the system’s and the environment’s', text('--proxy'))
    .option('--password-stdin', 'keeps the password, read from the first line of standard input, where a keychain exists')
    .option('--client-passphrase-stdin', 'likewise the passphrase of the client certificate’s key')
    .option('--proxy-user <USER>', 'the user that signs in to the proxy', filled('--proxy-user'))
    .option('--proxy-password-stdin', 'likewise that user’s password');

/** @param example adds examples to a command's help. */
export function addServerCommands(
  program: Command,
  perform: Perform,
  example: (command: Command, ...lines: readonly string[]) => Command,
): void {
  const server = program.command('server').description('saved servers');
  example(
    withFields(
      server
        .command('add')
        .description('saves a server; contacts nothing')
        .argument('<NAME>', 'how you call it')
        .requiredOption('--url <URL>', 'its address, with the path under which the API lies', filled('--url'))
        .requiredOption('--user <USER>', 'the user to sign in as', filled('--user')),
      filled,
    ).action((name: string, options: AddOptions) =>
      perform(async (context) => (await import('./commands/server-edit.ts')).addServer(context, name, options)),
    ),
    'paddock server add Track --url http://10.0.0.5:8011 --user engineer',
    'printf "%s\\n" "$SECRET" | paddock server add Track --url http://10.0.0.5:8011 --user engineer --password-stdin',
  );
  example(
    withFields(
      server
        .command('edit')
        .description('changes a saved server and leaves the rest as it is; contacts nothing; an empty text removes what is optional')
        .argument('<NAME>', 'its name')
        .option('--name <NEW>', 'another name', filled('--name'))
        .option('--url <URL>', 'another address', filled('--url'))
        .option('--user <USER>', 'another user', filled('--user')),
      () => any,
    ).action((name: string, options: EditOptions) =>
      perform(async (context) => (await import('./commands/server-edit.ts')).editServer(context, name, options)),
    ),
    'paddock server edit Track --url https://10.0.0.7:8443 --ca team-ca.pem',
    'paddock server edit Track --ca "" --trust AB:CD:EF:…',
    'printf "%s\\n" "$SECRET" | paddock server edit Track --password-stdin',
  );
  example(
    server
      .command('list')
      .description('lists the saved servers')
      .action(() => perform(async (context) => (await import('./commands/servers.ts')).listServers(context))),
    'paddock server list --format json',
  );
  example(
    server
      .command('sign-out')
      .description('forgets the password and all else that signs in; the server and its lists stay')
      .argument('<NAME>', 'its name')
      .action((name: string) => perform(async (context) => (await import('./commands/servers.ts')).signOut(context, name))),
    'paddock server sign-out Track',
  );
  example(
    server
      .command('remove')
      .description('removes a saved server and its password; its snapshots stay')
      .argument('<NAME>', 'its name')
      .action((name: string) => perform(async (context) => (await import('./commands/servers.ts')).removeServer(context, name))),
    'paddock server remove Track',
  );
  example(
    server
      .command('probe')
      .description('finds out what a server is and does, and by what; for its administrator, nothing secret in it')
      .argument('<NAME>', 'a saved server’s name, or an address')
      .option('--user <USER>', 'signs in as this user, for this run', filled('--user'))
      .option('--password-stdin', 'reads the password from the first line of standard input, for this run')
      .action((name: string, options: Omit<ServerOptions, 'server'>) =>
        perform(async (context) => (await import('./commands/probe.ts')).probeServer(context, name, options)),
      ),
    'paddock server probe Track > report.txt',
  );
}
