/** Runs a command: words in, exit code out; every failure becomes a sentence and a code here. */
import { CommanderError } from 'commander';
import type { Server } from '../../preload/model.ts';
import { asFailure, Failure, type ExitCode } from '../failure.ts';
import type { Context } from './context.ts';
import type { CliIo, CliParts } from './io.ts';
import { exactJson } from './json.ts';
import { forCommandLine, remedyLines, sentences } from './notes.ts';
import { createMessages, createResults, ReaderGone, type Messages } from './output.ts';
import { createProgram, type Common, type Perform } from './program.ts';
import { harmless } from './table.ts';
import { glance, refuseSecrets } from './words.ts';

/** What a failure is about, as far as the command has come. */
interface About {
  readonly filter?: string | undefined;
  readonly server?: Server | undefined;
}

/** One JSON object for scripts, sentences for people; a filter that cannot be read with its place marked. */
function tell(messages: Messages, thrown: Failure, json: boolean, { filter, server }: About): void {
  const shape = forCommandLine(thrown).shape();
  if (json) {
    const { code, message, serverSaid, certificate } = shape;
    const said = serverSaid === undefined ? '' : ` The server said: “${serverSaid}”.`;
    const shown = certificate === undefined ? '' : ` Its SHA-256 fingerprint is ${certificate.fingerprint}.`;
    messages.fail(exactJson({ error: { code, message: `${message}${said}${shown}` } }));
    return;
  }
  messages.fail(harmless(sentences(shape)));
  for (const line of remedyLines(shape, server)) messages.fail(harmless(line));
  if (shape.place === undefined || filter === undefined) return;
  messages.fail(`  ${harmless(filter)}`);
  messages.fail(`  ${' '.repeat(shape.place.at)}${'^'.repeat(Math.max(1, shape.place.length))}`);
}

/** The parser's refusals in our words: nothing that was typed is repeated but names of options that are plain words. */
function usage(error: CommanderError, words: readonly string[]): Failure {
  const named = /'(?:<)?(--[a-z][a-z-]*|[A-Z]+)/.exec(error.message)?.[1];
  const todo = 'See “paddock --help”, or --help behind a command.';
  switch (error.code) {
    case 'commander.unknownOption':
      return new Failure('usage', named === undefined ? 'There is no such option.' : `There is no option ${named} here.`, { todo });
    case 'commander.unknownCommand': {
      const [first = ''] = words;
      return new Failure('usage', /^[a-z]+$/.test(first) ? `There is no command “${first}” of this kind.` : 'There is no such command.', {
        todo,
      });
    }
    case 'commander.missingArgument':
    case 'commander.missingMandatoryOptionValue':
      return new Failure('usage', `${named ?? 'Something'} is missing.`, { todo });
    case 'commander.optionMissingArgument':
      return new Failure('usage', `${named ?? 'An option'} needs a value.`, { todo });
    case 'commander.excessArguments':
      return new Failure('usage', 'There are more words than the command takes.', { todo: `Put quotes around what holds blanks. ${todo}` });
    default:
      return new Failure('usage', 'The command cannot be read.', { todo });
  }
}

export async function run(words: readonly string[], parts: CliParts, io: CliIo): Promise<ExitCode> {
  const { command, json, quiet } = glance(words);
  const messages = createMessages(io.stderr, quiet);
  const results = createResults(io.stdout);
  const printed: { out: string; error: string } = { out: '', error: '' };
  let exit: ExitCode = 0;
  let about: About = {};

  const perform: Perform = async (work) => {
    const { format } = program.opts<Common>();
    const report = (failure: Failure): void => tell(messages, failure, json, about);
    const meant = (server: Server): void => void (about = { ...about, server });
    const context: Context = { parts: noticed(parts, messages), io, format, results, messages, meant, report };
    exit = await work(context);
  };
  const program = createProgram(parts.version, perform);
  for (const one of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) {
    one.exitOverride().configureOutput({
      writeOut: (text) => (printed.out += text),
      writeErr: (text) => (printed.error += text),
      outputError: () => {},
    });
  }
  program.hook('preAction', (_, action) => {
    about = { filter: action.opts<{ filter?: string }>().filter };
  });

  try {
    refuseSecrets(words, command);
    await program.parseAsync(words, { from: 'user' });
  } catch (thrown) {
    exit = await endOf(thrown);
  }
  await messages.flushed();
  return exit;

  async function endOf(thrown: unknown): Promise<ExitCode> {
    if (thrown instanceof ReaderGone) return 0;
    if (thrown instanceof CommanderError && thrown.exitCode === 0) {
      await results.write(printed.out).catch(() => undefined);
      return 0;
    }
    if (thrown instanceof CommanderError && thrown.code === 'commander.help') {
      messages.fail(printed.error.trimEnd());
      return 2;
    }
    const failure = thrown instanceof CommanderError ? usage(thrown, words) : asFailure(thrown);
    if (failure.code === 'bug') parts.log.error('The command met an error of its own', { error: thrown });
    tell(messages, failure, json, about);
    return failure.exit;
  }
}

/** The same parts; what the folder and the saved servers have to tell is said once, when something in it is first opened. */
function noticed(parts: CliParts, messages: Messages): CliParts {
  const told = { folder: false, servers: false };
  function tellOfFolder(): void {
    if (!told.folder) for (const notice of parts.notices()) messages.say(sentences(notice));
    told.folder = true;
  }
  return {
    ...parts,
    store: () => {
      tellOfFolder();
      return parts.store();
    },
    servers: async () => {
      tellOfFolder();
      const servers = await parts.servers();
      if (!told.servers) for (const notice of servers.notices) messages.say(sentences(notice));
      told.servers = true;
      return servers;
    },
  };
}
