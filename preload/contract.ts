/**
 * All that crosses between the window and the main process. Both sides import this file; it imports neither.
 * Questions are methods of `Api` (promises); news are `Events`. An answer is a value: `Answer`.
 */
import type {
  Backup,
  Compacted,
  Forgotten,
  MarkChanges,
  OwnMark,
  RowChange,
  SalvageOffer,
  Salvaged,
  SnapshotKeep,
  StoreProblem,
  Thinned,
  ThinningOffer,
  Usage,
} from './history.ts';
import type {
  Connection,
  FailureShape,
  FurtherSecrets,
  Generation,
  Lap,
  Server,
  ServerChanges,
  ServerDraft,
  ServerReport,
  Session,
  SessionDetail,
  Snapshot,
  Sort,
  Source,
  Trust,
} from './model.ts';
import type { ActionId } from './actions.ts';
import type { Link } from './links.ts';
import type { ActivityItem } from './activity.ts';
import type { ColumnChoices, GoneRows, Group, Grouping, ListNews } from './list.ts';
import type { RequestRow, RequestText } from './requests.ts';
import type { KeepEnded, KeepProgress, KeepResult } from './keeping.ts';
import type { SessionRequests } from './requests-of-session.ts';
import type { IndexRange } from './selecting.ts';
import type { Searched } from './search.ts';
import type { Settings, SettingsChanges } from './settings.ts';
import type { MovePlan } from './moving.ts';
import type { DiagnosticsHow, Licence, Versions } from './support.ts';
import type { FilterDraft, SavedFilter, Shelf } from './shelf.ts';
import type { FieldValue, ValuesQuery } from './suggestions.ts';
import type { Exported, ExportRequest, Imported, Merged, TravelProgress } from './travel.ts';

/** How a server answered the last time it was asked; never guessed from the network card. */
export type Reach =
  | { readonly state: 'unasked' }
  | { readonly state: 'asking' }
  | { readonly state: 'live'; readonly at: string; readonly generation: Generation }
  /** `retryAt`, ISO 8601: when it is quietly asked again. */
  | { readonly state: 'offline'; readonly at: string; readonly failure: FailureShape; readonly retryAt?: string }
  | { readonly state: 'refused'; readonly at: string; readonly failure: FailureShape };

export interface ServerRow {
  readonly server: Server;
  readonly reach: Reach;
}

/** A connection with what is known of its saved listing. */
export interface ConnectionRow {
  readonly connection: Connection;
  /** Its newest snapshot, if any was ever taken. */
  readonly snapshot?: Snapshot;
}

export interface ConnectionsAnswer {
  readonly source: Source;
  /** ISO 8601: when the server was asked. Absent when it never was. */
  readonly takenAt?: string;
  readonly connections: readonly ConnectionRow[];
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
  /** Names of session details that occur, most frequent first: candidates for columns. */
  readonly detailNames: readonly string[];
  /** Whether the laps of any session were read. */
  readonly hasFastest: boolean;
  /** Where they were asked for: all groups that have rows, in the order of the rows. */
  readonly groups?: readonly Group[];
  /** The first rows, so that a list is painted with one answer. */
  readonly rows: readonly SessionRow[];
}

export interface SyncProgress {
  readonly serverId: string;
  readonly connection: string;
  /** Sessions read so far, and how many the last snapshot held (a hint for the bar; absent at first). */
  readonly sessions: number;
  readonly expected?: number;
  readonly pages: number;
  readonly requests: number;
  readonly bytes: number;
  /** Since the sync began, ms. */
  readonly elapsed: number;
  readonly phase: 'connecting' | 'reading' | 'sealing' | 'waiting' | 'paused';
  /** True while pages are only compared with the newest snapshot: how many that takes is not known. */
  readonly comparing?: true;
  /** Why it waits, a sentence. */
  readonly note?: string;
}

export interface SyncHow {
  /** True: the whole list is read, where else a refresh may be enough. */
  readonly full?: boolean;
}

export interface SyncResult {
  readonly connection: string;
  readonly snapshot: number;
  readonly status: 'complete' | 'partial';
  readonly reason?: string;
  /** Present where a refresh was enough: the list was not read whole, and nothing of it was found gone. */
  readonly basis?: 'refresh';
  /** What a refresh has looked at, or why a full read took its place: a sentence. */
  readonly note?: string;
  readonly sessions: number;
  readonly new: number;
  readonly changed: number;
  readonly gone: number;
  readonly skipped: number;
  readonly requests: number;
  readonly bytes: number;
  readonly ms: number;
}

export interface SessionContent {
  readonly source: Source;
  readonly takenAt: string;
  readonly session: Session;
  /** Absent where they were never read. */
  readonly details?: readonly SessionDetail[];
  readonly laps?: readonly Lap[];
  /** Why what is shown is saved and not live. */
  readonly failure?: FailureShape;
}

