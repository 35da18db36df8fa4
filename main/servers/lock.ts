/**
 * One lock around the settings files, held across processes: the window and the command line share them. Within a
 * process the holders queue; between processes a folder is the lock, which a dead process loses after ten seconds.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import { settingsFailure } from './document.ts';

/** Runs `work` while nobody else does, and answers what it answers. */
export type Locked = <Result>(work: () => Result | Promise<Result>) => Promise<Result>;

const stale = 10_000;
/** Longer than `stale`, so that the lock of a dead process is taken over while we wait; ms. */
const patience = 20_000;

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
  const attempt = (): Promise<() => Promise<void>> =>
    lockfile.lock(folder, {
      lockfilePath: join(folder, 'servers.lock'),
      realpath: false,
      stale,
      // Held for milliseconds, so it is only lost when the machine slept in between: what was written stands.
      onCompromised: (error) => log.warn('The lock on the settings was lost', { error }),
    });
  const until = performance.now() + patience;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (;;) {
      const release = await attempt().catch((error: unknown) => {
        // Its own retries would try a folder that cannot be written as long as one that is locked.
        if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
      });
      if (release !== undefined) {
        return () => release().catch((error: unknown) => log.warn('The lock on the settings was gone already', { error }));
      }
      if (performance.now() > until) throw new Failure('store-locked', 'Another Paddock holds the list of servers.');
      // Unequal steps, so that two that wait do not keep meeting.
      await setTimeout(5 + Math.random() * 40);
    }
  } catch (error) {
    throw settingsFailure(error);
  }
}
