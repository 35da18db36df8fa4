/**
 * Lines of a list as it stands in the window: one for each row and, where rows are put together, one for each group before
 * its rows, of which a closed one shows none. Pure; positions are found by halves, whatever the list's length.
 */
import type { Group } from '../../preload/list.ts';

export interface Lines {
  readonly total: number;
  /** None where rows are not put together. */
  readonly groups: readonly Group[];
  readonly closed: ReadonlySet<string>;
  /** The line of each group. */
  readonly starts: readonly number[];
}

/** What stands in a line: a row by its index, or a group by its place among the groups. */
export type Line = { readonly kind: 'row'; readonly index: number } | { readonly kind: 'group'; readonly at: number };

/** Keys of closed groups: none, all of these, and one more or less. */
export const noneClosed: ReadonlySet<string> = new Set();
export const allClosed = (groups: readonly Group[]): ReadonlySet<string> => new Set(groups.map(({ key }) => key));
export const withClosed = (closed: ReadonlySet<string>, key: string, isClosed: boolean): ReadonlySet<string> =>
  new Set(isClosed ? [...closed, key] : [...closed].filter((other) => other !== key));

/** @param rows how many; @param closed keys of groups of which no row is shown */
export function linesOf(rows: number, groups: readonly Group[] = [], closed: ReadonlySet<string> = noneClosed): Lines {
  let total = groups.length === 0 ? rows : 0;
  const starts = groups.map(({ key, count }) => {
    const start = total;
    total += 1 + (closed.has(key) ? 0 : count);
    return start;
  });
  return { total, groups, closed, starts };
}

/** The last place at which `valueAt` is not beyond `value`. */
function lastUpTo(count: number, valueAt: (at: number) => number, value: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (valueAt(middle) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The group in which a row is; nothing where rows are not put together. */
export const groupOf = ({ groups }: Lines, index: number): number | undefined =>
  groups.length === 0 ? undefined : lastUpTo(groups.length, (at) => groups[at]?.from ?? 0, index);

/** Whether the rows of a group are shown. */
export const isOpen = ({ groups, closed }: Lines, at: number): boolean => !closed.has(groups[at]?.key ?? '');

/** The line of a row, or of its group where that is closed. */
export function lineOf(lines: Lines, index: number): number {
  const at = groupOf(lines, index);
  if (at === undefined) return index;
  const start = lines.starts[at] ?? 0;
  return isOpen(lines, at) ? start + 1 + index - (lines.groups[at]?.from ?? 0) : start;
}

/** What stands in a line that there is. */
export function lineAt(lines: Lines, line: number): Line {
  const { groups, starts } = lines;
  if (groups.length === 0) return { kind: 'row', index: line };
  const at = lastUpTo(groups.length, (place) => starts[place] ?? 0, line);
  const start = starts[at] ?? 0;
  return line === start ? { kind: 'group', at } : { kind: 'row', index: (groups[at]?.from ?? 0) + line - start - 1 };
}

/** Indexes of the rows that stand in lines `from` (inclusive) to `to` (exclusive), ascending. */
export function indexesIn(lines: Lines, { from, to }: { readonly from: number; readonly to: number }): readonly number[] {
  const indexes: number[] = [];
  for (let line = from; line < to; line += 1) {
    const what = lineAt(lines, line);
    if (what.kind === 'row') indexes.push(what.index);
  }
  return indexes;
}
