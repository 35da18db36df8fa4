/**
 * Tables for eyes: aligned columns, texts made harmless, cut to the width of a terminal. The first rows decide the
 * widths, so that a long list is printed while it is read.
 */

export interface Column<Item> {
  readonly title: string;
  readonly cell: (item: Item) => string;
  /** Numbers stand at the right. */
  readonly right?: boolean;
}

/** Controls, line and paragraph separators, bidirectional marks, halves of characters: what moves other text. */
const unruly = /[\p{Cc}\u2028\u2029\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\p{Cs}]/gu;
const noWidth = /^[\p{Mn}\p{Me}\p{Cf}\uFE00-\uFE0F]$/u;
const twoWide = /^[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\p{Extended_Pictographic}]$/u;
const plain = /^[\x20-\x7E]*$/;

/** For eyes: what is no printable character shows as one that says so. */
export const harmless = (text: string): string => (plain.test(text) ? text : text.replace(unruly, '\uFFFD'));

/** Columns that a text takes on a terminal. */
export function widthOf(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += noWidth.test(character) ? 0 : twoWide.test(character) && character > '\u00FF' ? 2 : 1;
  return width;
}

function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let taken = '';
  let used = 0;
  for (const character of text) {
    const next = widthOf(character);
    if (used + next > width - 1) break;
    taken += character;
    used += next;
  }
  return `${taken}…`;
}

const pad = (text: string, width: number, right: boolean): string => {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return right ? blanks + text : text + blanks;
};

/** Prints rows as they come. `width`: of the terminal, where there is one. */
export interface Table<Item> {
  /** The lines of the next rows, the header before the first ones. */
  lines(items: readonly Item[]): string;
}

export function createTable<Item>(columns: readonly Column<Item>[], width?: number): Table<Item> {
  let widths: readonly number[] | undefined;
  const line = (cells: readonly string[], sizes: readonly number[]): string => {
    const padded = cells
      .map((text, index) => pad(text, sizes[index] ?? 0, columns[index]?.right === true))
      .join('  ')
      .trimEnd();
    return `${width === undefined ? padded : cut(padded, width)}\n`;
  };
  return {
    lines: (items) => {
      const rows = items.map((item) => columns.map(({ cell }) => harmless(cell(item))));
      if (widths !== undefined) {
        const sizes = widths;
        return rows.map((cells) => line(cells, sizes)).join('');
      }
      const titles = columns.map(({ title }) => title);
      const sizes = titles.map((title, index) => Math.max(title.length, ...rows.map((cells) => widthOf(cells[index] ?? ''))));
      widths = sizes;
      return [titles, ...rows].map((cells) => line(cells, sizes)).join('');
    },
  };
}
