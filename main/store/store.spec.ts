import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeThread } from '../../test/setup/threads.ts';
import { defaultSort, type Sort } from '../../preload/model.ts';
import { silent } from '../log.ts';
import { openStore, type OpenedStore } from './client.ts';
import { begin, body, connection, keyOf, readAll, season, sent, server } from './trial.ts';

let folder: string;
let store: OpenedStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paddock-store-'));
  store = await openStore({ folder, thread: storeThread, log: silent });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const open = (more: { filter?: string; sort?: Sort; snapshot?: number } = {}) =>
  store.openView({ server, connection, filter: '', sort: defaultSort, ...more });

async function listed(more: Parameters<typeof open>[0] = {}): Promise<readonly string[]> {
  const { view, total } = await open(more);
  const rows = await store.rows(view, 0, total);
  await store.closeView(view);
  return rows.map(({ session }) => session.key);
}

const keysOf = (sessions: readonly ReturnType<typeof sent>[]): readonly unknown[] => sessions.map(({ Key }) => Key);

describe('a page that comes while a list is read', () => {
  const wide = 2 ** 24;

  it('overlaps the one before where it begins within it and reaches its end', async () => {
    const { read } = await begin(store, true);
    const add = async (page: number, from: number, count: number) =>
      (await store.addPage(read, page, 10, body(season(count, from)))).overlaps;
    expect(await add(0, 0, 10)).toBe(false);
    expect(await add(1, 10, 10)).toBe(false);
    expect(await add(2, 18, 10)).toBe(true);
    // It begins before the one before it and reaches its end all the same.
    expect(await add(3, 9, 19)).toBe(true);
    // It does not reach the end of the one before.
    expect(await add(4, 12, 10)).toBe(false);
  });

  it('does not where what both hold comes in another order', async () => {
    const { read } = await begin(store, true);
    await store.addPage(read, 0, 3, body([sent(0), sent(1), sent(2)]));
    expect(await store.addPage(read, 1, 3, body([sent(2), sent(1), sent(3)]))).toMatchObject({ overlaps: false });
  });

  it('is compared with those staged, and is not staged', async () => {
    for (const before of [0, 1]) {
      if (before === 1) await readAll(store, season(15));
      const { read } = await begin(store, true);
      await store.addPage(read, 0, 5, body(season(5)));
      await store.addPage(read, 1, 5, body(season(5, 5)));
      const placed = await store.placePage(read, body([sent(4), sent(5), sent(99)]));
      expect(placed).toEqual({ records: 3, distinct: 3, places: [4, wide, -1] });
      expect(await store.placePage(read, body([sent(4), sent(5)]), 1)).toMatchObject({ places: [4, -1] });
      expect(await store.addPage(read, 1, 5, body(season(5, 5)))).toMatchObject({ fresh: 5 });
      await store.endRead(read, false);
    }
  });

  it('shows nothing of a session that stands in two places', async () => {
    const { read } = await begin(store, true);
    await store.addPage(read, 0, 3, body([sent(0), sent(1), sent(2)]));
    await store.addPage(read, 1, 3, body([sent(3), sent(1), sent(4)]));
    expect(await store.placePage(read, body([sent(2), sent(1), sent(3), sent(3)]))).toEqual({
      records: 4,
      distinct: 3,
      places: [2, -2, -2, -2],
    });
  });

  it('is known with its note and its place to whoever goes on after a kill', async () => {
    const first = await begin(store, true);
    await store.addPage(first.read, 0, 3, body(season(3)), 'a note');
    await store.addPage(first.read, 1, 3, body(season(3, 2)), 'another');
    await store.endRead(first.read, true);
    const { read, resume } = await begin(store);
    expect(resume?.pages).toMatchObject([
      { page: 0, rows: 3, overlaps: false, note: 'a note' },
      { page: 1, rows: 3, overlaps: true, note: 'another' },
    ]);
    expect(await store.placePage(read, body([sent(1), sent(2), sent(3)]))).toMatchObject({ places: [1, wide, wide + 1] });
  });
});

