/**
 * The canonical model: what a server of any generation says, in one form. Names are those of the API's documents
 * (session, identifier, lap, parameter …); texts are kept exactly as the server wrote them.
 */

/** A JSON value whose integers are exact: beyond ±2^53 an integer is a `bigint`. */
export type Exact = null | boolean | number | bigint | string | readonly Exact[] | { readonly [name: string]: Exact };

/** The three documented generations of the server API; `rest` is the oldest. */
export const generations = ['rest', 'sqlrace', 'influx'] as const;
export type Generation = (typeof generations)[number];

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
  /**
   * SHA-256 fingerprint (`AB:CD:…`) of a certificate that is trusted though no authority vouches for it; several with a
   * blank between them, where its Identity Server shows another one.
   */
  readonly trusted?: string;
  /** Path of a client certificate: PEM beside `clientKeyFile`, or alone a `.pfx` or `.p12` with both. */
  readonly clientCertFile?: string;
  readonly clientKeyFile?: string;
  /** `none`, or `http(s)://host:port` without credentials; where absent, the system's and the environment's. */
  readonly proxy?: string;
  /** True for what can only be read, an opened file for example. */
  readonly readOnly: boolean;
  /** True for the embedded demo server: the application starts it when it is asked something. */
  readonly demo: boolean;
  readonly password: PasswordPlace;
}

/** How the id of a server begins that nobody saved: only its address is known, and perhaps its user. */
export const addressIdPrefix = 'url:';

/** What a person types to add a server. */
export interface ServerDraft {
  readonly name: string;
  readonly url: string;
  readonly user: string;
  readonly generation?: 'auto' | Generation;
  readonly identityUrl?: string;
  readonly clientId?: string;
  readonly caFile?: string;
  readonly trusted?: string;
  readonly clientCertFile?: string;
  readonly clientKeyFile?: string;
  readonly proxy?: string;
}

/** Fields of a server that may be absent: `null` removes one. */
export const optionalServerFields = ['identityUrl', 'clientId', 'caFile', 'trusted', 'clientCertFile', 'clientKeyFile', 'proxy'] as const;
export type OptionalServerField = (typeof optionalServerFields)[number];

/** What changes of a saved server; what is absent stays. */
export type ServerChanges = Partial<Pick<ServerDraft, 'name' | 'url' | 'user' | 'generation'>> & {
  readonly [Field in OptionalServerField]?: string | null;
};

/** A certificate that the user looked at and trusts. `keep` false: for this run only. */
export interface Trust {
  /** SHA-256, `AB:CD:…`; several with a blank between them. */
  readonly fingerprint: string;
  readonly keep: boolean;
}

/** Secrets beside the password; kept where the password is kept. */
export interface FurtherSecrets {
  /** Opens the client certificate's key. */
  readonly clientPassphrase?: string;
  /** What a proxy in between wants. */
  readonly proxyUser?: string;
  readonly proxyPassword?: string;
  /** The proxy that asked for it, as the failure names it: no other gets it. The one that is set for the server where absent. */
  readonly proxyAddress?: string;
}

/** What was found out about a server, for people and their IT department. Nothing in it is secret. */
export interface ServerReport {
  /** ISO 8601: when it was found out. */
  readonly at: string;
  /** `how`: by what it was found out. */
  readonly facts: readonly { readonly name: string; readonly value: string; readonly how: string }[];
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

/** A channel of a session. Fields that the generation does not have are absent. */
export interface Parameter {
  /** What its data are asked for by: `vCar:Chassis` on v1, the name alone on rest. */
  readonly identifier: string;
  readonly name: string;
  readonly description?: string | null;
  readonly minimumValue?: number | null;
  readonly maximumValue?: number | null;
  readonly units?: string | null;
  /** C style, `%5.2f`. */
  readonly format?: string | null;
  readonly parentParameterGroup?: string | null;
  /** Samples a second; 0 where the server does not say. */
  readonly frequency?: number | null;
  /** Fields this version does not know, under the server's own names. */
  readonly extra: { readonly [name: string]: Exact };
}

/** Tags of a row of grouped data, as `lapnumber`; a lap's may carry InfluxDB's `l`. */
export type Tags = Readonly<Record<string, string>>;

/** The samples of one column. Columns at a common frequency share one array of timestamps. */
export interface DataSeries {
  /** The server's title: `Mean(vCar:Chassis)` at a frequency of v1, else the parameter as it was asked for. */
  readonly name: string;
  /** Nanoseconds, exact; what they count from says the page. */
  readonly timestamps: BigInt64Array;
  /** As many as timestamps; null where there is no sample. */
  readonly values: readonly (number | null)[];
}

/** A page of a session's data. */
export interface DataPage {
  /** What timestamps count from: 1970 (UTC) on v1, the midnight of the session's own day on rest, which tells times of day. */
  readonly since: '1970' | 'midnight';
  readonly series: readonly DataSeries[];
  /** Of grouped data, the tags of each row. */
  readonly tags?: readonly Tags[];
  /** Rows that could not be read. */
  readonly skipped: number;
}

/** The definition of an event that a session's data may hold. */
export interface EventDefinition {
  /** `2938:TAG320BIOS`. */
  readonly id: string;
  readonly description: string | null;
  readonly priority: string | null;
  readonly appGroup: string | null;
  /** How each of its values is written, as the server tells it. */
  readonly conversions: readonly Exact[];
}

/** When an event happened, and what it told: arrays of one length. */
export interface EventSeries {
  readonly id: string;
  /** Nanoseconds since 1970, exact. */
  readonly timestamps: BigInt64Array;
  readonly lapNumbers: readonly (number | null)[];
  readonly status: readonly (string | null)[];
  readonly values: readonly (readonly (number | null)[])[];
  readonly tags: readonly Tags[];
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
  /** Present where a refresh made it, which closes nothing: what it holds may be gone since `fullAt`. */
  readonly basis?: 'refresh';
  /** ISO 8601, UTC: when the list was last read in full, where refreshes confirmed it or made it since; absent where none did. */
  readonly fullAt?: string;
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
/** A field of the listing, the fastest lap where laps were read, or `detail:NAME` for a session detail's value. */
export type SortField = (typeof sortFields)[number] | 'fastest' | `detail:${string}`;
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
  | 'proxy-sign-in'
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
  | 'folder-risky'
  | 'folder-gone'
  | 'folder-moved'
  | 'move-failed'
  | 'file-unwritable'
  | 'file-refused';

/** A certificate that was refused, for the person who decides whether to trust it. */
export interface CertificateFacts {
  /** Name of the host that showed it. */
  readonly host: string;
  /** SHA-256, `AB:CD:…`. */
  readonly fingerprint: string;
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601. */
  readonly validFrom: string;
  readonly validTo: string;
  /** Why it was refused, a sentence. */
  readonly problem: string;
}

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
  /** With code `certificate`: what the user may be asked to trust. */
  readonly certificate?: CertificateFacts;
  /** With code `proxy-sign-in`: address of the proxy that wants credentials. */
  readonly proxy?: string;
}
