/** Sets of row indexes as ranges: in order, apart from each other. A million selected rows are one pair of numbers. Pure. */
import type { IndexRange } from '../../preload/selecting.ts';

export type Ranges = readonly IndexRange[];

/** How many indexes they hold. */
export const sizeOf = (ranges: Ranges): number => ranges.reduce((sum, [from, to]) => sum + to - from, 0);

export const holds = (ranges: Ranges, index: number): boolean => ranges.some(([from, to]) => index >= from && index < to);

/** From one index to another, both included, whichever is the smaller. */
export const between = (one: number, other: number): IndexRange => [Math.min(one, other), Math.max(one, other) + 1];

/** With the indexes of one range more. */
export function withRange(ranges: Ranges, [from, to]: IndexRange): Ranges {
  if (from >= to) return ranges;
  const before = ranges.filter(([, end]) => end < from);
  const after = ranges.filter(([begin]) => begin > to);
  const met = ranges.filter(([begin, end]) => end >= from && begin <= to);
  const joined: IndexRange = [Math.min(from, ...met.map(([begin]) => begin)), Math.max(to, ...met.map(([, end]) => end))];
  return [...before, joined, ...after];
}

/** Without one index. */
export const without = (ranges: Ranges, index: number): Ranges =>
  ranges.flatMap(([from, to]): Ranges => {
    if (index < from || index >= to) return [[from, to]];
    return [[from, index] as const, [index + 1, to] as const].filter(([begin, end]) => begin < end);
  });

/** In pieces of at most so many indexes, in order. */
export function* pieces(ranges: Ranges, size: number): Generator<IndexRange> {
  for (const [from, to] of ranges) {
    for (let at = from; at < to; at += size) yield [at, Math.min(to, at + size)];
  }
}
