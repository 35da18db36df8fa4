/** Keeping offline across the ends of Paddock and of servers: what goes on by itself, and what does not. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Reach } from '../preload/servers.ts';
import type { Server } from '../preload/model.ts';
import { createActivity, type Activity } from './activity/activity.ts';
import { createKeeping, type KeepingTasks } from './api-keeping.ts';
import { Failure } from './failure.ts';
import { openKeepingBook, type KeepingBook } from './keeping-book.ts';
import { silent } from './log.ts';

const server: Server = {
  ...{ id: 's', name: 'Track', url: 'http://track', user: 'me', generation: 'auto' },
  ...{ readOnly: false, demo: false, password: 'run' },
};
const live: Reach = { state: 'live', at: '', generation: 'rest' };
const keys = Array.from({ length: 20 }, (_, at) => `k${at}`);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paddock-keeping-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Waits for it, or fails once the signal comes. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => (abort = () => reject(new Failure('cancelled'))));
  signal?.addEventListener('abort', abort);
  await Promise.race([work, aborted]).finally(() => signal?.removeEventListener('abort', abort));
}

interface House {
  readonly tasks: KeepingTasks;
  readonly activity: Activity;
  readonly book: KeepingBook;
  readonly asked: string[];
  /** Tells how a server answered. */
  readonly reach: (reach: Reach, id?: string) => void;
}

/** One run of Paddock over the folder; `kept` outlives it, as the store does. `answer` fails, or never comes, for a session. */
function start(
  kept: Set<string>,
  answer: (key: string) => Promise<void> = () => Promise.resolve(),
  book = openKeepingBook({ folder, log: silent }),
): House {
  const asked: string[] = [];
  const listeners: ((id: string, reach: Reach) => void)[] = [];
  const activity = createActivity(() => 0);
  const tasks = createKeeping({
    servers: { list: () => [server] },
    sources: {
      place: () => Promise.resolve('place'),
      readContent: async (_server, _connection, key, ask) => {
        asked.push(key);
        await unlessAborted(answer(key), ask?.signal);
        kept.add(key);
      },
      onReach: (listener) => {
        listeners.push(listener);
        return () => undefined;
      },
    },
    store: { notKept: (_server, _connection, some) => Promise.resolve(some.filter((key) => !kept.has(key))) },
    ...{ book, activity, log: silent, serverOf: () => server, emit: () => undefined },
  });
  const reach = (how: Reach, id = 's'): void => {
    for (const listener of listeners) listener(id, how);
  };
  return { tasks, activity, book, asked, reach };
}

const never = new Promise<void>(() => undefined);
/** Answers so many sessions, then no more: as if the run were cut off there. */
const cutAfter = (count: number): (() => Promise<void>) => {
  let left = count;
  return () => ((left -= 1) < 0 ? never : Promise.resolve());
};
const done = (house: House): Promise<void> => vi.waitFor(() => expect(house.activity.list()[0]?.state).toBe('done'));

describe('a run that was cut off', () => {
  it('is gone on with once the server answers, and asks for nothing twice', async () => {
    const kept = new Set<string>();
    const first = start(kept, cutAfter(5));
    void first.tasks.run(server, 'Season', keys);
    await vi.waitFor(() => expect(first.asked).toHaveLength(7));
    const second = start(kept);
    expect(second.activity.list()).toEqual([]);
    second.reach({ state: 'asking' });
    second.reach(live, 'tried-out');
    expect(second.asked).toEqual([]);
    second.reach(live);
    await done(second);
    expect(second.activity.list()).toMatchObject([{ kind: 'keep', title: 'Season', server: 'Track', done: 20, of: 20 }]);
    expect(second.asked).toHaveLength(15);
    await vi.waitFor(() => expect(second.book.list()).toEqual([]));
    const third = start(kept);
    third.reach(live);
    expect(third.activity.list()).toEqual([]);
  });

  it('stays paused where it was, in sight, until it is let go on', async () => {
    const kept = new Set<string>();
    const first = start(kept, cutAfter(5));
    void first.tasks.run(server, 'Season', keys);
    await vi.waitFor(() => expect(first.asked).toHaveLength(7));
    first.activity.pause(1);
    await vi.waitFor(() => expect(openKeepingBook({ folder, log: silent }).list()).toMatchObject([{ paused: true }]));
    const second = start(kept);
    second.tasks.takeUpPaused();
    second.reach(live);
    await vi.waitFor(() => expect(second.activity.list()).toMatchObject([{ state: 'paused', pausable: true, done: kept.size, of: 20 }]));
    expect(second.asked).toEqual([]);
    second.activity.resume(1);
    await done(second);
    expect(kept.size).toBe(20);
    await vi.waitFor(() => expect(second.book.list()).toEqual([]));
  });
});

