/**
 * What is kept beside the listings themselves: how snapshots differ, own marks, what the store costs, what is thinned,
 * forgotten, salvaged, and what travels in files. The words of `model.ts` go on here; both sides import it.
 */
import type { Session, Snapshot } from './model.ts';

export const markColours = ['red', 'amber', 'green', 'blue', 'violet'] as const;
export type MarkColour = (typeof markColours)[number];

/** One's own mark on a session; it stays with the session's key, whatever snapshots come and go. */
export interface OwnMark {
  readonly starred: boolean;
  readonly note?: string;
  readonly colour?: MarkColour;
}

/** What changes of a mark; what is absent stays, `null` takes it away. */
export interface MarkChanges {
  readonly starred?: boolean;
  readonly note?: string | null;
  readonly colour?: MarkColour | null;
}

/** A field that is not the same in two snapshots: the JSON name, or a session detail's; `null` where it is absent. */
export interface FieldChange {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** How a session of one snapshot stands to another. */
export interface RowChange {
  readonly kind: 'new' | 'changed' | 'gone';
  /** With `changed`: which fields. */
  readonly fields?: readonly FieldChange[];
}

export interface ChangedSession {
  readonly key: string;
  readonly identifier: string | null;
  readonly fields: readonly FieldChange[];
}

/** What is different between two snapshots of a connection. */
export interface SnapshotDiff {
  readonly from: number;
  readonly to: number;
  readonly new: readonly Session[];
  readonly changed: readonly ChangedSession[];
  readonly gone: readonly Session[];
}

/** How a snapshot is kept; what is absent stays, `null` takes the name away. */
export interface SnapshotKeep {
  readonly name?: string | null;
  readonly pinned?: boolean;
}

/** Ages in days from which fewer snapshots are kept: one an hour, then one a day, then one a week. */
export interface RetentionPlan {
  readonly hourlyAfter: number;
  readonly dailyAfter: number;
  readonly weeklyAfter: number;
}

/** What thinning would take away, told before it does. `server` is a place of the store. */
export interface ThinningOffer {
  readonly snapshots: readonly { readonly server: string; readonly connection: string; readonly snapshot: Snapshot }[];
  /** Snapshots that there are in all. */
  readonly of: number;
  /** What it frees, about, once the room is given back. */
  readonly bytes: number;
  /** True where it is done without being told each time. */
  readonly byItself: boolean;
  /** Snapshots that were thinned during the last day and can be brought back. */
  readonly undoable: number;
}

export interface Thinned {
  readonly snapshots: number;
  readonly bytes: number;
  /** ISO 8601: until when it can be undone. */
  readonly undoUntil: string;
}

export interface ConnectionUsage {
  readonly connection: string;
  readonly snapshots: number;
  readonly sessions: number;
  readonly bytes: number;
}

/** What the store costs. `server` is a place of the store. */
export interface Usage {
  /** Size of the files. */
  readonly bytes: number;
  /** True where the parts are estimated from what they hold, false where they were measured. */
  readonly estimated: boolean;
  readonly servers: readonly { readonly server: string; readonly bytes: number; readonly connections: readonly ConnectionUsage[] }[];
}

/** What was deleted for good. */
export interface Forgotten {
  readonly connections: readonly string[];
  readonly snapshots: number;
  readonly sessions: number;
  readonly marks: number;
  readonly bytes: number;
}

export interface Backup {
  readonly file: string;
  readonly bytes: number;
  readonly snapshots: number;
}

/** Sizes of the store's files, bytes. */
export interface Compacted {
  readonly before: number;
  readonly after: number;
}

/** What salvage would do with a store that is damaged, told before it does. `server` is a place of the store. */
export interface SalvageOffer {
  readonly kept: readonly SalvagedConnection[];
  readonly lost: readonly SalvagedConnection[];
}

export interface SalvagedConnection {
  readonly server: string;
  readonly connection: string;
  /** Numbers of the snapshots. */
  readonly snapshots: readonly number[];
  /** Sessions of the newest of them, where that is known. */
  readonly sessions?: number;
}

export interface Salvaged extends SalvageOffer {
  /** Where the damaged file was put. */
  readonly aside: string;
}

/** Something that `verify` found. `server` is a place of the store. */
export interface StoreProblem {
  readonly code: string;
  readonly message: string;
  readonly server?: string;
  readonly connection?: string;
  readonly snapshots?: readonly number[];
}

/** What the store costs, its servers by name; `hidden` is one that was removed from the tree. */
export interface StoreUsage extends Usage {
  readonly servers: readonly (Usage['servers'][number] & { readonly name: string; readonly hidden: boolean })[];
}
