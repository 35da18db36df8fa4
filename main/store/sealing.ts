/**
 * Seals a read: makes a snapshot of what was staged, or confirms the newest one where nothing is different. One
 * transaction, in which versions that no longer hold are closed and staged ones come into force with the snapshot's row.
 */
import { createHash } from 'node:crypto';
import { HashSum, hashBytes } from './hash.ts';
import { keyText, type StoredKey } from './keys.ts';
import { putOrder } from './order.ts';
import type { Reading } from './reading.ts';
import { numberMask, numbersOf, type Row, type Statements } from './rows.ts';
import { rankFound, settleRanks, staged } from './settling.ts';
import { addStandings, standingsOf } from './standing.ts';
import type { Missing, ReadOutcome } from './store.ts';

export interface Sealed {
  /** The snapshot's number. */
  readonly number: number;
  readonly confirmed: boolean;
}

interface Newest {
  readonly number: number;
  readonly status: string;
  readonly sessions: number;
  readonly checksum: Uint8Array;
  /** Null: not known. */
  readonly standings: Uint8Array | null;
  readonly skipped: number;
  readonly fullAt: string | null;
  readonly cap: number | null;
}

interface Counts {
  readonly sessions: number;
  readonly added: number;
  readonly changed: number;
  readonly gone: number;
  readonly checksum: Uint8Array;
  readonly standings: Uint8Array;
}

