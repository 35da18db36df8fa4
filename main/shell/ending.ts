/**
 * How a run ends: parts are closed in the reverse order of their opening, within a deadline; SIGINT and SIGTERM ask for
 * it, and a second one does not wait.
 */
import type { Log } from '../log.ts';

export interface Ending {
  /** Called when the run ends, the last registered first. */
  onEnd(name: string, close: () => Promise<void> | void): void;
  /** Closes all, once; a part that fails or takes too long is logged and left. */
  close(): Promise<void>;
}

/** What is sealed is on disk already; a thread that hangs must not keep the user waiting. */
const patience = 5_000;

export function createEnding(log: Log): Ending {
  const parts: { readonly name: string; readonly close: () => Promise<void> | void }[] = [];
  let closing: Promise<void> | undefined;

  async function closeAll(): Promise<void> {
    for (const { name, close } of parts.reverse()) {
      try {
        await within(patience, Promise.resolve(close()));
      } catch (error) {
        log.warn('A part did not close', { part: name, error });
      }
    }
  }

  return {
    onEnd: (name, close) => {
      parts.push({ name, close });
    },
    close: () => (closing ??= closeAll()),
  };
}

/** One Ctrl-C reaches a process more than once: from the terminal, and again from whoever passes signals on; ms. */
const sameSignal = 1_000;

/**
 * `ask`: at the first signal. `force`: at a second one that a person meant, with the exit code that shells give for it.
 * `now`: milliseconds, ever rising.
 */
export function onSignals(
  process: NodeJS.EventEmitter,
  ask: () => void,
  force: (code: number) => void,
  now: () => number = () => performance.now(),
): void {
  let asked: number | undefined;
  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ] as const) {
    process.on(signal, () => {
      if (asked === undefined) {
        asked = now();
        ask();
      } else if (now() - asked > sameSignal) {
        force(128 + number);
      }
    });
  }
}

async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not closed within ${milliseconds} ms`)), milliseconds);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