describe('what a read did not meet', () => {
  it('is told with its keys, and is the same for the same sessions', async () => {
    await readAll(store, season(20));
    const { read } = await begin(store, true);
    await store.addPage(read, 0, 20, body([...season(15), sent(15, { LapsCount: 99 }), sent(77)]));
    const missing = await store.missing(read, 3);
    expect(missing).toMatchObject({ count: 4, keys: [16, 17, 18].map(keyOf) });
    expect(await store.missing(read, 10)).toEqual({ ...missing, keys: [16, 17, 18, 19].map(keyOf) });
    await store.addPage(read, 1, 20, body([sent(19)]));
    expect((await store.missing(read, 3)).digest).not.toBe(missing.digest);
  });

  it('is nothing where nothing was read before', async () => {
    const { read } = await begin(store, true);
    expect(await store.missing(read, 10)).toMatchObject({ count: 0, keys: [] });
  });
});

describe('a read', () => {
  it('is sealed as the first snapshot, of which all is new and nothing is marked', async () => {
    const { snapshot, confirmed } = await readAll(store, season(250));
    expect(confirmed).toBe(false);
    expect(snapshot).toEqual({
      connection,
      number: 1,
      takenAt: '2026-01-01T10:00:00.000Z',
      status: 'complete',
      sessions: 250,
      new: 250,
      changed: 0,
      gone: 0,
      skipped: 0,
      pinned: false,
    });
    const view = await open();
    expect(view).toMatchObject({ snapshot, reading: false, total: 250, unfiltered: 250, detailNames: [] });
    expect(view.rows).toHaveLength(60);
    expect(view.rows.every(({ mark }) => mark === undefined)).toBe(true);
    expect(await listed()).toEqual(keysOf(season(250)));
    expect(await store.servers()).toEqual([server]);
  });

  it('that finds nothing different confirms the newest snapshot', async () => {
    await readAll(store, season(30));
    const again = await readAll(store, season(30), { endedAt: '2026-01-02T10:00:00.000Z' });
    expect(again).toMatchObject({ confirmed: true, snapshot: { number: 1, takenAt: '2026-01-02T10:00:00.000Z', new: 30 } });
    expect(await store.snapshots(server)).toEqual([again.snapshot]);
  });

  it('counts and marks what is new, changed and gone, and leaves the snapshot before as it was', async () => {
    await readAll(store, season(30));
    const next = [sent(100, { TimeOfRecording: '2018-01-01T00:00:00.0000000' }), ...season(30).slice(0, 28)];
    next[3] = sent(2, { LapsCount: 99 });
    const { snapshot } = await readAll(store, next);
    expect(snapshot).toMatchObject({ number: 2, sessions: 29, new: 1, changed: 1, gone: 2 });
    const { rows } = await open();
    expect(rows.map(({ session, mark }) => [session.key, mark]).filter(([, mark]) => mark !== undefined)).toEqual([
      [sent(100)['Key'], 'new'],
      [sent(2)['Key'], 'changed'],
    ]);
    expect(rows.find(({ mark }) => mark === 'changed')?.session.lapsCount).toBe(99);
    expect(await listed()).toEqual(keysOf(next));
    expect(await listed({ snapshot: 1 })).toEqual(keysOf(season(30)));
    expect((await open({ snapshot: 1 })).rows[2]?.session.lapsCount).toBe(2);
    expect(await store.verify()).toEqual([]);
  });

  it('knows a session again that was gone', async () => {
    await readAll(store, season(3));
    await readAll(store, season(2));
    const { snapshot } = await readAll(store, season(3));
    expect(snapshot).toMatchObject({ number: 3, sessions: 3, new: 1, changed: 0, gone: 0 });
    expect(await listed({ filter: 'new:' })).toEqual([sent(2)['Key']]);
    expect(await store.verify()).toEqual([]);
  });

  it('takes the later of two records with one key', async () => {
    const { read } = await begin(store);
    const one = await store.addPage(read, 0, 3, body([sent(0), sent(1), sent(1, { LapsCount: 5 })]));
    const two = await store.addPage(read, 1, 3, body([sent(1, { LapsCount: 6 }), sent(2)]));
    expect([one.fresh, one.rows, two.fresh, two.rows]).toEqual([2, 3, 1, 2]);
    await store.seal(read, { status: 'complete', endedAt: '2026-01-01T10:00:00.000Z', keepCheckpoint: false });
    const { rows } = await open();
    expect(rows.map(({ session }) => session.lapsCount)).toEqual([0, 6, 2]);
    const again = await begin(store);
    await store.addPage(again.read, 0, 9, body([sent(0), sent(1), sent(2), sent(1, { LapsCount: 7 }), sent(1, { LapsCount: 6 })]));
    expect(await store.seal(again.read, { status: 'complete', endedAt: '2026-01-01T10:00:00.000Z', keepCheckpoint: false })).toMatchObject({
      confirmed: true,
    });
    expect(await store.verify()).toEqual([]);
  });

  it('that is partial keeps what it did not reach, and the next complete one closes what is missing', async () => {
    await readAll(store, season(30));
    const partial = await readAll(store, [sent(50), ...season(10)], { partial: 'The server went away.' });
    expect(partial.snapshot).toMatchObject({
      number: 2,
      status: 'partial',
      reason: 'The server went away.',
      sessions: 31,
      new: 1,
      gone: 0,
    });
    expect(await listed()).toHaveLength(31);
    const whole = await readAll(store, season(10));
    expect(whole.snapshot).toMatchObject({ number: 3, status: 'complete', sessions: 10, new: 0, changed: 0, gone: 21 });
    const same = await readAll(store, season(10));
    expect(same.confirmed).toBe(true);
    expect(await store.verify()).toEqual([]);
  });

  it('that is complete after a partial one makes a snapshot, even of the same rows', async () => {
    await readAll(store, season(5), { partial: 'Cancelled.' });
    const { snapshot, confirmed } = await readAll(store, season(5));
    expect({ confirmed, ...snapshot }).toMatchObject({ confirmed: false, number: 2, status: 'complete', sessions: 5, new: 0, gone: 0 });
  });

  it('goes on from the checkpoint of a partial one', async () => {
    const { read } = await begin(store);
    await store.addPage(read, 0, 10, body(season(10)));
    const { digest } = await store.addPage(read, 1, 10, body(season(10, 10)));
    await store.seal(read, { status: 'partial', reason: 'Cancelled.', endedAt: '2026-01-01T10:00:00.000Z', keepCheckpoint: true });
    const again = await begin(store);
    expect(again).toMatchObject({
      expected: 20,
      resume: { pageSize: 10, sessions: 20, pages: [{ page: 0 }, { page: 1, rows: 10, digest }] },
    });
    // The last page is asked for again: as it was, it is taken as it is.
    expect(await store.addPage(again.read, 1, 10, body(season(10, 10)))).toMatchObject({ digest, fresh: 10 });
    expect(await store.addPage(again.read, 2, 10, body(season(3, 20)))).toMatchObject({ fresh: 3 });
    const { snapshot } = await store.seal(again.read, { status: 'complete', endedAt: '2026-01-01T11:00:00.000Z', keepCheckpoint: false });
    expect(snapshot).toMatchObject({ number: 2, status: 'complete', sessions: 23, new: 3, gone: 0 });
    expect(await listed()).toEqual(keysOf(season(23)));
    expect((await begin(store)).resume).toBeUndefined();
  });

  it('replaces a page that is staged again, and all after it', async () => {
    const { read } = await begin(store);
    await store.addPage(read, 0, 5, body(season(5)));
    await store.addPage(read, 1, 5, body(season(5, 5)));
    await store.addPage(read, 2, 5, body(season(5, 10)));
    const { fresh } = await store.addPage(read, 1, 5, body(season(3, 20)));
    expect(fresh).toBe(3);
    const { snapshot } = await store.seal(read, { status: 'complete', endedAt: '2026-01-01T10:00:00.000Z', keepCheckpoint: false });
    expect(snapshot.sessions).toBe(8);
    expect(await listed()).toEqual(keysOf([...season(5), ...season(3, 20)]));
    expect(await store.verify()).toEqual([]);
  });

  it.each(['the first one', 'a later one'])(
    'as %s, broken off while it goes through the list again, keeps what it had before',
    async (which) => {
      if (which === 'a later one') await readAll(store, season(3));
      const first = await begin(store, true);
      for (const page of [0, 1, 2]) await store.addPage(first.read, page, 5, body(season(5, page * 5)));
      await store.addPage(first.read, 0, 5, body([sent(40), sent(1, { LapsCount: 99 }), ...season(3, 2)]));
      // It dies, and another goes on.
      await store.endRead(first.read, true);
      const { read } = await begin(store);
      await store.addPage(read, 1, 5, body([sent(12), sent(41)]));
      const outcome = {
        status: 'partial',
        reason: 'The server went away.',
        endedAt: '2026-01-01T10:00:00.000Z',
        keepCheckpoint: true,
      } as const;
      const { snapshot } = await store.seal(read, outcome);
      expect(snapshot.sessions).toBe(17);
      expect(new Set(await listed())).toEqual(new Set(keysOf([...season(15), sent(40), sent(41)])));
      expect(await listed({ filter: 'lapsCount=99' })).toEqual([keyOf(1)]);
      expect(await store.verify()).toEqual([]);
    },
  );

  it('that is whole the second time holds nothing of the first time alone, nor counts it as met', async () => {
    await readAll(store, season(10));
    const { read } = await begin(store, true);
    await store.addPage(read, 0, 20, body([...season(9), sent(9, { LapsCount: 99 }), sent(50)]));
    await store.addPage(read, 0, 20, body(season(9)));
    expect(await store.missing(read, 10)).toMatchObject({ count: 1, keys: [keyOf(9)] });
    const { snapshot } = await store.seal(read, { status: 'complete', endedAt: '2026-01-01T10:00:00.000Z', keepCheckpoint: false });
    expect(snapshot).toMatchObject({ sessions: 9, new: 0, changed: 0, gone: 1 });
    expect(await store.verify()).toEqual([]);
  });

  it('shows its rows while it is the first one, filtered and sorted too', async () => {
    await expect(open()).rejects.toMatchObject({ code: 'never-saved' });
    const { read } = await begin(store);
    await store.addPage(read, 0, 10, body(season(10).toReversed()));
    const view = await open();
    expect(view).toMatchObject({ reading: true, total: 10 });
    expect(view.snapshot).toBeUndefined();
    expect(await listed()).toEqual(keysOf(season(10)));
    expect(await listed({ filter: 'race', sort: { field: 'lapsCount', direction: 'desc' } })).toEqual(keysOf([sent(8), sent(5), sent(2)]));
    await store.endRead(read, false);
    await expect(open()).rejects.toMatchObject({ code: 'never-saved' });
  });

  it('stays invisible while it is a later one, and is forgotten when it ends unsealed', async () => {
    await readAll(store, season(5));
    const { read } = await begin(store);
    await store.addPage(read, 0, 10, body([sent(0, { LapsCount: 77 }), sent(50)]));
    expect(await listed()).toEqual(keysOf(season(5)));
    expect(await listed({ filter: 'laps=77' })).toEqual([]);
    await store.endRead(read, false);
    expect((await begin(store)).resume).toBeUndefined();
    expect(await store.verify()).toEqual([]);
  });

  it('waits for another one of the same connection, tells it once, and can be cancelled', async () => {
    const { read } = await begin(store);
    const told: string[] = [];
    const cancel = new AbortController();
    const waiting = store.beginRead({
      server,
      connection,
      generation: 'rest',
      startedAt: '2026-01-01T09:59:00.000Z',
      fresh: false,
      signal: cancel.signal,
      onWait: () => {
        told.push('waiting');
        cancel.abort();
      },
    });
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    const second = store.beginRead({
      ...{ server, connection, generation: 'rest', startedAt: '2026-01-01T09:59:00.000Z', fresh: false },
      onWait: () => void store.endRead(read, false),
    });
    expect((await second).read).toBeGreaterThan(read);
    expect(told).toEqual(['waiting']);
  });

  it('fails plainly on what is no listing, and goes on', async () => {
    const { read } = await begin(store);
    await expect(store.addPage(read, 0, 5, new TextEncoder().encode('{"Key": '))).rejects.toMatchObject({ code: 'answer-unreadable' });
    expect(await store.addPage(read, 0, 5, body([...season(2), { Identifier: 'no key' }]))).toMatchObject({
      records: 3,
      rows: 2,
      skipped: 1,
    });
    const { snapshot } = await store.seal(read, { status: 'complete', endedAt: '2026-01-01T10:00:00.000Z', keepCheckpoint: false });
    expect(snapshot).toMatchObject({ sessions: 2, skipped: 1 });
  });
});

