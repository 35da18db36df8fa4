/**
 * The store: snapshots of listings, connections last seen, and the content of sessions, in one SQLite file.
 * This is its interface; `client.ts` implements it over threads. `server` is always a place (`main/place.ts`): one user
 * at one address, to the store an opaque text; `connection` is a connection's name.
 *
 * Fails with `store-full`, `store-damaged`, `store-locked`, `store-unwritable`, `store-newer`.
 */
import type { Connection, Generation, Lap, Session, SessionDetail, Snapshot, Sort } from '../../preload/model.ts';
import type { GoneRows, Group, Grouping, ListNews, SessionRow } from '../../preload/list.ts';
import type { Merged } from '../../preload/travel.ts';
import type { Adoption } from './adopting.ts';
import type { IndexRange, KeysHow } from '../../preload/selecting.ts';
import type {
  Backup,
  Compacted,
  Forgotten,
  MarkChanges,
  OwnMark,
  RetentionPlan,
  SnapshotDiff,
  SnapshotKeep,
  Thinned,
  ThinningOffer,
  Usage,
} from '../../preload/history.ts';
import type { FieldValue, ValuesQuery as AskedValues } from '../../preload/suggestions.ts';
import type { Exported, ExportProgress, ExportRequest } from '../travel/export.ts';

export interface SavedConnections {
  /** ISO 8601: when the server was asked. */
  readonly takenAt: string;
  readonly connections: readonly Connection[];
}

export interface ReadRequest {
  readonly server: string;
  readonly connection: string;
  readonly generation: Generation;
  /** ISO 8601. */
  readonly startedAt: string;
  /** True: forget a checkpoint of a read that was cut off and begin at page 0. */
  readonly fresh: boolean;
  /** Told when another process reads this connection and this one waits for it. */
  readonly onWait?: () => void;
  readonly signal?: AbortSignal;
}

/** A page of the listing that is staged already, so that a resumed read can compare. */
export interface StagedPage {
  readonly page: number;
  readonly rows: number;
  /** Digest over the page's keys and fields, in order. */
  readonly digest: string;
  /** As its receipt told. */
  readonly overlaps: boolean;
  /** What `addPage` was given with it. */
  readonly note?: string;
}

export interface OpenRead {
  readonly read: number;
  /** Where a read that was cut off goes on; absent when it begins at page 0. */
  readonly resume?: { readonly pageSize: number; readonly pages: readonly StagedPage[]; readonly sessions: number };
  /** Sessions in the newest snapshot, a hint for progress. */
  readonly expected?: number;
  /** The full read on which the newest snapshot rests; absent where there is none, or where that snapshot is partial. */
  readonly full?: FullRead;
}

export interface FullRead {
  /** ISO 8601: when it ended. */
  readonly at: string;
  /** Records that it could not read. */
  readonly skipped: number;
  /** Sessions a page that the server gave, where they were fewer than asked for. */
  readonly cap?: number;
}

/** What the newest snapshot holds, as far as a refresh needs it. Moments as of `main/store/moments.ts`. */
export interface Ground {
  /** Of all sessions that have one, the latest first. */
  readonly moments: Float64Array;
  /** Sessions without one. */
  readonly undated: number;
  /** Of each session that may go on changing, since it is not closed; NaN where it has none. */
  readonly open: Float64Array;
}

export interface CheckedRow {
  /** NaN where its time of recording is no moment. */
  readonly moment: number;
  /** Against the newest snapshot. */
  readonly is: 'new' | 'changed' | 'same';
  /** The newest snapshot has it as not closed. */
  readonly open: boolean;
}

/** A page as it compares with the newest snapshot. */
export interface CheckedPage {
  readonly records: number;
  /** Readable ones, in the order of the page. */
  readonly rows: readonly CheckedRow[];
  /** Different sessions that the pages checked so far have and the snapshot has not; and open ones that were met. */
  readonly added: number;
  readonly met: number;
}

