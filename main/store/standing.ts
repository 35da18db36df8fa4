/**
 * How versions stand in a snapshot: number, session, since when, rank in the server's order, and how each came. A version's hash is over
 * what the server says of a session and compares with what it says next time, so this has a sum of its own, kept with each
 * snapshot beside the sum of the hashes.
 */
import { Hasher, HashSum } from './hash.ts';
import { numberMask, type Statements } from './rows.ts';

const hasher = new Hasher();
const lanes = new Uint32Array(4);
const rankLanes = new Float64Array(1);
const rankWords = new Int32Array(rankLanes.buffer);

/** The hash of one version's standing, as four lanes that hold until the next call. */
export function standingHash(number: number, sessionId: number, from: number, follows: number, rank: number): Uint32Array {
  rankLanes[0] = rank;
  hasher.reset();
  hasher.word(number);
  hasher.word(sessionId);
  hasher.word(from);
  hasher.word(follows);
  hasher.word(rankWords[0] ?? 0);
  hasher.word(rankWords[1] ?? 0);
  hasher.digest(lanes, 0);
  return lanes;
}

const atOnce = 50_000;

/**
 * Adds to `sum` (or takes from it) the standing of a connection's versions for which `where` holds, SQL over `session_version`
 * as `v`, with `values` from ?3 on.
 */
export function addStandings(
  statements: Statements,
  sum: HashSum,
  sign: 1 | -1,
  base: number,
  where: string,
  ...values: readonly (number | string)[]
): void {
  for (let after = base; ;) {
    // Many in one cell: a row each takes several times as long.
    const cell = statements.first(
      `SELECT json_group_array(id & ${numberMask}), json_group_array(session_id), json_group_array(from_snapshot), json_group_array(follows), json_group_array(rank), max(id) FROM (
         SELECT v.id, v.session_id, v.from_snapshot, v.follows, v.rank FROM session_version AS v
         WHERE v.id > ?1 AND v.id <= ?2 + ${numberMask} AND ${where} ORDER BY v.id LIMIT ${atOnce})`,
      after,
      base,
      ...values,
    );
    const [numbers = [], sessions = [], from = [], follows = [], ranks = []] = (cell ?? [])
      .slice(0, 5)
      .map((text) => JSON.parse(text as string) as number[]);
    for (let at = 0; at < numbers.length; at += 1) {
      const hash = standingHash(numbers[at] ?? 0, sessions[at] ?? 0, from[at] ?? 0, follows[at] ?? 0, ranks[at] ?? 0);
      if (sign > 0) sum.add(hash, 0);
      else sum.remove(hash, 0);
    }
    if (numbers.length < atOnce) return;
    after = cell?.[5] as number;
  }
}

/** The sum over all versions that hold in a snapshot: for migrations, and for who writes snapshots in another way than by a seal. */
export function standingsOf(statements: Statements, base: number, snapshot: number): Uint8Array {
  const sum = new HashSum();
  addStandings(statements, sum, 1, base, 'v.from_snapshot <= ?3 AND (v.until_snapshot IS NULL OR v.until_snapshot > ?3)', snapshot);
  return sum.bytes();
}
