/** For specs: files as somebody hostile, a bad disk or a mistake makes them. */
import { DatabaseSync } from '@photostructure/sqlite';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import type { Value } from '../store/rows.ts';
import type { PortableTable } from './portable.ts';
import { soundRows, writeFile, type TableRow } from './trial-file.ts';

export interface Crafted {
  readonly name: string;
  /** Makes it at `file`; `sound` is the path of a sound one. */
  readonly make: (file: string, sound: string) => void;
  /** What it reads equal to the sound one, where it is not refused. */
  readonly reads?: 'equal';
}

/** A copy of the sound file, changed by SQL past Paddock. */
const bySql =
  (...sql: readonly string[]): Crafted['make'] =>
  (file, sound) => {
    copyFileSync(sound, file);
    const database = new DatabaseSync(file, { defensive: false });
    database.exec('PRAGMA trusted_schema = ON; PRAGMA writable_schema = ON; PRAGMA ignore_check_constraints = ON;');
    for (const one of sql) database.exec(one);
    database.close();
  };

/** A copy of the sound file with other bytes. */
const byBytes =
  (change: (bytes: Buffer) => Buffer): Crafted['make'] =>
  (file, sound) =>
    writeFileSync(file, change(readFileSync(sound)));

const withByte = (at: number, ...values: readonly number[]): Crafted['make'] =>
  byBytes((bytes) => {
    bytes.set(values, at);
    return bytes;
  });

/** Other rows, with the right hash for them. */
const byRows =
  (change: (rows: TableRow[]) => readonly TableRow[]): Crafted['make'] =>
  (file) =>
    writeFile(file, change(soundRows()));

/** The first row of a table with another value in one place. */
const withValue = (table: PortableTable, at: number, value: Value): Crafted['make'] =>
  byRows((rows) => {
    const first = rows.findIndex(([name]) => name === table);
    return rows.map((row, index): TableRow => (index === first ? [table, row[1].with(at, value)] : row));
  });

