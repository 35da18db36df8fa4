/**
 * One lock around the settings files, held across processes: the window and the command line share them. Within a
 * process the holders queue; between processes a folder is the lock, which a dead process loses after ten seconds.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import { settingsFailure } from './document.ts';

/** Runs `work` while nobody else does, and answers what it answers. */
export type Locked = <Result>(work: () => Result | Promise<Result>) => Promise<Result>;

const stale = 10_000;
/** Longer than `stale`, so that the lock of a dead process is taken over while we wait. */
const patience = { retries: 400, factor: 1.1, minTimeout: 5, maxTimeout: 60, randomize: true };

/** `folder`: absolute; made where it is missing. Fails with `store-locked`, `store-unwritable`, `store-full`. */
export function createLock(folder: string, log: Log): Locked {
  let queue: Promise<unknown> = Promise.resolve();

  async function hold<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    const release = await take(folder, log);
    try {
      return await work();
    } finally {
      await release();
    }
  }

  return (work) => {
    const turn = queue.then(() => hold(work));
    queue = turn.catch(() => undefined);
    return turn;
  };
}

async function take(folder: string, log: Log): Promise<() => Promise<void>> {
  // Loaded at the first write: most runs only read.
  const { default: lockfile } = await import('proper-lockfile');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const release = await lockfile.lock(folder, {
      lockfilePath: join(folder, 'servers.lock'),
      realpath: false,
      stale,
      retries: patience,
      // Held for milliseconds, so it is only lost when the machine slept in between: what was written stands.
      onCompromised: (error) => log.warn('The lock on the settings was lost', { error }),
    });
    return () => release().catch((error: unknown) => log.warn('The lock on the settings was gone already', { error }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOCKED') {
      throw new Failure('store-locked', 'Another Paddock holds the list of servers.', { cause: error });
    }
    throw settingsFailure(error);
  }
}
