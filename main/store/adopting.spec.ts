import { DatabaseSync } from '@photostructure/sqlite';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storeThread } from '../../test/setup/threads.ts';
import { defaultSort } from '../../preload/model.ts';
import { silent } from '../log.ts';
import { soundRows, writeFile } from '../travel/trial-file.ts';
import { openStore, type OpenedStore } from './client.ts';
import { begin, body, connection, keyOf, readAll, season, sent, server } from './trial.ts';

let folder: string;
let store: OpenedStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paddock-adopting-'));
  store = await openStore({ folder: join(folder, 'store'), thread: storeThread, log: silent });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function rowsOf(place: string, name: string, snapshot: number, filter = '') {
  const { view, total } = await store.openView({ server: place, connection: name, snapshot, filter, sort: defaultSort });
  const rows = await store.rows(view, 0, total);
  await store.closeView(view);
  return rows.map(({ session, own }) => ({ session, ...(own && { own }) }));
}

const place = 'paddock-file:1';

describe('a file that was found sound', () => {
  it('comes back as what was exported: every snapshot, what was read, marks, to the last character', async () => {
    await readAll(store, season(30));
    await readAll(store, [...season(20), sent(3, { LapsCount: 99, Odd: [1, 'x'] }), sent(77)], { partial: 'The list kept changing.' });
    await readAll(store, [sent(77, { LapsCount: 2n ** 70n, TimeZone: null }), ...season(25).toReversed()]);
    await readAll(store, season(30));
    await readAll(store, season(4), { of: '../ Ä' });
    await store.keepSnapshot(server, connection, 2, { name: 'FP1', pinned: true });
    await store.mark(server, connection, [keyOf(77), keyOf(2)], { starred: true, note: 'Größe', colour: 'red' });
    const lap = { number: 1, name: 'Out', startTime: 1508796478000000123n, endTime: null, lapTime: '1:02', countForFastestLap: true };
    await store.saveContent(server, connection, keyOf(2), {
      takenAt: '2026-01-01T12:00:00.000Z',
      details: [{ name: 'Driver', value: 'HAM' }],
      laps: [lap],
    });
    await store.settled();
    const file = join(folder, 'all.paddock');
    await store.export({
      server,
      filter: '',
      sort: defaultSort,
      file,
      origin: { productVersion: '0.1.0', createdAt: '2026-01-02T00:00:00.000Z', server: 'Track' },
    });
    await store.adopt({ file, place, seenAt: '2026-01-02T00:00:00.000Z' });
    expect((await store.connections(place))?.connections.map(({ name }) => name)).toEqual([connection, '../ Ä']);
    const kept = (snapshots: Awaited<ReturnType<OpenedStore['snapshots']>>) =>
      snapshots.map(({ fullAt, ...rest }) => ({ ...rest, ...(fullAt !== undefined && {}) }));
    expect(kept(await store.snapshots(place))).toEqual(kept(await store.snapshots(server)));
    for (const { connection: name, number } of await store.snapshots(server)) {
      expect(await rowsOf(place, name, number)).toEqual(await rowsOf(server, name, number));
    }
    expect(await store.content(place, connection, keyOf(2))).toEqual(await store.content(server, connection, keyOf(2)));
    for (const [from, to] of [
      [1, 2],
      [2, 4],
      [4, 1],
    ] as const) {
      expect(await store.diff(place, connection, from, to)).toEqual(await store.diff(server, connection, from, to));
    }
    expect(await store.verify()).toEqual([]);
    await store.settled();
    for (const filter of ['starred:', 'driver:ham', '77', 'note:größe -laps>5']) {
      expect(await rowsOf(place, connection, 4, filter)).toEqual(await rowsOf(server, connection, 4, filter));
    }
    expect(await store.verify()).toEqual([]);
  });

  it('may have snapshots that are not numbered one by one, keys that are no texts, and sessions that came back', async () => {
    const file = join(folder, 'sound.paddock');
    writeFile(file, soundRows());
    await store.adopt({ file, place, seenAt: '2026-01-02T03:04:05.678Z' });
    expect((await store.snapshots(place, 'Season2017')).map(({ number }) => number)).toEqual([2, 5, 6]);
    expect(await rowsOf(place, 'Season2017', 5)).toHaveLength(39);
    expect((await rowsOf(place, '../../../etc/passwd', 1))[0]?.session.key).toBe('a\ud800');
    expect(await store.verify()).toEqual([]);
  });

  it('is taken in once; where it cannot be, nothing of it is there', async () => {
    const file = join(folder, 'sound.paddock');
    writeFile(file, soundRows());
    await store.adopt({ file, place, seenAt: '2026-01-02T03:04:05.678Z' });
    await expect(store.adopt({ file, place, seenAt: 'x' })).rejects.toMatchObject({ code: 'usage' });
    const database = new DatabaseSync(file);
    database.exec('DROP TABLE lap');
    database.close();
    await expect(store.adopt({ file, place: 'paddock-file:2', seenAt: 'x' })).rejects.toBeTruthy();
    expect(await store.servers()).toEqual([place]);
    await store.forget(place);
    const { read } = await begin(store);
    await store.addPage(read, 0, 5, body(season(5)));
    await store.endRead(read, false);
    expect(await store.verify()).toEqual([]);
  });
});
