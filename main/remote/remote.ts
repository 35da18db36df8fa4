/**
 * The API client: a server of any generation as typed methods in the canonical model. This is its interface;
 * `connect.ts` implements it. Hidden inside: generations, tokens, retries, certificates.
 *
 * Fails with `sign-in-refused`, `forbidden`, `unreachable`, `timed-out`, `certificate`, `not-this-api`,
 * `html-answer`, `server-error`, `answer-unreadable`, `not-found`, `cancelled`, and with `usage` for names that no path can
 * hold and for a server whose Identity Server's address is missing. Where an answer had a status, the failure tells it.
 */
import type { Connection, DataPage, EventSeries, Generation, Lap, ServerReport, Session, SessionDetail } from '../../preload/model.ts';
import type { Log } from '../log.ts';
import type { RequestTold } from '../requests.ts';
import type { Limits } from './limits.ts';
import type {
  AggregateOver,
  CountQuery,
  CsvPage,
  DataQuery,
  EventDataQuery,
  EventsQuery,
  EventsRead,
  Order,
  OrderTrial,
  Paging,
  ParametersQuery,
  ParametersRead,
  SampleQuery,
  SessionsByKeys,
  SessionsRead,
} from './queries.ts';
import type { SampleCount } from './wire/index.ts';

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
  /** The proxy that they are for, as a failure names it; the one that is set for the server where absent, and no other. */
  readonly proxyAddress?: string;
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
  /** What it is for, in the list of requests: “Sync of Season2017, page 3”. */
  readonly work?: string;
  /** Told before each pause. */
  readonly onWait?: (wait: Wait) => void;
}

/** A page of a listing may be asked for in an order; whether it is obeyed, `orderObeyed` tells. */
export interface PageOptions extends Options {
  readonly order?: Order;
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

/**
 * A signed-in client. What a generation does not have fails with `usage`, before anything is asked. Names and keys may hold
 * any character; `.` and `..`, which no address can hold, fail with `usage`.
 */
export interface Remote {
  readonly generation: Generation;
  connections(options?: Options): Promise<ConnectionsRead>;
  /** `page` counts from 0. Fails with `not-found` where the connection is not there. */
  sessionsPage(connection: string, page: number, pageSize: number, options?: PageOptions): Promise<SessionsPage>;
  /** v1 only: the same, with the details of each session filled in. */
  sessionsWithDetails(connection: string, page: number, pageSize: number, options?: PageOptions): Promise<SessionsPage>;
  session(connection: string, key: string, options?: Options): Promise<Session | null>;
  /**
   * Several at once, in as few requests as addresses are long enough for. A key counts as missing once the server, asked for it
   * alone or in a list of which it answered two others, did not have it: two known keys put first save many requests.
   */
  sessionsByKeys(connection: string, keys: readonly string[], options?: Options): Promise<SessionsByKeys>;
  /** The latest session of this identifier, the name that people know it by. */
  sessionByIdentifier(connection: string, identifier: string, options?: Options): Promise<Session | null>;
  /** All sessions that are being recorded; one whose recorder crashed stays among them. */
  live(connection: string, options?: Options): Promise<SessionsRead>;
  /** Influx only: every replay of a session. */
  versions(connection: string, key: string, options?: Options): Promise<SessionsRead>;
  /** Finds out whether an order that is asked for is obeyed, in which spelling; at most six requests. */
  orderObeyed(connection: string, options?: Options): Promise<OrderTrial>;

  details(connection: string, key: string, options?: Options): Promise<readonly SessionDetail[]>;
  laps(connection: string, key: string, options?: Options): Promise<readonly Lap[]>;
  lap(connection: string, key: string, number: number, options?: Options): Promise<Lap | null>;
  /** One page; `eachParameter` of content.ts reads them all. */
  parameters(connection: string, key: string, query: ParametersQuery, options?: Options): Promise<ParametersRead>;
  /** Fails with `not-found` where a parameter is not there. */
  data(connection: string, key: string, query: DataQuery, options?: Options): Promise<DataPage>;
  /** v1 only. */
  dataCsv(connection: string, key: string, query: DataQuery, options?: Options): Promise<CsvPage>;
  dataCount(connection: string, key: string, query: CountQuery, options?: Options): Promise<readonly SampleCount[]>;
  /** Influx only: one row for each group of tags. */
  aggregate(connection: string, over: AggregateOver, query: SampleQuery & Paging, options?: Options): Promise<DataPage>;
  /** Influx only. */
  events(connection: string, key: string, query: EventsQuery, options?: Options): Promise<EventsRead>;
  /** Influx only. */
  eventData(connection: string, key: string, query: EventDataQuery, options?: Options): Promise<readonly EventSeries[]>;

  /** What can be found out about the server, for its administrator: at most 30 questions, nothing secret in it. */
  report(options?: Options): Promise<ServerReport>;
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
  /** Told of each request that went out, once it has ended; nothing secret in it. */
  readonly onRequest?: (told: RequestTold) => void;
  /** The proxy of servers that have none of their own: an address, or `none`; the system's word where undefined. */
  readonly generalProxy?: () => string | undefined;
  /** Other bounds than the usual ones, for tests. */
  readonly limits?: Partial<Limits>;
}

/** Finds the generation (`auto`) and signs in. */
export type Connect = (target: Target, credentials: Credentials, dependencies: ConnectDependencies, options?: Options) => Promise<Remote>;
