/** Rows of opened lists by ranges of their indexes: their keys, where they stand in another list, which are kept offline. */
import { mostKeys, mostRanges, type IndexRange, type KeysHow } from '../../preload/selecting.ts';
import { Failure } from '../failure.ts';
import { openStates } from './ground.ts';
import { keyText, storedKey, type StoredKey } from './keys.ts';
import { baseOf, numberMask, type Statements } from './rows.ts';

/** Rows of a list as version numbers. */
export interface Listed {
  readonly connectionId: number;
  readonly numbers: Uint32Array;
  /** Those of them that are gone. */
  readonly gone?: readonly number[];
}

const keysAtOnce = 10_000;

/** The numbers that the ranges hold, in the order of the ranges; what lies beyond the list is left out. */
function picked(numbers: Uint32Array, ranges: readonly IndexRange[]): Uint32Array {
  const parts = ranges.map(([from, to]) => numbers.subarray(from, to));
  const all = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Keys of the rows, in the order of the ranges; how and with which failures: `Api.sessions.keys`. */
export function keysOf(
  statements: Statements,
  { connectionId, numbers, gone = [] }: Listed,
  ranges: readonly IndexRange[],
  { withoutGone = false }: KeysHow = {},
): readonly string[] {
  const left = new Set(withoutGone ? gone : []);
  const all = picked(numbers, ranges);
  const wanted = left.size > 0 ? all.filter((number) => !left.has(number)) : all;
  if (wanted.length > mostKeys) {
    throw new Failure('usage', `At most ${mostKeys.toLocaleString('en')} sessions can be taken at once.`, {
      todo: 'Select fewer, or filter the list.',
    });
  }
  const keys: string[] = [];
  for (let from = 0; from < wanted.length; from += keysAtOnce) {
    const some = wanted.subarray(from, from + keysAtOnce);
    const rows = statements.all(
      'SELECT v.key FROM json_each(?1) AS j CROSS JOIN session_version AS v ON v.id = ?2 + j.value',
      JSON.stringify([...some]),
      baseOf(connectionId),
    );
    if (rows.length !== some.length) throw new Failure('not-found', 'This list is not kept any more.');
    for (const [key] of rows) keys.push(keyText(key as StoredKey));
  }
  return keys;
}

/** Of versions that are not their session's first the number of that first one: a session's identity. */
function laterOnes(statements: Statements, connectionId: number): ReadonlyMap<number, number> {
  const rows = statements.all(
    `SELECT id & ${numberMask}, session_id FROM session_version
     WHERE session_id <> (id & 4294967295) AND id BETWEEN ?1 + 1 AND ?1 + 4294967295`,
    baseOf(connectionId),
  );
  return new Map(rows as unknown as readonly [number, number][]);
}

/** Where the rows of one list stand in another of the same connection, as ranges in its order; null where they are too many. */
export function movedRanges(
  statements: Statements,
  from: Listed,
  ranges: readonly IndexRange[],
  into: Listed,
): readonly IndexRange[] | null {
  if (from.connectionId !== into.connectionId) return [];
  const later = laterOnes(statements, from.connectionId);
  const sessions = new Set<number>();
  // Sessions, not versions: what changed meanwhile is still selected.
  for (const number of picked(from.numbers, ranges)) sessions.add(later.get(number) ?? number);
  const moved: [number, number][] = [];
  const { numbers } = into;
  for (let at = 0; at < numbers.length; at += 1) {
    const number = numbers[at] ?? 0;
    if (!sessions.has(later.get(number) ?? number)) continue;
    const last = moved.at(-1);
    if (last?.[1] === at) last[1] = at + 1;
    else moved.push([at, at + 1]);
    if (moved.length > mostRanges) return null;
  }
  return moved;
}

/** Of the rows of a list those of these sessions, in the list's order. */
export function numbersAmong(statements: Statements, { connectionId, numbers }: Listed, keys: readonly string[]): Uint32Array {
  const later = laterOnes(statements, connectionId);
  const sessions = new Set<number>();
  for (const key of keys) {
    const id = statements.first('SELECT id FROM session WHERE connection_id = ? AND key = ?', connectionId, storedKey(key))?.[0];
    if (typeof id === 'number') sessions.add(id);
  }
  return numbers.filter((number) => sessions.has(later.get(number) ?? number));
}

/**
 * Of these sessions those whose details or laps were never saved, or may have changed since: the session still goes on, or
 * its listing changed after they were read.
 */
export function notKept(statements: Statements, connectionId: number, keys: readonly string[]): readonly string[] {
  const base = baseOf(connectionId);
  return keys.filter((key) => {
    const row = statements.first(
      `SELECT c.taken_at, f.state, p.began_at FROM session AS s
       JOIN session_content AS c ON c.connection_id = s.connection_id AND c.session_id = s.id
       LEFT JOIN session_version AS v ON v.id = ?1 + s.current
       LEFT JOIN facet AS f ON f.id = v.facet_id
       LEFT JOIN snapshot AS p ON p.connection_id = s.connection_id AND p.number = v.from_snapshot AND v.follows = 1
       WHERE s.connection_id = ?2 AND s.key = ?3 AND (c.details IS NOT NULL OR c.laps IS NOT NULL)`,
      base,
      connectionId,
      storedKey(key),
    );
    if (row === undefined) return true;
    const [takenAt, state, changedAt] = row;
    return (typeof state === 'string' && openStates.has(state)) || (typeof changedAt === 'string' && changedAt > (takenAt as string));
  });
}
