/**
 * What the pages mean that were read so far, in order: whether there is more, whether the end was met, whether the
 * list moved meanwhile. Pure; the planner walks it one receipt at a time.
 */
import { createHash } from 'node:crypto';
import type { PageReceipt } from '../store/store.ts';

/** Pages in a row without a new key, after which more of the same is not waited for. */
const mostStale = 8;
/** Sessions after which a list counts as endless: ten times the longest that was ever heard of. */
const mostSessions = 10_000_000;

export interface Seen {
  readonly records: number;
  /** Readable records. */
  readonly rows: number;
  readonly digest: string;
  readonly firstKey: string | null;
  readonly lastKey: string | null;
}

export interface Trail {
  /** The page that comes next. */
  readonly next: number;
  /** Distinct keys so far. */
  readonly sessions: number;
  /** The page before `next`. */
  readonly last: Seen | null;
  /** Digest over the digests of all pages: two walks over the same list have the same. */
  readonly chain: string;
  /** Pages in a row that brought no new key. */
  readonly stale: number;
  /** Pages in a row that were the same as the one before them. */
  readonly repeated: number;
  /** Where the pages began to be short or empty, if they are now: the list may have grown behind it. */
  readonly mark: Trail | null;
  /** The first of those short or empty pages. */
  readonly tail: Seen | null;
  readonly empties: number;
  /** A key came twice: the list moved while it was read (or holds it twice). */
  readonly shifted: boolean;
  /** The same, the pages that repeat the one before them left aside. */
  readonly shiftedElsewhere: boolean;
  /** A page in the middle stayed shorter than its size. */
  readonly short: boolean;
}

export const start: Trail = {
  next: 0,
  sessions: 0,
  last: null,
  chain: '',
  stale: 0,
  repeated: 0,
  mark: null,
  tail: null,
  empties: 0,
  shifted: false,
  shiftedElsewhere: false,
  short: false,
};

/**
 * `on`: ask for the next page · `end`: the list ends here · `rewind`: go back to the trail given, the list grew behind
 * a short page · `same-last`: the page before came again, as if it stood for all behind the end · `same-first`: page 1 is page 0 · `cycle`: the server keeps repeating sessions · `endless`.
 */
export type Verdict = 'on' | 'end' | 'rewind' | 'same-last' | 'same-first' | 'cycle' | 'endless';

export interface Advance {
  readonly trail: Trail;
  readonly verdict: Verdict;
}

export interface Ground {
  /** The size that pages of this walk are known or believed to have. */
  readonly size: number;
  /** The page before this one was no full one. */
  readonly afterShort: boolean;
  /** False for a page that was staged before: its keys are no sign of a moving list. */
  readonly judged: boolean;
  /** False once rewinding was tried often enough. */
  readonly mayRewind: boolean;
}

/** Goes on by the receipt of page `trail.next`. */
export function advance(trail: Trail, receipt: PageReceipt, ground: Ground): Advance {
  return receipt.records === 0 ? emptyPage(trail, receipt, ground) : pageOfRecords(trail, receipt, ground);
}

/** True where the page before the next was no full one. */
export function isShort(trail: Trail, size: number): boolean {
  return trail.last !== null && trail.last.records > 0 && trail.last.records < size;
}

function emptyPage(trail: Trail, receipt: PageReceipt, { afterShort }: Ground): Advance {
  // One empty page after a full one could be a slip of the server; after a short one, or twice, it is the end.
  const verdict = afterShort || trail.empties > 0 ? 'end' : 'on';
  const behind = trail.mark ? { mark: trail.mark, tail: trail.tail } : { mark: trail, tail: seen(receipt) };
  return { trail: { ...trail, next: trail.next + 1, last: seen(receipt), empties: trail.empties + 1, ...behind, repeated: 0 }, verdict };
}

function pageOfRecords(trail: Trail, receipt: PageReceipt, { size, afterShort, judged, mayRewind }: Ground): Advance {
  const same = trail.last?.digest === receipt.digest;
  const sameFirst = same && trail.next === 1;
  if (same && afterShort && !sameFirst) return { trail, verdict: 'same-last' };
  if (trail.mark && mayRewind) return { trail: trail.mark, verdict: 'rewind' };

  const repeated = same ? trail.repeated + 1 : 0;
  const stale = receipt.fresh === 0 && judged ? trail.stale + 1 : 0;
  const shifted = trail.shifted || (judged && receipt.fresh < receipt.rows);
  const on: Trail = {
    next: trail.next + 1,
    sessions: trail.sessions + (judged ? receipt.fresh : 0),
    last: seen(receipt),
    chain: createHash('sha256')
      .update(trail.chain + receipt.digest)
      .digest('base64'),
    stale,
    repeated,
    mark: receipt.records < size ? { ...trail, mark: null } : null,
    tail: receipt.records < size ? seen(receipt) : null,
    empties: 0,
    shifted,
    shiftedElsewhere: same ? trail.shiftedElsewhere : shifted,
    short: trail.short || trail.mark !== null,
  };
  if (sameFirst) return { trail: on, verdict: 'same-first' };
  if (repeated >= 2) return { trail: on, verdict: 'same-last' };
  if (stale >= mostStale) return { trail: on, verdict: 'cycle' };
  return { trail: on, verdict: on.sessions >= mostSessions ? 'endless' : 'on' };
}

function seen({ records, rows, digest, firstKey, lastKey }: PageReceipt): Seen {
  return { records, rows, digest, firstKey, lastKey };
}
