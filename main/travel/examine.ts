/**
 * Examines the private copy of a `.paddock` file from elsewhere, in a process that may be killed at any moment: header,
 * schema to the letter, every row, the hash; and writes what is sound into a fresh file, the only thing that leaves here.
 */
import { constants, DatabaseSync } from '@photostructure/sqlite';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Failure } from '../failure.ts';
import { all, prepare, type Database, type Row } from '../store/rows.ts';
import { PortableCheck, refuse } from './portable-check.ts';
import {
  columnList,
  manifestKeys,
  portableApplicationId,
  portableFormat,
  PortableHash,
  portableSchema,
  portableTableNames,
  portableTables,
  type Manifest,
} from './portable.ts';

/** What is told of a file that was found sound. */
export interface Examined {
  readonly manifest: Manifest;
  /** `sha256:` and 64 hexadecimal digits: what is in the file, whatever it is called. */
  readonly hash: string;
  readonly connections: readonly string[];
  readonly snapshots: number;
  readonly sessions: number;
}

const headerBytes = 100;
/** SQLITE_FULL. */
const diskFull = 13;
const magic = 'SQLite format 3\0';
/** No text and no row of a file is longer. */
const longestRow = 4_000_000;
const rowsBetweenTellings = 20_000;

/** Looks at the first bytes alone. Fails with `file-refused`. */
export function checkHeader(header: Buffer, size: number): void {
  const zip = header.subarray(0, 2).toString('latin1') === 'PK';
  if (header.subarray(0, 16).toString('latin1') !== magic) throw refuse(zip ? 'it is a ZIP archive' : 'it does not begin as one');
  if (size < 512 || header.length < headerBytes) throw refuse('it is cut off');
  if (header.readInt32BE(68) !== portableApplicationId) throw refuse('its header names another program');
  const format = header.readInt32BE(60);
  if (format > portableFormat) {
    throw new Failure('file-refused', 'The file was written by a newer Paddock.', { todo: 'Install the newer version.' });
  }
  if (format !== portableFormat) throw refuse('its header names a format that never was');
  if (header.readUInt8(18) !== 1 || header.readUInt8(19) !== 1) throw refuse('it is a database in use, with a log beside it');
  const written = header.readUInt16BE(16);
  const page = written === 1 ? 65_536 : written;
  const pages = header.readUInt32BE(28);
  if (page < 512 || (page & (page - 1)) !== 0 || header.readUInt8(20) !== 0) throw refuse('its pages have no size');
  if (size < page * pages) throw refuse('it is cut off');
  if (size !== page * pages) throw refuse('something hangs behind its end');
  if (header.readUInt32BE(52) !== 0 || header.readUInt32BE(56) !== 1) throw refuse('its header is not as Paddock writes it');
}

function readHeader(file: string): void {
  const descriptor = openSync(file, 'r');
  try {
    const header = Buffer.alloc(headerBytes);
    checkHeader(header.subarray(0, readSync(descriptor, header, 0, headerBytes, 0)), fstatSync(descriptor).size);
  } finally {
    closeSync(descriptor);
  }
}

/** Reading, and one check; every function, recursion, attachment and write is refused before it runs. */
function allow(action: number, name: string | null): number {
  const { SQLITE_READ, SQLITE_SELECT, SQLITE_PRAGMA, SQLITE_OK, SQLITE_DENY } = constants;
  const isAllowed = action === SQLITE_READ || action === SQLITE_SELECT || (action === SQLITE_PRAGMA && name === 'integrity_check');
  return isAllowed ? SQLITE_OK : SQLITE_DENY;
}

/** Opens a file that nothing is believed of: no write, no function, no file beside it. */
function openSuspect(file: string): Database {
  const address = pathToFileURL(file);
  address.searchParams.set('immutable', '1');
  const limits = { length: longestRow, sqlLength: 100_000, column: 64, exprDepth: 20, compoundSelect: 1, functionArg: 4 };
  const database = new DatabaseSync(address, { readOnly: true, defensive: true, limits: { ...limits, attach: 0, triggerDepth: 1 } });
  database.exec(
    'PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA cache_size = -8000; PRAGMA query_only = ON;',
  );
  database.setAuthorizer(allow);
  return database;
}

const schemaOf = (database: Database, most: number): string =>
  JSON.stringify(all(prepare(database, `SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid LIMIT ${most}`)));

/** What the schema of a file has to be, letter by letter. */
function wantedSchema(): { readonly schema: string; readonly entries: number } {
  const database = new DatabaseSync(':memory:');
  try {
    database.exec(portableSchema.join('; '));
    const entries = all(prepare(database, 'SELECT count(*) FROM sqlite_schema'))[0]?.[0] as number;
    return { schema: schemaOf(database, entries), entries };
  } finally {
    database.close();
  }
}

const hashForm = /^sha256:[0-9a-f]{64}$/;

