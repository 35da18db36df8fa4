/**
 * Takes the histories of a fresh `.paddock` file, which the quarantine wrote and found sound, into the store, as the place of
 * a server of their own. Snapshots keep their numbers; each state of a session becomes a version.
 */
import { DatabaseSync } from '@photostructure/sqlite';
import type { Lap, SessionDetail } from '../../preload/model.ts';
import { connectionOfRow, detailOf, keyOfPortable, lapOf, sessionOf, standingOf } from '../travel/portable-rows.ts';
import { columnList, type PortableTable } from '../travel/portable.ts';
import { Failure } from '../failure.ts';
import { putContent } from './content.ts';
import type { WrittenTexts } from './dictionary.ts';
import { writeExact } from './exact.ts';
import { Hasher, HashSum } from './hash.ts';
import { storedKey } from './keys.ts';
import { encode, hashSession } from './record.ts';
import { all, baseOf, prepare, toBlob, type Database, type Row, type Statements, type Value } from './rows.ts';
import { standingHash } from './standing.ts';
import { putVersion } from './versions.ts';
import type { Exact } from '../../preload/model.ts';

export interface Adoption {
  /** The fresh file; absolute. */
  readonly file: string;
  /** Where the store keeps it; nothing may be kept there yet. */
  readonly place: string;
  /** ISO 8601: when the file was made. */
  readonly seenAt: string;
  /** Only what it let through is in the file: then no snapshot of it is complete, and what it lacks is not gone. */
  readonly filter?: string;
}

/** What is known of a session while its states are read, oldest first. */
interface Known {
  readonly sessionId: number;
  readonly number: number;
  readonly until: number | null;
  readonly hash: Uint8Array;
}

/** What snapshots gain and lose, by the number of the first one that does. */
class Sums {
  readonly #changes = new Map<number, { readonly hashes: HashSum; readonly standings: HashSum }>();

  #at(number: number): { readonly hashes: HashSum; readonly standings: HashSum } {
    const known = this.#changes.get(number) ?? { hashes: new HashSum(), standings: new HashSum() };
    this.#changes.set(number, known);
    return known;
  }

  count(from: number, until: number | null, hash: Uint32Array, standing: Uint32Array): void {
    const begins = this.#at(from);
    begins.hashes.add(hash, 0);
    begins.standings.add(standing, 0);
    if (until === null) return;
    const ends = this.#at(until);
    ends.hashes.remove(hash, 0);
    ends.standings.remove(standing, 0);
  }

  /** The sums of these snapshots, ascending. */
  *of(numbers: readonly number[]): Generator<{ readonly number: number; readonly checksum: Uint8Array; readonly standings: Uint8Array }> {
    const [hashes, standings] = [new HashSum(), new HashSum()];
    const changes = [...this.#changes].sort(([one], [other]) => one - other);
    let at = 0;
    for (const number of numbers) {
      for (; at < changes.length && (changes[at]?.[0] ?? Infinity) <= number; at += 1) {
        const change = changes[at]?.[1];
        if (!change) continue;
        for (const [sum, more] of [
          [hashes, change.hashes],
          [standings, change.standings],
        ] as const) {
          sum.add(new Uint32Array(more.bytes().slice().buffer), 0);
        }
      }
      yield { number, checksum: hashes.bytes(), standings: standings.bytes() };
    }
  }
}

/** Inside a write transaction. Fails with `usage` where something is kept at the place already. */
export function adopt(statements: Statements, texts: WrittenTexts, { file, place, seenAt, filter }: Adoption): void {
  if (statements.first('SELECT 1 FROM server WHERE url = ?', place) !== undefined) throw new Failure('usage', 'This file is open already.');
  texts.begin();
  const fresh = new DatabaseSync(file, { readOnly: true });
  try {
    statements.run('INSERT INTO server (url, seen_at) VALUES (?, ?)', place, seenAt);
    const serverId = statements.number('SELECT id FROM server WHERE url = ?', place);
    for (const [row, ...values] of rowsOf(fresh, 'connection')) {
      adoptConnection({ statements, texts, fresh, serverId, filter }, Number(row), values);
    }
  } finally {
    fresh.close();
  }
}

interface Adopting {
  readonly statements: Statements;
  readonly texts: WrittenTexts;
  readonly fresh: Database;
  readonly serverId: number;
  readonly filter: string | undefined;
}

const longestFilter = 200;

/** How a snapshot of a file stands. */
function statusOf(status: Value, reason: Value, filter: string | undefined): readonly [status: Value, reason: Value] {
  if (filter === undefined) return [status, reason];
  const left = `The file holds only what the filter “${filter.slice(0, longestFilter)}” let through.`;
  return ['partial', reason === null ? left : `${String(reason)} ${left}`];
}

/** Rows of a table with `row` before its columns; integers that a number cannot hold are bigints. */
function rowsOf(fresh: Database, table: PortableTable, more = 'ORDER BY row', ...values: readonly number[]): readonly Row[] {
  const select = prepare(fresh, `SELECT row, ${columnList(table)} FROM ${table} ${more}`);
  select.setReadBigInts(true);
  return all(select, ...values);
}

