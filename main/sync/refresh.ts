/**
 * A refresh: asks for a few pages of the list, the latest sessions first, and compares them with the newest snapshot. Pure.
 *
 * What a refresh confirms, and what it does not. It ends well only where
 * - the pages from the first on came in falling order of time, each row where the snapshot's times put it, up to a page on
 *   which nothing is new or changed;
 * - the list is as long as the snapshot and what was new: its last page, in a size that does not divide that number, held
 *   as many rows as are left, and the page before it was full;
 * - every session that the snapshot has as not closed was met again, on the page on which its time puts it;
 * - a few other pages, others each time, were as the snapshot has them, row by row.
 * So every session recorded since is in it, and what goes on changing is up to date. What it cannot see: another value in
 * an old, closed session on a page that was not looked at, and as many old sessions added as taken away between two such pages.
 * It closes nothing. Wherever one of these does not hold, the list is read in full, and the reason is told.
 */
import { orderSpellings } from '../remote/queries.ts';
import type { CheckedPage, Ground } from '../store/store.ts';
import { cutOff, fill, want } from './asking.ts';
import { answered } from './flight.ts';
import { asked, leastPages, lookups, pagesOf, placed, type Placing } from './lookups.ts';
import type { Ask, Event, State, Step, Task, Want } from './plan.ts';
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
  /** Pages from the first on that were looked at, and the moment of the last row on them. */
  readonly head: number;
  readonly last: number;
  /** New sessions on them. */
  readonly added: number;
  /** The others that are still to be looked at; undefined while it is at the first ones. */
  readonly rest: number | undefined;
  /** Open sessions that were met. */
  readonly met: number;
  /** Pages that were looked at, all in all. */
  readonly looked: number;
}

/** Whether a refresh is worth while: a short list is read in full at the same cost. */
export function isWorthwhile(sessions: number, pageSize: number, cap = Infinity): boolean {
  return pagesOf(sessions, Math.min(pageSize, cap)) >= leastPages;
}

/** How the refresh goes on, or why the list has to be read in full; null where that costs no more. */
export type Turn = Step | { readonly doubt: string | null };

/** The first request. */
export function beginRefresh(state: State, { ground, skipped, chance }: NonNullable<Task['refresh']>): Step {
  const none = { spelling: 0, head: 0, last: Infinity, added: 0, rest: undefined, met: 0, looked: 0 };
  return fill(askHead({ ...state, refresh: { ground, skipped, chance, ...none } }, 0));
}

/** Asks for a page from the first on in the spelling that is being tried. */
function askHead(state: State, page: number): State {
  return { ...state, again: [wanted(state, page, state.size)] };
}

function wanted({ refresh }: State, page: number, size: number): Want {
  return want('check', { page, size, order: orderSpellings[refresh?.spelling ?? 0] ?? 'order' });
}

export function onRefresh(state: State, refresh: Refreshing, event: Event): Turn {
  switch (event.kind) {
    case 'stopped':
      return cutOff(state, event.trouble);
    case 'arrived':
      return fill({ ...state, flight: answered(state.flight, event.ms, event.bytes), out: state.out - 1, failures: 0, waiting: null });
    case 'checked':
      return refresh.rest === undefined
        ? onHead(state, refresh, event.ask, event.checked)
        : onRest(state, refresh, event.ask, event.checked);
    case 'failed': {
      const { ask, trouble, at } = event;
      const failed = { ...state, out: state.out - (at === 'network' ? 1 : 0), failures: state.failures + 1 };
      if (isFinal(trouble.code)) return cutOff(failed, trouble);
      if (!isRefusal(trouble)) return askAgain(failed, event);
      if (refresh.rest !== undefined || ask.page > 0) return { doubt: reasons.otherLength };
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
  if (spelling === orderSpellings.length) return { doubt: reasons.notLatestFirst };
  const refresh = { ...before, spelling, head: 0, last: Infinity, added: 0 };
  return fill(askHead({ ...state, refresh, size: state.task.pageSize }, 0));
}

/** Records of the list, if it is the snapshot's with what is new. */
function lengthOf({ ground, skipped, added }: Refreshing): number {
  return ground.moments.length + ground.undated + skipped + added;
}

function onHead(state: State, before: Refreshing, ask: Ask, { records, rows, added, met }: CheckedPage): Turn {
  const fresh = rows.filter(({ is }) => is === 'new').length;
  const refresh: Refreshing = { ...before, head: before.head + 1, looked: before.looked + 1, added: before.added + fresh, met };
  if (records > ask.size || records === 0) return { doubt: records === 0 ? reasons.otherLength : reasons.otherSize };
  const placing: Placing = { ground: before.ground, slack: before.skipped, row: ask.page * ask.size, added: before.added };
  const latest = rows.find(({ moment }) => !Number.isNaN(moment))?.moment ?? NaN;
  const beginsLate = ask.page > 0 || latest >= (before.ground.moments[0] ?? Infinity);
  const { falls, fits, undatedNew, last } = placed(rows, placing, before.last);
  if (!falls) return ask.page === 0 ? otherSpelling(state, before) : { doubt: reasons.notLatestFirst };
  // What has no moment may stand anywhere; one that was found before, elsewhere, shows that nothing stands where it was put.
  if (!beginsLate || undatedNew || !fits || refresh.added !== added) return { doubt: reasons.otherPlace };
  const length = lengthOf(refresh);
  const isAll = length <= refresh.head * ask.size || (ask.page === 0 && records >= length);
  if (isAll) return { doubt: null };
  // Fewer than wanted: a silent cap. Asking for just that many makes the offsets agree.
  const size = ask.page === 0 ? records : ask.size;
  if (records < size) return { doubt: reasons.otherLength };
  if (pagesOf(length, size) < leastPages) return { doubt: null };
  const on: State = { ...state, size, refresh: { ...refresh, last } };
  const settled = rows.every(({ is, open }) => is === 'same' || (is === 'changed' && open));
  if (!settled) {
    if (refresh.head >= asked(length, size) / 2) return { doubt: reasons.muchIsNew };
    return fill(askHead(on, ask.page + 1));
  }
  const looks = lookups({ ...placing, added: refresh.added }, { length, size, head: refresh.head, chance: refresh.chance });
  if (!looks) return { doubt: reasons.manyOpen };
  const again = looks.map((look) => wanted(on, look.page, look.size));
  return fill({ ...on, refresh: { ...refresh, last, rest: looks.length }, again });
}

function onRest(state: State, before: Refreshing, ask: Ask, { records, rows, met }: CheckedPage): Turn {
  const refresh: Refreshing = { ...before, met, looked: before.looked + 1, rest: (before.rest ?? 0) - 1 };
  const length = lengthOf(refresh);
  const row = ask.page * ask.size;
  if (records !== Math.min(ask.size, length - row)) return { doubt: reasons.otherLength };
  if (rows.some(({ is }) => is === 'new')) return { doubt: reasons.otherPlace };
  if (rows.some(({ is, open }) => is === 'changed' && !open)) return { doubt: reasons.otherFields };
  const { falls, fits } = placed(rows, { ground: refresh.ground, slack: refresh.skipped, row, added: refresh.added }, Infinity);
  if (!falls || !fits) return { doubt: falls ? reasons.otherPlace : reasons.notLatestFirst };
  const next: State = { ...state, refresh };
  if (refresh.rest !== 0) return fill(next);
  if (refresh.met < refresh.ground.open.length) return { doubt: reasons.otherPlace };
  return { state: next, asks: [], end: { status: 'complete' } };
}