/** The tabs of the panel at the foot of the window. */
export const panelTabs = ['Activity', 'Requests'] as const;
export type PanelTab = (typeof panelTabs)[number];

/** What the window remembers between two runs. */
export interface WindowMemory {
  readonly treeWidth: number;
  readonly paneHeight: number;
  readonly selected?: { readonly serverId: string; readonly connection: string };
  readonly collapsed: readonly string[];
  /** The node of the tree that had its focus, and where the tree stood, CSS px from its top. */
  readonly treeActive?: string;
  readonly treeTop?: number;
  readonly filter: string;
  readonly sort: Sort;
  /** The panel at the foot; its height in px. */
  readonly panel?: { readonly height: number; readonly tab: PanelTab; readonly open: boolean };
  /** Which state of the list was shown, where it was not the newest; numbers of snapshots. */
  readonly version?: { readonly snapshot?: number; readonly since?: number };
  /** Key of the selected session. */
  readonly row?: string;
  /** The session at the upper edge of the list and how much of its row was above it (0 to 1); absent at the very top. */
  readonly at?: { readonly key: string; readonly offset: number };
  /** The session that was open, and the name of its tab. */
  readonly opened?: { readonly key: string; readonly tab: string };
  /** What was last chosen in the command palette, newest first. */
  readonly recent?: readonly string[];
  readonly columns?: ColumnChoices;
  /** The generation of each server as it was last seen, by id: whose columns it shows while it is offline. */
  readonly generations?: Readonly<Record<string, Generation>>;
  readonly group?: Grouping;
  /** Up to which snapshot of each list those that are gone were dismissed; by its server's id and its name, as JSON. */
  readonly seen?: Readonly<Record<string, number>>;
  readonly liveFirst?: boolean;
}

export interface AppInfo {
  readonly version: string;
  readonly electron: string;
  readonly platform: string;
  readonly userData: string;
  /** False where passwords live for the run only, with the reason in one sentence. */
  readonly keychain: { readonly available: boolean; readonly note?: string };
  /** What start-up has to tell: a damaged settings file that was set aside, for example. */
  readonly notices: readonly FailureShape[];
  /** A link given at start, or the address of `--server URL` as one; null for one that cannot be read. */
  readonly openLink?: Link | null;
  /** Path of a file given at start, which the window opens once it stands. */
  readonly openFile?: string;
}

/** What the store costs, its servers by name; `hidden` is one that was removed from the tree. */
export interface StoreUsage extends Usage {
  readonly servers: readonly (Usage['servers'][number] & { readonly name: string; readonly hidden: boolean })[];
}

export interface FurtherEdit extends FurtherSecrets {
  /** Saves without asking the server first: it cannot be reached from here. */
  readonly anyway?: boolean;
}