describe('texts', () => {
  it('come back exactly as the server wrote them', async () => {
    const strange = [
      sent(0, { Identifier: 'Größe 😀 \u202eevil', SessionType: '', TimeZone: null }),
      sent(1, { Key: 'test-session-id', Identifier: null, LapsCount: null, Id: 9223372036854775807n, State: 'Live' }),
      sent(2, { Key: '0000000A-1F2E-4D3C-8B4A-0123456789AB', Identifier: 'nul\0 and \ud800 alone', LapsCount: 1.5, State: 'Abandoned' }),
      sent(3, { Key: '\ud800', topicName: 'Größe', version: 1571234567890123456n, nested: { deep: [1, null, 'x'] }, State: null }),
      { Key: 'bare' },
      sent(5, {
        SessionDetails: [
          { Name: 'Driver', Value: 'HAM' },
          { Name: 'Driver', Value: '"quoted", \\ and\nline' },
        ],
      }),
      sent(6, { SessionDetails: [{ Name: 'Note', Value: 'nul\0' }] }),
      sent(7, { SessionDetails: [] }),
    ];
    await readAll(store, strange);
    const { rows } = await open();
    const byKey = new Map(rows.map(({ session }) => [session.key, session]));
    expect(byKey.get(keyOf(0))).toMatchObject({
      identifier: 'Größe 😀 \u202eevil',
      sessionType: '',
      timeZone: null,
      state: 'unknown',
      stateRaw: 2,
    });
    expect(byKey.get('test-session-id')).toMatchObject({
      identifier: null,
      lapsCount: null,
      id: 9223372036854775807n,
      state: 'live',
      stateRaw: 'Live',
    });
    expect(byKey.get('0000000A-1F2E-4D3C-8B4A-0123456789AB')).toMatchObject({ identifier: 'nul\0 and \ud800 alone', lapsCount: 1.5 });
    expect(byKey.get('\ud800')?.extra).toEqual({ topicName: 'Größe', version: 1571234567890123456n, nested: { deep: [1, null, 'x'] } });
    expect(byKey.get('bare')).toEqual({ key: 'bare', extra: {} });
    expect(byKey.get(keyOf(5))?.details).toEqual([
      { name: 'Driver', value: 'HAM' },
      { name: 'Driver', value: '"quoted", \\ and\nline' },
    ]);
    expect(byKey.get(keyOf(6))?.details).toEqual([{ name: 'Note', value: 'nul\0' }]);
    expect(byKey.get(keyOf(7))?.details).toEqual([]);
    expect((await readAll(store, strange)).confirmed).toBe(true);
    expect(await store.verify()).toEqual([]);
  });
});