describe('what is paused', () => {
  it('asks for no further session, and goes on where it stood', async () => {
    const kept = new Set<string>();
    let answer = (): void => undefined;
    const house = start(kept, () => new Promise((resolve) => (answer = resolve)));
    const result = house.tasks.run(server, 'Season', ['a', 'b', 'c']);
    await vi.waitFor(() => expect(house.asked).toEqual(['a', 'b']));
    house.activity.pause(1);
    answer();
    await vi.waitFor(() => expect(kept).toEqual(new Set(['b'])));
    expect(house.asked).toEqual(['a', 'b']);
    house.activity.resume(1);
    await vi.waitFor(() => expect(house.asked).toEqual(['a', 'b', 'c']));
    house.activity.cancel(1);
    expect(await result).toMatchObject({ kept: 1, left: 2 });
  });
});

describe('a server that went away', () => {
  it('is asked for the rest once it is back, and not while it only answers again and again', async () => {
    const kept = new Set<string>();
    let failure: Failure | undefined = new Failure('unreachable');
    const house = start(kept, () => (kept.size > 4 && failure ? Promise.reject(failure) : Promise.resolve()));
    house.reach(live);
    expect(await house.tasks.run(server, 'Season', keys)).toMatchObject({ ended: { code: 'unreachable' } });
    const before = house.asked.length;
    house.reach({ state: 'asking' });
    house.reach(live);
    expect(house.asked).toHaveLength(before);
    house.reach({ state: 'offline', at: '', failure: failure.shape() });
    failure = undefined;
    house.reach(live);
    await done(house);
    expect(kept.size).toBe(20);
  });

  it('goes on when one signs in again after signing out', async () => {
    const kept = new Set<string>();
    const house = start(kept, cutAfter(3));
    house.reach(live);
    const first = house.tasks.run(server, 'Season', keys);
    await vi.waitFor(() => expect(house.asked).toHaveLength(5));
    house.tasks.stop('s');
    expect(await first).toMatchObject({ kept: 3, left: 17 });
    house.reach(live);
    await vi.waitFor(() => expect(house.asked).toHaveLength(7));
  });
});

describe('what was given up', () => {
  it.each(['in the list', 'in the activity'])('%s does not go on', async (where) => {
    const house = start(new Set(), cutAfter(3));
    const result = house.tasks.run(server, 'Season', keys);
    await vi.waitFor(() => expect(house.asked).toHaveLength(5));
    if (where === 'in the list') house.tasks.cancel('s', 'Season');
    else house.activity.cancel(1);
    expect(await result).toMatchObject({ left: 17 });
    await vi.waitFor(() => expect(house.book.list()).toEqual([]));
    const again = start(new Set());
    again.reach(live);
    expect(again.asked).toEqual([]);
  });
});

it('keeps offline though it cannot be noted', async () => {
  const fail = (): Promise<never> => Promise.reject(new Failure('store-full'));
  const house = start(new Set(), undefined, { list: () => [], want: fail, setPaused: fail, drop: fail });
  expect(await house.tasks.run(server, 'Season', keys)).toMatchObject({ kept: 20, left: 0 });
});
