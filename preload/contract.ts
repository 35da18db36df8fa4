/**
 * All that crosses between the window and the main process. Both sides import this file; it imports neither.
 * Questions are methods of `Api` (promises); news are `Events`. What they speak of lies beside it, `bridge.ts` carries them.
 */
import type {
  Backup,
  Compacted,
  Forgotten,
  MarkChanges,
  Salvaged,
  SalvageOffer,
  SnapshotKeep,
  StoreProblem,
  StoreUsage,
  Thinned,
  ThinningOffer,
} from './history.ts';
import type { FailureShape, FurtherSecrets, Server, ServerChanges, ServerDraft, ServerReport, Snapshot, Trust } from './model.ts';
import type { ActionId } from './actions.ts';
import type { Link } from './links.ts';
import type { ActivityItem } from './activity.ts';
import type { ListQuery, OpenedList, SessionRow } from './list.ts';
import type { RequestRow, RequestText } from './requests.ts';
import type { KeepEnded, KeepProgress, KeepResult } from './keeping.ts';
import type { SessionRequests } from './requests-of-session.ts';
import type { IndexRange, KeysHow } from './selecting.ts';
import type { Searched } from './search.ts';
import type { Settings, SettingsChanges } from './settings.ts';
import type { MovePlan } from './moving.ts';
import type { DiagnosticsHow, Licence, Versions } from './support.ts';
import type { FilterDraft, SavedFilter, Shelf } from './shelf.ts';
import type { FieldValue, ValuesQuery } from './suggestions.ts';
import type { Exported, ExportRequest, Imported, Merged, TravelProgress } from './travel.ts';
import type { ConnectionsAnswer, FurtherEdit, ServerRow } from './servers.ts';
import type { SyncHow, SyncProgress, SyncResult } from './syncing.ts';
import type { AppInfo, WindowMemory } from './app.ts';
import type { SessionContent } from './content.ts';

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
    /**
     * Index of the first row of an opened list, from index `from` on and then of those before it, whose identifier (its key
     * where it has none) begins with a text, case ignored; null where none does.
     */
    typed(view: number, text: string, from: number): Promise<number | null>;
    /** Keys of rows of an opened list, in its order. Fails with `usage` where they are more than `mostKeys`. */
    keys(view: number, ranges: readonly IndexRange[], how?: KeysHow): Promise<readonly string[]>;
    /** Where rows of one opened list stand in another of the same connection; those that are not in it are left out. Null where they would be more than `mostRanges`. */
    moved(view: number, ranges: readonly IndexRange[], into: number): Promise<readonly IndexRange[] | null>;
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
