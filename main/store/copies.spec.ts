/** Copies of the whole store: backups, and the one that is made before the schema changes. */
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DatabaseSync } from '@photostructure/sqlite';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeThread } from '../../test/setup/threads.ts';
import { defaultSort } from '../../preload/model.ts';
import { Failure } from '../failure.ts';
import { silent } from '../log.ts';
import { openStore, type OpenedStore } from './client.ts';
import { whileNobodyHasItOpen } from './presence.ts';
import { schemaVersion } from './schema/index.ts';
import { fixtureOf, makeFixtures } from './spec-fixtures.ts';
import { begin, body, connection, keyOf, readAll, season, sent, server } from './trial.ts';

let folder: string;
const stores: OpenedStore[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paddock-copies-'));
});
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(at = folder): Promise<OpenedStore> {
  const store = await openStore({ folder: at, thread: storeThread, log: silent });
  stores.push(store);
  return store;
}

async function rowsOf(store: OpenedStore, snapshot?: number, filter = '') {
  const { view, total } = await store.openView({
    server,
    connection,
    filter,
    sort: defaultSort,
    ...(snapshot !== undefined && { snapshot }),
  });
  return store.rows(view, 0, total);
}

describe('a backup', () => {
  it('is a whole store, made while another reads a list into it, and replaces an older one', async () => {
    const store = await open();
    await readAll(store, season(300));
    await readAll(store, [...season(250), sent(999)]);
    await store.mark(server, connection, [keyOf(3)], { starred: true });
    const { read } = await begin(store, true);
    await store.addPage(read, 0, 100, body(season(100, 500)));
    mkdirSync(join(folder, 'stick'));
    const file = join(folder, 'stick', 'paddock.db');
    writeFileSync(file, 'what was here before');
    const told: (readonly [number, number])[] = [];
    const { bytes, snapshots } = await store.backup(file, { onProgress: (...args) => told.push(args) });
    expect([snapshots, bytes]).toEqual([2, readFileSync(file).length]);
    for (const [done, of] of told) expect(done).toBeLessThanOrEqual(of);
    await store.addPage(read, 1, 100, body(season(100, 600)));
    await store.endRead(read, false);
    expect(readdirSync(join(folder, 'stick'))).toEqual(['paddock.db']);
    const copy = await open(join(folder, 'stick'));
    for (const snapshot of [1, 2]) expect(await rowsOf(copy, snapshot)).toEqual(await rowsOf(store, snapshot));
    expect((await rowsOf(copy, 2, 'starred:')).map(({ session }) => session.key)).toEqual([keyOf(3)]);
    expect(await copy.verify()).toEqual([]);
  });

  it('is refused where it would be the store itself, or there is no place for it; what was there stays', async () => {
    const store = await open();
    await readAll(store, season(3));
    for (const end of ['', '-wal', '-shm']) {
      await expect(store.backup(join(folder, `paddock.db${end}`))).rejects.toMatchObject({ code: 'file-unwritable' });
    }
    await expect(store.backup(join(folder, 'nowhere', 'copy.db'))).rejects.toMatchObject({ code: 'file-unwritable' });
    mkdirSync(join(folder, 'a folder'));
    await expect(store.backup(join(folder, 'a folder'))).rejects.toMatchObject({ code: 'file-unwritable' });
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(await rowsOf(store)).toHaveLength(3);
  });

  it('that is given up leaves what was there, and no unfinished file', async () => {
    const store = await open();
    await readAll(
      store,
      season(3_000).map((_, at) => sent(at, { Identifier: 'x'.repeat(500) + String(at) })),
      { pageSize: 1000 },
    );
    const file = join(folder, 'backup.db');
    writeFileSync(file, 'old');
    const stop = new AbortController();
    const making = store.backup(file, { signal: stop.signal });
    stop.abort();
    await expect(making).rejects.toMatchObject({ code: 'cancelled' });
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
    await expect(store.backup(file, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('is not made of what is damaged, and says what is', async () => {
    const store = await open();
    await readAll(store, season(30));
    await store.settled();
    await store.close();
    const database = new DatabaseSync(join(folder, 'paddock.db'));
    database.exec("UPDATE session_version SET identifier = 'forged' WHERE id & 4294967295 = 7");
    database.close();
    const damaged = await open();
    await expect(damaged.backup(join(folder, 'backup.db'))).rejects.toMatchObject({ code: 'store-damaged' });
    expect(readdirSync(folder).filter((name) => name.startsWith('backup') || name.endsWith('.part'))).toEqual([]);
  });
});

const earlier = Array.from({ length: schemaVersion - 1 }, (_, at) => at + 1);

if (process.env['PADDOCK_FIXTURES'] === '1') beforeAll(() => makeFixtures(storeThread));

describe.each(earlier)('a store of schema %i', (version) => {
  it('is copied, brought up to date, and has all that it had', async () => {
    copyFileSync(fixtureOf(version), join(folder, 'paddock.db'));
    const store = await open();
    const snapshots = await store.snapshots(server, connection);
    expect(snapshots).toMatchObject([
      { number: 1, status: 'complete', sessions: 12, new: 12 },
      { number: 2, status: 'partial', reason: 'The server went away.', sessions: 13, new: 1, changed: 1 },
      { number: 3, status: 'complete', sessions: 11, gone: 2, name: 'After FP1', pinned: true },
    ]);
    expect((await rowsOf(store, 1)).map(({ session }) => session.key)).toEqual(season(12).map(({ Key }) => Key));
    expect((await rowsOf(store, 3)).map(({ session }) => session)).toContainEqual(
      expect.objectContaining({ key: keyOf(4), lapsCount: 99, details: [{ name: 'Driver', value: 'HAM' }], extra: { Odd: 'x' } }),
    );
    expect(await store.content(server, connection, keyOf(2))).toMatchObject({ laps: [{ number: 1, lapTime: 9007199254740993n }] });
    expect(await store.verify()).toEqual([]);
    await store.settled();
    expect((await rowsOf(store, 3, 'driver:ham')).map(({ session }) => session.key)).toEqual([keyOf(4)]);
    expect(await store.verify()).toEqual([]);
    await readAll(store, season(5));
    expect(await store.snapshots(server, connection)).toHaveLength(4);
    // The copy is the store as it was.
    const copy = new DatabaseSync(join(folder, `paddock.db.schema-${version}`), { readOnly: true });
    expect(copy.prepare('PRAGMA user_version').get()).toMatchObject({ user_version: version });
    expect(copy.prepare('SELECT count(*) AS count FROM snapshot').get()).toMatchObject({ count: 3 });
    copy.close();
  });
});

describe('the copy of an earlier schema', () => {
  const file = (): string => join(folder, 'paddock.db');
  const schemaOf = (path: string): unknown => {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      return database.prepare('PRAGMA user_version').get();
    } finally {
      database.close();
    }
  };

  it('is told in the log, and stays while the header of the file is behind its log', async () => {
    copyFileSync(fixtureOf(2), file());
    const reader = new DatabaseSync(file());
    try {
      reader.exec('PRAGMA journal_mode = WAL; BEGIN; SELECT count(*) FROM snapshot');
      const told: unknown[] = [];
      const log = { ...silent, info: (...words: unknown[]) => void told.push(words) };
      for (let time = 0; time < 2; time += 1) {
        const store = await openStore({ folder, thread: storeThread, log, patience: 100 });
        await store.close();
        // So it is the log that says which schema this is.
        expect(readFileSync(file()).readUInt32BE(60)).toBe(2);
        expect(schemaOf(file())).toEqual({ user_version: schemaVersion });
        expect(schemaOf(`${file()}.schema-2`)).toEqual({ user_version: 2 });
      }
      expect(told[0]).toEqual([expect.stringContaining('copy'), { from: 2, to: schemaVersion, copy: `${file()}.schema-2` }]);
    } finally {
      reader.close();
    }
  });

  it('that cannot be made keeps the store from being changed, and nothing open', async () => {
    copyFileSync(fixtureOf(2), file());
    const before = readFileSync(file());
    mkdirSync(`${file()}.schema-2`);
    await expect(open()).rejects.toBeInstanceOf(Failure);
    expect(readFileSync(file()).equals(before)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(whileNobodyHasItOpen(file(), 100, () => 'alone')).toBe('alone');
  });
});

describe('a full disk', () => {
  const trial = mkdtempSync(join(tmpdir(), 'paddock-full-'));
  const mounted = process.getuid?.() === 0 && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', trial]).status === 0;
  if (mounted) spawnSync('umount', [trial]);
  rmSync(trial, { recursive: true, force: true });

  /** Does `work` in a small file system of so many KB. */
  async function onSmall(size: number, work: (small: string) => Promise<void>): Promise<void> {
    const small = join(folder, 'small');
    mkdirSync(small);
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}k`, 'none', small]).status).toBe(0);
    try {
      await work(small);
    } finally {
      for (const store of stores.splice(0)) await store.close();
      expect(spawnSync('umount', [small]).status).toBe(0);
    }
  }

  // Only root mounts a small file system, and not in every container.
  it.skipIf(!mounted)('keeps an earlier schema as it is', async () => {
    await onSmall(400, async (small) => {
      copyFileSync(fixtureOf(2), join(small, 'paddock.db'));
      writeFileSync(join(small, 'other'), Buffer.alloc(220 * 1024));
      const before = readFileSync(join(small, 'paddock.db'));
      await expect(open(small)).rejects.toMatchObject({ code: 'store-full' });
      expect(readFileSync(join(small, 'paddock.db')).equals(before)).toBe(true);
      expect(readdirSync(small).sort()).toEqual(['open.lock', 'other', 'paddock.db']);
    });
  });

  it.skipIf(!mounted)('leaves all as it was where it is compacted or backed up', async () => {
    await onSmall(6_000, async (small) => {
      const store = await open(small);
      for (let step = 0; step < 4; step += 1) {
        await readAll(
          store,
          season(400).map((_, at) => sent(at, { Identifier: `${step} ${'x'.repeat(200)} ${at}` })),
        );
      }
      await store.settled();
      await store.thin({ hourlyAfter: 0, dailyAfter: 0, weeklyAfter: 0 });
      const fillTo = (name: string, left: number): void => {
        const { bavail, bsize } = statfsSync(small);
        writeFileSync(join(small, name), Buffer.alloc(bavail * bsize - left));
      };
      // Enough to delete what was thinned, too little for the file once more; then too little for a copy.
      fillTo('other', 1_200_000);
      const rows = await rowsOf(store, 4);
      await expect(store.compact()).rejects.toMatchObject({ code: 'store-full' });
      fillTo('more', 100_000);
      const files = readdirSync(small);
      await expect(store.backup(join(small, 'backup.db'))).rejects.toMatchObject({ code: 'store-full' });
      expect(readdirSync(small)).toEqual(files);
      expect(await rowsOf(store, 4)).toEqual(rows);
      expect(await store.undoThinning()).toBe(1);
      expect(await store.verify()).toEqual([]);
    });
  });
});

describe('a store of a newer version', () => {
  it('is refused, and not a byte of it changes', async () => {
    const store = await open();
    await readAll(store, season(3));
    await store.settled();
    await store.close();
    const file = join(folder, 'paddock.db');
    const database = new DatabaseSync(file);
    database.exec(`PRAGMA user_version = ${schemaVersion + 1}; PRAGMA wal_checkpoint(TRUNCATE)`);
    database.close();
    const before = readFileSync(file);
    await expect(open()).rejects.toMatchObject({ code: 'store-newer' });
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.startsWith('paddock'))).toEqual(['paddock.db']);
  });
});