function readManifest(database: Database): { readonly entries: readonly (readonly [string, string])[]; readonly manifest: Manifest } {
  const rows = all(prepare(database, `SELECT "key", "value" FROM manifest ORDER BY "key" LIMIT ${manifestKeys.length + 2}`));
  const known: ReadonlySet<unknown> = new Set([...manifestKeys, 'hash']);
  const entries = rows.map(([key, value]) => {
    if (!known.has(key) || typeof key !== 'string' || typeof value !== 'string' || value.length > 10_000) {
      throw refuse('its manifest says what no manifest says');
    }
    return [key, value] as const;
  });
  const said = Object.fromEntries(entries);
  const { product, productVersion, format, createdAt, what, hash } = said;
  const whole =
    new Set(entries.map(([key]) => key)).size === entries.length &&
    product === 'Paddock' &&
    format === String(portableFormat) &&
    productVersion !== undefined &&
    createdAt !== undefined &&
    (what === 'list' || what === 'connection' || what === 'server') &&
    hashForm.test(hash ?? '');
  if (!whole) throw refuse('its manifest is not whole');
  return { entries, manifest: said as unknown as Manifest };
}

/** How rows of the fresh file are looked up; the one that is unique holds at most one row of a session. */
const indexes = [
  'CREATE INDEX session_key ON session (connection, key, fromSnapshot, untilSnapshot)',
  'CREATE UNIQUE INDEX content_key ON content (connection, key)',
  'CREATE INDEX detail_key ON detail (connection, key, row)',
  'CREATE INDEX lap_key ON lap (connection, key, row)',
];
/** Asked of the fresh file: each finds rows that contradict others. */
const contradictions: readonly (readonly [sql: string, because: string])[] = [
  [
    `SELECT 1 FROM (SELECT untilSnapshot, lead(fromSnapshot) OVER (PARTITION BY connection, key ORDER BY fromSnapshot) AS next FROM session)
     WHERE next IS NOT NULL AND (untilSnapshot IS NULL OR untilSnapshot > next)`,
    'a session has two states at once',
  ],
  ...(['content', 'mark'] as const).map(
    (table) =>
      [
        `SELECT 1 FROM ${table} AS t WHERE NOT EXISTS (SELECT 1 FROM session AS s WHERE s.connection = t.connection AND s.key = t.key)`,
        'what belongs to a session belongs to none',
      ] as const,
  ),
  ...(
    [
      ['detail', 'hasDetails'],
      ['lap', 'hasLaps'],
    ] as const
  ).flatMap(([table, flag]) => [
    [
      `SELECT 1 FROM (SELECT connection, key, row - row_number() OVER (PARTITION BY connection, key ORDER BY row) AS run FROM ${table})
       GROUP BY connection, key HAVING count(DISTINCT run) > 1`,
      'what belongs together stands apart',
    ] as const,
    [
      `SELECT 1 FROM ${table} AS t WHERE NOT EXISTS (
         SELECT 1 FROM content AS c WHERE c.connection = t.connection AND c.key = t.key AND c.${flag} = 1)`,
      'what belongs to a session belongs to none',
    ] as const,
  ]),
];

/**
 * @param copy the private copy; @param clean where the fresh file goes, with the tables of `portable.ts`, indexed; the
 * manifest is told and not in it. @param onRows told now and then how many rows were read.
 * Fails with `file-refused`.
 */
export function examine(copy: string, clean: string, onRows: (rows: number) => void = () => undefined): Examined {
  readHeader(copy);
  const opened: Database[] = [];
  try {
    const suspect = openSuspect(copy);
    opened.push(suspect);
    const fresh = new DatabaseSync(clean);
    opened.push(fresh);
    fresh.exec('PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000;');
    fresh.exec(`BEGIN; ${portableSchema.join('; ')};`);
    const examined = take(suspect, fresh, onRows);
    fresh.exec('COMMIT');
    return examined;
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    // Only the fresh file is written.
    if ((thrown as { readonly sqliteCode?: number }).sqliteCode === diskFull) throw new Failure('store-full');
    throw refuse('it cannot be read through');
  } finally {
    for (const database of opened) database.close();
  }
}

function take(suspect: Database, fresh: Database, onRows: (rows: number) => void): Examined {
  const { schema, entries: most } = wantedSchema();
  if (schemaOf(suspect, most + 1) !== schema) throw refuse('its tables are others');
  const [found] = all(prepare(suspect, 'PRAGMA integrity_check(1)'));
  if (found?.[0] !== 'ok') throw refuse('it is damaged');
  const { entries, manifest } = readManifest(suspect);
  const hash = new PortableHash();
  const check = new PortableCheck();
  let rows = 0;
  for (const table of portableTableNames) {
    const insert = fresh.prepare(`INSERT INTO ${table} VALUES (?${', ?'.repeat(portableTables[table].length)})`);
    const select = prepare(suspect, `SELECT row, ${columnList(table)} FROM ${table} ORDER BY row`);
    select.setReadBigInts(true);
    for (const [row = null, ...values] of select.iterate() as Iterable<Row>) {
      if (row !== BigInt(hash.rows(table)) + 1n) throw refuse('its rows are not counted one by one');
      check.row(table, values);
      hash.row(table, values);
      insert.run(row, ...values);
      rows += 1;
      if (rows % rowsBetweenTellings === 0) onRows(rows);
    }
  }
  check.end();
  const told = entries.find(([key]) => key === 'hash')?.[1] ?? '';
  if (hash.digest(entries) !== told) throw refuse('its content is not what its hash says');
  try {
    for (const index of indexes) fresh.exec(index);
  } catch {
    throw refuse('a session was read twice at once');
  }
  for (const [sql, because] of contradictions) if (all(prepare(fresh, `${sql} LIMIT 1`)).length > 0) throw refuse(because);
  return {
    manifest,
    hash: told,
    connections: check.connections,
    snapshots: hash.rows('snapshot'),
    sessions: hash.rows('session'),
  };
}
