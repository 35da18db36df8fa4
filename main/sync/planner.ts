/**
 * Decides how a listing is read: state + what happened → what to ask next, or how the read ends. Pure: no clock, no
 * network, no store. The runner does what a `Step` says and tells what came of it as `Event`s.
 *
 * Pages are asked for several at a time and come back in any order; they are staged in order, and only staged pages
 * are judged (`trail.ts`). No answer of the API tells where a list ends or whether it moved meanwhile, so the end is
 * taken for one only when it shows twice, and a list that moved is walked again, up to three times.
 */
import type { FailureCode } from '../../preload/model.ts';
import type { PageReceipt } from '../store/store.ts';
import { answered, failed, mostTries, pagesAhead, pause, standing } from './flight.ts';
import type { Ask, Event, State, Step, Task, Trouble } from './plan.ts';
import * as reasons from './reasons.ts';
import { advance, isShort, start, type Seen, type Trail } from './trail.ts';

const mostWalks = 3;
const mostRewinds = 3;
/** Page sizes to fall back to where a server refuses the first page for its size. */
const smallerSizes = [200, 50];

/** The first request of a read. */
export function begin({ pageSize, expected, resume }: Task): Step {
  const fresh: State = {
    want: pageSize,
    size: pageSize,
    sizeSettled: false,
    firstWasShort: false,
    expected: expected ?? null,
    trail: start,
    compare: null,
    era: 0,
    walk: 1,
    chainBefore: null,
    rewinds: 0,
    flight: standing,
    front: 0,
    nextId: 0,
    out: 0,
    again: [],
    question: null,
    refused: null,
    arrivals: new Map(),
    since: 0,
    tailIsLate: true,
    holds: false,
    waiting: null,
  };
  // Behind a hole nothing can be trusted to hang together.
  const last = resume?.pages.filter(({ page }, index) => page === index).at(-1);
  if (!resume || !last) return fill(fresh);
  const trail: Trail = { ...start, next: last.page, sessions: resume.sessions };
  // Behind a first page that was capped, pages were asked for in the size of the cap.
  const longest = resume.pages.reduce((most, { rows }) => Math.max(most, rows), 0);
  const size = last.page > 0 && longest > 0 ? Math.min(longest, resume.pageSize) : resume.pageSize;
  return fill({ ...fresh, size, compare: last, trail, front: last.page });
}

/** Goes on by what happened. */
export function next(state: State, event: Event): Step {
  if (event.kind === 'stopped') return cutOff(state, event.trouble);
  if (event.ask.era !== state.era) return { state, asks: [] };
  switch (event.kind) {
    case 'arrived':
      return onArrived(state, event.ask, event.ms, event.bytes);
    case 'staged':
      return onStaged(state, event.ask, event.receipt);
    case 'probed':
      return onProbed(state, event.ask, event.keys);
    case 'failed':
      return event.at === 'network'
        ? onFailed({ ...state, out: state.out - 1 }, event.ask, event.trouble)
        : onUnreadable(state, event.ask, event.trouble);
  }
}

function onArrived(state: State, { page }: Ask, ms: number, bytes: number): Step {
  const arrivals = new Map(state.arrivals).set(page, state.nextId);
  return fill({ ...state, flight: answered(state.flight, ms, bytes), out: state.out - 1, waiting: null, arrivals });
}

function onStaged(before: State, ask: Ask, receipt: PageReceipt): Step {
  let state: State = { ...before, holds: before.holds || receipt.rows > 0 };
  if (state.compare) {
    if (state.compare.digest !== receipt.digest) return fill(walkAgain({ ...state, compare: null, size: state.want }, start));
    state = { ...state, compare: null, sizeSettled: state.trail.next > 0 };
  }
  if (!state.sizeSettled) {
    // Fewer than wanted: a silent cap or the whole list. Asking for just that many makes the offsets agree either way.
    const size = receipt.records === 0 ? state.size : receipt.records;
    state = { ...state, size, sizeSettled: true, firstWasShort: receipt.records > 0 && receipt.records < state.want };
  }
  const { trail, verdict } = advance(state.trail, receipt, {
    size: state.size,
    afterShort: isAfterShort(state),
    judged: before.compare === null,
    mayRewind: state.rewinds < mostRewinds,
  });
  const arrivals = new Map(state.arrivals);
  const since = Math.max(state.since, arrivals.get(ask.page) ?? 0);
  arrivals.delete(ask.page);
  // Once the tail began, the pages behind it say nothing of whether the list moved before it.
  const tailIsLate = state.trail.mark ? state.tailIsLate : ask.id >= state.since;
  state = { ...state, arrivals, since, tailIsLate };
  switch (verdict) {
    case 'on':
      return fill(onTurnOfRefused({ ...state, trail }));
    case 'rewind':
      return fill(walkAgain({ ...state, rewinds: state.rewinds + 1 }, trail));
    case 'same-first':
      return askProbe({ ...state, trail }, 'is page ignored', state.size === 1 ? 0 : 1, state.size === 1 ? 2 : Math.ceil(state.size / 2));
    case 'same-last':
      // Some servers give their last page for all behind the end, so one far behind is the same; or the list moved just so.
      return askProbe({ ...state, trail }, 'is this the last page', 2 * trail.next + 8, state.size);
    case 'end':
      return atEnd({ ...state, trail });
    case 'cycle':
      return ended({ ...state, trail }, reasons.cycle);
    case 'endless':
      return partial(state, reasons.noEnd);
  }
}

