/**
 * One lock around the settings files, held across processes: the window and the command line share them. Within a
 * process the holders queue; between processes a file is the lock, which a process that ends lets go of.
 */
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import { tryLock } from '../file-lock.ts';
import { settingsFailure } from './document.ts';

/** Runs `work` while nobody else does, and answers what it answers. */
export type Locked = <Result>(work: () => Result | Promise<Result>) => Promise<Result>;

/** Held for milliseconds: one that is held so long belongs to a program that hangs. In ms. */
const patience = 20_000;

/** Name of the lock in the settings' folder. */
export const lockFile = 'settings.lock';

/** `folder`: absolute; made where it is missing. Fails with `store-locked`, `store-unwritable`, `store-full`. */
export function createLock(folder: string): Locked {
  let queue: Promise<unknown> = Promise.resolve();

  async function hold<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    const release = await take(folder);
    try {
      return await work();
    } finally {
      release();
    }
  }

  return (work) => {
    const turn = queue.then(() => hold(work));
    queue = turn.catch(() => undefined);
    return turn;
  };
}

async function take(folder: string): Promise<() => void> {
  const until = performance.now() + patience;
  try {
    for (;;) {
      const release = await tryLock(join(folder, lockFile));
      if (release !== undefined) return release;
      if (performance.now() > until) throw new Failure('store-locked', 'Another Paddock holds the list of servers.');
      // Unequal steps, so that two that wait do not keep meeting.
      await setTimeout(5 + Math.random() * 40);
    }
  } catch (error) {
    throw settingsFailure(error);
  }
}
