/** Adds rows to `session_version`, many with one statement: binding one row at a time costs twice as much. */
import type { VersionRow } from './record.ts';
import { toBlob, type Statements, type Value } from './rows.ts';

/** How a row stands among the others. */
export interface Standing {
  readonly sessionId: number;
  readonly follows: 0 | 1 | 2;
  readonly rank: number;
  readonly textId: number | null;
}

const columns =
  'id, session_id, from_snapshot, follows, rank, hash, key, identifier, time_of_recording, start_time, end_time, laps_count, server_id, ' +
  'facet_id, text_id, names_id, details, extra, odd';
const atOnce = 50;

/** What a listing without details and without unknown fields never has. */
const isBare = ({ namesId, details, extra, odd }: VersionRow): boolean =>
  namesId === null && details === null && extra === null && odd === null;

const pushRow = (values: Value[], row: VersionRow, bare: boolean): void => {
  values.push(row.key, row.identifier, row.timeOfRecording, row.startTime, row.endTime, row.lapsCount, row.serverId, row.facetId);
  if (!bare) values.push(row.namesId, row.details, row.extra, row.odd);
};

const bulkSql = new Map<number, string>();

/**
 * Rows of sessions never seen before, numbered one after another: ?1 row id, ?2 number, ?3 snapshot, ?4 hashes. A plain
 * "?" is numbered after the highest before it, so the hash stands before them.
 */
function bulkInsert(count: number, bare: boolean): string {
  const known = bare ? -count : count;
  let sql = bulkSql.get(known);
  if (sql === undefined) {
    const rest = bare ? 'NULL,NULL,NULL,NULL' : '?,?,?,?';
    const rows = Array.from(
      { length: count },
      (_, at) => `(?1+${at},?2+${at},?3,0,?2+${at},substr(?4,${1 + 16 * at},16),?,?,?,?,?,?,?,?,NULL,${rest})`,
    );
    sql = `INSERT INTO session_version (${columns}) VALUES ${rows.join()}`;
    bulkSql.set(known, sql);
  }
  return sql;
}

/** `hashes` holds four lanes for each row, in the same order. `number` is the first row's. */
export function insertNew(
  statements: Statements,
  base: number,
  number: number,
  snapshot: number,
  rows: readonly VersionRow[],
  hashes: Uint32Array,
): void {
  for (let at = 0; at < rows.length; at += atOnce) {
    const some = rows.slice(at, at + atOnce);
    const values: Value[] = [base + number + at, number + at, snapshot, toBlob(hashes.subarray(at * 4, (at + some.length) * 4))];
    const bare = some.every(isBare);
    for (const row of some) pushRow(values, row, bare);
    statements.run(bulkInsert(some.length, bare), ...values);
  }
}

/** Puts one row, in place of one with the same number. */
export function putVersion(
  statements: Statements,
  base: number,
  number: number,
  snapshot: number,
  row: VersionRow,
  hash: Uint8Array,
  standing: Standing,
): void {
  const { key, identifier, timeOfRecording, startTime, endTime, lapsCount, serverId, facetId, namesId, details, extra, odd } = row;
  const { sessionId, follows, rank, textId } = standing;
  statements.run(
    `INSERT OR REPLACE INTO session_version (${columns}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
    ...[base + number, sessionId, snapshot, follows, rank, hash, key, identifier, timeOfRecording, startTime, endTime],
    ...[lapsCount, serverId, facetId, textId, namesId, details, extra, odd],
  );
}
