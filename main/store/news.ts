/**
 * What a list tells of its rows since somebody looked: which are new or changed, and which are gone but stay where they were
 * until they are dismissed.
 */
import type { ListNews } from '../../preload/list.ts';
import { changesBetween } from './changes.ts';
import { numberMask, type Row, type Statements } from './rows.ts';

export interface News {
  /** By number; absent where rows are marked against the snapshot before, as they are when nobody asks. */
  readonly marks: ReadonlyMap<number, { readonly kind: 'new' | 'changed' }> | undefined;
  /** The last version of each session that is gone, in no order. */
  readonly gone: readonly number[];
  /** So many changes happened since, where they are too many to tell row by row; else 0. */
  readonly untold: number;
}

/** More than this happened since: then it is another list, and row by row nothing is told of it. */
const mostTold = 100_000;

/** What is told of a snapshot's rows. `lookedAt` is the snapshot that was looked at last, 0 for none. */
export function newsOf(
  statements: Statements,
  { connectionId, base, newest, lookedAt }: Readonly<Record<'connectionId' | 'base' | 'newest' | 'lookedAt', number>>,
  { since = lookedAt, goneSince = newest }: ListNews,
): News {
  let untold = 0;
  const isTold = (from: number): boolean => {
    if (from <= 0 || from >= newest) return false;
    const changes = statements.number(
      'SELECT sum(added + changed + gone) FROM snapshot WHERE connection_id = ? AND number > ? AND number <= ?',
      ...[connectionId, from, newest],
    );
    if (changes <= mostTold) return true;
    untold = Math.max(untold, changes);
    return false;
  };
  // Against the one just before, the rows know by themselves.
  const marks = since < newest - 1 && isTold(since) ? marksBetween(statements, base, since, newest) : undefined;
  const gone = isTold(goneSince) ? goneBetween(statements, base, goneSince, newest) : [];
  return { marks, gone, untold };
}

function marksBetween(statements: Statements, base: number, from: number, to: number): NonNullable<News['marks']> {
  const changes = changesBetween(statements, base, from, to);
  return new Map(changes.flatMap(({ number, kind }) => (kind === 'gone' ? [] : [[number, { kind }]])));
}

/**
 * Of a connection (by `baseOf` its id) the last versions of all sessions that went between a snapshot and a later one and are
 * not in that; also of those that had only come between the two.
 */
export function goneBetween(statements: Statements, base: number, from: number, to: number): readonly number[] {
  const between = JSON.stringify(Array.from({ length: to - from }, (_, at) => from + 1 + at));
  const read = (sql: string): readonly Row[] => statements.all(sql, between, base, to);
  const there = new Set(
    read(
      `SELECT v.session_id FROM json_each(?1) AS j CROSS JOIN session_version AS v
       WHERE v.from_snapshot = j.value AND v.from_snapshot > 1 AND v.id BETWEEN ?2 + 1 AND ?2 + ${numberMask}
         AND (v.until_snapshot IS NULL OR v.until_snapshot > ?3)`,
    ).map(([session]) => session),
  );
  // In the order in which they ended: the last one of each session stays.
  const ended = read(
    `SELECT v.session_id, v.id & ${numberMask} FROM json_each(?1) AS j CROSS JOIN session_version AS v
     WHERE v.until_snapshot = j.value AND v.until_snapshot IS NOT NULL AND v.until_snapshot <= ?3
       AND v.id BETWEEN ?2 + 1 AND ?2 + ${numberMask}
     ORDER BY v.until_snapshot, v.from_snapshot`,
  );
  return [
    ...new Map(ended.filter(([session]) => !there.has(session as number)).map(([session, number]) => [session, number as number])).values(),
  ];
}

/**
 * Numbers put among those of an order, each where the order has it. `sort` sorts any numbers in that order. Few among many
 * are placed by halving, all of them at once in each step, since asking is what costs.
 */
export function placedAmong(
  order: Uint32Array,
  numbers: readonly number[],
  sort: (numbers: readonly number[]) => Uint32Array,
): Uint32Array {
  if (numbers.length === 0) return order;
  if (numbers.length * 40 > order.length) return sort([...order, ...numbers]);
  const added = sort(numbers);
  const low = new Uint32Array(added.length);
  const high = new Uint32Array(added.length).fill(order.length);
  const middle = (at: number): number => ((low[at] ?? 0) + (high[at] ?? 0)) >> 1;
  for (;;) {
    const open = [...added.keys()].filter((at) => (low[at] ?? 0) < (high[at] ?? 0));
    if (open.length === 0) break;
    const probes = new Set(open.map((at) => order[middle(at)] ?? 0));
    const places = new Map(Array.from(sort([...probes, ...open.map((at) => added[at] ?? 0)]), (number, place) => [number, place]));
    const placeOf = (number = 0): number => places.get(number) ?? 0;
    for (const at of open) {
      const probe = middle(at);
      if (placeOf(order[probe]) < placeOf(added[at])) low[at] = probe + 1;
      else high[at] = probe;
    }
  }
  const all = new Uint32Array(order.length + added.length);
  let from = 0;
  for (const [at, number] of added.entries()) {
    const to = Math.max(from, low[at] ?? 0);
    all.set(order.subarray(from, to), from + at);
    all[to + at] = number;
    from = to;
  }
  all.set(order.subarray(from), from + added.length);
  return all;
}