export const crafted: readonly Crafted[] = [
  { name: 'nothing', make: (file) => writeFileSync(file, '') },
  { name: 'a text', make: (file) => writeFileSync(file, 'key,identifier\n'.repeat(1_000)) },
  { name: 'a zip', make: (file) => writeFileSync(file, Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(5_000)])) },
  { name: 'a header alone', make: byBytes((bytes) => bytes.subarray(0, 100)) },
  { name: 'half a header', make: byBytes((bytes) => bytes.subarray(0, 60)) },
  { name: 'cut off in the middle', make: byBytes((bytes) => bytes.subarray(0, bytes.length / 2)) },
  { name: 'cut off by one byte', make: byBytes((bytes) => bytes.subarray(0, -1)) },
  { name: 'bytes behind its end', make: byBytes((bytes) => Buffer.concat([bytes, Buffer.from('more')])) },
  { name: 'a page behind its end', make: byBytes((bytes) => Buffer.concat([bytes, Buffer.alloc(8192)])) },
  {
    name: 'a sparse giant',
    make: (file, sound) => {
      copyFileSync(sound, file);
      truncateSync(file, 9 * 2 ** 30);
    },
  },
  { name: 'another program’s database', make: withByte(68, 0, 0, 0, 0) },
  { name: 'a store', make: withByte(68, 0x50, 0x64, 0x6b, 0x31) },
  { name: 'a newer format', make: withByte(60, 0, 0, 0, 2) },
  { name: 'no format', make: withByte(60, 0, 0, 0, 0) },
  { name: 'a database with a log', make: withByte(18, 2, 2) },
  { name: 'pages of no size', make: withByte(16, 0, 3) },
  { name: 'reserved bytes', make: withByte(20, 32) },
  { name: 'another schema format', make: withByte(44, 0, 0, 0, 9) },
  {
    name: 'a log beside it',
    reads: 'equal',
    make: (file, sound) => {
      copyFileSync(sound, file);
      writeFileSync(`${file}-wal`, Buffer.alloc(5_000, 7));
      writeFileSync(`${file}-shm`, Buffer.alloc(32_768, 7));
    },
  },
  {
    name: 'a journal beside it',
    reads: 'equal',
    make: (file, sound) => {
      copyFileSync(sound, file);
      writeFileSync(`${file}-journal`, Buffer.from('d9d505f920a163d7ffffffff000000000000000100001000', 'hex'));
    },
  },
  {
    name: 'a view without end',
    make: bySql('CREATE VIEW more AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c'),
  },
  {
    name: 'a view in place of a table',
    make: bySql(
      'ALTER TABLE session RENAME TO hidden',
      'CREATE VIEW session AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS row FROM c',
    ),
  },
  {
    name: 'a manifest that is a view without end',
    make: bySql(
      'DROP TABLE manifest',
      "CREATE VIEW manifest AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT 'key' || x AS key, x AS value FROM c",
    ),
  },
  { name: 'a trigger', make: bySql('CREATE TRIGGER boom AFTER INSERT ON mark BEGIN SELECT zeroblob(900000000); END') },
  { name: 'a generated column', make: bySql('ALTER TABLE mark ADD COLUMN bomb AS (hex(zeroblob(400000000)))') },
  { name: 'one more column', make: bySql('ALTER TABLE mark ADD COLUMN more TEXT') },
  { name: 'an index', make: bySql('CREATE INDEX more ON session (key)') },
  { name: 'an index over an expression', make: bySql('CREATE INDEX more ON session (length(hex(key)))') },
  { name: 'one more table', make: bySql('CREATE TABLE more (x)') },
  { name: 'a table less', make: bySql('DROP TABLE mark') },
  { name: 'a virtual table', make: bySql("CREATE VIRTUAL TABLE more USING fts5 (x, content = 'session')") },
  { name: 'statistics', make: bySql('ANALYZE') },
  { name: 'a schema with one more blank', make: bySql("UPDATE sqlite_schema SET sql = replace(sql, '(row', '( row') WHERE name = 'mark'") },
  {
    name: 'tables that share their pages',
    make: bySql("UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'lap') WHERE name = 'mark'"),
  },
  { name: 'a table that is the schema', make: bySql("UPDATE sqlite_schema SET rootpage = 1 WHERE name = 'mark'") },
  { name: 'a schema without end', make: bySql(`UPDATE sqlite_schema SET sql = sql || '${'/* */'.repeat(40_000)}' WHERE name = 'mark'`) },
  {
    name: 'ten thousand tables',
    make: bySql('BEGIN', ...Array.from({ length: 2_000 }, (_, at) => `CREATE TABLE more${at} (x)`), 'COMMIT'),
  },
  {
    name: 'UTF-16',
    make: (file) => writeFile(file, soundRows(), {}, (database) => database.exec("PRAGMA encoding = 'UTF-16le'")),
  },
  {
    name: 'pages turned round',
    make: byBytes((bytes) =>
      Buffer.concat([bytes.subarray(0, 8192), bytes.subarray(16_384, 24_576), bytes.subarray(8192, 16_384), bytes.subarray(24_576)]),
    ),
  },
  {
    name: 'a tree that bites its tail',
    make: byBytes((bytes) => {
      for (let page = 1; page * 8192 < bytes.length; page += 1)
        if (bytes[page * 8192] === 5) bytes.writeUInt32BE(page + 1, page * 8192 + 8);
        else bytes.set([5], page * 8192);
      return bytes;
    }),
  },
  { name: 'another hash', make: bySql("UPDATE manifest SET value = 'sha256:' || replace(hex(zeroblob(32)), '0', 'a') WHERE key = 'hash'") },
  { name: 'a hash that is none', make: bySql("UPDATE manifest SET value = 'md5' WHERE key = 'hash'") },
  { name: 'no hash', make: bySql("DELETE FROM manifest WHERE key = 'hash'") },
  { name: 'one more word in the manifest', make: bySql("INSERT INTO manifest VALUES ('script', 'x')") },
  {
    name: 'a hundred thousand words in the manifest',
    make: bySql(
      "INSERT INTO manifest SELECT 'k' || value, value FROM (WITH RECURSIVE c(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM c WHERE value < 100000) SELECT value FROM c)",
    ),
  },
  { name: 'another product', make: (file) => writeFile(file, soundRows(), { product: 'Other' }) },
  { name: 'another server in the manifest', make: bySql("UPDATE manifest SET value = 'Other' WHERE key = 'server'") },
  { name: 'another value', make: bySql("UPDATE session SET identifier = 'x' WHERE row = 3") },
  { name: 'a row less', make: bySql('DELETE FROM lap WHERE row = 4') },
  { name: 'a row less in between', make: bySql('DELETE FROM session WHERE row = 3') },
  { name: 'rows counted from elsewhere', make: bySql('UPDATE mark SET row = row + 100') },
  { name: 'a huge blob', make: bySql('UPDATE mark SET note = zeroblob(100000000)') },
  { name: 'a huge text', make: bySql("UPDATE session SET extra = printf('%.*c', 50000000, 'x') WHERE row = 1") },
  { name: 'a text that is no Unicode', make: bySql("UPDATE session SET identifier = CAST(x'ff80c0' AS TEXT) WHERE row = 2") },
  { name: 'a text with a NUL', make: bySql("UPDATE session SET identifier = identifier || char(0) || 'x' WHERE row = 2") },
  { name: 'a blob for a text', make: bySql('UPDATE session SET identifier = CAST(identifier AS BLOB) WHERE row = 2') },
  { name: 'a text for a number', make: withValue('session', 11, 'many') },
  { name: 'a number that is none', make: withValue('session', 4, Infinity) },
  { name: 'a connection without a name', make: withValue('connection', 0, '') },
  { name: 'two connections of one name', make: withValue('connection', 0, '../../../etc/passwd') },
  { name: 'a snapshot of no connection', make: withValue('snapshot', 0, 7) },
  { name: 'a snapshot before the first', make: withValue('snapshot', 1, 0) },
  { name: 'a snapshot after the next', make: withValue('snapshot', 1, 9) },
  { name: 'a snapshot of no time', make: withValue('snapshot', 3, 'yesterday') },
  { name: 'a snapshot of two times', make: withValue('snapshot', 2, '2026-09-09T00:00:00.000Z') },
  { name: 'a snapshot neither whole nor in part', make: withValue('snapshot', 7, 'perhaps') },
  { name: 'a snapshot that counts wrong', make: withValue('snapshot', 9, 41) },
  { name: 'a snapshot that counts backwards', make: withValue('snapshot', 11, -1) },
  { name: 'a session of no connection', make: withValue('session', 0, 3) },
  { name: 'a session from nowhere', make: withValue('session', 2, 4) },
  { name: 'a session until before', make: withValue('session', 3, 2) },
  { name: 'a session in two states', make: byRows((rows) => [...rows, ...rows.filter(([table]) => table === 'session').slice(10, 11)]) },
  { name: 'a session that stays for ever beside itself', make: withValue('session', 3, null) },
  { name: 'an unknown state', make: withValue('session', 13, 'parked') },
  { name: 'details that are none', make: withValue('session', 15, '{"name":"x"}') },
  { name: 'details with more', make: withValue('session', 15, '[{"name":"x","value":"y","more":1}]') },
  { name: 'JSON with a blank', make: withValue('session', 16, '{"a": 1}') },
  { name: 'JSON without end', make: withValue('session', 16, '{"a":'.repeat(500_000)) },
  { name: 'JSON nested without end', make: withValue('session', 16, `{"a":${'['.repeat(900_000)}${']'.repeat(900_000)}}`) },
  { name: 'a field over a column', make: withValue('session', 17, '{"identifier":1}') },
  { name: 'a field of its own', make: withValue('session', 17, '{"__proto__":{"polluted":1}}') },
  { name: 'a key that is not spelled as keys are', make: withValue('session', 1, '\u0001"plain"') },
  { name: 'content of nobody', make: withValue('content', 1, 'nobody') },
  { name: 'content read twice', make: byRows((rows) => [...rows, ...rows.filter(([table]) => table === 'content').slice(0, 1)]) },
  { name: 'a lap of nobody', make: withValue('lap', 1, 'nobody') },
  { name: 'a lap that stands apart', make: byRows((rows) => [...rows, ...rows.filter(([table]) => table === 'lap').slice(0, 1)]) },
  { name: 'laps that were not read', make: withValue('content', 4, 0) },
  { name: 'a mark of nobody', make: withValue('mark', 1, 'nobody') },
  { name: 'a mark twice', make: byRows((rows) => [...rows, ...rows.filter(([table]) => table === 'mark').slice(0, 1)]) },
  { name: 'an unknown colour', make: withValue('mark', 4, 'url(http://x)') },
  { name: 'a star that is neither', make: withValue('mark', 2, 2) },
  { name: 'a symbolic link', reads: 'equal', make: (file, sound) => symlinkSync(sound, file) },
  { name: 'a link to nowhere', make: (file) => symlinkSync('/nowhere/at/all', file) },
  { name: 'a link to itself', make: (file) => symlinkSync(file, file) },
  { name: 'a link to zeros without end', make: (file) => symlinkSync('/dev/zero', file) },
  { name: 'a folder', make: (file) => mkdirSync(file) },
  { name: 'a pipe', make: (file) => void execFileSync('mkfifo', [file]) },
  {
    name: 'traces of what was deleted',
    reads: 'equal',
    make: bySql('CREATE TABLE more (x)', 'INSERT INTO more VALUES (zeroblob(100000))', 'DROP TABLE more'),
  },
  { name: 'a file made small', reads: 'equal', make: bySql('VACUUM') },
];

