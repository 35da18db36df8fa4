import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeThread } from '../../test/setup/threads.ts';
import { defaultSort, type Exact, type Session } from '../../preload/model.ts';
import { silent } from '../log.ts';
import { fieldsBetween } from './changes.ts';
import { openStore, type OpenedStore } from './client.ts';
import { connection, keyOf, readAll, season, sent, server, type Sent } from './trial.ts';

let folder: string;
let store: OpenedStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paddock-changes-'));
  store = await openStore({ folder, thread: storeThread, log: silent });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const rowsOf = async (snapshot: number, more: { since?: number; filter?: string } = {}) => {
  const { view, total } = await store.openView({ server, connection, snapshot, filter: '', sort: defaultSort, ...more });
  const rows = await store.rows(view, 0, total);
  await store.closeView(view);
  return rows;
};

/** What a plain comparison of two whole lists finds. */
async function compared(from: number, to: number) {
  const of = async (snapshot: number): Promise<ReadonlyMap<string, Session>> =>
    new Map((await rowsOf(snapshot)).map(({ session }) => [session.key, session]));
  const [before, after] = [await of(from), await of(to)];
  return {
    from,
    to,
    new: [...after.values()].filter(({ key }) => !before.has(key)),
    changed: [...after.values()].flatMap((session) => {
      const old = before.get(session.key);
      const fields = old ? fieldsBetween(old, session) : [];
      return fields.length === 0 ? [] : [{ key: session.key, identifier: session.identifier, fields }];
    }),
    gone: [...before.values()].filter(({ key }) => !after.has(key)),
  };
}

