import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatabaseSync } from '@photostructure/sqlite';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeThread } from '../../test/setup/threads.ts';
import { defaultSort } from '../../preload/model.ts';
import { silent } from '../log.ts';
import { openStore, type OpenedStore } from './client.ts';
import { inTransaction, openForWriting } from './database.ts';
import { purgeSome } from './room.ts';
import { Statements } from './rows.ts';
import { begin, body, connection, createRandom, keyOf, readAll, season, sent, server } from './trial.ts';

let folder: string;
let store: OpenedStore;

const open = async () => {
  store = await openStore({ folder, thread: storeThread, log: silent });
};
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paddock-room-'));
  await open();
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** All snapshots but those that must stay: so old is every one of a trial. */
const everything = { hourlyAfter: 0, dailyAfter: 0, weeklyAfter: 0 };

const numbers = async () => (await store.snapshots(server, connection)).map(({ number }) => number);

async function rowsOf(snapshot: number, filter = '') {
  const { view, total } = await store.openView({ server, connection, snapshot, filter, sort: defaultSort });
  const rows = await store.rows(view, 0, total);
  await store.closeView(view);
  return rows.map(({ session }) => session);
}

/** As if it was done two days ago. */
async function age(): Promise<void> {
  await store.close();
  const database = new DatabaseSync(join(folder, 'paddock.db'));
  const columns = database.prepare('SELECT thinned_at FROM snapshot WHERE thinned_at IS NOT NULL').all();
  expect(columns.length).toBeGreaterThan(0);
  database.exec("UPDATE snapshot SET thinned_at = '2020-01-01T00:00:00.000Z' WHERE thinned_at IS NOT NULL");
  // Past Paddock, so its checksums have to be told.
  database.exec("DELETE FROM row_checksum WHERE of_table = 'snapshot'");
  database.close();
  await open();
}

const versions = (): number => {
  const database = new DatabaseSync(join(folder, 'paddock.db'), { readOnly: true });
  try {
    return (database.prepare('SELECT count(*) AS count FROM session_version').get() as { count: number }).count;
  } finally {
    database.close();
  }
};

/** A history in which sessions change, go for good, and come back. */
async function history(): Promise<void> {
  for (let step = 0; step < 12; step += 1) {
    const there = Array.from({ length: 20 + step }, (_, at) => at).filter((at) => (at * 7 + step) % 9 !== 0 && !(at < 3 && step > 1));
    await readAll(
      store,
      there.map((at) =>
        sent(at, { LapsCount: (at + (at % 3 === 0 ? step : 0)) % 40, Identifier: `run ${at} of day ${at % 4 === 0 ? step : 0}` }),
      ),
    );
  }
  await store.settled();
}

