/**
 * Makes the stores of earlier schemas on which migrations are tried (`test/fixtures/schema-N.db`). They are kept, not made
 * by each run: what an earlier Paddock wrote does not change with this one. Whoever adds a schema makes the one before it:
 * `PADDOCK_FIXTURES=1 npx vitest run --project main main/store/copies.spec.ts`.
 */
import { DatabaseSync } from '@photostructure/sqlite';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { silent } from '../log.ts';
import { writeChecksums } from './checksums.ts';
import { openStore } from './client.ts';
import { all, prepare, type Database } from './rows.ts';
import { applicationId, migrations, schemaVersion } from './schema/index.ts';
import { indexable } from './text.ts';
import { connection, keyOf, readAll, season, sent, server } from './trial.ts';

export const fixtureOf = (version: number): string => fileURLToPath(new URL(`../../test/fixtures/schema-${version}.db`, import.meta.url));

/** Makes those that are missing. What an earlier schema has of a store of today is what it would have written. */
export async function makeFixtures(thread: URL): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'paddock-fixtures-'));
  const store = await openStore({ folder, thread, log: silent });
  await readAll(store, season(12));
  const changed = sent(4, { LapsCount: 99, SessionDetails: [{ Name: 'Driver', Value: 'HAM' }], Odd: 'x' });
  await readAll(store, [sent(50), changed], { partial: 'The server went away.' });
  await readAll(store, [sent(50), ...season(10).map((one, at) => (at === 4 ? changed : one))]);
  await store.keepSnapshot(server, connection, 3, { name: 'After FP1', pinned: true });
  const lap = {
    number: 1,
    name: 'Out Lap',
    startTime: 1508796478000000123n,
    endTime: null,
    lapTime: 9007199254740993n,
    countForFastestLap: true,
  };
  await store.saveContent(server, connection, keyOf(2), {
    takenAt: '2026-01-01T12:00:00.000Z',
    details: [{ name: 'Driver', value: 'VET' }],
    laps: [lap],
  });
  await store.settled();
  await store.close();
  for (let version = 1; version < schemaVersion; version += 1) {
    if (!existsSync(fixtureOf(version))) makeFixture(join(folder, 'paddock.db'), version);
  }
  rmSync(folder, { recursive: true });
}

function makeFixture(today: string, version: number): void {
  const database = new DatabaseSync(fixtureOf(version));
  for (const step of migrations.slice(0, version)) {
    if (typeof step === 'string') database.exec(step);
    else step(database);
  }
  prepare(database, 'ATTACH ? AS today').run(today);
  const columnsOf = (schema: string, table: string): readonly string[] =>
    all(prepare(database, `PRAGMA ${schema}.table_info("${table}")`)).map(([, name]) => name as string);
  for (const table of tablesOf(database)) {
    const known = new Set(columnsOf('today', table));
    const columns = columnsOf('main', table)
      .filter((column) => known.has(column))
      .join();
    database.exec(`INSERT INTO main."${table}" (${columns}) SELECT ${columns} FROM today."${table}"`);
  }
  // The text index cannot be copied; it is made anew but for what was read of sessions.
  database.exec('UPDATE main.connection SET indexed_to = 0');
  for (const [id, details] of all(prepare(database, 'SELECT id, details FROM main.session_content'))) {
    prepare(database, 'INSERT INTO main.search (rowid, text) VALUES (?, ?)').run(
      -(id as number),
      indexable(JSON.parse(details as string) as string[]),
    );
  }
  database.exec('DETACH today');
  if (columnsOf('main', 'row_checksum').length > 0) writeChecksums(database);
  database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version}; VACUUM`);
  database.close();
}

function tablesOf(database: Database): readonly string[] {
  return all(
    prepare(
      database,
      "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'search%' AND name <> 'row_checksum'",
    ),
  ).map(([name]) => name as string);
}
