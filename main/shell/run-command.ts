/** A run of the command line, or of the tour that stands in for the window where there is no display. */
import { constants, setPriority } from 'node:os';
import { app } from 'electron';
import { runCli, type CliIo } from '../cli/index.ts';
import { runTour } from '../cli/tour.ts';
import { onSignals } from './ending.ts';
import type { Run } from './run.ts';

/** Answers the exit code, once all that was written has left the process. */
export async function runCommand({ log, parts, ending }: Run, words: readonly string[] | 'tour'): Promise<number> {
  // Options may stand before it; another command that names something so gives way for nothing.
  if (words.includes('sync')) giveWay();
  const abort = new AbortController();
  onSignals(
    process,
    () => abort.abort(),
    (code) => app.exit(code),
  );
  // On Linux and macOS Electron takes signals over and quits: without this in the middle of what the threads write, as if all were done.
  app.on('before-quit', (event) => {
    event.preventDefault();
    abort.abort();
  });
  const { stdin, stdout, stderr } = process;
  const io: CliIo = { stdin, stdout, stderr, signal: abort.signal, cwd: process.cwd() };
  const cliParts = { ...parts, version: app.getVersion(), log: log.child('cli') };
  // The keychain answers once Electron is ready.
  await app.whenReady();
  const code = words === 'tour' ? await runTour(cliParts, io) : await runCli(words, cliParts, io);
  await ending.close();
  await Promise.all([drained(stdout), drained(stderr)]);
  return code;
}

/** A read that runs by itself gives way to whoever looks at a list meanwhile. Before any thread is started: they inherit it. */
function giveWay(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A system that refuses has it as it was.
  }
}

/** Resolves when what was written before has been handed to the system, or cannot be any more. */
function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (!stream.writable) resolve();
    else stream.write('', () => resolve());
  });
}
