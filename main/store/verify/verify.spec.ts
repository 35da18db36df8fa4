/**
 * Any changed byte of content is found. Swept with a seed: bits of every column of every table, changed past Paddock by plain
 * SQL, and bits of the file's pages. What is not found has to be no content: the file then still tells, row by row and term by
 * term, exactly what it told before (free room, counters of the header, how far the text index has come).
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeThread } from '../../../test/setup/threads.ts';
import { asFailure } from '../../failure.ts';
import { storeFile } from '../start-thread.ts';
import { openForReading, openForWriting } from '../database.ts';
import { all, prepare, type Database, type Row, type Value } from '../rows.ts';
import type { Problem } from '../store.ts';
import { begin, body, connection, createRandom, keyOf, readAll, season, sent, server, withStore } from '../trial.ts';
import { verify } from './verify.ts';

const runs = Math.min(5_000, Number(process.env['PADDOCK_RUNS'] ?? 120));
/** For the soak. */
const timeout = Math.max(30_000, runs * 1_000);
const seed = Number(process.env['PADDOCK_SEED'] ?? 7);

const folder = mkdtempSync(join(tmpdir(), 'paddock-verify-'));
const good = join(folder, storeFile);
const bad = join(folder, 'bad.db');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What it takes to have every column of every table filled. */
beforeAll(async () => {
  await withStore(folder, storeThread, async (store) => {
    await store.saveConnections(server, {
      takenAt: '2026-01-01T09:00:00.000Z',
      connections: [
        { name: connection, serverName: 'SQL01', isSqlite: false, databaseName: 'Season', identifier: 'a', rootPath: null },
        { name: 'Other', serverName: null, isSqlite: true, databaseName: null, identifier: 'b', rootPath: '/data' },
      ],
    });
    const details = [
      { Name: 'driver', Value: 'Räikkönen' },
      { Name: 'circuit', Value: 'Monza' },
    ];
    const first = season(60).map((session, at) => ({
      ...session,
      ...(at % 3 === 0 && { SessionDetails: details }),
      ...(at % 5 === 0 && { Weather: `dry ${at}` }),
      ...(at % 7 === 0 && { LapsCount: 2.5e300, TimeZone: 7, StartTime: '10:00:00.0000000', EndTime: `${at} o’clock`, Id: at }),
    }));
    await readAll(store, first);
    const second = [sent(900), ...first.slice(3, 40), ...first.slice(42), ...first.slice(0, 2)].map((session, at) =>
      at % 9 === 0 ? { ...session, LapsCount: 77 } : session,
    );
    await readAll(store, second, { partial: 'The server stopped.' });
    await readAll(store, second.slice(1));
    await store.saveContent(server, connection, keyOf(5), {
      takenAt: '2026-01-01T11:00:00.000Z',
      details: [{ name: 'engineer', value: 'Adami' }],
      laps: [{ number: 1, name: 'Out lap', startTime: 1n, endTime: 90_000_000_002n, lapTime: '1:30.000', countForFastestLap: true }],
    });
    const { read } = await begin(store);
    await store.addPage(read, 0, 10, body(season(10, 2000)), 'note');
    await store.endRead(read, true);
    await store.settled();
  });
  const database = openForWriting(good, 100);
  database.exec(`
    UPDATE connection SET looked_at = 2;
    UPDATE snapshot SET name = 'Friday', pinned = 1, thinned_at = '2026-01-02T10:00:00.000Z', confirmed_at = ended_at, full_cap = 500 WHERE number = 2;
    INSERT INTO setting VALUES ('some', 'value');
    INSERT INTO mark SELECT connection_id, key, 1, 'brakes', 'red', '2026-01-02T10:00:00.000Z' FROM session LIMIT 3;`);
  database.close();
});

function problemsOf(file: string): readonly Problem[] {
  try {
    const database = openForReading(file, 100);
    try {
      return verify(database);
    } finally {
      database.close();
    }
  } catch (thrown) {
    const { code, message } = asFailure(thrown);
    return [{ code, message }];
  }
}

