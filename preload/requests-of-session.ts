/** How sessions are asked for over the API: what a cURL line or a script needs, and nothing secret. */
import type { Generation } from './model.ts';

export interface SessionAddresses {
  readonly key: string;
  /** Paths below the base, their names percent-encoded. */
  readonly session: string;
  readonly details: string;
  readonly laps: string;
}

export interface SessionRequests {
  readonly generation: Generation;
  /** Base of the API, without a trailing slash. */
  readonly base: string;
  /** Where a user name and a password are given for a token (`POST`, a form). */
  readonly tokenUrl: string;
  readonly user: string;
  /** Sent with the sign-in where it is known that the server wants one. */
  readonly clientId?: string;
  readonly sessions: readonly SessionAddresses[];
}
