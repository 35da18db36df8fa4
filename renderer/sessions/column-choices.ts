/** What was chosen of columns, as arithmetic: their order, which are shown, how wide they are. Pure. */
import type { ColumnChoice } from '../../preload/list.ts';
import type { Column } from './columns.ts';

/** A column in its place. */
export interface PlacedColumn {
  readonly column: Column;
  readonly isShown: boolean;
  /** CSS px; absent where nobody set it. */
  readonly width?: number;
}

export const leastWidth = 48;
export const greatestWidth = 1200;
/** Left and right of a row, CSS px in all. */
export const sides = 16;

export const bounded = (width: number): number => Math.round(Math.min(Math.max(width, leastWidth), greatestWidth));

/**
 * The choices with all columns that there are: one that nobody chose follows the one that it usually follows. Choices of
 * columns that this list has not stay in their places, since another list of that generation has them.
 */
export function completed(columns: readonly Column[], choices: readonly ColumnChoice[]): readonly ColumnChoice[] {
  const all = [...choices];
  columns.forEach(({ field }, at) => {
    if (all.some((choice) => choice.field === field)) return;
    const before = columns[at - 1]?.field;
    all.splice(all.findIndex((choice) => choice.field === before) + 1, 0, { field });
  });
  return all;
}

/** The columns that there are, in the order that was chosen. */
export function placed(columns: readonly Column[], choices: readonly ColumnChoice[]): readonly PlacedColumn[] {
  const byField = new Map(columns.map((column) => [column.field as string, column]));
  return completed(columns, choices).flatMap(({ field, width, hidden }) => {
    const column = byField.get(field);
    return column
      ? [{ column, isShown: !(hidden ?? column.isFurther ?? false), ...(width !== undefined && { width: bounded(width) }) }]
      : [];
  });
}

/** Other choices in which a column is as `change` says. */
export function changed(
  columns: readonly Column[],
  choices: readonly ColumnChoice[],
  field: string,
  change: Partial<ColumnChoice>,
): readonly ColumnChoice[] {
  return completed(columns, choices).map((choice) => (choice.field === field ? { ...choice, ...change } : choice));
}

/** Other choices in which a column stands before another one, or last. */
export function movedBefore(
  columns: readonly Column[],
  choices: readonly ColumnChoice[],
  field: string,
  before: string | undefined,
): readonly ColumnChoice[] {
  const all = completed(columns, choices);
  const moved = all.find((choice) => choice.field === field);
  if (!moved || field === before) return all;
  const rest = all.filter((choice) => choice !== moved);
  const at = before === undefined ? -1 : rest.findIndex((choice) => choice.field === before);
  return at < 0 ? [...rest, moved] : [...rest.slice(0, at), moved, ...rest.slice(at)];
}

/** Other choices in which a column stands `by` places farther among `among`, those that one sees; the same at an end. */
export function movedBy(
  columns: readonly Column[],
  choices: readonly ColumnChoice[],
  field: string,
  by: 1 | -1,
  among: readonly string[],
): readonly ColumnChoice[] {
  const at = among.indexOf(field);
  const next = at + by;
  if (at < 0 || next < 0 || next >= among.length) return choices;
  if (by === -1) return movedBefore(columns, choices, field, among[next]);
  // Right behind the next one, before whatever hidden one follows it.
  const all = completed(columns, choices).filter((choice) => choice.field !== field);
  const behind = all[all.findIndex((choice) => choice.field === among[next]) + 1]?.field;
  return movedBefore(columns, choices, field, behind);
}

/**
 * Widths of columns, CSS px: those that were set, and the others somewhere between the least and the most that each takes, so that
 * their sum is `room` wherever that can be. What is too wide then is scrolled sideways; what is left stays free at the end.
 */
export function widthsOf(shown: readonly PlacedColumn[], room: number): readonly number[] {
  const base = shown.map(({ column, width }) => width ?? column.width);
  const left = room - sum(base);
  const limits = shown.map(({ column, width }) => width ?? (left < 0 ? column.least : column.most) ?? column.width);
  const slack = sum(limits) - sum(base);
  if (slack === 0) return base;
  const share = Math.min(1, left / slack);
  // Edges, not widths, are rounded: so nothing is lost on the way.
  let edge = 0;
  let rounded = 0;
  return base.map((width, at) => {
    edge += width + ((limits[at] ?? width) - width) * share;
    const next = Math.round(edge);
    const wide = next - rounded;
    rounded = next;
    return wide;
  });
}

const sum = (widths: readonly number[]): number => widths.reduce((all, width) => all + width, 0);
