/** What is asked for next, and what is asked for no more. Pure. */
import { mostOut, mostProving, pagesAhead, pause } from './flight.ts';
import { nextKey } from './gone.ts';
import type { Ask, Question, State, Step, Trouble, Want } from './plan.ts';
import { reopen, take } from './proof.ts';
import * as reasons from './reasons.ts';
import { isShort, type Trail } from './trail.ts';

export const mostRewinds = 3;

/** The page before the next was not a full one, or the first that may have been the whole list. */
export function isAfterShort({ trail, size, firstWasShort }: State): boolean {
  return isShort(trail, size) || (trail.next === 1 && firstWasShort);
}

/** Voids all asks and goes on from `trail`, in which the next slot takes the server's page `page`. */
export function goOn(state: State, trail: Trail, page = trail.next + state.shift): State {
  return {
    ...state,
    trail,
    shift: page - trail.next,
    era: state.era + 1,
    front: trail.next,
    out: 0,
    proving: 0,
    again: [],
    refused: null,
    question: null,
    check: null,
    closing: false,
    proof: reopen(state.proof),
  };
}

export function want(kind: Want['kind'], more: Partial<Want>): Want {
  return { kind, slot: 0, page: 0, size: 0, about: [], key: '', tries: 0, atLeast: 0, ...more };
}

/** Asks for a page to answer a question, before anything else. */
export function askProbe(state: State, question: Question, page: number, size: number): Step {
  return fill({ ...goOn(state, state.trail), question, again: [want('probe', { page, size })] });
}

/** Hands out as many asks as the window allows. */
export function fill(before: State): Step {
  let state = before;
  const asks: Ask[] = [];
  const give = (wanted: Want): void => {
    asks.push({ ...wanted, id: state.nextId, era: state.era, after: pause(wanted.tries) });
    const proving = state.proving + (wanted.kind === 'proof' ? 1 : 0);
    state = { ...state, nextId: state.nextId + 1, out: state.out + 1, proving };
  };
  // Small pages that prove something do not take the place of others.
  const pages = (): number => state.out - (state.closing ? 0 : Math.min(state.proving, mostProving));
  const isFull = (): boolean => state.out >= mostOut(state.flight);
  while (pages() < state.flight.window && !isFull()) {
    const [again, ...rest] = state.again;
    if (again) {
      give(again);
      state = { ...state, again: rest };
    } else if (state.question !== null || state.refresh !== null) break;
    else if (state.check) {
      const key = nextKey(state.check);
      if (key === undefined) break;
      give(want('key', { key }));
      state = { ...state, check: { ...state.check, asked: state.check.asked + 1 } };
    } else if (!state.closing && state.front <= horizon(state)) {
      give(want('stage', { slot: state.front, page: state.front + state.shift, size: state.size }));
      state = { ...state, front: state.front + 1 };
    } else break;
  }
  const room = (): boolean => (state.closing ? state.out < state.flight.window : state.proving < mostProving && state.flight.window > 1);
  while (state.question === null && state.check === null && state.sizeSettled && room() && !isFull()) {
    const taken = take(state.proof, means(state));
    if (!taken) break;
    state = { ...state, proof: taken.proof };
    // Behind the end nothing staged is meant: repeated pages, and what was under way.
    const slot = state.closing && state.trail.tip ? state.trail.tip.slot + 1 : 0;
    if (taken.wanted) give(want('proof', { ...taken.wanted, slot }));
  }
  return { state, asks };
}

function means({ size, given, from, firstWasShort, flight, trail, shift, closing }: State) {
  const cap = firstWasShort ? size : Infinity;
  return { size, given, from, cap, rows: (trail.next + shift) * size, closing, ...(flight.bytes !== undefined && { bytes: flight.bytes }) };
}

/** The last slot that may be asked for now: not far behind what is staged, nor behind where the end is expected. */
function horizon(state: State): number {
  const { trail, size, refused, expected, shift } = state;
  const endShows = trail.mark !== null && state.rewinds < mostRewinds;
  if (!state.sizeSettled || endShows || (trail.next === 1 && state.firstWasShort)) return trail.next;
  const ahead = trail.next + pagesAhead(state.flight) - 1;
  const expectedEnd = expected === null ? 0 : Math.ceil(expected / size) - shift;
  // Behind the expected end, or where nothing is known, no more pages are asked for in vain than a quarter of those got there.
  const behind = trail.next + Math.ceil((trail.next - expectedEnd) / 4);
  return Math.min(ahead, Math.max(expectedEnd, behind), refused ? refused.slot - 1 : ahead);
}

export function cutOff(state: State, { code, message }: Pick<Trouble, 'code' | 'message'>): Step {
  const reason = reasons.cutOff(code, message);
  return { state, asks: [], end: { status: 'partial', reason, cause: message, keep: true, nothing: !state.holds } };
}

export function partial(state: State, reason: string): Step {
  return { state, asks: [], end: { status: 'partial', reason, keep: false, nothing: false } };
}
