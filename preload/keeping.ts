/**
 * Sessions that are kept offline: their details and laps are read in the background, the newest first, and saved. One
 * such work per connection; what is kept stays kept, so that the next one goes on where the last one ended. What a closed
 * window or a server that went away has left goes on by itself once the server answers again.
 */
import type { FailureShape } from './model.ts';

export interface KeepProgress {
  readonly serverId: string;
  readonly connection: string;
  /** Sessions that are done, in whichever way, and how many are meant. */
  readonly done: number;
  readonly of: number;
  /** Of those that are done: read now, kept before, not to be had. */
  readonly kept: number;
  readonly already: number;
  readonly failed: number;
  /** Since it began, ms. */
  readonly elapsed: number;
  /** Why it waits, a sentence. */
  readonly note?: string;
  /** The user has paused it. */
  readonly paused?: boolean;
}

export interface NotKept {
  readonly key: string;
  /** Why, a sentence. */
  readonly reason: string;
}

export interface KeepResult {
  readonly of: number;
  readonly kept: number;
  readonly already: number;
  readonly failed: number;
  /** Some of those that failed, the first ones. */
  readonly failures: readonly NotKept[];
  /** Sessions that were not come to: it was cancelled, or the server went away. */
  readonly left: number;
  /** Why it ended before all were done, where it was not cancelled. */
  readonly ended?: FailureShape;
  readonly ms: number;
}

/** `keep.ended`: `failure` where it did not even begin. */
export interface KeepEnded {
  readonly serverId: string;
  readonly connection: string;
  readonly result?: KeepResult;
  readonly failure?: FailureShape;
}
