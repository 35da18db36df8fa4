/**
 * A refresh: asks for a few pages of the list, the latest sessions first, and compares them with the newest snapshot. Pure.
 *
 * What a refresh confirms, and what it does not. It ends well only where
 * - the pages from the first on came in falling order of time, each row where the snapshot's times put it, up to a page on
 *   which nothing is new or changed; and the first page came in rising order where that was asked for;
 * - the list is as long as the snapshot and what was new: its last page, in a size that does not divide that number, held
 *   as many rows as are left, and the page before it was full;
 * - every session that the snapshot has as not closed was met again, on the page on which its time puts it, or in the list of
 *   live ones, just as it was;
 * - a few other pages, others each time, were as the snapshot has them, row by row.
 * So every session recorded since is in it, and what goes on changing is up to date. What it cannot see: another value in
 * an old, closed session on a page that was not looked at, and as many old sessions added as taken away between two such pages.
 * It closes nothing. Wherever one of these does not hold, the list is read in full, and the reason is told.
 */
import { orderSpellings } from '../remote/queries.ts';
import type { CheckedPage, CheckedRow, Ground } from '../store/store.ts';
import { cutOff, fill, want } from './asking.ts';
import { answered } from './flight.ts';
import { leastPages, lookups, mostAsked, pagesOf, placed, type Look } from './lookups.ts';
import type { Ask, Event, State, Step, Task } from './plan.ts';
import * as reasons from './reasons.ts';
import { askAgain, isFinal, isRefusal } from './troubles.ts';

/** A refresh under way. */
export interface Refreshing {
  readonly ground: Ground;
  /** Records that the last full read could not read: they take places in the list. */
  readonly skipped: number;
  /** Which pages are looked at besides: any number, another one each time. */
  readonly chance: number;
  /** Which of the spellings of an order is asked in. */
  readonly spelling: number;
  /** What is being looked at: pages from the first on, the first one the other way round, and then some others. */
  readonly stage: 'latest' | 'earliest' | 'others';
  /** Pages from the first on that were looked at, and the moment of the last row on them. */
  readonly head: number;
  readonly last: number;
  /** New sessions on them. */
  readonly added: number;
  /** Of the others, how many are still to be looked at. */
  readonly left: number;
  /** Open sessions that were met. */
  readonly met: number;
  /** Pages that were looked at, all in all, and what was asked besides. */
  readonly looked: number;
  readonly spent: number;
  /** It began once more, since the list seemed to have moved meanwhile. */
  readonly anew: boolean;
}

/** Whether a refresh is worth while: a short list is read in full at the same cost. */
export function isWorthwhile(sessions: number, pageSize: number, cap = Infinity): boolean {
  return pagesOf(sessions, Math.min(pageSize, cap)) >= leastPages;
}

/** How the refresh goes on, or why the list has to be read in full; null where that costs no more. */
export type Turn = Step | { readonly doubt: string | null };

const atFirst = { stage: 'latest', head: 0, last: Infinity, added: 0, left: 0 } as const;

/** The first request. */
export function beginRefresh(state: State, { ground, skipped, chance, spent = 0 }: NonNullable<Task['refresh']>): Step {
  return askFirst(state, { ground, skipped, chance, spelling: 0, met: 0, looked: 0, spent, anew: false, ...atFirst });
}

/** Asks for the first page. */
function askFirst(state: State, refresh: Refreshing): Step {
  const size = state.task.pageSize;
  return ask({ ...state, size, refresh }, refresh, [{ page: 0, size }]);
}

function ask(state: State, refresh: Refreshing, looks: readonly Look[], direction: 'asc' | 'desc' = 'desc'): Step {
  const order = { spelling: orderSpellings[refresh.spelling] ?? 'order', direction };
  return fill({ ...state, refresh, again: [...state.again, ...looks.map((look) => want('check', { ...look, order }))] });
}

export function onRefresh(state: State, refresh: Refreshing, event: Event): Turn {
  switch (event.kind) {
    case 'stopped':
      return cutOff(state, event.trouble);
    case 'arrived':
      return fill({ ...state, flight: answered(state.flight, event.ms, event.bytes), out: state.out - 1, failures: 0, waiting: null });
    case 'checked': {
      const { rows, records, met } = event.checked;
      const now = { ...refresh, looked: refresh.looked + 1, met };
      if (records > event.ask.size) return { doubt: reasons.otherSize };
      if (refresh.stage === 'latest') return onLatest(state, now, event.ask, event.checked);
      return refresh.stage === 'earliest' ? onEarliest(state, now, event.ask, rows) : onOther(state, now, event.ask, event.checked);
    }
    case 'failed': {
      const { ask: asked, trouble, at } = event;
      const failed = { ...state, out: state.out - (at === 'network' ? 1 : 0), failures: state.failures + 1 };
      if (isFinal(trouble.code)) return cutOff(failed, trouble);
      if (!isRefusal(trouble)) return askAgain(failed, event);
      if (asked.page > 0) return { doubt: reasons.otherLength };
      // A spelling that is refused is one that the server does not know; what else is refused, a full read tells best.
      return trouble.status === 400 || trouble.status === 422 ? otherSpelling(failed, refresh) : { doubt: null };
    }
    case 'staged':
    case 'placed':
    case 'probed':
    case 'answered':
    case 'compared':
      return { state, asks: [] };
  }
}

