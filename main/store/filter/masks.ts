/** Sets of a connection's versions, and how they are found: by a condition in SQL over all of them or over some. */
import type { KnownTexts } from '../dictionary.ts';
import type { KeptOrder } from '../order.ts';
import { numberMask, numbersOf, type Statements, type Value } from '../rows.ts';
import type { Concordance } from './concordance.ts';
import type { Tests } from './tests.ts';

/** One byte a version number: 1 where it meets. */
export type Mask = Uint8Array;

export interface Ground {
  readonly statements: Statements;
  readonly texts: KnownTexts;
  readonly tests: Tests;
  readonly connectionId: number;
  readonly base: number;
  /** The highest number that can be shown. */
  readonly top: number;
  /** The snapshot that is shown, and whether marks of new sessions make sense in it. */
  readonly snapshot: number;
  readonly marks: boolean;
  /** The facets of all that is shown, where they are kept. */
  readonly kept: KeptOrder | undefined;
  /** How rows differ from an earlier snapshot, by number, where they are held against another than the one before. */
  readonly changes?: ReadonlyMap<number, { readonly kind: 'new' | 'changed' | 'gone' }>;
  /** Numbers of sessions that are gone and stand among the others. */
  readonly gone?: readonly number[];
  /** Where it is there, nothing is asked of any other version: it may be said to meet or not. */
  readonly within?: Mask;
  /** Where words stand in all versions up to `top`, once that is in memory; undefined while these are not sealed. */
  readonly concordance: (() => Concordance | undefined) | undefined;
}

export interface Condition {
  readonly sql: string;
  readonly values: readonly Value[];
}

export const never: Condition = { sql: '0', values: [] };

export const emptyMask = (ground: Ground): Mask => new Uint8Array(ground.top + 1);

export function add(mask: Mask, numbers: Uint32Array): void {
  for (const number of numbers) if (number < mask.length) mask[number] = 1;
}

/** Numbers of all versions for which a condition on `session_version` as `v` holds. */
export function scan(ground: Ground, { sql, values }: Condition): Uint32Array {
  if (sql === '0') return new Uint32Array(0);
  const row = ground.statements.first(
    `SELECT json_group_array(v.id & ${numberMask}) FROM session_version AS v WHERE v.id BETWEEN ? AND ? AND (${sql})`,
    ground.base + 1,
    ground.base + ground.top,
    ...values,
  );
  return numbersOf(row?.[0]);
}

/** Numbers, in rising order, of those that a condition holds for. */
export function among(ground: Ground, numbers: Uint32Array, { sql, values }: Condition): Uint32Array {
  if (numbers.length === 0) return numbers;
  const row = ground.statements.first(
    `SELECT json_group_array(j.value) FROM json_each(?) AS j CROSS JOIN session_version AS v ON v.id = ? + j.value WHERE ${sql}`,
    `[${numbers.join()}]`,
    ground.base,
    ...values,
  );
  return numbersOf(row?.[0]);
}

// Masks are gone through in loops, and by four where that is the same: of a million, `map` and `reduce` call a function each, for some 20 ms.

/** A mask's first versions, four in a number. */
function fours(mask: Mask, most = mask.length): Uint32Array {
  // A part of another mask need not begin where a number can.
  return mask.byteOffset % 4 === 0 ? new Uint32Array(mask.buffer, mask.byteOffset, Math.min(mask.length, most) >>> 2) : new Uint32Array(0);
}

/** The versions that do not meet. */
export function negated(mask: Mask): Mask {
  const other = new Uint8Array(mask.length);
  const from = fours(mask);
  const to = fours(other);
  for (let at = 0; at < from.length; at += 1) to[at] = (from[at] ?? 0) ^ 0x01010101;
  for (let at = from.length * 4; at < mask.length; at += 1) other[at] = 1 - (mask[at] ?? 0);
  return other;
}

/** Leaves in a mask those that another one has, too. */
export function keepOnly(mask: Mask, other: Mask): void {
  const [to, from] = together(mask, other);
  for (let at = 0; at < from.length; at += 1) to[at] = (to[at] ?? 0) & (from[at] ?? 0);
  for (let at = from.length * 4; at < mask.length; at += 1) mask[at] = (mask[at] ?? 0) & (other[at] ?? 0);
}

/** Adds to a mask those that another one has. */
export function join(mask: Mask, other: Mask): void {
  const [to, from] = together(mask, other);
  for (let at = 0; at < from.length; at += 1) to[at] = (to[at] ?? 0) | (from[at] ?? 0);
  for (let at = from.length * 4; at < mask.length; at += 1) mask[at] = (mask[at] ?? 0) | (other[at] ?? 0);
}

/** Both by four, as far as both go. */
function together(mask: Mask, other: Mask): readonly [Uint32Array, Uint32Array] {
  const to = fours(mask, other.length);
  const from = fours(other, mask.length);
  return to.length === from.length ? [to, from] : [to.subarray(0, 0), from.subarray(0, 0)];
}

/** Versions that are looked at: some, in rising order, or all from 1 up to `count`. */
export interface Among {
  readonly some?: Uint32Array | undefined;
  readonly count: number;
}

/** Those of a mask; all up to `top` where there is none, or where they are so many that to skip the others costs more than it saves. */
export function amongHits(mask: Mask | undefined, top: number): Among {
  if (mask === undefined) return { count: top };
  const some = positions(mask);
  return some.length * 2 > top ? { count: top } : { some, count: some.length };
}

/** The versions that meet, in rising order. */
export function positions(mask: Mask): Uint32Array {
  let count = 0;
  for (let at = 1; at < mask.length; at += 1) count += mask[at] ?? 0;
  const found = new Uint32Array(count);
  let to = 0;
  for (let at = 1; at < mask.length; at += 1) {
    if (mask[at] !== 1) continue;
    found[to] = at;
    to += 1;
  }
  return found;
}

/** That a version is not its session's first; the partial index on it is found by exactly these words. */
export const isLater = 'v.session_id <> (v.id & 4294967295)';

/** Of each version that is not its session's first: its number and the session's. */
export function laterVersions({ statements, base, top }: Ground): readonly (readonly [number, number])[] {
  return statements
    .all(
      `SELECT v.id & ${numberMask}, v.session_id FROM session_version AS v WHERE ${isLater} AND v.id BETWEEN ? AND ?`,
      base + 1,
      base + top,
    )
    .map(([number, session]) => [number as number, session as number]);
}