/**
 * The end of the list was met. Pages are answered out of order, so one that was answered early may miss what an addition
 * moved into it; then everything behind it moved too, and the tail shows it when it is asked for after all the others.
 */
function atEnd(state: State): Step {
  if (state.tailIsLate) return ended(state);
  return askProbe(state, 'has the tail moved', state.trail.mark?.next ?? state.trail.next - 1, state.size);
}

function onTail(state: State, tail: Seen | null, keys: readonly string[]): Step {
  const still = keys.length === tail?.rows && (keys[0] ?? null) === tail.firstKey && (keys.at(-1) ?? null) === tail.lastKey;
  return ended(still ? state : moved(state));
}

/** The pages that repeat the one before them are the server's way, and no sign of a list that moved. */
function withoutRepeats(state: State): State {
  return { ...state, trail: { ...state.trail, shifted: state.trail.shiftedElsewhere } };
}

/** It is known that the list moved under this walk. */
function moved(state: State): State {
  return { ...state, trail: { ...state.trail, shifted: true, chain: `${state.trail.chain} moved` } };
}

/** The end of the list was met, or (with a `doubt`) what takes its place. */
function ended(state: State, doubt?: string): Step {
  const { trail, chainBefore } = state;
  // Two walks that met the same pages met a list at rest: a key that comes twice is then the server's own.
  const atRest = trail.chain === chainBefore;
  if (atRest && doubt !== undefined) return partial(state, doubt);
  if (!atRest && (trail.shifted || doubt !== undefined)) {
    if (state.walk === mostWalks) return partial(state, doubt ?? reasons.shifted);
    return fill(walkAgain({ ...state, walk: state.walk + 1, chainBefore: trail.chain, expected: trail.sessions }, start));
  }
  return trail.short ? partial(state, reasons.short) : { state, asks: [], end: { status: 'complete' } };
}

function onProbed(state: State, ask: Ask, keys: readonly string[]): Step {
  if (state.question === 'has the tail moved') return onTail(state, state.trail.tail ?? state.trail.last, keys);
  if (state.question === 'is this the last page') return onTail(withoutRepeats(state), state.trail.last, keys);
  const { firstKey, records } = state.trail.last ?? { firstKey: null, records: 0 };
  const begins = keys[0] ?? null;
  const other = begins !== null && firstKey !== null && begins !== firstKey;
  if (ask.page === 0 && other) return ended(moved(state));
  // Page 1 at half the size begins elsewhere: the server knows pages and gives its last one for those behind the end.
  // Or as much came as before though another size was asked for: it knows neither pages nor sizes, and gave everything.
  const givesAll = keys.length === records && begins === firstKey;
  return other || givesAll ? ended(withoutRepeats(state)) : partial(state, reasons.noPages);
}

function onFailed(before: State, ask: Ask, trouble: Trouble): Step {
  if (isFinal(trouble.code)) return cutOff(before, trouble);
  const refusal = isRefusal(trouble);
  if (refusal && ask.kind === 'stage') {
    if (ask.page > 0) return onRefused(before, ask, trouble);
    const sizeIsDoubted = trouble.status === 400 || trouble.status === 422;
    const size = sizeIsDoubted ? smallerSizes.find((smaller) => smaller < ask.size) : undefined;
    return size === undefined ? cutOff(before, trouble) : fill(walkAgain({ ...before, want: size, size, compare: null }, start));
  }
  if (refusal) return before.question === 'is this the last page' ? ended(moved(before)) : cutOff(before, trouble);
  return askAgain(before, ask, trouble);
}

/** A page with records before it was refused: behind the end some servers say so instead of giving an empty page. */
function onRefused(before: State, ask: Ask, trouble: Trouble): Step {
  const { refused, trail } = before;
  if (refused && ask.page > refused.page) return fill(before);
  const times = refused?.page === ask.page ? refused.times + 1 : 1;
  const state: State = { ...before, refused: { page: ask.page, times }, again: before.again.filter(({ page }) => page < ask.page) };
  if (ask.page > trail.next) return fill(state);
  if (before.compare) return fill(walkAgain({ ...state, compare: null, size: state.want }, start));
  if (times === 1) return fill({ ...state, again: [{ ...ask, tries: ask.tries + 1 }, ...state.again], waiting: trouble.message });
  // Behind a full page the refusal alone is not enough: the server must still give that page.
  return atEnd(isAfterShort(state) || trail.empties > 0 ? state : { ...state, tailIsLate: false });
}

