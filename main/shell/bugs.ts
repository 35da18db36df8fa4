/** What nobody caught: logged whole, said in a plain sentence, and the run ends, since nobody knows what it left undone. */
import { asFailure, type Failure } from '../failure.ts';
import type { Log } from '../log.ts';

/**
 * Listens on `process`; answers what handles a bug that was caught. `tell` gets the sentence, `end` ends the run with
 * exit code 1. What is sealed in the store is on disk already.
 */
export function watchForBugs(
  process: NodeJS.EventEmitter,
  log: Log,
  tell: (sentence: string) => void,
  end: () => void,
): (thrown: unknown) => void {
  let ended = false;
  const stop = (thrown: unknown): void => {
    log.error('Nobody caught this', { error: thrown });
    if (ended) return;
    ended = true;
    tell(sentencesOf(asFailure(thrown)));
    end();
  };
  process.on('uncaughtException', stop);
  process.on('unhandledRejection', stop);
  return stop;
}

/** What happened, what is safe and what to do, in one line. */
export function sentencesOf(failure: Failure): string {
  const { message, safe, todo } = failure.shape();
  return [message, safe, todo].filter((part) => part !== undefined).join(' ');
}
