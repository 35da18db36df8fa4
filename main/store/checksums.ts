/**
 * Checksums over the rows of all small tables: servers, connections, snapshots, repeated texts, what was read of a
 * session, marks. They are kept in a table beside them by temporary triggers that every connection which writes makes for
 * itself, so that no code that writes has to think of them, and a row that was changed past Paddock, or by a bad disk, is
 * known. Versions of sessions are too many for that: they carry their own hash, and each snapshot the sums over them.
 */
import { createHash } from 'node:crypto';
import { all, first, prepare, type Database, type Value } from './rows.ts';

/** The bytes of a checksum. */
const checksumBytes = 16;

/** Bulk of the listing (proven by hashes and sums), what is derived from it, and what only holds while a read is under way. */
const unguarded: ReadonlySet<string> = new Set(['session', 'session_version', 'list_order', 'row_checksum', 'open_read']);
/** How far a job has come is no content. */
const derivedColumns: ReadonlySet<string> = new Set(['connection.indexed_to']);

/** A table whose rows have checksums. */
export interface Guarded {
  readonly table: string;
  readonly columns: readonly string[];
  readonly keys: readonly string[];
}

/** Those of a schema; tables that a later schema adds are guarded by themselves. */
export function guardedTables(database: Database): readonly Guarded[] {
  const tables = all(
    prepare(
      database,
      "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'search' AND name NOT LIKE 'search\\_%' ESCAPE '\\' ORDER BY name",
    ),
  );
  return tables.flatMap(([name]) => {
    const table = name as string;
    if (unguarded.has(table)) return [];
    const columns = all(prepare(database, 'SELECT name, pk FROM pragma_table_info(?) ORDER BY cid'), table);
    return [
      {
        table,
        columns: columns.map(([column]) => column as string).filter((column) => !derivedColumns.has(`${table}.${column}`)),
        keys: columns
          .filter(([, place]) => place !== 0)
          .sort((one, other) => (one[1] as number) - (other[1] as number))
          .map(([column]) => column as string),
      },
    ];
  });
}

/** The checksum of a row: its table, and of each column that is not NULL the name, the type by SQLite's word and the value, texts as their bytes. */
export function checksumOf(table: Value, columns: readonly Value[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of [table, ...columns]) {
    const bytes = part instanceof Uint8Array ? part : Buffer.from(part === null ? '' : String(part));
    hash.update(`${bytes.byteLength}:`).update(bytes);
  }
  return hash.digest().subarray(0, checksumBytes);
}

/** SQL: the checksum of a row that is called `row`. */
function checksumSql({ table, columns }: Guarded, row: string): string {
  // Absent values are left out, so that a column which a later schema adds changes no checksum by being there.
  const parts = columns.map((column) => {
    const value = `${row}."${column}"`;
    return `iif(${value} IS NULL, NULL, '${column}'), typeof(${value}), iif(typeof(${value}) = 'text', CAST(${value} AS BLOB), ${value})`;
  });
  return `row_checksum_of('${table}', ${parts.join(', ')})`;
}

/** SQL: the name of a row that is called `row` within its table. */
function keySql({ keys }: Guarded, row: string): string {
  return keys.map((key) => `iif(typeof(${row}."${key}") = 'blob', 'x' || hex(${row}."${key}"), ${row}."${key}")`).join(" || '/' || ");
}

function addFunction(database: Database): void {
  database.function('row_checksum_of', { varargs: true, deterministic: true, useBigIntArguments: true }, (...parts: readonly Value[]) => {
    const [table = null, ...rest] = parts;
    const there: Value[] = [];
    for (let at = 0; at < rest.length; at += 3) {
      if ((rest[at] ?? null) !== null) there.push(...rest.slice(at, at + 3));
    }
    return checksumOf(table, there);
  });
}

/** From now on this connection keeps the checksums of what it writes. */
export function keepChecksums(database: Database): void {
  addFunction(database);
  for (const guarded of guardedTables(database)) {
    const { table } = guarded;
    const forget = (row: string): string => `DELETE FROM row_checksum WHERE of_table = '${table}' AND row_key = ${keySql(guarded, row)};`;
    // No OR REPLACE: the conflict policy of the statement that fires a trigger wins over the one within.
    const note = `${forget('NEW')} INSERT INTO row_checksum VALUES ('${table}', ${keySql(guarded, 'NEW')}, ${checksumSql(guarded, 'NEW')});`;
    const of = guarded.columns.map((column) => `"${column}"`).join();
    database.exec(`
      CREATE TEMP TRIGGER "${table}_inserted" AFTER INSERT ON main."${table}" BEGIN ${note} END;
      CREATE TEMP TRIGGER "${table}_updated" AFTER UPDATE OF ${of} ON main."${table}" BEGIN ${forget('OLD')} ${note} END;
      CREATE TEMP TRIGGER "${table}_deleted" AFTER DELETE ON main."${table}" BEGIN ${forget('OLD')} END;`);
  }
}

/** Gives every row its checksum, whatever it had: for migrations. Inside a write transaction. */
export function writeChecksums(database: Database): void {
  addFunction(database);
  database.exec('DELETE FROM row_checksum');
  for (const guarded of guardedTables(database)) {
    database.exec(
      `INSERT INTO row_checksum SELECT '${guarded.table}', ${keySql(guarded, 't')}, ${checksumSql(guarded, 't')} FROM main."${guarded.table}" AS t`,
    );
  }
}

/** A row that is not as it was saved. */
export interface Unsound {
  readonly table: string;
  /** Values of the key's columns; none where the row is gone. */
  readonly key: readonly Value[];
  /** As `row_checksum` names it. */
  readonly name: string;
}

/** Rows of a table that are not as they were saved, and names of rows that are gone, at most so many of each. */
export function unsoundRows(database: Database, guarded: Guarded, most: number): readonly Unsound[] {
  addFunction(database);
  const { table, keys } = guarded;
  const changed = prepare(
    database,
    `SELECT ${keySql(guarded, 't')}, ${keys.map((key) => `t."${key}"`).join()} FROM main."${table}" AS t
     LEFT JOIN row_checksum AS c ON c.of_table = '${table}' AND c.row_key = ${keySql(guarded, 't')}
     WHERE c.checksum IS NOT ${checksumSql(guarded, 't')} LIMIT ?`,
  );
  const gone = prepare(
    database,
    `SELECT c.row_key FROM row_checksum AS c WHERE c.of_table = '${table}'
     AND c.row_key NOT IN (SELECT ${keySql(guarded, 't')} FROM main."${table}" AS t) LIMIT ?`,
  );
  return [
    ...all(changed, most).map(([name, ...key]) => ({ table, key, name: String(name) })),
    ...all(gone, most).map(([name]) => ({ table, key: [], name: String(name) })),
  ];
}

/** Checksums of tables that are not there: damage to the checksums themselves. */
export function strayChecksums(database: Database): number {
  const tables = guardedTables(database).map(({ table }) => table);
  return Number(
    first(
      prepare(database, 'SELECT count(*) FROM row_checksum WHERE of_table NOT IN (SELECT value FROM json_each(?))'),
      JSON.stringify(tables),
    )?.[0] ?? 0,
  );
}
