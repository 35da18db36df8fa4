/** When the list that is shown is asked for again by itself. Pure; times in ms since 1970, lengths in ms. */
import type { Reach } from '../../preload/servers.ts';

export interface Shown {
  /** Minutes between two reads; 0 for none by itself. */
  readonly minutes: number;
  readonly reach: Reach['state'];
  /** Whether somebody can see the window, and the list as it is now: not an older one, nor a file's. */
  readonly isSeen: boolean;
  /** Whether it is being read. */
  readonly isReading: boolean;
  /** When it was confirmed last; absent where it never was. */
  readonly confirmedAt?: number;
  /** When it was asked for last from here, however that ended. */
  readonly askedAt?: number;
  /** 0 to 1: keeps many clients of a server from asking all at once. */
  readonly chance: number;
}

/** How long to wait; nothing where it is not to be asked for. What fell due while nobody could be asked is due at once. */
export function refreshIn(shown: Shown, now: number): number | undefined {
  const { minutes, reach, isSeen, isReading, confirmedAt = 0, askedAt = 0, chance } = shown;
  if (minutes === 0 || reach !== 'live' || !isSeen || isReading) return undefined;
  const interval = minutes * 60_000;
  // A clock that was set back must not stop it.
  const last = Math.min(now, Math.max(confirmedAt, askedAt));
  return Math.max(0, last + interval * (1 + chance / 10) - now);
}