describe('the order of a list', () => {
  it('without a sort is by the time’s text, newest first; no date last; equals as the server has them', async () => {
    const times = [
      '2017-10-23T22:07:58.0000000',
      'yesterday',
      '2017-10-23T22:07:58.0000000',
      '2018-02-30T00:00:00',
      '2019-01-01T00:00:00',
      null,
    ];
    const sessions = times.map((time, index) => ({ Key: `k${index}`, TimeOfRecording: time }));
    await readAll(store, [...sessions, { Key: 'k6' }]);
    const expected = ['k4', 'k0', 'k2', 'k1', 'k3', 'k5', 'k6'];
    expect(await listed()).toEqual(expected);
    await store.settled();
    expect(await listed({ sort: { field: 'timeOfRecording', direction: 'asc' } })).toEqual(['k0', 'k2', 'k4', 'k1', 'k3', 'k5', 'k6']);
    await store.close();
    store = await openStore({ folder, thread: storeThread, log: silent });
    expect(await listed()).toEqual(expected);
  });

  it('among equals follows the server also when sessions come in between or change places', async () => {
    const at = (name: string) => ({ Key: name, TimeOfRecording: '2017-10-23T22:07:58.0000000' });
    const keep = async (names: string): Promise<void> => {
      await readAll(store, names.split('').map(at));
      expect((await listed()).join('')).toBe(names);
    };
    await keep('bd');
    await keep('abcde');
    await keep('xabcdey');
    await keep('zeabcdxy');
    await keep('ybacdxq');
    expect((await listed({ snapshot: 2 })).join('')).toBe('abcde');
    expect(await store.verify()).toEqual([]);
  });
});