const isContent = (table: string): boolean => !/^(sqlite|search)/.test(table);
/** A lease, and how far a job has come: what they tell is no content, and a wrong one is put right by itself. */
const notContent = new Set([
  'open_read.owner',
  'open_read.pid',
  'open_read.beat',
  'open_read.started_at',
  'open_read.connection_id',
  'connection.indexed_to',
  'session.slack',
  'session_version.slack',
  'list_order.snapshot',
]);

interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
}

function columnsOf(database: Database): readonly Column[] {
  const tables = all(prepare(database, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")).map(
    ([name]) => name as string,
  );
  return tables.filter(isContent).flatMap((table) =>
    all(prepare(database, 'SELECT name, type FROM pragma_table_info(?)'), table)
      .map(([column, type]) => ({ table, column: column as string, type: type as string }))
      .filter(({ column }) => !notContent.has(`${table}.${column}`)),
  );
}

/** All that a file holds of content, and what its text index finds; or what keeps it from being read. */
function told(file: string): string {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const columns = columnsOf(database);
    const tables = [...new Set(columns.map(({ table }) => table))];
    const rows = tables.map((table) => {
      const names = columns.filter((one) => one.table === table).map(({ column }) => `typeof("${column}"), quote("${column}")`);
      return all(
        prepare(database, `SELECT ${names.join()} FROM "${table}" NOT INDEXED ORDER BY ${names.map((_, at) => at * 2 + 2).join()}`),
      );
    });
    database.exec("CREATE VIRTUAL TABLE temp.term USING fts5vocab('main', 'search', 'instance')");
    return JSON.stringify([rows, all(prepare(database, 'SELECT term, doc FROM temp.term ORDER BY 1, 2'))]);
  } finally {
    database.close();
  }
}

function flipped(value: Value, type: string, random: (below: number) => number): Value {
  if (value === null) return type === 'TEXT' || type === 'ANY' ? 'x' : type === 'BLOB' ? new Uint8Array([random(256)]) : 1 + random(100);
  if (typeof value === 'bigint') return value ^ (1n << BigInt(random(30)));
  if (typeof value === 'number') return type === 'REAL' ? value + 2 ** -random(20) : value ^ (1 << random(30));
  const bytes = typeof value === 'string' ? Buffer.from(value) : Buffer.from(value);
  if (bytes.length === 0) return typeof value === 'string' ? ' ' : new Uint8Array(1);
  const at = random(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random(typeof value === 'string' ? 6 : 8));
  return typeof value === 'string' ? bytes.toString() : bytes;
}

