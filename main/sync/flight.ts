/**
 * How many requests may be in flight, and when a failed one is asked again: pure arithmetic over what was observed.
 * Times are milliseconds, sizes bytes.
 */

/** A server is asked politely: never more than this many pages at once, and fewer where the user says so. */
export const mostInFlight = 8;
/** Pages that were asked for and are not staged yet may hold this much, whatever the page size. */
const mostBytesAhead = 32 * 1024 * 1024;
/** Attempts at one page, after which it is given up. */
export const mostTries = 6;
/** Failures in a row, after which the server counts as gone. */
export const mostFailures = 16;
/** A page of a few rows may be asked for beside the others: so many. */
export const mostProving = 4;
const firstPause = 200;

export interface Flight {
  /** Requests that the user allows at once. */
  readonly most: number;
  /** Requests that may be under way at once. */
  readonly window: number;
  /** The quickest answer of late, ms; absent before the first. */
  readonly best?: number;
  /** Average size of a page, bytes; absent before the first. */
  readonly bytes?: number;
}

/** Before anything was asked. `most`: requests that are allowed at once, 1 to `mostInFlight`. */
export const standing = (most = mostInFlight): Flight => ({ most, window: Math.min(2, most) });

/** Requests that may be under way in all: beside as many pages as there may ever be a few small ones; else what the user says holds for all. */
export const mostOut = ({ most }: Flight): number => (most < mostInFlight ? most : mostInFlight + mostProving);

/** An answer came after `ms`: the window grows while the server answers as quickly as ever, and shrinks when it queues. */
export function answered(flight: Flight, ms: number, bytes: number): Flight {
  // The best of late rather than of all times: a server that became slower for good must not pin the window.
  const best = Math.min(ms, (flight.best ?? ms) * 1.02);
  const queues = ms > best * 3 + 30;
  const window = queues ? Math.max(Math.min(2, flight.most), flight.window - 1) : Math.min(flight.most, flight.window + 1);
  return { ...flight, window, best, bytes: flight.bytes === undefined ? bytes : flight.bytes * 0.8 + bytes * 0.2 };
}

/** A request failed for a passing reason. */
export function failed(flight: Flight): Flight {
  return { ...flight, window: Math.max(1, flight.window >> 1) };
}

/** A server that asks to wait is asked for one thing at a time. */
export function held(flight: Flight): Flight {
  return { ...flight, window: 1 };
}

/** How long to wait before a page is asked for again, ms: doubles with each attempt at it. */
export function pause(tries: number): number {
  return tries === 0 ? 0 : firstPause * 2 ** (tries - 1);
}

/** How many pages may be asked for and not yet staged, so that memory stays flat at any page size. */
export function pagesAhead(flight: Flight): number {
  const fitting = flight.bytes === undefined ? mostInFlight : Math.floor(mostBytesAhead / Math.max(1, flight.bytes));
  return Math.max(1, Math.min(2 * mostInFlight, fitting));
}