/** Inside a write transaction that holds the read's lease. */
export function seal(statements: Statements, reading: Reading, startedAt: string, outcome: ReadOutcome): Sealed {
  if (outcome.status === 'complete') reading.forgetPassed();
  const newest = newestOf(statements, reading.connectionId);
  const counts = newest === undefined ? sealFirst(statements, reading) : sealNext(statements, reading, newest, outcome);
  if (counts === undefined) return confirm(statements, reading, newest, outcome);
  const { sessions, added, changed, gone, checksum, standings } = counts;
  const { skipped, fullAt, cap } = fullRead(reading, newest, outcome);
  const { connectionId, snapshot } = reading;
  const { basis = 'full', status, reason = null, endedAt } = outcome;
  statements.run(
    `INSERT INTO snapshot (connection_id, number, began_at, ended_at, basis, status, reason, sessions, added, changed, gone, skipped, checksum,
       standings, full_at, full_cap)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[connectionId, snapshot, startedAt, endedAt, basis, status, reason],
    ...[sessions, added, changed, gone, skipped, checksum, standings, fullAt, cap],
  );
  statements.run('UPDATE connection SET next_snapshot = ? WHERE id = ?', reading.snapshot + 1, reading.connectionId);
  endStaging(statements, reading, outcome.keepCheckpoint);
  return { number: reading.snapshot, confirmed: false };
}

function newestOf(statements: Statements, connectionId: number): Newest | undefined {
  const row = statements.first(
    `SELECT number, status, sessions, checksum, standings, skipped, full_at, full_cap
     FROM snapshot WHERE connection_id = ? ORDER BY number DESC LIMIT 1`,
    connectionId,
  );
  if (row === undefined) return undefined;
  const [number, status, sessions, checksum, standings, skipped, fullAt, cap] = row;
  return {
    number: number as number,
    status: status as string,
    sessions: sessions as number,
    checksum: checksum as Uint8Array,
    standings: standings as Uint8Array | null,
    skipped: skipped as number,
    fullAt: fullAt as string | null,
    cap: cap as number | null,
  };
}

/** What is known by a full read: this one's, or where this was a refresh, the one on which the newest snapshot rests. */
function fullRead(reading: Reading, newest: Newest | undefined, outcome: ReadOutcome): Pick<Newest, 'skipped' | 'fullAt' | 'cap'> {
  if (outcome.basis === 'refresh' && newest !== undefined) return newest;
  return { skipped: reading.skipped, fullAt: outcome.status === 'complete' ? outcome.endedAt : null, cap: reading.cap };
}

function confirm(statements: Statements, reading: Reading, newest: Newest | undefined, outcome: ReadOutcome): Sealed {
  const number = newest?.number ?? 0;
  // Only a whole read that meets a whole snapshot says that all of it still holds; what a refresh says stands beside it.
  if (outcome.status === 'complete') {
    const { skipped, fullAt, cap } = fullRead(reading, newest, outcome);
    statements.run(
      'UPDATE snapshot SET confirmed_at = ?, full_at = ?, full_cap = ?, skipped = ? WHERE connection_id = ? AND number = ?',
      ...[outcome.endedAt, fullAt, cap, skipped, reading.connectionId, number],
    );
  }
  endStaging(statements, reading, outcome.keepCheckpoint);
  return { number, confirmed: true };
}

function endStaging(statements: Statements, reading: Reading, keepCheckpoint: boolean): void {
  if (keepCheckpoint) {
    statements.run('UPDATE open_read SET owner = NULL, pid = NULL, beat = NULL WHERE connection_id = ?', reading.connectionId);
    return;
  }
  statements.run('DELETE FROM staged_page WHERE connection_id = ?', reading.connectionId);
  statements.run('DELETE FROM open_read WHERE connection_id = ?', reading.connectionId);
}

function addHashes(sum: HashSum, rows: Iterable<Row>, sign: 1 | -1): void {
  for (const [hash] of rows) {
    if (!(hash instanceof Uint8Array) || hash.byteLength !== hashBytes) continue;
    const lanes = new Uint32Array(hash.slice().buffer);
    if (sign > 0) sum.add(lanes, 0);
    else sum.remove(lanes, 0);
  }
}

const hashesAtOnce = 50_000;

/** The sum of all hashes of the staged versions, and how many there are. */
function sumStaged(statements: Statements, { base, snapshot }: Reading): { readonly checksum: Uint8Array; readonly count: number } {
  const sum = new HashSum();
  let count = 0;
  for (let after = base; ;) {
    // Many in one cell, a hash being 32 characters of it: a row each takes five times as long.
    const [hashes, last] =
      statements.first(
        `SELECT group_concat(hex(hash), ''), max(id) FROM (
           SELECT v.hash, v.id FROM session_version AS v
           WHERE v.id > ? AND v.id < ? AND v.from_snapshot = ? ORDER BY v.id LIMIT ${hashesAtOnce})`,
        after,
        base + 2 ** 32,
        snapshot,
      ) ?? [];
    if (typeof hashes !== 'string' || typeof last !== 'number') return { checksum: sum.bytes(), count };
    const lanes = new Uint32Array(Uint8Array.from(Buffer.from(hashes, 'hex')).buffer);
    for (let at = 0; at < lanes.length; at += 4) sum.add(lanes, at);
    count += lanes.length / 4;
    after = last;
  }
}

function sealFirst(statements: Statements, reading: Reading): Counts {
  const { base, snapshot, connectionId } = reading;
  // Sorted, so that the keys' tree is filled from one end.
  statements.run(
    `INSERT INTO session (connection_id, key, id, current)
     SELECT ?3, v.key, v.session_id, v.session_id FROM session_version AS v WHERE ${staged} ORDER BY v.key`,
    base,
    snapshot,
    connectionId,
  );
  const { checksum, count } = sumStaged(statements, reading);
  const facets = reading.facetsInOrder;
  if (facets?.length === count)
    putOrder(
      statements,
      connectionId,
      snapshot,
      Uint32Array.from(facets, (_, at) => at + 1),
      facets,
    );
  return { sessions: count, added: count, changed: 0, gone: 0, checksum, standings: standingsOf(statements, base, snapshot) };
}

/** How a read differs from the newest snapshot. */
interface Compared {
  /** Staged versions: number, how they follow, and the version that they replace. */
  readonly changes: readonly Row[];
  readonly replaced: readonly number[];
  /** All versions that hold in the newest snapshot. */
  readonly current: Uint32Array;
  /** Those of them whose sessions the read did not meet. */
  readonly unseen: readonly number[];
}

function compared(statements: Statements, reading: Reading, newest: Newest): Compared {
  const { base, snapshot, connectionId } = reading;
  const changes = statements.all(
    `SELECT v.id & ${numberMask}, v.follows, CASE v.follows WHEN 1 THEN s.current END
     FROM session_version AS v LEFT JOIN session AS s ON s.connection_id = ?3 AND s.key = v.key WHERE ${staged}`,
    base,
    snapshot,
    connectionId,
  );
  const replaced = changes.flatMap(([, , current]) => (current === null || current === undefined ? [] : [current as number]));
  const current = numbersOf(
    statements.first(
      `SELECT json_group_array(v.id & ${numberMask}) FROM session_version AS v
       WHERE v.id BETWEEN ?1 + 1 AND ?1 + 4294967295 AND v.from_snapshot <= ?2 AND v.until_snapshot IS NULL`,
      base,
      newest.number,
    )?.[0],
  );
  return { changes, replaced, current, unseen: notIn(current, reading.numbers, replaced) };
}

/** Sessions of the newest snapshot that the read did not meet: gone, if the read is complete. */
export function missingOf(statements: Statements, reading: Reading, most: number): Missing {
  const newest = newestOf(statements, reading.connectionId);
  const unseen = newest === undefined ? [] : compared(statements, reading, newest).unseen;
  const keys = statements.all(
    'SELECT v.key FROM json_each(?) AS j CROSS JOIN session_version AS v ON v.id = ? + j.value',
    JSON.stringify(unseen.slice(0, most)),
    reading.base,
  );
  const digest = createHash('sha256').update(Uint32Array.from(unseen)).digest('base64');
  return { count: unseen.length, digest, keys: keys.map(([key]) => keyText(key as StoredKey)) };
}

/** Undefined where nothing is different. */
function sealNext(statements: Statements, reading: Reading, newest: Newest, outcome: ReadOutcome): Counts | undefined {
  const { base, snapshot, connectionId } = reading;
  const { changes, replaced, current, unseen } = compared(statements, reading, newest);
  const gone = outcome.status === 'complete' && outcome.basis !== 'refresh' ? unseen : [];
  const different = changes.length > 0 || gone.length > 0 || (newest.status === 'partial' && outcome.status === 'complete');
  if (!different) return undefined;

  const sum = HashSum.from(newest.checksum);
  addHashes(sum, statements.all(`SELECT v.hash FROM session_version AS v WHERE ${staged}`, base, snapshot), 1);
  const isRefresh = outcome.basis === 'refresh';
  const moved = changes.length > 0 ? (isRefresh ? rankFound(statements, reading) : settleRanks(statements, reading, current)) : [];
  const closed = JSON.stringify([...replaced, ...gone]);
  const standings = HashSum.from(newest.standings ?? standingsOf(statements, base, newest.number));
  addStandings(statements, standings, 1, base, 'v.from_snapshot = ?3', snapshot);
  addStandings(
    statements,
    standings,
    -1,
    base,
    'v.id IN (SELECT ?2 + value FROM json_each(?3))',
    JSON.stringify([...replaced, ...gone, ...moved]),
  );
  addHashes(
    sum,
    statements.all('SELECT v.hash FROM json_each(?) AS j CROSS JOIN session_version AS v ON v.id = ? + j.value', closed, base),
    -1,
  );
  statements.run(
    'UPDATE session_version SET until_snapshot = ?1, slack = NULL WHERE id IN (SELECT ?2 + value FROM json_each(?3))',
    snapshot,
    base,
    JSON.stringify([...replaced, ...gone, ...moved]),
  );
  statements.run(
    `UPDATE session SET current = NULL WHERE connection_id = ?1 AND key IN (
       SELECT v.key FROM json_each(?3) AS j CROSS JOIN session_version AS v ON v.id = ?2 + j.value)`,
    connectionId,
    base,
    JSON.stringify(gone),
  );
  statements.run(
    `INSERT INTO session (connection_id, key, id, current)
     SELECT ?3, v.key, v.session_id, v.id & ${numberMask} FROM session_version AS v WHERE ${staged}
     ON CONFLICT DO UPDATE SET current = excluded.current, slack = NULL`,
    base,
    snapshot,
    connectionId,
  );
  const changed = changes.filter(([, follows]) => follows === 1).length;
  const added = changes.length - changed;
  return {
    ...{ sessions: newest.sessions + added - gone.length, added, changed, gone: gone.length },
    ...{ checksum: sum.bytes(), standings: standings.bytes() },
  };
}

/** Those of `all` that are neither in `seen` nor in `also`. */
function notIn(all: Uint32Array, seen: Uint32Array, also: readonly number[]): readonly number[] {
  const size = Math.max(0, all.at(-1) ?? 0, ...also) + 1;
  const marks = new Uint8Array(size);
  for (const number of seen) if (number < size) marks[number] = 1;
  for (const number of also) marks[number] = 1;
  return [...all.filter((number) => marks[number] === 0)];
}
