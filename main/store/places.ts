/** Where staged sessions stand, and what it tells of two pages: places are `page * rowsAtMost + row`. */
import { rowsAtMost, twice } from './store.ts';

/** Whether a key of the page that begins at `start` was met elsewhere, and not because the page begins within another. */
export const standsTwice = (before: number, start: number, overlaps: boolean): boolean =>
  before === twice || before >= start || (before >= 0 && !overlaps);

/**
 * Whether a page begins within the one before it, or before that, and reaches its end. `places`: where its records had
 * been met before it; `from`: the place of the first of the `rows` of the page before. A key that the server holds twice, or an order by
 * chance, must not look like that: what both pages hold has to come in the same order, from the beginning of the one to
 * the end of the other.
 */
export function overlap(places: Float64Array, from: number, rows: number): boolean {
  let last = -1;
  let shares = false;
  for (const place of places) {
    if (place < 0 || place >= from + rowsAtMost) continue;
    if (place <= last) return false;
    last = place;
    shares ||= place >= from;
  }
  return shares && (places[0] ?? -1) >= 0 && last === from + rows - 1;
}