describe('the difference of two snapshots', () => {
  it('tells fields from and to: listed ones, details, unknown ones, and what is absent as null', async () => {
    const details = (driver: string, more: readonly Exact[] = []): Exact => [{ Name: 'Driver', Value: driver }, ...more];
    const untyped = Object.fromEntries(Object.entries(sent(1)).filter(([name]) => name !== 'SessionType')) as Sent;
    await readAll(store, [sent(0), untyped, sent(2), sent(3, { SessionDetails: details('HAM'), Track: 7 })]);
    await readAll(store, [
      sent(0),
      sent(1, { LapsCount: 31 }),
      sent(3, { SessionDetails: details('VET', [{ Name: 'Car', Value: '7' }]), Track: null }),
      sent(9),
    ]);
    const found = await store.diff(server, connection, 1, 2);
    expect(found.new.map(({ key }) => key)).toEqual([keyOf(9)]);
    expect(found.gone.map(({ key }) => key)).toEqual([keyOf(2)]);
    expect(found.changed.map(({ key, fields }) => [key, fields])).toEqual([
      [
        keyOf(1),
        [
          { field: 'sessionType', from: null, to: 'Qualifying' },
          { field: 'lapsCount', from: 1, to: 31 },
        ],
      ],
      [
        keyOf(3),
        [
          { field: 'Driver', from: 'HAM', to: 'VET' },
          { field: 'Car', from: null, to: '7' },
          { field: 'Track', from: 7, to: null },
        ],
      ],
    ]);
    const back = await store.diff(server, connection, 2, 1);
    expect([back.new, back.gone]).toEqual([found.gone, found.new]);
    expect(back.changed[1]?.fields[0]).toEqual({ field: 'Driver', from: 'VET', to: 'HAM' });
  });

  it('tells a change of order alone, where nothing else is different', async () => {
    const details = [
      { Name: 'Driver', Value: 'HAM' },
      { Name: 'Car', Value: '7' },
    ];
    await readAll(store, [sent(0, { SessionDetails: details, A: 1, B: 2 }), sent(1, { A: 1, B: 2 })]);
    await readAll(store, [sent(0, { SessionDetails: details.toReversed(), A: 1, B: 2 }), sent(1, { B: 2, A: 1 })]);
    const { changed } = await store.diff(server, connection, 1, 2);
    for (const { fields } of changed) expect(fields).toHaveLength(1);
    expect(changed[0]?.fields).toMatchObject([{ field: 'details', from: [{ name: 'Driver' }, {}], to: [{ name: 'Car' }, {}] }]);
  });

  it('is none with itself, and names a snapshot that is not there', async () => {
    await expect(store.diff(server, connection, 1, 1)).rejects.toMatchObject({ code: 'never-saved' });
    await readAll(store, season(3));
    expect(await store.diff(server, connection, 1, 1)).toEqual({ from: 1, to: 1, new: [], changed: [], gone: [] });
    await expect(store.diff(server, connection, 1, 4)).rejects.toMatchObject({
      code: 'not-found',
      message: 'Snapshot 4 of this connection is not there; the newest is 1.',
    });
  });

  it('is what a plain comparison finds, over any history and between any two, in the list too', async () => {
    const step = fc.array(fc.record({ of: fc.nat(24), laps: fc.option(fc.nat(3)) }), { maxLength: 8 });
    const [history = []] = fc.sample(fc.array(step, { minLength: 14, maxLength: 14 }), { numRuns: 1, seed: 5 });
    const list = new Map(Array.from({ length: 20 }, (_, at) => [at, 0]));
    for (const changes of history) {
      for (const { of, laps } of changes) {
        if (laps === null) list.delete(of);
        else list.set(of, laps);
      }
      // Another connection with snapshots of the same numbers lies beside it.
      await readAll(
        store,
        [...list].map(([at, laps]) => sent(at, { LapsCount: laps })),
        { of: 'Beside' },
      );
      await readAll(
        store,
        [...list].map(([at, laps]) => sent(at, { LapsCount: laps })),
      );
    }
    const numbers = (await store.snapshots(server, connection)).map(({ number }) => number);
    expect(numbers.length).toBeGreaterThan(8);
    for (const from of numbers) {
      for (const to of numbers) {
        const plain = await compared(from, to);
        expect(await store.diff(server, connection, from, to)).toEqual(plain);
        const rows = await rowsOf(to, { since: from });
        const kinds = (kind: string) => rows.filter(({ change }) => change?.kind === kind).map(({ session }) => session.key);
        expect([kinds('new'), kinds('gone')]).toEqual([plain.new, plain.gone].map((sessions) => sessions.map(({ key }) => key)));
        expect(rows.flatMap(({ session, change }) => (change?.kind === 'changed' ? [[session.key, change.fields]] : []))).toEqual(
          plain.changed.map(({ key, fields }) => [key, fields]),
        );
      }
    }
  }, 60_000);
});

