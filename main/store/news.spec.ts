import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeThread } from '../../test/setup/threads.ts';
import type { ListNews } from '../../preload/list.ts';
import { defaultSort, type Sort } from '../../preload/model.ts';
import { silent } from '../log.ts';
import { openStore, type OpenedStore } from './client.ts';
import { newsOf, placedAmong } from './news.ts';
import type { Statements } from './rows.ts';
import type { ViewQuery } from './store.ts';
import { connection, keyOf, readAll, season, sent, server } from './trial.ts';

let folder: string;
let store: OpenedStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paddock-news-'));
  store = await openStore({ folder, thread: storeThread, log: silent });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const open = (more: Partial<ViewQuery> = {}) => store.openView({ server, connection, filter: '', sort: defaultSort, ...more });

async function shown(news: ListNews, more: Partial<ViewQuery> = {}) {
  const opened = await open({ news, ...more });
  const rows = await store.rows(opened.view, 0, opened.total);
  return { ...opened, keys: rows.map(({ session }) => session.key), marks: rows.map(({ mark }) => mark), sessions: rows };
}

describe('what is too much to tell row by row', () => {
  const of = (changes: number, news: ListNews) =>
    newsOf({ number: () => changes, all: () => [] } as unknown as Statements, { connectionId: 1, base: 0, newest: 9, lookedAt: 3 }, news);

  it('is counted, of what is asked for', () => {
    expect(of(100_001, { goneSince: 4 })).toEqual({ marks: undefined, gone: [], untold: 100_001 });
    expect(of(100_001, { since: 9, goneSince: 9 }).untold).toBe(0);
    expect(of(100_000, { goneSince: 4 }).untold).toBe(0);
  });
});

