/**
 * The server's clock, from the `Date` of its answers (RFC 9110, 6.6.1: whole seconds, rounded down). Kept against a
 * clock of ours that no one sets, so that a jump of our own time is no jump of the server's.
 */

export interface Clocks {
  /** Milliseconds since 1970, as this computer believes. */
  readonly now: () => number;
  /** Milliseconds that only ever rise; it may stand still while the computer sleeps. */
  readonly monotonic: () => number;
}

export interface ServerClock {
  /**
   * Learns from an answer.
   *
   * @param date its `Date`.
   * @param asked when it was asked for, on the monotonic clock, ms.
   */
  learn(date: string | undefined, asked: number): void;
  /** The server's time, ms since 1970; undefined while it is not known. */
  now(): number | undefined;
  /** How far the server's clock is before ours, ms, to a second or so; undefined while it is not known. */
  offset(): number | undefined;
  /** After sleep: the monotonic clock may have stood still. */
  forget(): void;
}

/** Of the last few answers the middle one counts: one that was late, or came from a cache, does no harm. */
const remembered = 5;
/** An answer that took longer tells too little of when its `Date` was written, ms. */
const slowest = 4_000;
/** A time that was rounded down to the second is half a second behind on average. */
const roundedDown = 500;

export function createServerClock({ now, monotonic }: Clocks): ServerClock {
  /** The server's time less the monotonic one, newest last. */
  let samples: number[] = [];

  function median(): number | undefined {
    const sorted = samples.toSorted((a, b) => a - b);
    return sorted[sorted.length >> 1];
  }

  function serverNow(): number | undefined {
    const middle = median();
    return middle === undefined ? undefined : monotonic() + middle;
  }

  return {
    learn(date, asked) {
      const told = Date.parse(date ?? '');
      const answered = monotonic();
      if (Number.isNaN(told) || answered - asked > slowest) return;
      samples = [...samples.slice(1 - remembered), told + roundedDown - (asked + answered) / 2];
    },
    now: serverNow,
    offset() {
      const theirs = serverNow();
      return theirs === undefined ? undefined : theirs - now();
    },
    forget() {
      samples = [];
    },
  };
}
