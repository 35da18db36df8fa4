import { DatabaseSync } from '@photostructure/sqlite';
import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Connection, Exact, Lap, Session, SessionDetail } from '../../preload/model.ts';
import { prepare, type Row, type Value } from '../store/rows.ts';
import {
  connectionOfRow,
  connectionRow,
  detailOf,
  detailRow,
  keyOfPortable,
  lapOf,
  lapRow,
  portableKey,
  sessionOf,
  sessionRow,
  standingOf,
} from './portable-rows.ts';
import { columnList, PortableHash, portableTableNames, PortableWriter, type PortableTable } from './portable.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'paddock-portable-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What comes back of these rows from a file. */
function throughFile(table: PortableTable, rows: readonly (readonly Value[])[]): readonly Row[] {
  const database = new DatabaseSync(':memory:');
  const writer = new PortableWriter(database);
  for (const row of rows) writer.add(table, row);
  writer.finish({ product: 'Paddock', productVersion: '1', createdAt: '2026-01-01T00:00:00Z', what: 'list' });
  const statement = prepare(database, `SELECT ${columnList(table)} FROM ${table} ORDER BY row`);
  statement.setReadBigInts(true);
  const read = statement.all() as Row[];
  database.close();
  return read;
}

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '\0', '\ud800', 'a\0b', '\u0001"x"', '007'),
);
const anyNumber: fc.Arbitrary<Exact> = fc.oneof(
  fc.integer(),
  // Integers beyond 2^53 are bigints in the model.
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Number.isInteger(value)),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }),
);
const anyValue: fc.Arbitrary<Exact> = fc.oneof(fc.constant(null), fc.boolean(), anyText, anyNumber);
const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> => fc.option(value, { nil: undefined });
const details = fc.array(fc.record({ name: anyText, value: anyText }), { maxLength: 4 });

const sessions: fc.Arbitrary<Session> = fc
  .record({
    key: fc.oneof(fc.uuid(), anyText),
    identifier: optional(fc.oneof(fc.constant(null), anyText)),
    timeOfRecording: optional(fc.oneof(fc.constant(null), anyText)),
    timeZone: optional(fc.oneof(fc.constant(null), anyText)),
    endTime: optional(fc.oneof(fc.constant(null), anyText)),
    lapsCount: optional(anyValue),
    id: optional(anyValue),
    state: optional(fc.constantFrom('open' as const, 'unknown' as const)),
    stateRaw: optional(anyValue),
    details: optional(details),
    extra: fc.dictionary(fc.string(), anyValue, { maxKeys: 3 }).map((extra) => ({ ...extra })),
  })
  .map((session) => Object.fromEntries(Object.entries(session).filter(([, value]) => value !== undefined)) as unknown as Session);

test('a session comes back as it was, whatever its server wrote', () => {
  fc.assert(
    fc.property(fc.array(sessions, { minLength: 1, maxLength: 4 }), fc.double({ noNaN: true, noDefaultInfinity: true }), (all, place) => {
      const standing = { connection: 1, from: 3, until: null, place: place + 0 };
      const read = throughFile(
        'session',
        all.map((session) => sessionRow(session, standing)),
      );
      expect(read.map(sessionOf)).toEqual(all);
      expect(read.map(standingOf)).toEqual(all.map(() => standing));
    }),
    { numRuns: 150 },
  );
});

test('laps, details, connections and keys come back as they were', () => {
  const time = fc.oneof(fc.constant(null), anyText, fc.integer(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n }));
  const laps: fc.Arbitrary<Lap> = fc.record({
    number: fc.oneof(fc.constant(null), fc.integer()),
    name: fc.oneof(fc.constant(null), anyText),
    startTime: time,
    endTime: time,
    lapTime: time,
    countForFastestLap: fc.constantFrom(null, true, false),
  });
  const connections: fc.Arbitrary<Connection> = fc.record(
    {
      name: fc.string(),
      serverName: fc.oneof(fc.constant(null), anyText),
      isSqlite: fc.constantFrom(null, true, false),
      rootPath: fc.oneof(fc.constant(null), anyText),
    },
    { requiredKeys: ['name'] },
  );
  fc.assert(
    fc.property(fc.array(laps), details, connections, anyText, (someLaps, someDetails: SessionDetail[], connection, key) => {
      const laps = throughFile(
        'lap',
        someLaps.map((lap) => lapRow(1, key, lap)),
      );
      expect(laps.map(lapOf)).toEqual(someLaps);
      const read = throughFile(
        'detail',
        someDetails.map((detail) => detailRow(1, key, detail)),
      );
      expect(read.map(detailOf)).toEqual(someDetails);
      expect(throughFile('connection', [connectionRow(connection, true)]).map(connectionOfRow)).toEqual([{ ...connection }]);
      expect(keyOfPortable(portableKey(key))).toBe(key);
    }),
    { numRuns: 100 },
  );
});

