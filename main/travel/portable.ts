/**
 * What a `.paddock` file is: a SQLite database of these tables, read by any program that reads SQLite. Columns carry the
 * JSON names of the README. Whoever writes one uses `PortableWriter`; whoever reads one from elsewhere goes through the
 * quarantine, since nothing in a file is to be believed before its hash is right.
 *
 * One file holds one server's connections, of each one snapshot or several. A row of `session` is one state of a session:
 * it stands in the snapshots from `fromSnapshot` (inclusive) until `untilSnapshot` (exclusive; NULL: in all later ones, so
 * `untilSnapshot IS NULL` is the newest list). Where the manifest has a `filter` the snapshots hold only what it let through.
 */
import { createHash, type Hash } from 'node:crypto';
import type { Database, Statement, Value } from '../store/rows.ts';

/** In the header of every `.paddock` file: "Pdkp". */
export const portableApplicationId = 0x50646b70;
/** `user_version` of the file, and `format` in its manifest. */
export const portableFormat = 1;

export interface Column {
  readonly name: string;
  readonly type: 'TEXT' | 'INTEGER' | 'REAL';
  readonly nullable: boolean;
}

const text = (name: string): Column => ({ name, type: 'TEXT', nullable: true });
const integer = (name: string): Column => ({ name, type: 'INTEGER', nullable: true });
const real = (name: string): Column => ({ name, type: 'REAL', nullable: true });
const must = (column: Column): Column => ({ ...column, nullable: false });

/**
 * Tables and their columns, in the order of the hash. Each has `row INTEGER PRIMARY KEY` before them, counted from 1.
 * `exact`: a JSON object with the fields that the columns cannot hold (an explicit null, a number where texts stand, an
 * integer beyond 64 bits, a text that is no valid Unicode); where a member is, it counts and the column is NULL.
 */
export const portableTables = {
  connection: [
    ...[must(text('name')), text('serverName'), integer('isSqlite'), text('databaseName'), text('identifier'), text('rootPath')],
    text('exact'),
  ],
  /** takenAt: the later of endedAt and confirmedAt. Times are ISO 8601, UTC. */
  snapshot: [
    ...[must(integer('connection')), must(integer('number')), must(text('takenAt'))],
    ...[must(text('beganAt')), must(text('endedAt')), text('confirmedAt'), must(text('basis')), must(text('status')), text('reason')],
    ...[must(integer('sessions')), must(integer('new')), must(integer('changed')), must(integer('gone')), must(integer('skipped'))],
    ...[text('name'), must(integer('pinned'))],
  ],
  /** place: orders as the server did. details, extra: JSON, as in `list`. key: see `portableKey`. */
  session: [
    ...[must(integer('connection')), must(text('key')), must(integer('fromSnapshot')), integer('untilSnapshot'), must(real('place'))],
    ...[text('identifier'), text('timeOfRecording'), text('timeZone'), text('sessionType'), text('startTime'), text('endTime')],
    ...[integer('lapsCount'), integer('id'), text('state'), text('stateRaw'), text('details'), text('extra'), text('exact')],
  ],
  /** What was read of a session apart from the listing, when, and whether it has rows in `detail` and `lap` (0, 1). */
  content: [must(integer('connection')), must(text('key')), must(text('takenAt')), must(integer('hasDetails')), must(integer('hasLaps'))],
  /** In the order of `content`, a session's rows together and in their own order. */
  detail: [must(integer('connection')), must(text('key')), text('name'), text('value'), text('exact')],
  /** As `detail`. A time is a text as the server wrote it, or an integer of nanoseconds in the column with Ns. */
  lap: [
    ...[must(integer('connection')), must(text('key')), integer('number'), text('name'), text('startTime'), integer('startTimeNs')],
    ...[text('endTime'), integer('endTimeNs'), text('lapTime'), integer('lapTimeNs'), integer('countForFastestLap'), text('exact')],
  ],
  /** Own marks: starred 0 or 1, a note, a colour. */
  mark: [must(integer('connection')), must(text('key')), must(integer('starred')), text('note'), text('colour')],
} as const satisfies Record<string, readonly Column[]>;

export type PortableTable = keyof typeof portableTables;
export const portableTableNames = Object.keys(portableTables) as readonly PortableTable[];

const quoted = (name: string): string => `"${name}"`;

/** Names of a table's columns for a SELECT or INSERT, without `row`. */
export const columnList = (table: PortableTable): string => portableTables[table].map(({ name }) => quoted(name)).join(', ');

/** The statements that make an empty file; a file's schema is compared with theirs to the letter. */
export const portableSchema: readonly string[] = [
  'CREATE TABLE manifest ("key" TEXT PRIMARY KEY NOT NULL, "value" TEXT NOT NULL)',
  ...portableTableNames.map((table) => {
    const columns = portableTables[table].map(({ name, type, nullable }) => `${quoted(name)} ${type}${nullable ? '' : ' NOT NULL'}`);
    return `CREATE TABLE ${table} (row INTEGER PRIMARY KEY, ${columns.join(', ')})`;
  }),
];

/** What the manifest says, each a row of key and value; beside these it holds `format` and `hash`. */
export interface Manifest {
  /** `Paddock`. */
  readonly product: string;
  readonly productVersion: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** A list as it was shown, one connection, or a whole server. */
  readonly what: 'list' | 'connection' | 'server';
  /** Only sessions that it let through are in the file. */
  readonly filter?: string;
  readonly generation?: string;
  /** Name of the server among the saved ones; left out where asked. */
  readonly server?: string;
  /** Only where asked for. */
  readonly address?: string;
}