export interface Api {
  readonly servers: {
    list(): Promise<readonly ServerRow[]>;
    /**
     * Signs in first; saves the server only when that worked. Fails with `certificate` and its facts where the user
     * may be asked for `trust`, with `proxy-sign-in` where a proxy wants `further`.
     */
    add(draft: ServerDraft, password: string, trust?: Trust, further?: FurtherSecrets): Promise<Server>;
    /**
     * Signs in with the changes first, where more than the name changes, and saves them only when that worked; with
     * `anyway` saves them without asking the server. Without `password` the known one is used, unless the address or
     * the user changes: then it fails with `password-missing`.
     */
    edit(serverId: string, changes: ServerChanges, password?: string, trust?: Trust, further?: FurtherEdit): Promise<Server>;
    remove(serverId: string): Promise<void>;
    /** Adds (or finds) the embedded demo server. */
    tryDemo(): Promise<Server>;
    /** A new password for a saved server; tried against the server, then kept where a keychain exists. */
    signIn(serverId: string, password: string, trust?: Trust, further?: FurtherSecrets): Promise<void>;
    /** Forgets the token and every secret kept of this server; what was saved stays. */
    signOut(serverId: string): Promise<void>;
    /** Trusts a certificate from now on, or for this run; the next question uses it. */
    trust(serverId: string, trust: Trust): Promise<void>;
    /**
     * Credentials for the proxy before this server, kept as a password is; the next question uses them. `proxy` is the
     * address that asked, as the failure names it: no other gets them. Without it the proxy that is set for the server does.
     */
    proxySignIn(serverId: string, user: string, password: string, proxy?: string): Promise<void>;
    /** Asks the server what it is; fails as a question to it fails. */
    report(serverId: string): Promise<ServerReport>;
    /**
     * Writes its requests as a Postman collection, without a secret; main asks where. Answers the file, or null where the user
     * chose none. Asks the server nothing.
     */
    exportPostman(serverId: string): Promise<string | null>;
  };
  readonly connections: {
    /** Those last seen, at once, without the network. */
    saved(serverId: string): Promise<ConnectionsAnswer>;
    /** Asks the server; where it cannot be reached, fails (what is saved stays shown). */
    refresh(serverId: string): Promise<ConnectionsAnswer>;
  };
  readonly sessions: {
    open(query: ListQuery): Promise<OpenedList>;
    /** Rows `from` (inclusive) to `to` (exclusive) of an opened list. */
    rows(view: number, from: number, to: number): Promise<readonly SessionRow[]>;
    /** Index of a session in an opened list, or null. */
    locate(view: number, key: string): Promise<number | null>;
    /** Keys of rows of an opened list, in its order. Fails with `usage` where they are more than `mostKeys`. */
    keys(view: number, ranges: readonly IndexRange[]): Promise<readonly string[]>;
    /** Where rows of one opened list stand in another of the same connection; those that are not in it are left out. */
    moved(view: number, ranges: readonly IndexRange[], into: number): Promise<readonly IndexRange[]>;
    close(view: number): Promise<void>;
    /**
     * Values of a field that hold what was typed, those that begin with it first, then the most frequent ones. Empty for a
     * field whose values hardly repeat (times, numbers, identifiers).
     */
    values(query: ValuesQuery): Promise<readonly FieldValue[]>;
  };
  readonly search: {
    /**
     * Looks through the newest snapshots of all lists in the tree, with the language of the filter; asks no server. Answers
     * at most `most` rows of each list. A later search ends an earlier one, which then fails with `cancelled`. Fails with
     * `filter-invalid`.
     */
    everywhere(filter: string, most: number): Promise<Searched>;
  };
  readonly sync: {
    /**
     * Brings a connection's listing up to date in a snapshot; joins one that already runs. `full` reads all of it, after a
     * refresh that runs.
     */
    run(serverId: string, connection: string, how?: SyncHow): Promise<SyncResult>;
    cancel(serverId: string, connection: string): Promise<void>;
  };
  readonly session: {
    /** Details and laps, saved ones, without the network; null where the session was never saved. */
    saved(serverId: string, connection: string, key: string): Promise<SessionContent | null>;
    /** Live if the server can be reached, and else saved. */
    show(serverId: string, connection: string, key: string): Promise<SessionContent>;
    /** How these are asked for over the API. Fails with `usage` where the server's generation is not known yet. */
    requests(serverId: string, connection: string, keys: readonly string[]): Promise<SessionRequests>;
  };
  readonly keep: {
    /**
     * Reads and saves details and laps of these sessions, in the order given; those that are kept already are passed over.
     * One per connection: further ones are added to it. How far it is comes as `keep.progress`, its end as `keep.ended`.
     */
    run(serverId: string, connection: string, keys: readonly string[]): Promise<KeepResult>;
    cancel(serverId: string, connection: string): Promise<void>;
  };
  readonly snapshots: {
    /** The snapshots kept of a connection, oldest first. */
    list(serverId: string, connection: string): Promise<readonly Snapshot[]>;
    keep(serverId: string, connection: string, number: number, keep: SnapshotKeep): Promise<Snapshot>;
    /** The snapshot that was the newest when this list was last looked at; null where it never was. */
    lookedAt(serverId: string, connection: string): Promise<number | null>;
    look(serverId: string, connection: string, number: number): Promise<void>;
  };
  readonly marks: {
    set(serverId: string, connection: string, keys: readonly string[], changes: MarkChanges): Promise<void>;
  };
  /**
   * Files that leave and come in. Main asks where; null is that the user chose none. A call that is given up
   * (`Client.cancel`) leaves everything as it was; how far it is comes as `travel.progress`.
   */
  readonly travel: {
    export(request: ExportRequest): Promise<Exported | null>;
    import(): Promise<Imported | null>;
    /** A file that was dropped on the window, or given at start. */
    importFile(path: string): Promise<Imported>;
    /** Joins the histories of an imported file into the server that it came from. */
    merge(importedId: string, serverId: string): Promise<Merged>;
  };
  /** The store as a whole. `server` of an answer is a name for people, but in `usage`, where it is what `forget` takes. */
  readonly store: {
    usage(): Promise<StoreUsage>;
    thinning(): Promise<ThinningOffer>;
    thin(): Promise<Thinned>;
    /** From now on without being told each time, or no more; undoing ends it. */
    thinByItself(on: boolean): Promise<void>;
    /** Brings back what was thinned today; answers how many snapshots that is. */
    undoThinning(): Promise<number>;
    compact(): Promise<Compacted>;
    backup(): Promise<Backup | null>;
    /** Deletes for good what is kept of a server, or of one of its connections. */
    forget(server: string, connection?: string): Promise<Forgotten>;
    verify(): Promise<readonly StoreProblem[]>;
    /** Both work, too, where the store cannot be opened. */
    salvageOffer(): Promise<SalvageOffer>;
    salvage(): Promise<Salvaged>;
  };
  /** What takes its time, whoever asked for it. Those with an id fail with `not-found` for one that has ended. */
  readonly activity: {
    /** Those that run first, then the last 50 that ended. */
    list(): Promise<readonly ActivityItem[]>;
    /** No further request goes out until it goes on; fails with `usage` where it cannot pause. */
    pause(id: number): Promise<void>;
    resume(id: number): Promise<void>;
    cancel(id: number): Promise<void>;
    /** Forgets those that have ended. */
    clear(): Promise<void>;
  };
  /** The requests of this run, the last 500. */
  readonly requests: {
    list(): Promise<readonly RequestRow[]>;
    /** From now on each is told as `requests.added`, or no more. */
    watch(on: boolean): Promise<void>;
    /** One of them as text that asks for it anew; without a secret. Fails with `not-found` where it is not kept any more. */
    asText(id: number, text: RequestText): Promise<string>;
  };
  /** Filters with a name; they are the user's work, kept apart from the store. */
  readonly filters: {
    /** All that is put by: saved filters and starred connections. */
    list(): Promise<Shelf>;
    /** Fails with `name-taken`, and with `usage` where the name is empty. */
    save(draft: FilterDraft): Promise<SavedFilter>;
    rename(id: string, name: string): Promise<SavedFilter>;
    /** Answers what it was; saving that again brings it back. */
    remove(id: string): Promise<SavedFilter>;
  };
  readonly stars: {
    /** Stars a connection, or no more. */
    set(serverId: string, connection: string, on: boolean): Promise<void>;
  };
  readonly settings: {
    get(): Promise<Settings>;
    /** Answers them as they are then; every window hears of it. Fails with `store-unwritable` and changes nothing. */
    change(changes: SettingsChanges): Promise<Settings>;
  };
  readonly support: {
    versions(): Promise<Versions>;
    /** Of what Paddock contains, by name. */
    licences(): Promise<readonly Licence[]>;
    /** A text for whoever helps, without secrets. */
    diagnostics(how: DiagnosticsHow): Promise<string>;
    /** Writes the text that was made last to a file that main asks for; answers its path, null where none was chosen. */
    saveDiagnostics(): Promise<string | null>;
    /** Shows the user-data folder in the system’s file manager. */
    openFolder(): Promise<void>;
    /**
     * Asks for an empty folder, and answers what moving the data there would do; null where none was chosen. Fails with
     * `usage`, `store-full` or `store-unwritable` where it cannot go there.
     */
    planMove(): Promise<MovePlan | null>;
    /** Starts Paddock anew, and moves the data as it was planned last. */
    move(): Promise<void>;
  };
  readonly app: {
    info(): Promise<AppInfo>;
    memory(): Promise<WindowMemory>;
    remember(memory: WindowMemory): Promise<void>;
    /** Opens an https address in the system's browser, after the user's click. */
    openExternal(url: string): Promise<void>;
    /** Puts a text on the clipboard: for texts that are there only some time after the user's key. */
    copy(text: string): Promise<void>;
  };
}

