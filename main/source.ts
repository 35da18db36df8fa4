/**
 * Decides live or saved, and says which. Joins the saved servers, the API client, the sync and the store; the window's
 * `api.ts` and the command line both stand on it.
 */
import type { SessionContent } from '../preload/content.ts';
import type { ConnectionRow, Reach } from '../preload/servers.ts';
import type { SyncResult } from '../preload/syncing.ts';
import type { Connection, FurtherSecrets, Generation, Server, Source } from '../preload/model.ts';
import type { Failure } from './failure.ts';
import type { Options, Remote } from './remote/remote.ts';
import type { SyncOptions } from './sync/sync.ts';

/** How a question is asked: when it is withdrawn, and who is told of pauses. */
export type Ask = Pick<Options, 'signal' | 'onWait' | 'work'>;

/** What a sign-in is given besides the password, for this run only. */
export interface Extras extends FurtherSecrets {
  /** SHA-256 fingerprint of a certificate to trust though no authority vouches for it. */
  readonly trusted?: string;
}

export interface SourcedConnections {
  readonly source: Source;
  /** ISO 8601; absent when the server was never asked. */
  readonly takenAt?: string;
  readonly connections: readonly ConnectionRow[];
  /** Why what is told is saved and not live. */
  readonly failure?: Failure;
}

/** A sign-in that worked, before anything of it is kept. */
export interface Trial {
  readonly connections: readonly Connection[];
  /** Keeps the signed-in client and the connections under this server. */
  keep(server: Server): Promise<void>;
  drop(): void;
}

/** The embedded demo server, running. */
export interface DemoServer {
  readonly url: string;
  readonly identityUrl?: string;
  close(): Promise<void>;
}

export interface DemoOptions {
  /** 0 takes a free one. */
  readonly port?: number;
  readonly host?: string;
  readonly generation?: Generation;
  readonly connections?: number;
  readonly sessions?: number;
  readonly seed?: number;
  readonly user?: string;
  readonly password?: string;
  /** As typed after `--fault`. */
  readonly faults?: readonly string[];
}

/** Fails with `usage`, where the port is taken for example. */
export type StartDemo = (options: DemoOptions) => Promise<DemoServer>;

export interface Sources {
  /** Signs in and asks for the connections; saves nothing. Fails as the client fails. */
  tryOut(server: Server, password: string, ask?: Ask & Extras): Promise<Trial>;
  /** A password for this run, tried at the next question (`--password-stdin`, or one typed into the window). */
  useOnce(serverId: string, password: string): void;
  /** More for this run: a certificate's fingerprint to trust, a proxy's credentials. The next question connects anew. */
  allowOnce(serverId: string, extras: Extras): void;
  /** The signed-in client of a server, kept for the run. Starts the embedded demo server where that is meant. */
  remote(server: Server, ask?: Ask): Promise<Remote>;
  /** Where the store keeps what this server has shown this user. */
  place(server: Server): Promise<string>;
  /** What was last seen, without the network. */
  savedConnections(server: Server): Promise<SourcedConnections>;
  /** Live if the server can be reached; saved where it cannot and something was saved; else it fails. */
  connections(server: Server, ask?: Ask): Promise<SourcedConnections>;
  /** One sync per connection at a time: a second call joins the first. */
  sync(
    server: Server,
    connection: string,
    options?: SyncOptions & { readonly pageSize?: number; readonly full?: boolean },
  ): Promise<SyncResult>;
  savedSession(server: Server, connection: string, key: string): Promise<SessionContent | null>;
  /** Live if reachable and else saved; fails with `not-found` where neither has it. */
  session(server: Server, connection: string, key: string, ask?: Ask): Promise<SessionContent>;
  /**
   * Reads a session's details and laps and saves them, whatever the listing says of it. Fails as the client and the store
   * do, with `not-found` where the server has neither.
   */
  readContent(server: Server, connection: string, key: string, ask?: Ask): Promise<void>;
  reach(serverId: string): Reach;
  /** Returns what ends the listening. */
  onReach(listener: (serverId: string, reach: Reach) => void): () => void;
  /** Drops tokens and sockets of one server, and what was given for it in this run (removed, changed, signed out). */
  forget(serverId: string): void;
  /**
   * From now on a server that cannot be reached is asked again quietly, ever more seldom, until it answers. For the
   * window alone; returns what ends it.
   */
  keepWatch(): () => void;
  /** After sleep, or where a clock has jumped: nothing that was known of the network is believed until it is asked. */
  doubt(): void;
  close(): Promise<void>;
}
