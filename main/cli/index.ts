/**
 * Paddock without a window: `runCli` runs one command of commands.md and answers its exit code. Results go to stdout,
 * everything else to stderr.
 */
import type { ExitCode } from '../failure.ts';
import type { CliIo, CliParts } from './io.ts';
import { run } from './run.ts';

export type { CliIo, CliParts } from './io.ts';

/** @param words what stands after `paddock`, word by word. */
export const runCli = (words: readonly string[], parts: CliParts, io: CliIo): Promise<ExitCode> => run(words, parts, io);
