/** Rows of a list by pages, as plain values that are replaced, never changed. */
import type { OpenedList, SessionRow } from '../../preload/list.ts';

export const pageSize = 60;
const held = 40;
/** Pages fetched beyond those seen, in the direction in which one scrolls: enough for a second of quick reading. */
const ahead = 2;

export type Pages = ReadonlyMap<number, readonly SessionRow[]>;

export const noPages: Pages = new Map();

export const pageOf = (index: number): number => Math.floor(index / pageSize);

/** The pages on which these rows are, each once, in their order. */
export const pagesOf = (indexes: readonly number[]): readonly number[] => [...new Set(indexes.map(pageOf))];

/** The pages that the first answer already holds whole. */
export function firstPages(opened: OpenedList): Pages {
  const pages = new Map<number, readonly SessionRow[]>();
  for (let page = 0; page * pageSize < opened.rows.length; page += 1) {
    const rows = opened.rows.slice(page * pageSize, (page + 1) * pageSize);
    if (rows.length === Math.min(pageSize, opened.total - page * pageSize)) pages.set(page, rows);
  }
  return pages;
}

/** With one page more, without those farthest from page `near`, of which those in `seen` stay. */
export function withPage(pages: Pages, page: number, rows: readonly SessionRow[], near: number, seen: readonly number[] = []): Pages {
  const all = [...pages, [page, rows] as const];
  const distance = (at: number): number => (seen.includes(at) ? -1 : Math.abs(at - near));
  all.sort(([a], [b]) => distance(a) - distance(b));
  return new Map(all.slice(0, Math.max(held, seen.length)));
}

/**
 * The next page to fetch: those seen first, in their order, then some beyond in the direction of scrolling, and one behind.
 * @param seen pages of the rows that are seen, ascending; with groups closed in between they may lie far apart
 */
export function missingPage(pages: Pages, total: number, seen: readonly number[], direction: 1 | -1 = 1): number | undefined {
  const edge = direction === 1 ? seen.at(-1) : seen[0];
  const behind = direction === 1 ? seen[0] : seen.at(-1);
  if (edge === undefined || behind === undefined) return undefined;
  const beyond = Array.from({ length: ahead }, (_, at) => edge + (at + 1) * direction);
  return [...seen, ...beyond, behind - direction].find((page) => page >= 0 && page < Math.ceil(total / pageSize) && !pages.has(page));
}
