import { describe, expect, it } from 'vitest';
import type { KeepEnded, KeepProgress } from '../preload/keeping.ts';
import type { Server } from '../preload/model.ts';
import { Failure } from './failure.ts';
import { createKeeper } from './keeping.ts';

const server: Server = {
  ...{ id: 's', name: 'Track', url: 'http://track', user: 'me', generation: 'auto' },
  ...{ readOnly: false, demo: false, password: 'run' },
};

/** A keeper over a server whose sessions fail as told. */
function house(failures: Readonly<Record<string, Failure>> = {}, before: readonly string[] = []) {
  const kept = new Set(before);
  const asked: string[] = [];
  const told: KeepProgress[] = [];
  const ended: KeepEnded[] = [];
  let most = 0;
  let now = 0;
  let running = 0;
  const keeper = createKeeper({
    sources: {
      place: () => Promise.resolve('place'),
      readContent: async (_server, _connection, key) => {
        asked.push(key);
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        const failure = failures[key];
        if (failure) throw failure;
        kept.add(key);
      },
    },
    store: { notKept: (_server, _connection, keys) => Promise.resolve(keys.filter((key) => !kept.has(key))) },
    onProgress: (progress) => told.push(progress),
    onEnd: (end) => ended.push(end),
    now: () => (now += 100),
  });
  return { keeper, kept, asked, told, ended, most: () => most };
}

const keys = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `k${at}`);

describe('keeping sessions offline', () => {
  it('reads them in order, two at a time, passes over those kept, and tells how far it is', async () => {
    const { keeper, asked, told, ended, most } = house({}, ['k1']);
    const result = await keeper.run(server, 'Season', keys(6));
    expect(result).toMatchObject({ of: 6, kept: 5, already: 1, failed: 0, left: 0, failures: [] });
    expect(asked).toEqual(['k0', 'k2', 'k3', 'k4', 'k5']);
    expect(most()).toBe(2);
    expect(told.length).toBeGreaterThan(1);
    expect(ended).toEqual([{ serverId: 's', connection: 'Season', result }]);
  });

  it('tells which could not be kept and why, and goes on', async () => {
    const { keeper } = house({ k1: new Failure('not-found', 'It is gone.') });
    expect(await keeper.run(server, 'Season', keys(3))).toMatchObject({
      ...{ kept: 2, failed: 1, left: 0 },
      failures: [{ key: 'k1', reason: 'It is gone.' }],
    });
  });

  it('ends where the server went away or the disk is full, and goes on there the next time', async () => {
    const failures: Record<string, Failure> = { k4: new Failure('unreachable') };
    const { keeper, asked } = house(failures);
    const first = await keeper.run(server, 'Season', keys(20));
    expect(first.ended?.code).toBe('unreachable');
    expect(first.left).toBe(20 - first.kept);
    delete failures['k4'];
    const before = asked.length;
    const second = await keeper.run(server, 'Season', keys(20));
    expect(second).toMatchObject({ kept: 20 - first.kept, already: first.kept, left: 0 });
    expect(asked.slice(before)).not.toContain('k0');
  });

  it('takes further sessions while it runs, once each, and ends when it is told to', async () => {
    const { keeper } = house();
    const [one, other] = await Promise.all([keeper.run(server, 'Season', keys(3)), keeper.run(server, 'Season', keys(5))]);
    expect(one).toEqual(other);
    expect(one).toMatchObject({ of: 5, kept: 5 });
    const ending = keeper.run(
      server,
      'Season',
      Array.from({ length: 50 }, (_, at) => `m${at}`),
    );
    keeper.cancel('s', 'Season');
    const cancelled = await ending;
    expect(cancelled.ended).toBeUndefined();
    expect(cancelled.left).toBeGreaterThan(40);
  });

  it('has nothing to ask for a file', async () => {
    await expect(house().keeper.run({ ...server, readOnly: true }, 'Season', ['k'])).rejects.toMatchObject({ code: 'usage' });
  });
});
