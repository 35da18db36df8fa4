/**
 * Where a list of any length stands in a scroller of bounded height. Positions are in rows: `top` is the row at the
 * upper edge, with its fraction. Chromium's tallest element is 33,554,428 device pixels, less than a million rows of
 * 28 px at 125 %; beyond that the scroll bar stands for the list in proportion, while small steps stay true to the pixel.
 */
export interface Track {
  /** Rows in all. */
  readonly total: number;
  /** Height of a row and of the part of the scroller that shows rows, CSS px. */
  readonly row: number;
  readonly view: number;
  /** Device pixels in a CSS pixel. */
  readonly scale: number;
}

const tallest = 32_000_000;

/** Height of the whole list in the scroller, CSS px. */
export const trackHeight = (track: Track): number => Math.min(track.total * track.row, Math.floor(tallest / track.scale));

/** The greatest `top`. */
export const lastTop = (track: Track): number => Math.max(0, track.total - track.view / track.row);

/** The nearest `top` that there is. */
export const within = (track: Track, top: number): number => Math.min(Math.max(top, 0), lastTop(track));

const reach = (track: Track): number => Math.max(0, trackHeight(track) - track.view);
const isTrue = (track: Track): boolean => trackHeight(track) === track.total * track.row;

/** Where the scroll bar stands for `top`, CSS px. */
export function scrollOf(track: Track, top: number): number {
  if (isTrue(track)) return top * track.row;
  const last = lastTop(track);
  return last === 0 ? 0 : (top / last) * reach(track);
}

/** `top` after the scroller moved from `before` (where `top` was right) to `now`, CSS px. */
export function topOf(track: Track, top: number, before: number, now: number): number {
  if (isTrue(track)) return now / track.row;
  const last = lastTop(track);
  // The ends are the ends, however one came there.
  if (now <= 0) return 0;
  if (now >= reach(track) - 1) return last;
  const step = now - before;
  const next = Math.abs(step) <= 2 * track.view ? top + step / track.row : (now / reach(track)) * last;
  return Math.min(Math.max(next, 0), last);
}

/** Rows that are seen at the most, and those beyond either edge that are in the page, too. */
function around({ view, row }: Track): { readonly seen: number; readonly beyond: number } {
  const seen = Math.ceil(view / row) + 1;
  return { seen, beyond: Math.max(0, Math.min(8, Math.floor((96 - seen) / 2))) };
}

/**
 * Which of the page's rows shows a line, for any lines that are in the page together each another one: a line that comes
 * takes over the row of the one that goes.
 */
export function slotOf(track: Track, line: number): number {
  const { seen, beyond } = around(track);
  return line % (seen + 2 * beyond);
}

/** Rows to be in the page: `from` inclusive to `to` exclusive, with a few beyond either edge and 96 at the most. */
export function shown(track: Track, top: number): { readonly from: number; readonly to: number } {
  const { seen, beyond } = around(track);
  const first = Math.floor(top);
  return { from: Math.max(0, first - beyond), to: Math.min(track.total, first + seen + beyond) };
}

/** The `top` nearest to the present one at which row `index` is seen whole. */
export function revealing(track: Track, top: number, index: number): number {
  const seen = track.view / track.row;
  const next = index < top ? index : index + 1 > top + seen ? index + 1 - seen : top;
  return within(track, next);
}