/** A page was refused while those before it were still to come. Now it is the next: it is asked for once more, to be sure. */
function onTurnOfRefused(state: State): State {
  const { refused, trail } = state;
  if (!refused || trail.next < refused.page) return state;
  // It came after all, so the refusal was a slip; what was refused behind it is asked for as if never asked.
  if (trail.next > refused.page) return walkAgain(state, trail);
  return { ...state, again: [{ kind: 'stage', page: refused.page, size: state.size, tries: 1 }, ...state.again] };
}

function onUnreadable(state: State, ask: Ask, trouble: Trouble): Step {
  // Pages behind it may be staged already: they are asked for again too, since pages are staged in order.
  return askAgain({ ...walkAgain(state, state.trail), front: ask.page + 1 }, ask, trouble);
}

function askAgain(before: State, ask: Ask, trouble: Trouble): Step {
  if (ask.tries + 1 >= mostTries) return cutOff(before, trouble);
  const again = [...before.again, { ...ask, tries: ask.tries + 1 }].sort((a, b) => a.page - b.page);
  return fill({ ...before, flight: failed(before.flight), again, waiting: trouble.message });
}

function askProbe(state: State, question: NonNullable<State['question']>, page: number, size: number): Step {
  const clean: State = { ...walkAgain(state, state.trail), question, again: [{ kind: 'probe', page, size, tries: 0 }] };
  return fill(clean);
}

/** The page before the next was not a full one, or the first that may have been the whole list. */
function isAfterShort({ trail, size, firstWasShort }: State): boolean {
  return isShort(trail, size) || (trail.next === 1 && firstWasShort);
}

/** Voids all asks and goes on from `trail`. */
function walkAgain(state: State, trail: Trail): State {
  return { ...state, trail, era: state.era + 1, front: trail.next, out: 0, again: [], refused: null, question: null, arrivals: new Map() };
}

/** Hands out as many asks as the window allows. */
function fill(before: State): Step {
  let state = before;
  const asks: Ask[] = [];
  const give = (wanted: Pick<Ask, 'kind' | 'page' | 'size' | 'tries'>, after: number) => {
    const { kind, page, size, tries } = wanted;
    asks.push({ id: state.nextId, era: state.era, kind, page, size, tries, after });
    state = { ...state, nextId: state.nextId + 1, out: state.out + 1 };
  };
  while (state.out < state.flight.window) {
    const [again, ...rest] = state.again;
    if (again) {
      give(again, pause(again.tries));
      state = { ...state, again: rest };
    } else if (state.question === null && state.front <= horizon(state)) {
      give({ kind: 'stage', page: state.front, size: state.size, tries: 0 }, 0);
      state = { ...state, front: state.front + 1 };
    } else break;
  }
  return { state, asks };
}

/** The last page that may be asked for now: not far behind what is staged, nor behind where the end is expected. */
function horizon(state: State): number {
  const { trail, size, refused, expected } = state;
  const endShows = trail.mark !== null && state.rewinds < mostRewinds;
  if (!state.sizeSettled || endShows || (trail.next === 1 && state.firstWasShort)) return trail.next;
  const ahead = trail.next + pagesAhead(state.flight) - 1;
  const expectedEnd = expected === null ? 0 : Math.ceil(expected / size);
  // Behind the expected end, or where nothing is known, no more pages are asked for in vain than half of those got there.
  const behind = trail.next + Math.ceil((trail.next - expectedEnd) / 2);
  return Math.min(ahead, Math.max(expectedEnd, behind), refused ? refused.page - 1 : ahead);
}

function cutOff(state: State, { code, message }: Trouble): Step {
  return { state, asks: [], end: { status: 'partial', reason: reasons.cutOff(code, message), keep: true, nothing: !state.holds } };
}

function partial(state: State, reason: string): Step {
  return { state, asks: [], end: { status: 'partial', reason, keep: false, nothing: false } };
}

/** Asking again would not help. */
function isFinal(code: FailureCode): boolean {
  switch (code) {
    case 'unreachable':
    case 'timed-out':
    case 'not-this-api':
    case 'html-answer':
    case 'server-error':
    case 'answer-unreadable':
    case 'not-found':
    case 'usage':
      return false;
    default:
      return true;
  }
}

/** The server understood and would not: what some answer for a page behind the end. */
function isRefusal({ code, status }: Trouble): boolean {
  return code === 'not-found' || code === 'usage' || status === 400 || status === 404 || status === 416 || status === 422;
}
