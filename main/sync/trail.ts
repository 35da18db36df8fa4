/**
 * What the pages mean that were read so far, in order: whether there is more, whether the end was met. Whether
 * they hang together is shown elsewhere (`proof.ts`). Pure; the planner walks it one receipt at a time.
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

/** The last page that held something. */
export interface Tip {
  readonly slot: number;
  /** The server's number of it. */
  readonly page: number;
  readonly records: number;
}

export interface Trail {
  /** The slot that comes next. */
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
  /** Pages that repeat the one before them are not meant. */
  readonly tip: Tip | null;
  readonly empties: number;
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
  tip: null,
  empties: 0,
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
  /** The server's number of the page. */
  readonly page: number;
  /** It is read again behind others, so it may repeat them. */
  readonly again: boolean;
  /** The end is going to be proven. */
  readonly proves: boolean;
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

function emptyPage(trail: Trail, receipt: PageReceipt, { afterShort, proves }: Ground): Advance {
  // One empty page after a full one could be a slip of the server; after a short one, or twice, it is the end. Where it
  // will be proven, what looks like one is enough.
  const verdict = proves || afterShort || trail.empties > 0 ? 'end' : 'on';
  return {
    trail: { ...trail, next: trail.next + 1, last: seen(receipt), empties: trail.empties + 1, mark: trail.mark ?? trail, repeated: 0 },
    verdict,
  };
}

function pageOfRecords(trail: Trail, receipt: PageReceipt, { size, page, afterShort, again, mayRewind }: Ground): Advance {
  const same = !again && trail.last?.digest === receipt.digest;
  const sameFirst = same && trail.next === 1;
  if (same && afterShort && !sameFirst) return { trail, verdict: 'same-last' };
  if (trail.mark && mayRewind) return { trail: trail.mark, verdict: 'rewind' };

  const repeated = same ? trail.repeated + 1 : 0;
  const stale = receipt.fresh === 0 && !again ? trail.stale + 1 : 0;
  const on: Trail = {
    next: trail.next + 1,
    sessions: trail.sessions + receipt.fresh,
    last: seen(receipt),
    chain: createHash('sha256')
      .update(trail.chain + receipt.digest)
      .digest('base64'),
    stale,
    repeated,
    mark: receipt.records < size ? { ...trail, mark: null } : null,
    tip: same ? trail.tip : { slot: trail.next, page, records: receipt.records },
    empties: 0,
    short: trail.short || (trail.mark !== null && !again),
  };
  if (sameFirst) return { trail: on, verdict: 'same-first' };
  if (repeated >= 2) return { trail: on, verdict: 'same-last' };
  if (stale >= mostStale) return { trail: on, verdict: 'cycle' };
  return { trail: on, verdict: on.sessions >= mostSessions ? 'endless' : 'on' };
}

function seen({ records, rows, digest, firstKey, lastKey }: PageReceipt): Seen {
  return { records, rows, digest, firstKey, lastKey };
}