/** A seeded sequence of numbers below 1 (xorshift). */
export function random(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** The sound file as chance changes it: bits, bytes, runs, blocks that change places, ends that are cut. */
export function mutated(sound: Buffer, seed: number): Buffer {
  const next = random(seed * 2_654_435_761);
  const upTo = (limit: number): number => Math.floor(next() * limit);
  let bytes = Buffer.from(sound);
  for (let left = 1 + upTo(4); left > 0; left -= 1) {
    // Half of the changes go where they hurt: the header, and the beginnings of pages.
    const at = next() < 0.5 ? Math.min(bytes.length - 1, upTo(Math.ceil(bytes.length / 8192)) * 8192 + upTo(112)) : upTo(bytes.length);
    switch (upTo(6)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << upTo(8));
        break;
      case 1:
        bytes[at] = upTo(256);
        break;
      case 2:
        bytes.fill(upTo(2) * 255, at, Math.min(bytes.length, at + upTo(64)));
        break;
      case 3:
        bytes.copy(bytes, upTo(bytes.length), at, at + upTo(600));
        break;
      case 4:
        bytes.writeUInt32BE(next() < 0.5 ? 0xffffffff : upTo(2 ** 31), Math.min(at, bytes.length - 4));
        break;
      default:
        if (next() < 0.3) bytes = Buffer.from(bytes.subarray(0, Math.max(200, at)));
        else bytes[at] = (bytes[at] ?? 0) + 1;
    }
  }
  return bytes;
}