describe('thinning', () => {
  it('takes snapshots away, tells which and what it frees, and can be undone', async () => {
    await history();
    await store.keepSnapshot(server, connection, 4, { pinned: true });
    await store.keepSnapshot(server, connection, 6, { name: 'FP1' });
    await store.look(server, connection, 8);
    const offer = await store.thinning(everything);
    // All were taken at one moment: of the others the last one stays.
    expect(offer.snapshots.map(({ snapshot }) => snapshot.number)).toEqual([2, 3, 5, 7, 9, 10]);
    expect(offer).toMatchObject({ of: 12 });
    expect(offer.bytes).toBeGreaterThan(0);
    expect(await numbers()).toHaveLength(12);
    const before = await rowsOf(5);
    expect(await store.thin(everything)).toMatchObject({ snapshots: 6, bytes: offer.bytes });
    expect(await numbers()).toEqual([1, 4, 6, 8, 11, 12]);
    await expect(rowsOf(5)).rejects.toMatchObject({ code: 'not-found' });
    expect(await store.verify()).toEqual([]);
    expect(await store.undoThinning()).toBe(6);
    expect(await rowsOf(5)).toEqual(before);
    expect(await store.verify()).toEqual([]);
  });

  it('is done by itself where that was chosen, until it is undone', async () => {
    // Long ago, so that the usual plan gives some of them up.
    for (const laps of [1, 2, 3, 4]) await readAll(store, [sent(0, { LapsCount: laps })], { endedAt: `2025-01-06T0${laps}:00:00.000Z` });
    await store.settled();
    expect(await numbers()).toEqual([1, 2, 3, 4]);
    await store.thinByItself(true);
    await store.settled();
    expect(await numbers()).toEqual([1, 3, 4]);
    expect(await store.thinning()).toMatchObject({ byItself: true, snapshots: [] });
    expect(await store.undoThinning()).toBe(1);
    await store.settled();
    expect(await numbers()).toEqual([1, 2, 3, 4]);
    expect(await store.thinning()).toMatchObject({ byItself: false });
    expect(await store.verify()).toEqual([]);
  });

  it('gives the room back a day later, and leaves what is left as it was', async () => {
    await history();
    const all = new Map(await Promise.all((await numbers()).map(async (number) => [number, await rowsOf(number)] as const)));
    const before = versions();
    await store.thin(everything);
    await store.settled();
    expect(versions()).toBe(before);
    await age();
    await store.settled();
    expect(versions()).toBeLessThan(before);
    expect(await store.undoThinning()).toBe(0);
    const left = await numbers();
    expect(left).toEqual([1, 11, 12]);
    for (const number of left) expect(await rowsOf(number)).toEqual(all.get(number));
    for (const word of ['run 4 of', 'day 3', 'run 1 of day 0']) {
      for (const number of left) {
        const found = all.get(number)?.filter(({ identifier }) => identifier?.includes(word)) ?? [];
        expect(await rowsOf(number, `"${word}"`)).toEqual(found);
      }
    }
    const plain = await store.diff(server, connection, 1, 12);
    expect(plain.new.length + plain.changed.length + plain.gone.length).toBeGreaterThan(0);
    // Numbers that went are not given again: what is read now is found, and nothing else is.
    await readAll(store, [...season(4, 60), sent(70, { Identifier: 'an other run' })]);
    await store.settled();
    expect((await rowsOf(13, 'other')).map(({ key }) => key)).toEqual([keyOf(70)]);
    expect(await rowsOf(13, '"day 3"')).toEqual([]);
    expect((await store.verify()).filter(({ code }) => code !== 'snapshot')).toEqual([]);
  });

  it('leaves marks, and what was read of sessions that are left', async () => {
    await readAll(store, season(3));
    const details = (value: string) => ({ takenAt: '2026-01-01T10:00:00.000Z', details: [{ name: 'Driver', value }] });
    await readAll(store, season(4));
    for (const at of [1, 3]) await store.saveContent(server, connection, keyOf(at), details(`driver ${at}`));
    await store.mark(server, connection, [keyOf(3)], { starred: true });
    for (const laps of [7, 8]) await readAll(store, [sent(0), sent(1, { LapsCount: laps })]);
    await store.settled();
    await store.thin(everything);
    await age();
    await store.settled();
    expect(await numbers()).toEqual([1, 3, 4]);
    expect(await store.content(server, connection, keyOf(1))).toMatchObject({ details: [{ value: 'driver 1' }] });
    expect(await store.content(server, connection, keyOf(3))).toBeNull();
    expect(await store.markOf(server, connection, keyOf(3))).toEqual({ starred: true });
    expect((await rowsOf(4, 'driver')).map(({ key }) => key)).toEqual([keyOf(1)]);
    expect((await store.verify()).filter(({ code }) => code !== 'snapshot')).toEqual([]);
  });
});