export interface Events {
  'servers.changed': { readonly servers: readonly ServerRow[] };
  'connections.changed': { readonly serverId: string; readonly answer: ConnectionsAnswer };
  'sync.progress': SyncProgress;
  'sync.ended': {
    readonly serverId: string;
    readonly connection: string;
    readonly result?: SyncResult;
    readonly failure?: FailureShape;
  };
  'keep.progress': KeepProgress;
  'keep.ended': KeepEnded;
  'travel.progress': TravelProgress;
  /** Main was asked to open a file: by a second start or a double-click. */
  'file.opened': { readonly path: string };
  /** Main was asked to open a link, likewise; null for one that cannot be read. */
  'link.opened': { readonly link: Link | null };
  /** A key of the menu or a second start asks the window to do something. */
  'command': { readonly command: ActionId };
  'activity.changed': { readonly items: readonly ActivityItem[] };
  'requests.added': { readonly rows: readonly RequestRow[] };
  'shelf.changed': Shelf;
  'settings.changed': { readonly settings: Settings };
}

export type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: FailureShape };

/** What the preload puts into the window's world, as `window.paddock`. */
export interface Bridge {
  /** Calls `service.method`; `call` is a number of the caller's choice that `cancel` names. */
  invoke(call: number, method: string, args: readonly unknown[]): Promise<Answer>;
  cancel(call: number): void;
  /** Path of a file that the user dropped on the window. */
  pathOf(file: File): string;
  /** Returns what ends the listening. */
  on(listener: (name: keyof Events, payload: unknown) => void): () => void;
}

export const channels = { invoke: 'paddock:invoke', cancel: 'paddock:cancel', event: 'paddock:event' } as const;