test('without the address a connection tells no machine and no folder', () => {
  const connection = { name: 'Season2017', serverName: 'SQL01', databaseName: 'C:\\Data\\x.ssndb', rootPath: '\\\\nas\\x', isSqlite: true };
  const [row] = throughFile('connection', [connectionRow(connection, false)]);
  expect(connectionOfRow(row ?? [])).toEqual({ name: 'Season2017', isSqlite: true });
});

test('the hash does not depend on how the rows of several tables come, but on each value and its place', () => {
  const hashOf = (...rows: (readonly [PortableTable, readonly Value[]])[]): string => {
    const hash = new PortableHash();
    for (const [table, values] of rows) hash.row(table, values);
    return hash.digest([]);
  };
  const one = ['mark', [1, 'a', 1, null, null]] as const;
  const other = ['mark', [1, 'b', 1, '', 'red']] as const;
  const content = ['content', [1, 'a', 't', 0, 0]] as const;
  expect(hashOf(one, other, content)).toBe(hashOf(content, one, other));
  expect(hashOf(one, other)).not.toBe(hashOf(other, one));
  expect(hashOf(one)).not.toBe(hashOf(['mark', [1, 'a', 1, '', null]]));
  expect(hashOf(['mark', [1, 'ab', 1, 'c', null]])).not.toBe(hashOf(['mark', [1, 'a', 1, 'bc', null]]));
});

/** What the documentation of `PortableHash` says, in another language. */
const python = `
import hashlib, sqlite3, struct, sys
db = sqlite3.connect(sys.argv[1])
def value(kind, v):
    if v is None: return b'N'
    if kind == 'REAL': return b'R' + struct.pack('<d', v)
    if isinstance(v, int): return b'I' + struct.pack('<q', v)
    text = v.encode(); return b'T' + struct.pack('<I', len(text)) + text
whole = hashlib.sha256()
for table in ['manifest'] + sys.argv[2:]:
    kinds = [(n, k) for _, n, k, *_ in db.execute(f'PRAGMA table_info({table})') if n != 'row']
    columns = ', '.join('"' + n + '"' for n, _ in kinds)
    order = "WHERE key <> 'hash' ORDER BY key" if table == 'manifest' else 'ORDER BY row'
    rows = db.execute(f'SELECT {columns} FROM {table} {order}').fetchall()
    digest = hashlib.sha256(b''.join(value(k, v) for r in rows for (_, k), v in zip(kinds, r))).hexdigest()
    whole.update(f'{table} {len(rows)} {digest}\\n'.encode())
print('sha256:' + whole.hexdigest())
`;

function hasPython(): boolean {
  try {
    execFileSync('python3', ['-c', 'import sqlite3'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test.runIf(hasPython())('the hash can be computed by others from its description', () => {
  const file = join(folder, 'a.paddock');
  const database = new DatabaseSync(file);
  const writer = new PortableWriter(database);
  writer.add('connection', connectionRow({ name: 'Grüße 🏁', isSqlite: true }, false));
  const session: Session = { key: 'k', identifier: 'é', lapsCount: 2n ** 60n, id: -1, extra: { Own: 'x'.repeat(100_000) } };
  writer.add('session', sessionRow(session, { connection: 1, from: 1, until: 4, place: 0.5 }));
  writer.add('mark', [1, 'k', 1, null, 'red']);
  const hash = writer.finish({
    product: 'Paddock',
    productVersion: '1',
    createdAt: '2026-01-01T00:00:00Z',
    what: 'connection',
    server: 'x',
  });
  database.close();
  expect(execFileSync('python3', ['-c', python, file, ...portableTableNames], { encoding: 'utf8' }).trim()).toBe(hash);
});
