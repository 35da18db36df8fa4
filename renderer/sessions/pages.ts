/** Rows of a list by pages, as plain values that are replaced, never changed. */
import type { OpenedList, SessionRow } from '../../preload/contract.ts';

export const pageSize = 60;
const held = 40;

export type Pages = ReadonlyMap<number, readonly SessionRow[]>;

/** The pages that the first answer already holds whole. */
export function firstPages(opened: OpenedList): Pages {
  const pages = new Map<number, readonly SessionRow[]>();
  for (let page = 0; page * pageSize < opened.rows.length; page += 1) {
    const rows = opened.rows.slice(page * pageSize, (page + 1) * pageSize);
    if (rows.length === Math.min(pageSize, opened.total - page * pageSize)) pages.set(page, rows);
  }
  return pages;
}

/** With one page more, without those farthest from page `near`. */
export function withPage(pages: Pages, page: number, rows: readonly SessionRow[], near: number): Pages {
  const all = [...pages, [page, rows] as const];
  all.sort(([a], [b]) => Math.abs(a - near) - Math.abs(b - near));
  return new Map(all.slice(0, held));
}

/** The next page to fetch for rows `from` (inclusive) to `to` (exclusive): those seen first, then one on either side. */
export function missingPage(pages: Pages, total: number, from: number, to: number): number | undefined {
  const first = Math.floor(from / pageSize);
  const last = Math.floor(Math.max(to - 1, 0) / pageSize);
  const seen = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  return [...seen, last + 1, first - 1].find((page) => page >= 0 && page < Math.ceil(total / pageSize) && !pages.has(page));
}