export interface PageReceipt {
  /**
   * Records on the page (where they are more than asked for, those that it holds twice once), readable ones, and those
   * whose key this read had not seen before.
   */
  readonly records: number;
  readonly rows: number;
  readonly fresh: number;
  readonly skipped: number;
  readonly firstKey: string | null;
  readonly lastKey: string | null;
  readonly digest: string;
  /**
   * True where it and the page before it share sessions, in the same order, as they do when one begins within the other:
   * between the two no session was skipped.
   */
  readonly overlaps: boolean;
}

/** A page as it compares with those staged. */
export interface Placed {
  /** Records, readable or not, and how many of them are different. */
  readonly records: number;
  readonly distinct: number;
  /**
   * Of each readable record where its key was staged last, `page * rowsAtMost + row`; -1 where this read
   * has not met it, -2 where it met it in two places, which shows nothing of either.
   */
  readonly places: readonly number[];
}

/** The place of a key that stands in more than one. */
export const twice = -2;

/** More than any page has rows. */
export const rowsAtMost = 2 ** 24;

/** Sessions of the newest snapshot that a read did not meet. */
export interface Missing {
  readonly count: number;
  /** The same for the same sessions. */
  readonly digest: string;
  /** Some of them, at most as many as asked for. */
  readonly keys: readonly string[];
}

export interface ReadOutcome {
  readonly status: 'complete' | 'partial';
  /** `refresh`: what `checkPage` found new or changed is sealed, and nothing is gone; a full read where absent. */
  readonly basis?: 'refresh';
  readonly reason?: string;
  /** ISO 8601. */
  readonly endedAt: string;
  /** True: keep the staged pages so that the next read continues where this one ended. */
  readonly keepCheckpoint: boolean;
}

export interface SealedRead {
  /** The snapshot made, or the one confirmed where nothing was different. */
  readonly snapshot: Snapshot;
  readonly confirmed: boolean;
}

export interface ViewQuery {
  readonly server: string;
  readonly connection: string;
  readonly snapshot?: number;
  /** Only what is different from this snapshot: rows that are new, changed or gone since. */
  readonly since?: number;
  /** The filter language of the README; fails with `filter-invalid` and its place. */
  readonly filter: string;
  readonly sort: Sort;
  readonly group?: Grouping;
  /** Live sessions above all others, both in the order that is asked for. */
  readonly liveFirst?: boolean;
  /** What is told of the newest snapshot's rows; not beside `since` or `snapshot`. */
  readonly news?: ListNews;
  /** Key of a session whose place is answered with the view. */
  readonly locate?: string;
}

export interface ValuesQuery extends Omit<AskedValues, 'serverId'> {
  readonly server: string;
}

export interface OpenedView {
  readonly view: number;
  readonly snapshot?: Snapshot;
  readonly reading: boolean;
  readonly total: number;
  readonly unfiltered: number;
  readonly gone?: GoneRows;
  readonly detailNames: readonly string[];
  readonly hasFastest: boolean;
  readonly groups?: readonly Group[];
  readonly located?: number;
  readonly rows: readonly SessionRow[];
}

/** Lists to look through at once, each in its newest snapshot. */
export interface SearchQuery {
  /** The filter language of the README. */
  readonly filter: string;
  readonly lists: readonly { readonly server: string; readonly connection: string }[];
  /** Rows of each list, at most. */
  readonly most: number;
}

/** What a search found in one list: the number of matches, and the first of them, the newest first. */
export interface FoundSessions {
  readonly snapshot: Snapshot;
  readonly total: number;
  readonly rows: readonly SessionRow[];
}

export interface SavedContent {
  readonly takenAt: string;
  readonly details?: readonly SessionDetail[];
  readonly laps?: readonly Lap[];
}

export interface Problem {
  readonly code: string;
  readonly message: string;
  /** What it is about, where that can be told: a place, a connection's name, and the snapshots that are not what was saved. */
  readonly server?: string;
  readonly connection?: string;
  readonly snapshots?: readonly number[];
}

