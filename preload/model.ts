/**
 * The canonical model: what a server of any generation says, in one form. Names are those of the API's documents
 * (session, identifier, lap, parameter …); texts are kept exactly as the server wrote them.
 */

/** A JSON value whose integers are exact: beyond ±2^53 an integer is a `bigint`. */
export type Exact = null | boolean | number | bigint | string | readonly Exact[] | { readonly [name: string]: Exact };

/** The three documented generations of the server API; `rest` is the oldest. */
export type Generation = 'rest' | 'sqlrace' | 'influx';

/** Where a password is: `kept` in the system's keychain, only for this `run` of the application, or `none`. */
export type PasswordPlace = 'kept' | 'run' | 'none';

/** A saved server. Never carries a secret. */
export interface Server {
  /** Random, stable while the server is saved. */
  readonly id: string;
  /** Unique among the saved servers. */
  readonly name: string;
  /** Normalised base address (no trailing slash, may carry a path). It is the server's identity in the store. */
  readonly url: string;
  readonly user: string;
  readonly generation: 'auto' | Generation;
  readonly identityUrl?: string;
  readonly clientId?: string;
  /** Path of a PEM file with the certificate authority to trust. */
  readonly caFile?: string;
  /** True for what can only be read, an opened file for example. */
  readonly readOnly: boolean;
  /** True for the embedded demo server: the application starts it when it is asked something. */
  readonly demo: boolean;
  readonly password: PasswordPlace;
}

/** What a person types to add a server. */
export interface ServerDraft {
  readonly name: string;
  readonly url: string;
  readonly user: string;
  readonly generation?: 'auto' | Generation;
  readonly identityUrl?: string;
  readonly clientId?: string;
  readonly caFile?: string;
}

/** A storage that a server aggregates. Fields that the generation does not have are absent. */
export interface Connection {
  /** How the connection is named in a URL: `FriendlyName` on rest, `Identifier` on v1. */
  readonly name: string;
  readonly serverName?: string | null;
  readonly isSqlite?: boolean | null;
  readonly databaseName?: string | null;
  readonly identifier?: string | null;
  readonly rootPath?: string | null;
}

export interface SessionDetail {
  readonly name: string;
  readonly value: string;
}

/** The application's union of session states; `unknown` where the server's own has no documented meaning. */
export type SessionState =
  | 'open'
  | 'closed'
  | 'live'
  | 'historical'
  | 'created'
  | 'exporting'
  | 'indexed'
  | 'liveNotInServer'
  | 'waiting'
  | 'truncated'
  | 'failed'
  | 'abandoned'
  | 'unknown';

/** A telemetry session as its listing tells it. Fields that the generation does not have are absent. */
export interface Session {
  /** Opaque text that identifies the session within its connection. */
  readonly key: string;
  readonly identifier?: string | null;
  /** The server's own text, mostly `yyyy-MM-ddTHH:mm:ss.fffffff` without an offset. */
  readonly timeOfRecording?: string | null;
  readonly timeZone?: string | null;
  readonly sessionType?: string | null;
  /** Time of day or date-time, the server's own text. */
  readonly startTime?: string | null;
  readonly endTime?: string | null;
  readonly lapsCount?: Exact;
  /** The integer `Id` of the rest generation. */
  readonly id?: Exact;
  readonly state?: SessionState;
  /** The server's own state: a word, or a number that stays a number. */
  readonly stateRaw?: Exact;
  /** Absent until they were read. */
  readonly details?: readonly SessionDetail[];
  /** Fields this version does not know, under the server's own names. */
  readonly extra: { readonly [name: string]: Exact };
}

/** A lap. Times are the server's: texts on rest, integer nanoseconds on v1 (exact, `bigint` beyond 2^53). */
export interface Lap {
  readonly number: number | null;
  readonly name: string | null;
  readonly startTime: string | number | bigint | null;
  readonly endTime: string | number | bigint | null;
  readonly lapTime: string | number | bigint | null;
  readonly countForFastestLap: boolean | null;
}

export type SnapshotStatus = 'complete' | 'partial';

/** An immutable record of a connection's listing. */
export interface Snapshot {
  readonly connection: string;
  /** Counts per connection from 1, never reused. */
  readonly number: number;
  /** ISO 8601, UTC: when the read ended; moved on when a later read found nothing different. */
  readonly takenAt: string;
  readonly status: SnapshotStatus;
  /** Why it is partial. */
  readonly reason?: string;
  readonly sessions: number;
  readonly new: number;
  readonly changed: number;
  readonly gone: number;
  /** Records of the listing that could not be read. */
  readonly skipped: number;
  readonly name?: string;
  readonly pinned: boolean;
}

/** Where an answer comes from: the server just now, or what was saved. */
export type Source = 'live' | 'saved';

export const sortFields = [
  'key',
  'identifier',
  'timeOfRecording',
  'timeZone',
  'sessionType',
  'startTime',
  'endTime',
  'lapsCount',
  'id',
  'state',
  'stateRaw',
] as const;
/** A field of the listing, or `detail:NAME` for a session detail's value. */
export type SortField = (typeof sortFields)[number] | `detail:${string}`;
export interface Sort {
  readonly field: SortField;
  readonly direction: 'asc' | 'desc';
}
/** The order of a list that nobody sorted. */
export const defaultSort: Sort = { field: 'timeOfRecording', direction: 'desc' };

/** Every failure that a person can meet. The sentences and exit codes are in `main/failure.ts`. */
export type FailureCode =
  | 'bug'
  | 'usage'
  | 'not-found'
  | 'never-saved'
  | 'name-taken'
  | 'address-invalid'
  | 'filter-invalid'
  | 'password-missing'
  | 'sign-in-refused'
  | 'forbidden'
  | 'unreachable'
  | 'timed-out'
  | 'certificate'
  | 'not-this-api'
  | 'html-answer'
  | 'server-error'
  | 'answer-unreadable'
  | 'cancelled'
  | 'partial'
  | 'store-full'
  | 'store-damaged'
  | 'store-locked'
  | 'store-unwritable'
  | 'store-newer'
  | 'settings-damaged'
  | 'file-unwritable';

/** A failure as it crosses the boundary: plain data, nothing secret in it. */
export interface FailureShape {
  readonly code: FailureCode;
  /** What happened, one sentence for a person. */
  readonly message: string;
  /** What is safe. */
  readonly safe?: string;
  /** What to do. */
  readonly todo?: string;
  /** The server's own sentence, shown beside ours. */
  readonly serverSaid?: string;
  /** Where in the text that was typed (a filter): start and length in UTF-16 units. */
  readonly place?: { readonly at: number; readonly length: number };
}
