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
  /** SHA-256 fingerprint `AB:CD:…` of a certificate that is trusted though no authority vouches for it. */
  readonly trusted?: string;
  /** PEM files, or `clientCertFile` alone a `.pfx` or `.p12`. */
  readonly clientCertFile?: string;
  readonly clientKeyFile?: string;
  /** `none`, or `http(s)://host:port` without credentials; the system's or the environment's where absent. */
  readonly proxy?: string;
}

/** For the main process only: never logged, never sent to the window. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
  /** Of the client certificate's key. */
  readonly clientPassphrase?: string;
  /** Sent to the proxy alone. */
  readonly proxyUser?: string;
  readonly proxyPassword?: string;
}

/** A pause before a question goes out again. */
export interface Wait {
  readonly ms: number;
  /** A sentence: “The server asked us to.” */
  readonly why: string;
}

export interface Options {
  readonly signal?: AbortSignal;
  /** No second try after a fault that may pass: the caller repeats by itself. */
  readonly once?: true;
  /** Told before each pause. */
  readonly onWait?: (wait: Wait) => void;
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
  /** Whether the server still answers: the smallest question that only this API answers, asked with the token. */
  ping(options?: Options): Promise<void>;
  /** After sleep: ends idle sockets and forgets what is known of the server's clock; a token's age is judged anew. */
  doubt(): void;
  /** Drops the token and ends the kept-open sockets. */
  close(): void;
}

export interface ConnectDependencies {
  readonly log: Log;
  /** Milliseconds since 1970; tests give their own. */
  readonly now?: () => number;
  /** Milliseconds of a clock that no one sets; tests give their own. */
  readonly monotonic?: () => number;
  /**
   * The password for a later sign-in of the same client; undefined where the user has signed out meanwhile. The one
   * that the client began with where absent.
   */
  readonly password?: () => Promise<string | undefined>;
  /** The proxy for an address as a PAC string (`PROXY host:port; DIRECT`), as the system says. */
  readonly resolveProxy?: (url: string) => Promise<string>;
  /** Other bounds than the usual ones, for tests. */
  readonly limits?: Partial<Limits>;
}

/** Finds the generation (`auto`) and signs in. */
export type Connect = (target: Target, credentials: Credentials, dependencies: ConnectDependencies, options?: Options) => Promise<Remote>;