export interface Store {
  /** Places of all servers that anything was saved of. */
  servers(): Promise<readonly string[]>;
  /** Gives all that is kept at one place to another; false where the one is not known, or the other is already. */
  rename(from: string, to: string): Promise<boolean>;
  saveConnections(server: string, saved: SavedConnections): Promise<void>;
  connections(server: string): Promise<SavedConnections | null>;

  /** One read per connection at a time over all processes: waits for a living other one, takes over from a dead one. */
  beginRead(request: ReadRequest): Promise<OpenRead>;
  /**
   * Stages a page as the server sent it (JSON text as UTF-8; the buffer is transferred to the writer's thread).
   * Pages come in order; `page` counts those staged, whatever the server calls them. Where `page` was staged before it is
   * replaced, with all after it. `note` is kept with the page for whoever goes on after a kill.
   * Fails with `answer-unreadable`.
   */
  addPage(read: number, page: number, pageSize: number, body: Uint8Array, note?: string): Promise<PageReceipt>;
  /**
   * Compares a page with those staged, and stages nothing (the buffer is transferred). What is staged from `from` on is
   * taken back before. Fails with `answer-unreadable`.
   */
  placePage(read: number, body: Uint8Array, from?: number): Promise<Placed>;
  /** What a refresh of the newest snapshot goes by. */
  ground(read: number): Promise<Ground>;
  /**
   * Settles those of the ground's open sessions that are among these just as the snapshot has them: from now on they do not count as
   * open. Answers the ground's `open` of the others.
   */
  stillOpen(read: number, live: readonly Session[]): Promise<Float64Array>;
  /**
   * Compares a page with the newest snapshot and remembers what is new or changed, until pages are staged or the read ends
   * (the buffer is transferred). Fails with `answer-unreadable`.
   */
  checkPage(read: number, body: Uint8Array): Promise<CheckedPage>;
  /** What of the newest snapshot is not among what is staged. */
  missing(read: number, most: number): Promise<Missing>;
  /** Seals what was read: on disk for good when this answers. */
  seal(read: number, outcome: ReadOutcome): Promise<SealedRead>;
  /** Ends a read that staged nothing worth a snapshot; keeps the checkpoint where `keep`. */
  endRead(read: number, keep: boolean): Promise<void>;

  /** Of one connection or of all of a server, oldest first. */
  snapshots(server: string, connection?: string): Promise<readonly Snapshot[]>;
  /**
   * What is different between two snapshots of a connection, either of which may be the earlier one; in the order of the
   * list. Fails with `never-saved` and `not-found`.
   */
  diff(server: string, connection: string, from: number, to: number): Promise<SnapshotDiff>;
  /** The snapshot in which this list was last looked at; null where it never was. */
  lookedAt(server: string, connection: string): Promise<number | null>;
  /** Notes that a snapshot was looked at; an earlier one than the last changes nothing. */
  look(server: string, connection: string, snapshot: number): Promise<void>;
  /** Names or pins a snapshot. Fails with `never-saved` and `not-found`. */
  keepSnapshot(server: string, connection: string, number: number, keep: SnapshotKeep): Promise<Snapshot>;
  /** Changes one's own marks on sessions of a connection. Fails with `never-saved`, and with `not-found` for a key that no snapshot ever held. */
  mark(server: string, connection: string, keys: readonly string[], changes: MarkChanges): Promise<void>;
  /** One's own mark on a session; null where there is none. */
  markOf(server: string, connection: string, key: string): Promise<OwnMark | null>;
  /** Fails with `never-saved` and `not-found`. */
  openView(query: ViewQuery): Promise<OpenedView>;
  rows(view: number, from: number, to: number): Promise<readonly SessionRow[]>;
  locate(view: number, key: string): Promise<number | null>;
  /** As `Api.sessions.typed`. */
  typed(view: number, text: string, from: number): Promise<number | null>;
  closeView(view: number): Promise<void>;
  /** Values of a field in a list, and how often each occurs; as `Api.sessions.values`. Fails as `openView`, but for filters. */
  values(query: ValuesQuery): Promise<readonly FieldValue[]>;
  /** Keys of rows of a view, in its order. Fails with `usage` where they are more than `mostKeys`. */
  keys(view: number, ranges: readonly IndexRange[], how?: KeysHow): Promise<readonly string[]>;
  /** Where rows of a view stand in another one of the same connection; null where they would be too many ranges. */
  moved(view: number, ranges: readonly IndexRange[], into: number): Promise<readonly IndexRange[] | null>;
  /**
   * Looks through several lists; answers one item for each, null where no snapshot of it is kept. Between two lists the
   * store hears of other questions. Fails with `filter-invalid` where no list can be asked so, with `cancelled` where it is
   * withdrawn, or where a later search begins.
   */
  search(query: SearchQuery, options?: { readonly signal?: AbortSignal | undefined }): Promise<readonly (FoundSessions | null)[]>;

