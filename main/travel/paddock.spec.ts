import { DatabaseSync } from '@photostructure/sqlite';
import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storeThread } from '../../test/setup/threads.ts';
import type { Lap, Session } from '../../preload/model.ts';
import { silent } from '../log.ts';
import { openStore, type OpenedStore } from '../store/client.ts';
import { all, prepare, type Row } from '../store/rows.ts';
import { connection, keyOf, readAll, season, sent, server } from '../store/trial.ts';
import type { ExportRequest } from './export.ts';
import { connectionOfRow, detailOf, lapOf, sessionOf, standingOf } from './portable-rows.ts';
import { columnList, PortableHash, portableTableNames, type PortableTable } from './portable.ts';
import { exported, listings, shown, wholeServer } from './trial-export.ts';

let folder: string;
let file: string;
let store: OpenedStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paddock-portable-'));
  file = join(folder, 'a.paddock');
  store = await openStore({ folder, thread: storeThread, log: silent });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Read {
  readonly manifest: Readonly<Record<string, string>>;
  readonly tables: Readonly<Record<PortableTable, readonly Row[]>>;
}

/** All of a file, whose hash is right. */
function read(): Read {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const hash = new PortableHash();
    const tables = Object.fromEntries(
      portableTableNames.map((table) => {
        const select = prepare(database, `SELECT ${columnList(table)} FROM ${table} ORDER BY row`);
        select.setReadBigInts(true);
        const rows = all(select);
        for (const row of rows) hash.row(table, row);
        return [table, rows];
      }),
    ) as unknown as Read['tables'];
    const entries = all(prepare(database, 'SELECT key, value FROM manifest')) as unknown as readonly (readonly [string, string])[];
    const manifest = Object.fromEntries(entries);
    expect(hash.digest(entries)).toBe(manifest['hash']);
    return { manifest, tables };
  } finally {
    database.close();
  }
}

/** The sessions of a snapshot of a file, in the server's order. */
function sessionsOf({ tables }: Read, snapshot: number, of = 1): readonly Session[] {
  return tables.session
    .filter((row) => {
      const { connection: at, from, until } = standingOf(row);
      return at === of && from <= snapshot && (until === null || until > snapshot);
    })
    .toSorted((one, other) => standingOf(one).place - standingOf(other).place)
    .map(sessionOf);
}

const write = async (more: Partial<ExportRequest> = {}): Promise<Read> => {
  await store.export(exported(file, more));
  return read();
};
const byKey = (sessions: readonly Session[]): readonly Session[] => sessions.toSorted((one, other) => (one.key < other.key ? -1 : 1));

