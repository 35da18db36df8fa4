/** Selections cross as ranges over an opened list, never as a million keys; keys are asked for in bulk, up to a bound. */

/** Rows of an opened list: from the first (inclusive) to the second (exclusive). */
export type IndexRange = readonly [from: number, to: number];

/** Which keys are asked for. */
export interface KeysHow {
  /** Those that the server does not have any more are left out. */
  readonly withoutGone?: boolean;
}

/** Sessions that one action takes by their keys: more would be megabytes of keys, and nobody means so many. */
export const mostKeys = 100_000;

/** Ranges of one selection, at most: beyond that they are no ranges any more. */
export const mostRanges = 20_000;