function adoptConnection(adopting: Adopting, row: number, values: Row): void {
  const { statements, fresh, serverId } = adopting;
  const connection = connectionOfRow(values);
  const snapshots = rowsOf(fresh, 'snapshot', 'WHERE connection = ? ORDER BY number', row).map(([, ...snapshot]) => snapshot);
  statements.run(
    'INSERT INTO connection (server_id, name, position, fields, next_snapshot) VALUES (?, ?, ?, ?, ?)',
    ...[serverId, connection.name, row, writeExact(connection as unknown as Exact), Number(snapshots.at(-1)?.[1] ?? 0) + 1],
  );
  const connectionId = statements.number('SELECT id FROM connection WHERE server_id = ? AND name = ?', serverId, connection.name);
  const { sums, ids } = adoptStates(adopting, row, connectionId);
  let fullAt: string | null = null;
  const numbers = snapshots.map((snapshot) => Number(snapshot[1]));
  for (const { number, checksum, standings } of sums.of(numbers)) {
    const snapshot = snapshots[numbers.indexOf(number)] ?? [];
    const [, , , began, ended, confirmed, basis, told = null, why = null, sessions, added, changed, gone, skipped, name, pinned] = snapshot;
    const [status, reason] = statusOf(told, why, adopting.filter);
    if (status === 'complete' && basis === 'full') fullAt = String(confirmed ?? ended);
    statements.run(
      `INSERT INTO snapshot (connection_id, number, began_at, ended_at, confirmed_at, basis, status, reason, sessions, added, changed, gone, skipped,
         checksum, name, pinned, standings, full_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[connectionId, number, began ?? null, ended ?? null, confirmed ?? null, basis ?? null, status, reason],
      ...[sessions ?? 0, added ?? 0, changed ?? 0, gone ?? 0, skipped ?? 0, checksum, name ?? null, pinned ?? 0, standings],
      status === 'complete' ? fullAt : null,
    );
  }
  adoptContents(adopting, row, connectionId, ids);
  for (const [, , key, starred, note, colour] of rowsOf(fresh, 'mark', 'WHERE connection = ? ORDER BY row', row)) {
    statements.run(
      'INSERT INTO mark (connection_id, key, starred, note, colour, changed_at) VALUES (?, ?, ?, ?, ?, ?)',
      ...[connectionId, storedKey(keyOfPortable(key as string)), starred ?? 0, note ?? null, colour ?? null, new Date().toISOString()],
    );
  }
}

function adoptStates(
  { statements, texts, fresh }: Adopting,
  row: number,
  connectionId: number,
): { readonly sums: Sums; readonly ids: ReadonlyMap<string, number> } {
  const base = baseOf(connectionId);
  const hasher = new Hasher();
  const sums = new Sums();
  const known = new Map<string, Known>();
  const select = prepare(fresh, `SELECT ${columnList('session')} FROM session WHERE connection = ? ORDER BY fromSnapshot, place, row`);
  select.setReadBigInts(true);
  let number = 0;
  for (const values of select.iterate(row) as Iterable<Row>) {
    const session = sessionOf(values);
    const { from, until, place } = standingOf(values);
    number += 1;
    const lanes = new Uint32Array(4);
    hashSession(session, hasher, lanes, 0);
    const hash = toBlob(lanes).slice();
    const before = known.get(session.key);
    const goesOn = before !== undefined && before.until === from;
    const follows = !goesOn ? 0 : Buffer.compare(before.hash, hash) === 0 ? 2 : 1;
    const sessionId = before?.sessionId ?? number;
    putVersion(statements, base, number, from, encode(session, texts), hash, { sessionId, follows, rank: place, textId: null });
    if (until !== null) statements.run('UPDATE session_version SET until_snapshot = ?, slack = NULL WHERE id = ?', until, base + number);
    sums.count(from, until, lanes, standingHash(number, sessionId, from, follows, place).slice());
    known.set(session.key, { sessionId, number, until, hash });
  }
  for (const [key, { sessionId, number: newest, until }] of known) {
    const current = until === null ? newest : null;
    statements.run(
      'INSERT INTO session (connection_id, key, id, current) VALUES (?, ?, ?, ?)',
      ...[connectionId, storedKey(key), sessionId, current],
    );
  }
  return { sums, ids: new Map([...known].map(([key, { sessionId }]) => [key, sessionId])) };
}

function adoptContents({ statements, texts, fresh }: Adopting, row: number, connectionId: number, ids: ReadonlyMap<string, number>): void {
  const of = (table: 'detail' | 'lap', key: string): readonly Row[] => {
    const select = prepare(fresh, `SELECT ${columnList(table)} FROM ${table} WHERE connection = ? AND key = ? ORDER BY row`);
    select.setReadBigInts(true);
    return all(select, row, key);
  };
  for (const [, , key, takenAt, hasDetails, hasLaps] of rowsOf(fresh, 'content', 'WHERE connection = ? ORDER BY row', row)) {
    const sessionId = ids.get(keyOfPortable(key as string));
    if (sessionId === undefined) continue;
    const details: readonly SessionDetail[] | undefined = Number(hasDetails) === 1 ? of('detail', key as string).map(detailOf) : undefined;
    const laps: readonly Lap[] | undefined = Number(hasLaps) === 1 ? of('lap', key as string).map(lapOf) : undefined;
    putContent(statements, texts, connectionId, sessionId, {
      takenAt: takenAt as string,
      ...(details && { details }),
      ...(laps && { laps }),
    });
  }
}