describe('what is gone', () => {
  it('stays where it was, marked and counted, until what went is dismissed', async () => {
    await readAll(store, season(6));
    await readAll(
      store,
      season(6).filter((_, at) => at !== 2 && at !== 5),
    );
    const { keys, marks, gone, total, unfiltered } = await shown({ goneSince: 1 });
    expect(keys).toEqual([0, 1, 2, 3, 4, 5].map(keyOf));
    expect(marks).toEqual([undefined, undefined, 'gone', undefined, undefined, 'gone']);
    expect({ gone, total, unfiltered }).toEqual({ gone: { found: 2, all: 2 }, total: 6, unfiltered: 6 });
    const dismissed = await shown({ goneSince: 2 });
    expect(dismissed.keys).toEqual([0, 1, 3, 4].map(keyOf));
    expect(dismissed).not.toHaveProperty('gone');
    expect((await open()).total).toBe(4);
    expect((await shown({ goneSince: 1 }, { snapshot: 1 })).marks).not.toContain('gone');
  });

  it('is found by filters, put into groups, and located', async () => {
    await readAll(store, season(40));
    await readAll(store, season(37));
    const found = async (filter: string) => (await shown({ goneSince: 1 }, { filter })).keys;
    expect(await found('gone:')).toEqual([37, 38, 39].map(keyOf));
    expect(await found('laps>35 -gone:')).toEqual([keyOf(36)]);
    expect(await found('type:Race laps>35')).toEqual([keyOf(38)]);
    expect((await shown({ goneSince: 1 }, { filter: 'type:Race' })).gone).toEqual({ found: 1, all: 3 });
    const { groups = [], view, keys } = await shown({ goneSince: 1 }, { group: 'day' });
    expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(40);
    expect(await store.locate(view, keyOf(38))).toBe(keys.indexOf(keyOf(38)));
    expect(await store.keys(view, [[0, 40]])).toEqual(keys);
    const counted = await store.values({ server, connection, filter: '', field: 'type', part: '', most: 9, news: { goneSince: 1 } });
    expect(counted.reduce((sum, { count }) => sum + count, 0)).toBe(40);
  });

  it('is not recorded any more: it stands not above others as live', async () => {
    await readAll(store, [...season(4), sent(9, { State: 'Live' }), sent(10, { State: 'Live' })]);
    await readAll(store, [...season(4), sent(10, { State: 'Live' })]);
    const { keys } = await shown({ goneSince: 1 }, { liveFirst: true });
    expect(keys).toEqual([10, 0, 1, 2, 3, 9].map(keyOf));
  });

  it('is what a plain comparison finds, over any history, in any order', async () => {
    const step = fc.array(fc.record({ of: fc.nat(24), laps: fc.option(fc.nat(3)) }), { maxLength: 8 });
    const [history = []] = fc.sample(fc.array(step, { minLength: 9, maxLength: 9 }), { numRuns: 1, seed: 7 });
    const list = new Map(Array.from({ length: 20 }, (_, at) => [at, 0]));
    const states: ReadonlyMap<string, number>[] = [];
    for (const changes of history) {
      for (const { of, laps } of changes) {
        if (laps === null) list.delete(of);
        else list.set(of, laps);
      }
      const { confirmed } = await readAll(
        store,
        [...list].map(([at, laps]) => sent(at, { LapsCount: laps })),
      );
      if (!confirmed) states.push(new Map([...list].map(([at, laps]) => [keyOf(at), laps])));
    }
    const now = states.at(-1) ?? new Map<string, number>();
    const sorts: readonly Sort[] = [defaultSort, { field: 'lapsCount', direction: 'asc' }, { field: 'key', direction: 'desc' }];
    expect(states.length).toBeGreaterThan(5);
    for (let since = 1; since < states.length; since += 1) {
      const before = states[since - 1] ?? new Map<string, number>();
      const were = new Map(states.slice(since - 1).flatMap((state) => [...state]));
      const left = [...were].filter(([key]) => !now.has(key));
      for (const sort of sorts) {
        const { sessions, gone, total } = await shown({ since, goneSince: since }, { sort });
        const of = (kind: string) => sessions.filter(({ mark }) => mark === kind).map(({ session }) => [session.key, session.lapsCount]);
        expect(new Map(of('gone') as [string, number][])).toEqual(new Map(left));
        expect(gone?.all ?? 0).toBe(left.length);
        expect(total).toBe(now.size + left.length);
        expect(new Set(of('new').map(([key]) => key))).toEqual(new Set([...now.keys()].filter((key) => !before.has(key))));
        expect(new Set(of('changed').map(([key]) => key))).toEqual(
          new Set([...now].flatMap(([key, laps]) => (before.has(key) && before.get(key) !== laps ? [key] : []))),
        );
        const values = sessions.map(({ session: { key, lapsCount, timeOfRecording } }) =>
          sort.field === 'lapsCount' ? String(lapsCount as number) : sort.field === 'key' ? key : (timeOfRecording as string),
        );
        const ordered = values.toSorted((one, other) => (one < other ? -1 : 1));
        expect(values).toEqual(sort.direction === 'asc' ? ordered : ordered.toReversed());
      }
    }
  }, 60_000);
});

describe('rows', () => {
  it('are marked new since the list was looked at, not only since the snapshot before', async () => {
    await readAll(store, season(5, 2));
    await store.look(server, connection, 1);
    await readAll(store, season(6, 1));
    await readAll(store, season(7));
    expect((await shown({})).marks.slice(0, 3)).toEqual(['new', 'new', undefined]);
    expect((await shown({}, { filter: 'new:' })).keys).toEqual([0, 1].map(keyOf));
    expect((await shown({ since: 2 })).marks.slice(0, 3)).toEqual(['new', undefined, undefined]);
    await store.look(server, connection, 3);
    expect((await shown({})).marks.slice(0, 3)).toEqual(['new', undefined, undefined]);
    expect((await open({ filter: 'new:' })).total).toBe(1);
  });
});

describe('numbers put into an order', () => {
  it('stand where sorting all would put them, few or many', () => {
    const value = (number: number): number => (number * 7919) % 1000;
    const sort = (numbers: readonly number[]): Uint32Array =>
      Uint32Array.from(numbers.toSorted((one, other) => value(one) - value(other) || one - other));
    fc.assert(
      fc.property(fc.nat(900), fc.nat(30), (many, few) => {
        const all = Array.from({ length: many + few }, (_, at) => at + 1);
        const added = all.filter((number) => number % 31 === 3).slice(0, few);
        const rest = all.filter((number) => !added.includes(number));
        expect([...placedAmong(sort(rest), added, sort)]).toEqual([...sort(all)]);
      }),
    );
  });
});
