/**
 * Saved servers and their secrets. This is the interface; `book.ts` keeps the servers (electron-store), `vault.ts` the
 * secrets (safeStorage), apart from each other. Nothing here asks a server anything.
 *
 * Fails with `name-taken`, `address-invalid`, `usage`, `not-found`, `store-unwritable`.
 */
import type { FailureShape, FurtherSecrets, PasswordPlace, Server, ServerChanges, ServerDraft } from '../../preload/model.ts';
import type { FileDraft } from './entry.ts';

export interface Removed {
  readonly url: string;
  /** Absent where an earlier version wrote it down: then all users of that address are meant. */
  readonly user?: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Everything secret that is known of a server; for the main process only. */
export interface Secrets extends FurtherSecrets {
  readonly password?: string;
}

export interface Servers {
  list(): readonly Server[];
  /** By id. Fails with `not-found`. */
  get(id: string): Server;
  /** A saved server by its name, or by its address in any spelling. */
  find(nameOrUrl: string): Server | undefined;
  /** Saves; contacts nothing. Secrets are kept where a keychain exists, else for the run. */
  add(draft: ServerDraft & { readonly demo?: boolean }, password?: string, further?: FurtherSecrets): Promise<Server>;
  /** Puts an opened file beside the servers, read-only; one that is there already stays as it is. */
  addFile(draft: FileDraft): Promise<Server>;
  /** The server as it would be with the changes; saves nothing. */
  edited(id: string, changes: ServerChanges): Server;
  /**
   * Saves the changes, keeps the rest, id and order too. A secret that belonged to another address, user, proxy or
   * certificate than the new one is forgotten, unless it is among those given.
   */
  edit(id: string, changes: ServerChanges, secrets?: Secrets): Promise<Server>;
  /** Forgets the server and its secrets; what was saved of it stays, and its address is told by `removed`. */
  remove(id: string): Promise<Server>;
  /** Addresses and users of servers that were removed and not added again, and when. */
  removed(): readonly Removed[];
  /** Forgets every secret of the server, in the other processes too; the server stays. */
  signOut(id: string): Promise<Server>;
  /** Keeps these secrets, and leaves the others as they are. Answers where they are. */
  keep(id: string, secrets: Secrets): Promise<PasswordPlace>;
  /**
   * What is known, none where the server is not saved; with changes, what of it may be used for the server as it will
   * be. For the main process only.
   */
  secrets(id: string, changes?: ServerChanges): Promise<Secrets>;
  /** For the main process only. */
  password(id: string): Promise<string | undefined>;
  /** Whether secrets can be kept, and why not in one sentence. */
  keychain(): { readonly available: boolean; readonly note?: string };
  /** What reading the settings had to tell: a damaged file set aside, for example. */
  readonly notices: readonly FailureShape[];
  /**
   * Told of every change, of another process too. `outdated`: ids of servers that another process removed, signed out
   * or changed in what a sign-in stands on, so that a token of theirs is not to be used any more. Returns what ends
   * the listening.
   */
  onChange(listener: (outdated: readonly string[]) => void): () => void;
}