  session(server: string, connection: string, key: string): Promise<Session | null>;
  saveContent(server: string, connection: string, key: string, content: SavedContent): Promise<void>;
  content(server: string, connection: string, key: string): Promise<SavedContent | null>;
  /** Of these sessions those whose content was never saved, or may have changed since. */
  notKept(server: string, connection: string, keys: readonly string[]): Promise<readonly string[]>;

  /** What all of it costs, by server and connection. */
  usage(): Promise<Usage>;
  /** Which snapshots thinning would take away, and what that frees; takes away nothing. The usual plan where none is given. */
  thinning(plan?: RetentionPlan): Promise<ThinningOffer>;
  /** Takes them away; for a day that can be undone, and the room is given back after it. */
  thin(plan?: RetentionPlan): Promise<Thinned>;
  /** From now on old snapshots are thinned by the usual plan without being told each time, or no more. */
  thinByItself(on: boolean): Promise<void>;
  /** Brings back what was thinned during the last day, and thins no more by itself; answers how many snapshots that is. */
  undoThinning(): Promise<number>;
  /** Deletes for good what was thinned, and gives free room back to the disk. Fails with `store-full` and changes nothing then. */
  compact(): Promise<Compacted>;
  /** Deletes for good all that is kept of a connection, or of a server. Fails with `never-saved`, and with `store-locked` while it is read. */
  forget(server: string, connection?: string): Promise<Forgotten>;

  /**
   * Writes saved sessions to a file; neither a sync nor the list waits for it. It is told how far it is, and given up by the
   * signal: then the file that was there stays. Fails as `main/travel/dump.ts` says.
   */
  export(
    request: ExportRequest,
    options?: { readonly onProgress?: (progress: ExportProgress) => void; readonly signal?: AbortSignal },
  ): Promise<Exported>;

  /**
   * Writes one state of the whole store to a file, whoever writes meanwhile, and checks the copy before it replaces what was
   * there. Fails with `cancelled`, `file-unwritable`, `store-full`, and `store-damaged` where what is saved is not sound;
   * then the file is as it was. `onProgress`: bytes written, of about so many.
   */
  backup(
    file: string,
    options?: { readonly onProgress?: (done: number, of: number) => void; readonly signal?: AbortSignal },
  ): Promise<Backup>;
  /** Takes in a fresh file that the quarantine found sound, as a place of its own: all of it or nothing. */
  adopt(adoption: Adoption): Promise<void>;
  /**
   * Joins the histories kept at one place into those of another, by the sessions' keys; once more changes nothing. Fails with
   * `never-saved`, and with `store-locked` while a list that is concerned is read.
   */
  merge(from: string, into: string): Promise<Merged>;
  /** Checks everything, changes nothing. */
  verify(): Promise<readonly Problem[]>;
  close(): Promise<void>;
}