describe('giving room back', () => {
  it('killed between two of its steps leaves nothing that comes back in part', async () => {
    for (let step = 0; step < 4; step += 1) {
      await readAll(
        store,
        season(10_500).map((_, at) => sent(at, { LapsCount: step })),
        { pageSize: 10_500 },
      );
    }
    await store.settled();
    await store.thin(everything);
    await store.close();
    const database = openForWriting(join(folder, 'paddock.db'), 1_000);
    const statements = new Statements(database);
    // Its snapshots go, and the first of the versions.
    for (const more of [true, true]) expect(inTransaction(database, () => purgeSome(statements, Infinity))).toBe(more);
    database.close();
    await open();
    expect(await store.verify()).toEqual([]);
    expect(await store.undoThinning()).toBe(0);
    expect(await numbers()).toEqual([1, 3, 4]);
    await store.compact();
    expect(versions()).toBe(3 * 10_500);
    expect(await store.verify()).toEqual([]);
  });

  it('waits for a read that goes on later, whose pages may name what no snapshot holds', async () => {
    await readAll(store, season(6));
    for (const laps of [1, 2, 3]) {
      const { read } = await begin(store, true);
      await store.addPage(read, 0, 3, body([sent(0), sent(1), sent(2, { LapsCount: laps })]));
      await store.addPage(read, 1, 3, body([sent(2, { LapsCount: laps + 10 }), sent(3)]));
      await store.seal(read, { status: 'partial', reason: 'x', endedAt: '2026-01-01T10:00:00.000Z', keepCheckpoint: true });
    }
    await store.settled();
    await store.thin(everything);
    await store.compact();
    expect(await store.verify()).toEqual([]);
    const { read } = await begin(store, true);
    await store.endRead(read, false);
    await store.compact();
    expect(await store.verify()).toEqual([]);
  });

  it('tells whoever still looks at a list that is not kept any more', async () => {
    await history();
    const { view } = await store.openView({ server, connection, snapshot: 5, filter: '', sort: defaultSort });
    await store.thin(everything);
    await store.compact();
    await expect(store.rows(view, 0, 20)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('any history', () => {
  it.each([4, 6, 7])('reads as before, and verifies, through thinning, undoing and deleting (seed %i)', async (seed) => {
    const random = createRandom(seed);
    const all = new Map<number, unknown>();
    const there = new Map<number, number>();
    let time = Date.UTC(2025, 0, 1);
    const isRight = async (): Promise<void> => {
      expect(await store.verify()).toEqual([]);
      for (const number of await numbers()) expect(await rowsOf(number)).toEqual(all.get(number));
    };
    for (let step = 0; step < 12; step += 1) {
      for (let change = 0; change < 6; change += 1) {
        const at = random(40);
        if (there.has(at) && random(3) === 0) there.delete(at);
        else there.set(at, random(50));
      }
      time += random(5 * 86_400_000);
      const rows = [...there].sort(([one], [other]) => one - other);
      const { snapshot } = await readAll(
        store,
        rows.map(([at, laps]) => sent(at, { LapsCount: laps, Identifier: `run ${at} ${laps}` })),
        { endedAt: new Date(time).toISOString(), ...(random(5) === 0 && { partial: 'cut' }) },
      );
      all.set(snapshot.number, await rowsOf(snapshot.number));
      if (random(8) === 0) await store.keepSnapshot(server, connection, snapshot.number, { pinned: true });
      if (step < 4 || random(2) === 0) continue;
      const before = await numbers();
      await store.thin(everything);
      await isRight();
      if (random(2) === 0) {
        await store.undoThinning();
        expect(await numbers()).toEqual(before);
      } else {
        await store.compact();
        expect(await store.undoThinning()).toBe(0);
      }
      await isRight();
    }
    expect((await numbers()).length).toBeLessThan(all.size);
  });
});

describe('what it costs', () => {
  it('is told by server and connection, and adds up to no more than the file', async () => {
    await history();
    await readAll(store, season(5), { of: 'Beside' });
    const { bytes, servers } = await store.usage();
    expect(
      servers.map((one) => [one.server, one.connections.map(({ connection: name, snapshots, sessions }) => [name, snapshots, sessions])]),
    ).toEqual([
      [
        server,
        [
          [connection, 12, 31],
          ['Beside', 1, 5],
        ],
      ],
    ]);
    const [of] = servers;
    const [big, small] = of?.connections ?? [];
    expect(big?.bytes).toBeGreaterThan(small?.bytes ?? Infinity);
    expect(of?.bytes).toBeLessThanOrEqual(bytes);
  });
});

describe('compacting', () => {
  it('deletes what was thinned at once, and gives the room back to the disk', async () => {
    for (let step = 0; step < 4; step += 1)
      await readAll(
        store,
        season(800).map((_, at) => sent(at, { Identifier: `${step} ${'x'.repeat(200)} ${at}` })),
      );
    await store.settled();
    const newest = await rowsOf(4);
    await store.thin(everything);
    const { before, after } = await store.compact();
    expect(after).toBeLessThan(before * 0.85);
    expect(await numbers()).toEqual([1, 3, 4]);
    expect(await store.undoThinning()).toBe(0);
    expect(await rowsOf(4)).toEqual(newest);
    expect(await store.verify()).toEqual([]);
  });
});

describe('forgetting', () => {
  it('takes a connection away for good, tells what went, and leaves the others', async () => {
    await readAll(store, season(30));
    await readAll(store, [...season(20), sent(77, { Identifier: 'other' })]);
    await store.mark(server, connection, [keyOf(1)], { starred: true });
    await store.saveContent(server, connection, keyOf(1), {
      takenAt: '2026-01-01T10:00:00.000Z',
      details: [{ name: 'Driver', value: 'HAM' }],
    });
    await readAll(store, season(5), { of: 'Beside' });
    await store.settled();
    const told = await store.forget(server, connection);
    expect(told).toMatchObject({ connections: [connection], snapshots: 2, sessions: 31, marks: 1 });
    expect(told.bytes).toBeGreaterThan(0);
    await expect(rowsOf(1)).rejects.toMatchObject({ code: 'never-saved' });
    await expect(store.forget(server, connection)).rejects.toMatchObject({ code: 'never-saved' });
    expect(await store.verify()).toEqual([]);
    await store.settled();
    expect(versions()).toBe(5);
    expect(await store.verify()).toEqual([]);
    expect((await store.snapshots(server)).map(({ connection: name }) => name)).toEqual(['Beside']);
    // The same connection begins anew, and nothing of what was is found in it.
    await readAll(store, season(3));
    await store.settled();
    expect(await numbers()).toEqual([1]);
    expect(await rowsOf(1, 'other')).toEqual([]);
    expect(await rowsOf(1, 'starred:')).toEqual([]);
    expect(await store.verify()).toEqual([]);
  });

  it('takes a server away with all its connections; killed meanwhile it goes on later', async () => {
    await readAll(store, season(30));
    await readAll(store, season(5), { of: 'Beside' });
    const forgotten = store.forget(server);
    expect((await forgotten).connections).toEqual([connection, 'Beside']);
    await store.close();
    await open();
    expect(await store.servers()).toEqual([]);
    expect((await store.usage()).servers).toEqual([]);
    await store.settled();
    expect(versions()).toBe(0);
    expect(await store.verify()).toEqual([]);
  });

  it('leaves nothing that a list of another connection is taken for', async () => {
    await readAll(store, season(20));
    await rowsOf(1);
    await store.settled();
    await store.forget(server);
    await store.settled();
    await readAll(store, season(30, 100).toReversed());
    const { total, rows } = await store.openView({ server, connection, filter: '', sort: defaultSort });
    expect([total, rows.map(({ session }) => session.key)]).toEqual([30, season(30, 100).map(({ Key }) => Key)]);
    expect((await rowsOf(1, '-race')).length).toBe(20);
    await store.settled();
    expect(await store.verify()).toEqual([]);
  });

  it('is not kept from it by a process that died while it read', async () => {
    await readAll(store, season(5));
    const { read } = await begin(store);
    await store.endRead(read, true);
    await store.close();
    const database = new DatabaseSync(join(folder, 'paddock.db'));
    database.exec("INSERT INTO open_read SELECT id, 'x', 'somebody', 999999, 1 FROM connection");
    database.close();
    await open();
    expect((await store.forget(server)).snapshots).toBe(1);
  });

  it('is refused while the list is read', async () => {
    const { read } = await begin(store);
    await store.addPage(read, 0, 5, body(season(5)));
    await expect(store.forget(server, connection)).rejects.toMatchObject({ code: 'store-locked' });
    await store.endRead(read, true);
    expect((await store.forget(server)).snapshots).toBe(0);
  });
});
