/** What is done about requests that failed: asked again, done without, or the end of the read. Pure. */
import type { FailureCode } from '../../preload/model.ts';
import { cutOff, fill, goOn } from './asking.ts';
import { atEnd, undecided, walkAgain } from './ending.ts';
import { failed, held, mostFailures, mostTries } from './flight.ts';
import type { Ask, Event, State, Step, Trouble, Want } from './plan.ts';
import { refuse } from './proof.ts';
import * as reasons from './reasons.ts';
import { start } from './trail.ts';

/** Page sizes to fall back to where a server refuses the first page for its size. */
const smallerSizes = [200, 50];
/** Attempts at a page for many boundaries, before each gets its own. */
const mostWideTries = 3;
const mostKeyTries = 4;
const usualPatience = 60_000;
const usualWaiting = 600_000;

type Failed = Event & { readonly kind: 'failed' };

export function onFailed(before: State, event: Failed): Step {
  const { ask, trouble } = event;
  const proving = before.proving - (ask.kind === 'proof' ? 1 : 0);
  const state: State = { ...before, out: before.out - 1, proving, failures: before.failures + 1 };
  if (ask.kind === 'key') return onKeyFailed(state, event);
  if (isFinal(trouble.code)) return cutOff(state, trouble);
  if (!isRefusal(trouble)) return askAgain(state, event);
  switch (ask.kind) {
    case 'proof':
      return fill({ ...state, failures: 0, proof: refuse(state.proof, ask) });
    case 'check':
      return { state, asks: [] };
    case 'probe':
      return state.question === 'is this the last page' ? atEnd({ ...state, question: null }) : cutOff(state, trouble);
    case 'stage': {
      if (ask.page > 0) return onRefused({ ...state, failures: 0 }, ask, trouble);
      const sizeIsDoubted = trouble.status === 400 || trouble.status === 422;
      const size = sizeIsDoubted ? smallerSizes.find((smaller) => smaller < ask.size) : undefined;
      return size === undefined ? cutOff(state, trouble) : fill(goOn({ ...state, want: size, size }, start, 0));
    }
  }
}

/** What passes is asked once more; a server that will not or cannot say what it has of a key teaches nothing. */
function onKeyFailed(state: State, event: Failed): Step {
  const { ask, trouble } = event;
  if (trouble.code === 'sign-in-refused' || trouble.code === 'cancelled') return cutOff(state, trouble);
  const passes = !isFinal(trouble.code) && !isRefusal(trouble);
  return passes && ask.tries + 1 < mostKeyTries ? askAgain(state, event) : undecided({ ...state, keysAreMute: true });
}

/** A page with records before it was refused: behind the end some servers say so instead of giving an empty page. */
function onRefused(before: State, ask: Ask, trouble: Trouble): Step {
  const { refused, trail } = before;
  if (refused && ask.slot > refused.slot) return fill(before);
  const times = refused?.slot === ask.slot ? refused.times + 1 : 1;
  const isBefore = ({ kind, slot }: Pick<Ask, 'kind' | 'slot'>): boolean => kind !== 'stage' || slot < ask.slot;
  const state: State = { ...before, refused: { slot: ask.slot, times }, again: before.again.filter(isBefore) };
  if (ask.slot > trail.next) return fill(state);
  // What an earlier read staged up to here is not what the server has now.
  if (!trail.tip) return walkAgain(state, reasons.shifted);
  if (times === 1) return fill({ ...state, again: [{ ...ask, tries: ask.tries + 1 }, ...state.again], waiting: trouble.message });
  return atEnd(state);
}

/** A page was refused while those before it were still to come. Now it is the next: it is asked for once more, to be sure. */
export function onTurnOfRefused(state: State): State {
  const { refused, trail, shift, size } = state;
  if (!refused || trail.next < refused.slot) return state;
  // It came after all, so the refusal was a slip; what was refused behind it is asked for as if never asked.
  if (trail.next > refused.slot) return goOn(state, trail);
  const page = refused.slot + shift;
  const wanted = { kind: 'stage', slot: refused.slot, page, size, about: [], key: '', tries: 1, atLeast: 0 } as const;
  return { ...state, again: [wanted, ...state.again] };
}

export function onUnreadable(state: State, event: Failed): Step {
  const { ask } = event;
  if (ask.kind === 'proof') return fill({ ...state, proving: state.proving - 1, proof: refuse(state.proof, ask) });
  // Pages behind it may be staged already: they are asked for again too, since pages are staged in order.
  const from = { ...goOn(state, state.trail), failures: state.failures + 1 };
  return askAgain({ ...from, front: ask.slot + 1 }, event);
}

/** Asks once more after a pause, or ends the read where that was tried often enough. */
export function askAgain(before: State, { ask, trouble, idle, waited }: Failed): Step {
  const { retryAfter = 0 } = trouble;
  const { patience = usualPatience, mostWaiting = usualWaiting } = before.task;
  if (retryAfter > 0 && idle + retryAfter >= patience) {
    return cutOff(before, { code: trouble.code, message: reasons.asksToWait(retryAfter) });
  }
  if (waited + retryAfter > mostWaiting) return cutOff(before, { code: trouble.code, message: reasons.waitedLong(waited) });
  const tries = ask.tries + 1;
  const gone = before.failures >= mostFailures;
  if (!gone && ask.kind === 'proof' && before.failures < mostTries && tries >= mostWideTries && ask.about.length > 1) {
    return fill({ ...before, proof: refuse(before.proof, ask) });
  }
  if (gone || tries >= mostTries) return cutOff(before, trouble);
  const { kind, slot, page, size, about, key, order } = ask;
  const wanted: Want = { kind, slot, page, size, about, key, tries, atLeast: retryAfter, ...(order && { order }) };
  const again = [...before.again, wanted].sort((a, b) => a.slot - b.slot);
  const asks = trouble.status === 429 || retryAfter > 0;
  const flight = asks ? held(before.flight) : failed(before.flight);
  return fill({ ...before, flight, again, waiting: retryAfter > 0 ? reasons.waits(retryAfter) : trouble.message });
}

/** Asking again would not help. */
export function isFinal(code: FailureCode): boolean {
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
export function isRefusal({ code, status }: Trouble): boolean {
  return code === 'not-found' || code === 'usage' || status === 400 || status === 404 || status === 416 || status === 422;
}
