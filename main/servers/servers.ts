/**
 * Saved servers and their passwords. This is the interface; `book.ts` keeps the servers (electron-store),
 * `vault.ts` the passwords (safeStorage), apart from each other.
 *
 * Fails with `name-taken`, `address-invalid`, `not-found`, `store-unwritable`.
 */
import type { FailureShape, PasswordPlace, Server, ServerDraft } from '../../preload/model.ts';

export interface Removed {
  readonly url: string;
  /** ISO 8601. */
  readonly at: string;
}

export interface Servers {
  list(): readonly Server[];
  /** By id. Fails with `not-found`. */
  get(id: string): Server;
  /** A saved server by its name, or by its address in any spelling. */
  find(nameOrUrl: string): Server | undefined;
  /** Saves; contacts nothing. The password is kept where a keychain exists, else for the run. */
  add(draft: ServerDraft & { readonly demo?: boolean }, password?: string): Promise<Server>;
  /** Forgets the server and its password; what was saved of it stays, and its address is told by `removed`. */
  remove(id: string): Promise<Server>;
  /** Addresses of servers that were removed and not added again, and when. */
  removed(): readonly Removed[];
  setPassword(id: string, password: string): Promise<PasswordPlace>;
  /** For the main process only. */
  password(id: string): Promise<string | undefined>;
  /** Whether passwords can be kept, and why not in one sentence. */
  keychain(): { readonly available: boolean; readonly note?: string };
  /** What reading the settings had to tell: a damaged file set aside, for example. */
  readonly notices: readonly FailureShape[];
  /** Returns what ends the listening. */
  onChange(listener: () => void): () => void;
}