describe('a .paddock file', () => {
  it('holds every snapshot as it was, whatever servers write', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(listings, listings, async (before, after) => {
        run += 1;
        const of = `run ${run}`;
        const states: (readonly Session[])[] = [];
        for (const listing of [
          before,
          [...after, ...before.slice(1)].filter(({ Key }, at, some) => some.findIndex((one) => one['Key'] === Key) === at),
        ]) {
          await readAll(store, listing, { pageSize: 20, of });
          states.push(await shown(store, of));
        }
        const file = await write({ connection: of });
        const snapshots = (await store.snapshots(server, of)).map(({ number }) => number);
        expect(file.tables.snapshot.map((row) => Number(row[1]))).toEqual(snapshots);
        for (const number of snapshots) expect(byKey(sessionsOf(file, number))).toEqual(byKey(states[number - 1] ?? []));
      }),
      { numRuns: 5, endOnFailure: true },
    );
  });

  it('says what it is and where from, and neither a secret nor an address unless asked', async () => {
    const connections = [{ name: connection, serverName: 'SQL01', databaseName: 'C:\\Data', rootPath: '\\\\nas\\share', isSqlite: true }];
    await store.saveConnections(server, { takenAt: 'x', connections });
    await readAll(store, season(3));
    const plain = await write();
    expect(plain.manifest).toEqual({
      ...{
        product: 'Paddock',
        productVersion: '1.2.3',
        createdAt: '2026-01-02T03:04:05.678Z',
        format: '1',
        what: 'connection',
        server: 'Track',
      },
      hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
    });
    expect(plain.tables.connection.map(connectionOfRow)).toEqual([{ name: connection, isSqlite: true }]);
    const bytes = readFileSync(file, 'latin1');
    for (const told of [server, 'track.example', 'SQL01', 'nas', 'C:\\Data']) expect(bytes).not.toContain(told);
    const origin = { ...exported(file).origin, address: server };
    const { manifest, tables } = await write({ origin });
    expect([manifest['address'], tables.connection.map(connectionOfRow)]).toEqual([server, connections]);
  });

  it('holds what a filter lets through, of the snapshot that is shown', async () => {
    await readAll(store, season(9));
    await readAll(store, season(6));
    const filtered = await write({ filter: 'race' });
    expect(filtered.manifest).toMatchObject({ what: 'list', filter: 'race' });
    expect(sessionsOf(filtered, 2)).toEqual(await shown(store, connection, 'race'));
    expect(filtered.tables.snapshot.map((row) => [row[1], row[9]])).toEqual([[2n, 2n]]);
    expect(sessionsOf(await write({ snapshot: 1 }), 1)).toHaveLength(9);
  });

  it('carries own marks, and details and laps that were read', async () => {
    await readAll(store, season(4));
    const laps: Lap[] = [{ number: 1, name: 'Out', startTime: 2n ** 60n, endTime: null, lapTime: '1:30.5', countForFastestLap: false }];
    const details = [{ name: 'Driver', value: 'HAM' }];
    await store.saveContent(server, connection, keyOf(1), { takenAt: '2026-01-01T10:00:00Z', details, laps });
    await store.saveContent(server, connection, keyOf(2), { takenAt: '2026-01-01T11:00:00Z', laps: [] });
    await store.mark(server, connection, [keyOf(1), keyOf(3)], { starred: true, note: 'Fast', colour: 'red' });
    const { tables } = await write();
    expect(tables.content).toEqual([
      [1n, keyOf(1), '2026-01-01T10:00:00Z', 1n, 1n],
      [1n, keyOf(2), '2026-01-01T11:00:00Z', 0n, 1n],
    ]);
    expect(tables.detail.map(detailOf)).toEqual(details);
    expect(tables.lap.map(lapOf)).toEqual(laps);
    expect(tables.mark).toEqual([keyOf(1), keyOf(3)].map((key) => [1n, key, 1n, 'Fast', 'red']));
    const some = await write({ filter: 'laps=1' });
    expect([some.tables.session.length, some.tables.content.length, some.tables.mark.length]).toEqual([1, 1, 1]);
  });

  it('holds a whole server, and leaves out what is only being read', async () => {
    await readAll(store, season(3));
    await readAll(store, [sent(7)], { of: 'Other' });
    await store.export(wholeServer(file));
    const both = read();
    expect(both.manifest['what']).toBe('server');
    expect(both.tables.connection.map((row) => row[0])).toEqual([connection, 'Other']);
    expect([sessionsOf(both, 1, 1).length, sessionsOf(both, 1, 2).length]).toEqual([3, 1]);
  });

  it('leaves out snapshots that were thinned away, and keeps the others whole', async () => {
    await readAll(store, season(5), { endedAt: '2020-01-01T10:00:00.000Z' });
    for (const [at, count] of [4, 6, 3].entries()) await readAll(store, season(count, at), { endedAt: `2020-02-01T10:0${at}:00.000Z` });
    await readAll(store, season(8), { endedAt: '2026-01-01T10:00:00.000Z' });
    const before = new Map<number, readonly Session[]>();
    await store.thin();
    const kept = (await store.snapshots(server, connection)).map(({ number }) => number);
    expect(kept.length).toBeLessThan(5);
    for (const snapshot of kept) {
      const { view, total } = await store.openView({ server, connection, snapshot, filter: '', sort: { field: 'key', direction: 'asc' } });
      before.set(
        snapshot,
        (await store.rows(view, 0, total)).map(({ session }) => session),
      );
    }
    const thinned = await write();
    expect(thinned.tables.snapshot.map((row) => Number(row[1]))).toEqual(kept);
    for (const snapshot of kept) expect(byKey(sessionsOf(thinned, snapshot))).toEqual(before.get(snapshot));
  });
});

const python = (() => {
  try {
    execFileSync('python3', ['-c', 'import sqlite3'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe('Python', () => {
  it.runIf(python)('reads a .paddock file as it is, by the lines of the README', async () => {
    await readAll(store, season(5));
    await readAll(store, season(4));
    await store.export(exported(file));
    const lines = /```python\n([^`]*sqlite3[^`]*)```/.exec(readFileSync(new URL('../../README.md', import.meta.url), 'utf8'))?.[1] ?? '';
    const script = lines.replace('season.paddock', file);
    expect(script).toContain(file);
    expect(execFileSync('python3', ['-c', script], { encoding: 'utf8' }).split('\n')).toEqual([
      ...(await shown(store)).map(({ identifier, lapsCount }) => `('${identifier ?? ''}', ${Number(lapsCount)})`),
      '',
    ]);
  });
});
