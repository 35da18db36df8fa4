/** How a list is looked at: its columns and its groups. Both sides import it. */

/** What the user chose of a column; the order of the choices is the order of the columns. */
export interface ColumnChoice {
  /** A sort field: `identifier`, `fastest`, `detail:Driver`. */
  readonly field: string;
  /** CSS px; as wide as its kind where absent. */
  readonly width?: number;
  /** Whether it is left out; as its kind where absent. */
  readonly hidden?: boolean;
}

/** By generation of the server; `auto` where none is known. */
export type ColumnChoices = Readonly<Record<string, readonly ColumnChoice[]>>;

/**
 * By what rows are put together. `day` and `weekend` mean the circuit's day: the date that the session's own zone showed.
 * A `weekend` is Thursday to Sunday of one week, as race weekends are; what lies between two of them is a group, too.
 */
export const groupings = ['day', 'weekend', 'circuit'] as const;
export type Grouping = (typeof groupings)[number];

/** Rows of a list that stand together. */
export interface Group {
  /** The day, or the first day of the stretch, as `2017-10-23`; the circuit's name. Empty for rows that have none. */
  readonly key: string;
  /** Index of its first row, and how many they are. */
  readonly from: number;
  readonly count: number;
}

/** What a list tells of the newest snapshot's rows beside what they are. Numbers of snapshots. */
export interface ListNews {
  /** Rows are marked that are new or changed since this one; since the one that was looked at last where absent. */
  readonly since?: number;
  /** Sessions that went since this one stay in their places, marked as gone; none do where absent. */
  readonly goneSince?: number;
}

/** Sessions of a list that are gone, but stay until they are dismissed. */
export interface GoneRows {
  /** Those that the filter leaves, and all. */
  readonly found: number;
  readonly all: number;
}