/** Every key that a manifest may have, `hash` apart. */
export const manifestKeys = [
  'product',
  'productVersion',
  'format',
  'createdAt',
  'what',
  'filter',
  'generation',
  'server',
  'address',
] as const;

const chunk = 1 << 16;

/** SHA-256 over the rows of one table, see `PortableHash`. */
class TableHash {
  readonly #hash: Hash = createHash('sha256');
  #buffer = Buffer.allocUnsafe(chunk);
  #at = 0;
  rows = 0;

  row(types: readonly Column['type'][], values: readonly Value[]): void {
    for (const [at, type] of types.entries()) this.#value(type, values[at] ?? null);
    this.rows += 1;
  }

  #value(type: Column['type'], value: Value): void {
    if (typeof value === 'string') {
      const most = value.length * 3 + 5;
      this.#room(most);
      const length = this.#buffer.write(value, this.#at + 5, 'utf8');
      this.#buffer.writeUInt8(84, this.#at);
      this.#buffer.writeUInt32LE(length, this.#at + 1);
      this.#at += length + 5;
      return;
    }
    this.#room(9);
    if (value === null) this.#at = this.#buffer.writeUInt8(78, this.#at);
    else if (type === 'REAL') {
      this.#buffer.writeUInt8(82, this.#at);
      this.#at = this.#buffer.writeDoubleLE(Number(value), this.#at + 1);
    } else {
      this.#buffer.writeUInt8(73, this.#at);
      this.#at = this.#buffer.writeBigInt64LE(BigInt(value as number | bigint), this.#at + 1);
    }
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    this.#hash.update(this.#buffer.subarray(0, this.#at));
    this.#at = 0;
    if (bytes > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(bytes);
  }

  digest(): string {
    this.#hash.update(this.#buffer.subarray(0, this.#at));
    this.#at = 0;
    return this.#hash.digest('hex');
  }
}

const types = Object.fromEntries(
  portableTableNames.map((table) => [table, portableTables[table].map(({ type }) => type)]),
) as unknown as Readonly<Record<PortableTable, readonly Column['type'][]>>;

/**
 * The content hash of a file. Of each table, in ascending order of `row` (of the manifest: of `key`, without `hash`), the
 * values of each row but `row` itself are hashed with SHA-256: `N` for NULL; `I` and 8 bytes, little endian; `R` and the
 * 8 bytes of a double, little endian; `T`, the length in bytes as 4 bytes, little endian, and the text as UTF-8. Then
 * SHA-256 over one line per table, `NAME ROWS HEX\n`, the manifest first, then in the order of `portableTables`.
 */
export class PortableHash {
  readonly #tables = new Map(portableTableNames.map((table) => [table, new TableHash()]));

  /** The next row of a table, by ascending `row`; rows of different tables may come in any order. */
  row(table: PortableTable, values: readonly Value[]): void {
    this.#tables.get(table)?.row(types[table], values);
  }

  /** Rows of a table so far. */
  rows(table: PortableTable): number {
    return this.#tables.get(table)?.rows ?? 0;
  }

  /** `sha256:` and 64 hexadecimal digits. `manifest`: its rows; `hash` among them does not count. */
  digest(manifest: readonly (readonly [key: string, value: string])[]): string {
    const first = new TableHash();
    const entries = manifest.filter(([key]) => key !== 'hash').toSorted(([one], [other]) => (one < other ? -1 : 1));
    for (const entry of entries) first.row(['TEXT', 'TEXT'], entry);
    const whole = createHash('sha256');
    for (const [name, table] of [['manifest', first] as const, ...this.#tables]) whole.update(`${name} ${table.rows} ${table.digest()}\n`);
    return `sha256:${whole.digest('hex')}`;
  }
}

/**
 * Writes a `.paddock` file into an empty database, in one transaction that `finish` commits. Values come in the order of
 * `portableTables`. The database is for this writer alone: it is written without a journal, so that whoever calls renames
 * the finished file into its place and deletes one that was not finished.
 */
export class PortableWriter {
  readonly #database: Database;
  readonly #hash = new PortableHash();
  readonly #inserts = new Map<PortableTable, Statement>();

  constructor(database: Database) {
    this.#database = database;
    database.exec('PRAGMA page_size = 8192; PRAGMA auto_vacuum = NONE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;');
    database.exec(`PRAGMA application_id = ${portableApplicationId}; PRAGMA user_version = ${portableFormat};`);
    database.exec(`BEGIN IMMEDIATE; ${portableSchema.join('; ')};`);
  }

  /** Adds the next row of a table; answers its `row`. */
  add(table: PortableTable, values: readonly Value[]): number {
    let insert = this.#inserts.get(table);
    if (insert === undefined) {
      const places = portableTables[table].map(() => '?').join(', ');
      insert = this.#database.prepare(`INSERT INTO ${table} (${columnList(table)}, row) VALUES (${places}, ?)`);
      this.#inserts.set(table, insert);
    }
    this.#hash.row(table, values);
    const row = this.#hash.rows(table);
    insert.run(...values, row);
    return row;
  }

  /** Writes the manifest and commits; answers the hash. */
  finish(manifest: Manifest): string {
    const entries: [string, string][] = [['format', String(portableFormat)]];
    for (const [key, value] of Object.entries(manifest)) if (typeof value === 'string') entries.push([key, value]);
    const hash = this.#hash.digest(entries);
    const insert = this.#database.prepare('INSERT INTO manifest VALUES (?, ?)');
    for (const [key, value] of [...entries, ['hash', hash]]) insert.run(key, value);
    this.#database.exec('COMMIT');
    return hash;
  }
}
