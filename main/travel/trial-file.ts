/** For specs: `.paddock` files, sound ones and such as somebody hostile makes, with the right hash where that is what it takes. */
import { DatabaseSync } from '@photostructure/sqlite';
import type { Lap, Session } from '../../preload/model.ts';
import { all, prepare, type Database, type Value } from '../store/rows.ts';
import { connectionRow, detailRow, lapRow, portableKey, sessionRow } from './portable-rows.ts';
import { columnList, portableTableNames, PortableWriter, type Manifest, type PortableTable } from './portable.ts';

export const manifest: Manifest = {
  product: 'Paddock',
  productVersion: '0.1.0',
  createdAt: '2026-01-02T03:04:05.678Z',
  what: 'server',
  generation: 'rest',
  server: 'Track',
};

export type TableRow = readonly [PortableTable, readonly Value[]];

const season = 40;
const keyOf = (index: number): string => `${index.toString(16).padStart(8, '0')}-1f2e-4d3c-8b4a-0123456789ab`;
const sessionAt = (index: number, more: Partial<Session> = {}): Session => ({
  key: keyOf(index),
  identifier: `1710${String(index).padStart(4, '0')}`,
  timeOfRecording: `2017-10-${String(1 + (index % 28)).padStart(2, '0')}T10:00:00.0000000`,
  timeZone: index % 5 === 0 ? null : 'GMT Standard Time',
  lapsCount: index % 7 === 0 ? 2n ** 70n : index,
  state: 'closed',
  stateRaw: 2,
  ...(index % 3 === 0 && { details: [{ name: 'Driver', value: `HAM "${index}"` }] }),
  extra: index % 4 === 0 ? { Own: [1, { two: 'Grüße' }] } : {},
  ...more,
});

const lap: Lap = { number: 1, name: 'Lap 1', startTime: '10:00:00', endTime: null, lapTime: 2n ** 60n, countForFastestLap: true };

const snapshotRow = (connection: number, number: number, day: number, sessions: number, more: readonly Value[] = []): TableRow => {
  const at = `2026-01-0${day}T10:00:00.000Z`;
  return [
    'snapshot',
    [connection, number, at, at, at, null, 'full', 'complete', null, sessions, sessions, 0, 0, 0, ...more, null, 0].slice(0, 16),
  ];
};

/** Two connections; of the first three snapshots: in the second some sessions change and one is gone, in the third it is back. */
export function soundRows(): TableRow[] {
  const rows: TableRow[] = [
    ['connection', connectionRow({ name: 'Season2017', isSqlite: true, identifier: 'x' }, false)],
    ['connection', connectionRow({ name: '../../../etc/passwd' }, false)],
    snapshotRow(1, 2, 1, season),
    snapshotRow(1, 5, 2, season - 1),
    snapshotRow(1, 6, 3, season),
    snapshotRow(2, 1, 1, 1),
  ];
  for (let index = 0; index < season; index += 1) {
    const standing = { connection: 1, from: 2, until: index < 4 ? 5 : null, place: index };
    rows.push(['session', sessionRow(sessionAt(index), standing)]);
    if (index > 0 && index < 4)
      rows.push(['session', sessionRow(sessionAt(index, { lapsCount: 99 }), { ...standing, from: 5, until: null })]);
    if (index === 0) rows.push(['session', sessionRow(sessionAt(index), { ...standing, from: 6, until: null, place: 0.5 })]);
  }
  rows.push(['session', sessionRow({ key: 'a\ud800', extra: {} }, { connection: 2, from: 1, until: null, place: 0 })]);
  for (const key of [keyOf(1), keyOf(2)]) {
    rows.push(['content', [1, key, '2026-01-01T11:00:00.000Z', 1, 1]]);
    rows.push(
      ['detail', detailRow(1, key, { name: 'Driver', value: 'HAM' })],
      ['detail', detailRow(1, key, { name: 'Car', value: '\ud800' })],
    );
    rows.push(['lap', lapRow(1, key, lap)], ['lap', lapRow(1, key, { ...lap, number: 2 })]);
  }
  rows.push(['mark', [1, keyOf(1), 1, 'fast', 'red']], ['mark', [2, portableKey('a\ud800'), 0, null, 'green']]);
  return rows;
}

/** Writes a file of these rows, whatever they are, with the right hash for them. */
export function writeFile(
  file: string,
  rows: readonly TableRow[],
  more: Partial<Manifest> = {},
  prepareDatabase?: (database: Database) => void,
): void {
  const database = new DatabaseSync(file);
  prepareDatabase?.(database);
  const writer = new PortableWriter(database);
  for (const [table, values] of rows) writer.add(table, values);
  writer.finish({ ...manifest, ...more });
  database.close();
}

/** All rows of a file, as a text that is the same for the same rows. */
export function dump(file: string): string {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = portableTableNames.map((table) => {
      const select = prepare(database, `SELECT row, ${columnList(table)} FROM ${table} ORDER BY row`);
      select.setReadBigInts(true);
      return all(select);
    });
    return JSON.stringify(tables, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
  } finally {
    database.close();
  }
}