describe('content', () => {
  const key = keyOf(1);

  it('joins the row, can be searched and sorted by, and keeps integers exact', async () => {
    await readAll(store, season(3));
    expect(await store.content(server, connection, key)).toBeNull();
    const details = [{ name: 'Driver', value: 'HAM' }];
    const lap = {
      number: 1,
      name: 'Lap 1',
      startTime: 1508796478123456789n,
      endTime: null,
      lapTime: 107_263_000_000,
      countForFastestLap: true,
    };
    await store.saveContent(server, connection, key, { takenAt: '2026-01-01T10:00:00.000Z', details, laps: [lap] });
    expect(await store.content(server, connection, key)).toEqual({ takenAt: '2026-01-01T10:00:00.000Z', details, laps: [lap] });
    expect((await store.session(server, connection, key))?.details).toEqual(details);
    const view = await open();
    expect(view.detailNames).toEqual(['Driver']);
    expect(view.rows[1]?.session.details).toEqual(details);
    for (const filter of ['ham', 'ha', 'driver:HAM', 'driver=ham', 'kept:', 'fastest<1:47.3', 'fastest>=1:47.263']) {
      expect([filter, await listed({ filter })]).toEqual([filter, [key]]);
    }
    expect(await listed({ filter: 'fastest<1:47' })).toEqual([]);
    expect((await listed({ sort: { field: 'detail:Driver', direction: 'asc' } }))[0]).toBe(key);
    await store.saveContent(server, connection, key, { takenAt: '2026-01-02T10:00:00.000Z', details: [{ name: 'Driver', value: 'VET' }] });
    expect(await listed({ filter: 'ham' })).toEqual([]);
    expect(await listed({ filter: 'vet' })).toEqual([key]);
    expect((await store.content(server, connection, key))?.laps).toEqual([lap]);
    await readAll(store, [sent(0), sent(1, { LapsCount: 30 })]);
    expect(await listed({ filter: 'driver:vet' })).toEqual([key]);
    expect(await store.verify()).toEqual([]);
  });

  it('may hold laps longer than any number is exact: they are shown, and kept with details that are read later', async () => {
    await readAll(store, season(3));
    const laps = [{ number: 1, name: 'Lap 1', startTime: 0, endTime: null, lapTime: 9_007_199_254_740_993n, countForFastestLap: true }];
    await store.saveContent(server, connection, key, { takenAt: '2026-01-01T10:00:00.000Z', laps });
    expect((await open()).rows[1]?.fastest).toBe(9_007_199_254_740_992);
    const details = [{ name: 'Driver', value: 'HAM' }];
    await store.saveContent(server, connection, key, { takenAt: '2026-01-02T10:00:00.000Z', details });
    expect(await store.content(server, connection, key)).toMatchObject({ details, laps });
    expect(await store.verify()).toEqual([]);
  });
});