describe('a list of what is new since a snapshot', () => {
  it('is filtered, by words and by what happened', async () => {
    await readAll(store, season(10));
    await readAll(store, [...season(8), sent(3, { LapsCount: 99 }), sent(20), sent(21)]);
    const keys = async (filter: string) => (await rowsOf(2, { since: 1, filter })).map(({ session }) => session.key);
    expect(await keys('')).toHaveLength(5);
    expect(await keys('new:')).toEqual([20, 21].map(keyOf));
    expect(await keys('changed:')).toEqual([keyOf(3)]);
    expect(await keys('gone:')).toEqual([8, 9].map(keyOf));
    expect(await keys('-gone: laps>50')).toEqual([keyOf(3)]);
    const view = await store.openView({ server, connection, since: 1, filter: '', sort: { field: 'lapsCount', direction: 'desc' } });
    expect(view.rows[0]).toMatchObject({ session: { lapsCount: 99 }, change: { kind: 'changed' } });
    await expect(rowsOf(2, { since: 7 })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('what was looked at', () => {
  it('is remembered, and never goes back', async () => {
    await readAll(store, season(3));
    await readAll(store, season(4));
    expect(await store.lookedAt(server, connection)).toBeNull();
    await expect(store.look(server, connection, 99)).rejects.toMatchObject({ code: 'not-found' });
    await store.look(server, connection, 2);
    await store.look(server, connection, 1);
    expect(await store.lookedAt(server, connection)).toBe(2);
    await expect(store.look(server, 'Nothing', 1)).rejects.toMatchObject({ code: 'never-saved' });
    expect(await store.verify()).toEqual([]);
  });
});

describe('a snapshot', () => {
  it('is named and pinned, and loses both', async () => {
    await readAll(store, season(3));
    const keep = (changes: Parameters<OpenedStore['keepSnapshot']>[3]) => store.keepSnapshot(server, connection, 1, changes);
    expect(await keep({ name: ' After FP1 ' })).toMatchObject({ number: 1, name: 'After FP1', pinned: false });
    expect(await keep({ pinned: true })).toMatchObject({ name: 'After FP1', pinned: true });
    expect(await keep({ name: null, pinned: false })).not.toHaveProperty('name');
    await expect(store.keepSnapshot(server, connection, 5, { pinned: true })).rejects.toMatchObject({ code: 'not-found' });
    expect(await store.verify()).toEqual([]);
  });
});

describe('an own mark', () => {
  const own = async (key: string) => (await rowsOf(await newest())).find(({ session }) => session.key === key)?.own;
  const newest = async () => (await store.snapshots(server, connection)).at(-1)?.number ?? 0;

  it('stays with its session over snapshots, when it is gone, and when it comes back', async () => {
    await readAll(store, season(5));
    await store.mark(server, connection, [keyOf(1), keyOf(2)], { starred: true });
    await store.mark(server, connection, [keyOf(1)], { note: 'yellow flag', colour: 'amber' });
    expect(await own(keyOf(1))).toEqual({ starred: true, note: 'yellow flag', colour: 'amber' });
    await readAll(store, [sent(0), sent(2, { LapsCount: 99 })]);
    expect(await own(keyOf(2))).toEqual({ starred: true });
    expect(await store.markOf(server, connection, keyOf(1))).toEqual({ starred: true, note: 'yellow flag', colour: 'amber' });
    await readAll(store, season(5));
    expect(await own(keyOf(1))).toMatchObject({ note: 'yellow flag' });
    await store.mark(server, connection, [keyOf(1)], { starred: false, note: '', colour: null });
    expect(await own(keyOf(1))).toBeUndefined();
    expect(await store.verify()).toEqual([]);
  });

  it('is found by the filter, in older snapshots too', async () => {
    await readAll(store, season(5));
    await readAll(
      store,
      season(5).map((one, at) => (at === 1 ? sent(1, { LapsCount: 99 }) : one)),
    );
    await store.mark(server, connection, [keyOf(1)], { starred: true, note: 'Größe 7', colour: 'red' });
    await store.mark(server, connection, [keyOf(4)], { note: 'dry' });
    const found = async (filter: string, snapshot = 2) => (await rowsOf(snapshot, { filter })).map(({ session }) => session.key);
    for (const snapshot of [1, 2]) {
      expect(await found('starred:', snapshot)).toEqual([keyOf(1)]);
      expect(await found('note:GRÖSSE|dry colour:red', snapshot)).toEqual([]);
      expect(await found('note:größe', snapshot)).toEqual([keyOf(1)]);
      expect(await found('note=dry', snapshot)).toEqual([keyOf(4)]);
      expect(await found('-starred: -note:dry', snapshot)).toEqual([0, 2, 3].map(keyOf));
      expect(await found('colour:red|blue', snapshot)).toEqual([keyOf(1)]);
    }
  });

  it('is refused for a session that was never saved, and nothing is marked then', async () => {
    await readAll(store, season(2));
    await expect(store.mark(server, connection, [keyOf(1), 'nowhere'], { starred: true })).rejects.toMatchObject({ code: 'not-found' });
    expect(await store.markOf(server, connection, keyOf(1))).toBeNull();
  });
});
