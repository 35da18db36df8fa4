/** Gives what a read staged its place in the server's order. Inside the sealing transaction. */
import { placeRanks } from './ranks.ts';
import type { Reading } from './reading.ts';
import { numberMask, type Statements } from './rows.ts';

/** What the read staged, of `session_version` as `v`: ?1 the connection's base, ?2 the number that the snapshot will have. */
export const staged = 'v.id BETWEEN ?1 + 1 AND ?1 + 4294967295 AND v.from_snapshot = ?2';

/**
 * Gives what a refresh found its place: before all others or behind them, whichever end of the server's list the latest
 * session stood at. Nothing else moves, since a refresh has not seen the others; the next full read knows better. Answers
 * what moved, as `settleRanks` does.
 */
export function rankFound(statements: Statements, reading: Reading): readonly number[] {
  const { base, snapshot } = reading;
  const known = 'v.id BETWEEN ?1 + 1 AND ?1 + 4294967295 AND v.from_snapshot < ?2 AND v.until_snapshot IS NULL';
  const [low, high] = statements.first(`SELECT min(v.rank), max(v.rank) FROM session_version AS v WHERE ${known}`, base, snapshot) ?? [];
  const rankAt = (end: 'min' | 'max'): number =>
    Number(
      statements.first(`SELECT v.rank, ${end}(v.time_of_recording) FROM session_version AS v WHERE ${known}`, base, snapshot)?.[0] ?? 0,
    );
  const latestStandsFirst = rankAt('max') <= rankAt('min');
  const [first, last] = [Math.floor(Number(low ?? 0)), Math.ceil(Number(high ?? 0))];
  const isNew = new Set(
    statements
      .all(`SELECT v.id & ${numberMask} FROM session_version AS v WHERE ${staged} AND v.follows = 0`, base, snapshot)
      .map(([id]) => id),
  );
  // As it was found: the latest first.
  const found = [...reading.pageNumbers()].flatMap((page) => [...page]).filter((number) => isNew.has(number));
  for (const [at, number] of found.entries()) {
    const rank = latestStandsFirst ? first - found.length + at : last + found.length - at;
    statements.run('UPDATE session_version SET rank = ? WHERE id = ?', rank, base + number);
  }
  return [];
}

/**
 * Gives staged rows their place in the server's order. Answers the versions that only moved: each was given a
 * successor of the same content with another rank.
 */
export function settleRanks(statements: Statements, reading: Reading, current: Uint32Array): readonly number[] {
  const { base, snapshot } = reading;
  const cell = statements.first(
    `SELECT json_group_array(v.rank) FROM session_version AS v
     WHERE v.id BETWEEN ?1 + 1 AND ?1 + 4294967295 AND v.from_snapshot < ?2 AND v.until_snapshot IS NULL`,
    base,
    snapshot,
  )?.[0];
  const currentRanks = JSON.parse(cell as string) as readonly number[];
  const rankOf = new Map<number, number>();
  for (const [at, number] of current.entries()) rankOf.set(number, currentRanks[at] ?? 0);
  // What changed stands, until it is seen to have moved, where it stood before.
  const stagedRanks = statements.all(
    `SELECT v.id & ${numberMask}, v.follows, v.rank FROM session_version AS v WHERE ${staged}`,
    base,
    snapshot,
  );
  for (const [number, follows, rank] of stagedRanks) rankOf.set(number as number, follows === 1 ? (rank as number) : NaN);

  const final = new Set(reading.numbers);
  const order: number[] = [];
  for (const page of reading.pageNumbers()) for (const number of page) if (final.delete(number)) order.push(number);
  const known = Float64Array.from(order, (number) => rankOf.get(number) ?? NaN);
  const sorted = Float64Array.from(currentRanks).sort();
  const ranks = placeRanks(known, (rank) => firstAbove(sorted, rank));

  const moved: number[] = [];
  let top = statements.number('SELECT max(id) FROM session_version WHERE id BETWEEN ? AND ?', base + 1, base + 2 ** 32 - 1) - base;
  for (const [at, number] of order.entries()) {
    const rank = ranks[at] ?? 0;
    if (rank === known[at]) continue;
    if (reading.isStaged(number)) {
      statements.run('UPDATE session_version SET rank = ? WHERE id = ?', rank, base + number);
      continue;
    }
    top += 1;
    statements.run(
      `INSERT INTO session_version SELECT ?1, session_id, ?2, NULL, 2, ?3, key, hash, identifier, time_of_recording, start_time, end_time,
         laps_count, server_id, facet_id, coalesce(text_id, ?4), names_id, details, extra, odd, 256 FROM session_version WHERE id = ?5`,
      ...[base + top, snapshot, rank, number, base + number],
    );
    moved.push(number);
  }
  return moved;
}

/** The lowest of ascending ranks that is above a given one. */
function firstAbove(sorted: Float64Array, rank: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) > rank) high = middle;
    else low = middle + 1;
  }
  return sorted[low] ?? Infinity;
}