describe('connections', () => {
  it('are kept as they were listed, with when they were seen', async () => {
    expect(await store.connections(server)).toBeNull();
    const one = { name: 'Season2017', serverName: 'SQL', isSqlite: false, rootPath: null };
    await store.saveConnections(server, { takenAt: '2026-01-01T10:00:00.000Z', connections: [one, { name: ' Live/Cache? ' }] });
    const seen = { takenAt: '2026-01-02T10:00:00.000Z', connections: [{ name: 'Other' }, one] };
    await store.saveConnections(server, seen);
    expect(await store.connections(server)).toEqual(seen);
  });

  it('do not mix their sessions', async () => {
    await readAll(store, season(3));
    const other = await store.beginRead({
      server,
      connection: 'Other',
      generation: 'rest',
      startedAt: '2026-01-01T10:00:00.000Z',
      fresh: true,
    });
    await store.addPage(other.read, 0, 10, body(season(2, 10)));
    await store.seal(other.read, { status: 'complete', endedAt: '2026-01-01T10:00:00.000Z', keepCheckpoint: false });
    await store.settled();
    expect(await listed()).toHaveLength(3);
    expect(await listed({ filter: '1710' })).toHaveLength(3);
    const view = await store.openView({ server, connection: 'Other', filter: '1710', sort: defaultSort });
    expect(view.total).toBe(2);
    expect((await store.snapshots(server, 'Other')).map(({ sessions }) => sessions)).toEqual([2]);
    await expect(store.openView({ server, connection: 'Nobody', filter: '', sort: defaultSort })).rejects.toMatchObject({
      code: 'never-saved',
    });
    await expect(open({ snapshot: 7 })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('an opened list', () => {
  it('stays as it was while newer snapshots are sealed', async () => {
    await readAll(store, season(20));
    const { view } = await open();
    await readAll(store, season(3, 40));
    expect((await store.rows(view, 18, 25)).map(({ session }) => session.key)).toEqual(keysOf(season(2, 18)));
    expect(await store.locate(view, keyOf(7))).toBe(7);
    expect(await store.locate(view, 'nobody')).toBeNull();
    await store.closeView(view);
    await expect(store.rows(view, 0, 1)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is dropped when very many are open', async () => {
    await readAll(store, season(1));
    const first = await open();
    for (let count = 0; count < 32; count += 1) await open();
    await expect(store.rows(first.view, 0, 1)).rejects.toMatchObject({ code: 'not-found' });
  });
});
