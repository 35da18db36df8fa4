/** What takes its time: syncs, exports, imports … as they run, and what the last of them came to. */
import type { FailureShape } from './model.ts';

export const activityKinds = ['sync', 'export', 'import', 'merge', 'keep', 'backup', 'compact', 'verify', 'salvage'] as const;
export type ActivityKind = (typeof activityKinds)[number];

/** `partial`: ended before the whole was read; what was read is kept. */
export type ActivityState = 'running' | 'paused' | 'done' | 'partial' | 'failed' | 'cancelled';

/** So many that have ended are kept. */
export const mostEnded = 50;

export interface ActivityItem {
  /** Counts from 1 in this run. */
  readonly id: number;
  readonly kind: ActivityKind;
  /** What it is about: a connection, a file. Empty for the store as a whole. */
  readonly title: string;
  /** Name of the server that it belongs to, where it has one. */
  readonly server?: string;
  readonly state: ActivityState;
  /** How much is done, of how much where that is known: sessions, or steps of the store. */
  readonly done: number;
  readonly of?: number;
  /** True where `done` counts sessions. */
  readonly sessions: boolean;
  /** A second, of late. */
  readonly rate?: number;
  /** Bytes over the network, and a second. */
  readonly bytes?: number;
  readonly bytesRate?: number;
  readonly requests?: number;
  /** Milliseconds that it will still take, about; absent while nothing can be said. */
  readonly left?: number;
  /** What it does or waits for now, a sentence. */
  readonly note?: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt?: string;
  /** How long it took, pauses included, ms; of one that runs, until now. */
  readonly ms: number;
  readonly pausable: boolean;
  /** Nobody waits for it: no notification tells of its end. */
  readonly quiet?: boolean;
  /** What it came to, a sentence. */
  readonly found?: string;
  /** Why it failed. */
  readonly failure?: FailureShape;
}

export const isEnded = ({ state }: Pick<ActivityItem, 'state'>): boolean => state !== 'running' && state !== 'paused';
