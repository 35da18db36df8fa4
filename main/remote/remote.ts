/**
 * The API client: a server of any generation as typed methods in the canonical model. This is its interface;
 * `connect.ts` implements it. Hidden inside: generations, tokens, retries, certificates.
 *
 * Fails with `sign-in-refused`, `forbidden`, `unreachable`, `timed-out`, `certificate`, `not-this-api`,
 * `html-answer`, `server-error`, `answer-unreadable`, `not-found`, `cancelled`, and with `usage` for names that no path can
 * hold and for a server whose Identity Server's address is missing. Where an answer had a status, the failure tells it.
 */
import type { Connection, Generation, Lap, Session, SessionDetail } from '../../preload/model.ts';
import type { Log } from '../log.ts';
import type { Limits } from './limits.ts';

/** Where to ask. `url` may differ from a saved server's (the embedded demo server takes a free port). */
export interface Target {
  readonly url: string;
  readonly generation: 'auto' | Generation;
  readonly identityUrl?: string;
  readonly clientId?: string;
  readonly caFile?: string;
}

/** For the main process only: never logged, never sent to the window. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

export interface Options {
  readonly signal?: AbortSignal;
}

export interface ConnectionsRead {
  readonly connections: readonly Connection[];
  /** Records that could not be read. */
  readonly skipped: number;
}

/** A page of a session listing as it came: the store's thread decodes it. */
export interface SessionsPage {
  /** JSON text in UTF-8, its first character known to be `[` or `{`. */
  readonly body: Uint8Array;
  readonly requests: number;
  /** Bytes received, before decompression where the connection tells. */
  readonly bytes: number;
}

export interface Remote {
  readonly generation: Generation;
  connections(options?: Options): Promise<ConnectionsRead>;
  /** `page` counts from 0. Fails with `not-found` where the connection is not there. */
  sessionsPage(connection: string, page: number, pageSize: number, options?: Options): Promise<SessionsPage>;
  session(connection: string, key: string, options?: Options): Promise<Session | null>;
  details(connection: string, key: string, options?: Options): Promise<readonly SessionDetail[]>;
  laps(connection: string, key: string, options?: Options): Promise<readonly Lap[]>;
  /** Drops the token and ends the kept-open sockets. */
  close(): void;
}

export interface ConnectDependencies {
  readonly log: Log;
  /** Milliseconds since 1970; tests give their own. */
  readonly now?: () => number;
  /** Other bounds than the usual ones, for tests. */
  readonly limits?: Partial<Limits>;
}

/** Finds the generation (`auto`) and signs in. */
export type Connect = (target: Target, credentials: Credentials, dependencies: ConnectDependencies, options?: Options) => Promise<Remote>;
