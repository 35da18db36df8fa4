/** A list: how it is looked at (its columns and groups), what is asked of it and what it answers. Both sides import it. */
import type { OwnMark, RowChange } from './history.ts';
import type { Session, Snapshot, Sort } from './model.ts';

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

/** What a list shows: one connection's sessions, filtered and sorted. */
export interface ListQuery {
  readonly serverId: string;
  readonly connection: string;
  /** A snapshot's number; the newest where absent. */
  readonly snapshot?: number;
  /** Only what is different from this earlier snapshot: new, changed and gone rows. */
  readonly since?: number;
  readonly filter: string;
  readonly sort: Sort;
  /** By what rows are put together; within a group they are sorted. */
  readonly group?: Grouping;
  /** Sessions that are being recorded stand above all others. */
  readonly liveFirst?: boolean;
  /** Asked for by who looks at the list as it is now; nothing is told where absent. */
  readonly news?: ListNews;
  /** Key of a session whose place in the list is wanted. */
  readonly locate?: string;
}

/** A row of the list: the session and what its snapshot says of it. */
export interface SessionRow {
  readonly session: Session;
  /** How the row came into the snapshot it is shown from; `gone` for one that is not in it any more. */
  readonly mark?: 'new' | 'changed' | 'gone';
  /** In a list `since` an earlier snapshot: how the row differs. */
  readonly change?: RowChange;
  /** The user's own mark, where there is one. */
  readonly own?: OwnMark;
  /** Its details and laps were saved: it can be read without the server. */
  readonly kept?: true;
  /** Of its laps that count the fastest, nanoseconds; absent where they were not read. */
  readonly fastest?: number;
}

/** An opened list. Its rows are asked for by index; it stays as it is until closed. */
export interface OpenedList {
  readonly view: number;
  /** Absent while a first read is under way and nothing is sealed yet. */
  readonly snapshot?: Snapshot;
  /** True when the rows are those of a first read still under way. */
  readonly reading: boolean;
  /** Matches, and sessions in all; both with those that are gone. */
  readonly total: number;
  readonly unfiltered: number;
  /** Absent where none are. */
  readonly gone?: GoneRows;
  /** Since somebody looked so many changes happened that rows do not tell them: present where they are too many. */
  readonly untold?: number;
  /** Names of session details that occur, most frequent first: candidates for columns. */
  readonly detailNames: readonly string[];
  /** Whether the laps of any session were read. */
  readonly hasFastest: boolean;
  /** Where they were asked for: all groups that have rows, in the order of the rows. */
  readonly groups?: readonly Group[];
  /** Index of the session that was to be located; absent where it is not among them. */
  readonly located?: number;
  /** The first rows, so that a list is painted with one answer. */
  readonly rows: readonly SessionRow[];
}