describe('a store of every kind of content', () => {
  it('is clean, and every column has something to be changed', () => {
    expect(problemsOf(good)).toEqual([]);
    const database = new DatabaseSync(good, { readOnly: true });
    try {
      for (const { table, column } of columnsOf(database)) {
        const filled = prepare(database, `SELECT count(*) FROM "${table}" WHERE "${column}" IS NOT NULL`).get() as Row;
        expect(filled[0], `${table}.${column}`).toBeGreaterThan(0);
      }
    } finally {
      database.close();
    }
  });

  it('has a change of any column found', { timeout }, () => {
    const random = createRandom(seed);
    const source = new DatabaseSync(good, { readOnly: true });
    const columns = columnsOf(source);
    source.close();
    const missed: string[] = [];
    const rounds = Math.max(1, Math.round(runs / 60));
    for (let round = 0; round < rounds; round += 1) {
      for (const { table, column, type } of columns) {
        copyFileSync(good, bad);
        const file = new DatabaseSync(bad, { enableForeignKeyConstraints: false });
        file.exec('PRAGMA ignore_check_constraints = ON');
        const rows = all(prepare(file, `SELECT "${column}" FROM "${table}" ORDER BY 1`));
        const at = random(rows.length);
        const before = rows[at]?.[0] ?? null;
        const after = flipped(before, type, random);
        const what = `${table}.${column}: ${String(before)} → ${String(after)}`;
        try {
          const pick = `SELECT "${column}" FROM "${table}" WHERE "${column}" IS ? LIMIT 1`;
          expect(prepare(file, pick).get(before)).toBeDefined();
          const key = all(prepare(file, 'SELECT name FROM pragma_table_info(?) WHERE pk > 0'), table)
            .map(([name]) => `"${String(name)}"`)
            .join();
          file
            .prepare(
              `UPDATE "${table}" SET "${column}" = ? WHERE (${key}) IN (SELECT ${key} FROM "${table}" WHERE "${column}" IS ? LIMIT 1)`,
            )
            .run(after, before);
        } catch (thrown) {
          // Two rows may not have the same key: this change no byte makes without the index being wrong.
          if (!/constraint|cannot store/i.test(String(thrown))) throw thrown;
          continue;
        } finally {
          file.close();
        }
        if (problemsOf(bad).length === 0) missed.push(what);
      }
    }
    expect(missed).toEqual([]);
  });

  it('has a change of any byte of its pages found, or it changed nothing', { timeout }, () => {
    const random = createRandom(seed + 1);
    const bytes = readFileSync(good);
    const before = told(good);
    const pageSize = bytes.readUInt16BE(16);
    const missed: string[] = [];
    for (let run = 0; run < runs; run += 1) {
      const harmed = Buffer.from(bytes);
      // Page after page, where its content lies: at the end, and at the beginning.
      const page = run % (bytes.length / pageSize);
      let at = page * pageSize + (run % 3 === 0 ? random(120) : pageSize - 1 - random(2_000));
      if (run % 3 === 2) for (let tries = 0; tries < 200 && harmed[at] === 0; tries += 1) at = page * pageSize + random(pageSize);
      harmed[at] = (harmed[at] ?? 0) ^ (1 << random(8));
      writeFileSync(bad, harmed);
      if (problemsOf(bad).length > 0) continue;
      if (told(bad) !== before) missed.push(`byte ${at % pageSize} of page ${page + 1}`);
    }
    expect(missed).toEqual([]);
  });

  it('has the snapshots named that a change concerns', () => {
    const change = (sql: string): readonly Problem[] => {
      copyFileSync(good, bad);
      const file = new DatabaseSync(bad, { enableForeignKeyConstraints: false });
      file.exec(sql);
      file.close();
      return problemsOf(bad);
    };
    const about = { server, connection };
    expect(change('UPDATE snapshot SET sessions = sessions + 1 WHERE number = 2')).toContainEqual(
      expect.objectContaining({ code: 'snapshot', ...about, snapshots: [2] }),
    );
    expect(
      change(`UPDATE session_version SET identifier = 'x' WHERE id = (SELECT max(id) FROM session_version WHERE until_snapshot = 3)`),
    ).toContainEqual(expect.objectContaining({ ...about, snapshots: [2] }));
    expect(change('UPDATE connection SET fields = fields || 1')).toContainEqual(
      expect.objectContaining({
        code: 'connection',
        ...about,
        snapshots: [1, 2, 3],
        message: expect.stringContaining('snapshots 1, 2, 3') as string,
      }),
    );
    expect(change('UPDATE session_content SET laps = NULL')).toEqual([expect.objectContaining({ code: 'content', ...about })]);
    expect(change(`UPDATE session_version SET laps_count = 1 WHERE from_snapshot = 4 AND id % 10 = 0`)).toContainEqual(
      expect.objectContaining({ code: 'staged', ...about }),
    );
    expect(change(`INSERT INTO search (rowid, text) SELECT id, 'zebra' FROM session_version LIMIT 1`)).toEqual([
      expect.objectContaining({ code: 'search' }),
    ]);
  });
});