function otherSpelling(state: State, before: Refreshing): Turn {
  const spelling = before.spelling + 1;
  return spelling === orderSpellings.length ? { doubt: reasons.notLatestFirst } : askFirst(state, { ...before, ...atFirst, spelling });
}

/** One session that was recorded just now moves all the others: a second look tells it from what is to be read in full. */
function onceMore(state: State, before: Refreshing, doubt: string): Turn {
  if (before.anew) return { doubt };
  return askFirst({ ...state, era: state.era + 1, out: 0, again: [] }, { ...before, ...atFirst, anew: true });
}

/** Records of the list, if it is the snapshot's with what is new. */
function lengthOf({ ground, skipped, added }: Refreshing): number {
  return ground.moments.length + ground.undated + skipped + added;
}

function onLatest(state: State, before: Refreshing, { page, size: wanted }: Ask, { records, rows, added }: CheckedPage): Turn {
  const { ground, skipped: slack } = before;
  const fresh = rows.filter(({ is }) => is === 'new').length;
  const { falls, fits, undatedNew, last } = placed(rows, { ground, slack, row: page * wanted, added: before.added }, before.last);
  if (!falls) return page === 0 ? otherSpelling(state, before) : { doubt: reasons.notLatestFirst };
  const refresh: Refreshing = { ...before, head: before.head + 1, added: before.added + fresh, last };
  const first = rows.find(({ moment }) => !Number.isNaN(moment))?.moment ?? NaN;
  const beginsLate = page > 0 || first >= (ground.moments[0] ?? Infinity);
  // What has no moment may stand anywhere; one that was found before, elsewhere, shows that nothing stands where it was put.
  if (!beginsLate || undatedNew || !fits || refresh.added !== added) return { doubt: reasons.otherPlace };
  const length = lengthOf(refresh);
  // Fewer than wanted: a silent cap. Asking for just that many makes the offsets agree.
  const size = page === 0 ? records : wanted;
  if (records < size) return { doubt: reasons.otherLength };
  if (pagesOf(length, size) < leastPages) return { doubt: null };
  const on: State = { ...state, size };
  if (rows.every(({ is, open }) => is === 'same' || (is === 'changed' && open))) {
    return ask(on, { ...refresh, stage: 'earliest' }, [{ page: 0, size }], 'asc');
  }
  if (refresh.looked >= mostAsked(length, size)) return { doubt: reasons.muchIsNew };
  return ask(on, refresh, [{ page: page + 1, size }]);
}

/** A list that comes latest first anyway looks like one that obeys, until the earliest are asked for. */
function onEarliest(state: State, before: Refreshing, { size }: Ask, rows: readonly CheckedRow[]): Turn {
  const { ground, skipped: slack, added, head, looked, spent, chance } = before;
  const length = lengthOf(before);
  // Turned round they are the last ones of the list.
  const { falls, fits } = placed([...rows].reverse(), { ground, slack, row: length - rows.length, added }, Infinity);
  if (!falls || ground.moments[0] === ground.moments.at(-1)) return otherSpelling(state, before);
  if (!fits) return { doubt: reasons.otherPlace };
  const looks = lookups(ground, { length, size, head, looked: looked + spent, added, chance });
  if (!looks) return { doubt: reasons.manyOpen };
  return ask(state, { ...before, stage: 'others', left: looks.length }, looks);
}

function onOther(state: State, before: Refreshing, { page, size }: Ask, { records, rows }: CheckedPage): Turn {
  const refresh: Refreshing = { ...before, left: before.left - 1 };
  const { ground, skipped: slack, added } = refresh;
  const row = page * size;
  if (records !== Math.min(size, lengthOf(refresh) - row)) return onceMore(state, refresh, reasons.otherLength);
  if (rows.some(({ is }) => is === 'new')) return { doubt: reasons.otherPlace };
  if (rows.some(({ is, open }) => is === 'changed' && !open)) return { doubt: reasons.otherFields };
  const { falls, fits } = placed(rows, { ground, slack, row, added }, Infinity);
  if (!falls) return { doubt: reasons.notLatestFirst };
  if (!fits) return onceMore(state, refresh, reasons.otherPlace);
  if (refresh.left > 0) return fill({ ...state, refresh });
  // One that is on none of the pages on which it should be.
  if (refresh.met < ground.open.length) return { doubt: reasons.otherPlace };
  return { state: { ...state, refresh }, asks: [], end: { status: 'complete' } };
}
