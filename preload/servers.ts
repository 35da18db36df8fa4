/** Saved servers and their connections, as the tree shows them. Both sides import it. */
import type { Connection, FailureShape, FurtherSecrets, Generation, Server, Snapshot, Source } from './model.ts';

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

export interface FurtherEdit extends FurtherSecrets {
  /** Saves without asking the server first: it cannot be reached from here. */
  readonly anyway?: boolean;
}
