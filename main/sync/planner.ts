/**
 * Decides how a listing is read: state + what happened → what to ask next, or how the read ends. Pure: no clock, no
 * network, no store. The runner does what a `Step` says and tells what came of it as `Event`s.
 *
 * Pages are asked for several at a time and come back in any order; they are staged in order, and only staged pages are
 * judged: what they mean (`trail.ts`), whether they hang together (`proof.ts`), how the read ends (`ending.ts`).
 */
import type { PageReceipt, Placed } from '../store/store.ts';
import { askProbe, cutOff, fill, goOn, isAfterShort, mostRewinds, partial } from './asking.ts';
import { atEnd, ended, finish, isIdle, mend, onAnswered, onCompared, onwards, walkAgain, whole } from './ending.ts';
import { answered, standing } from './flight.ts';
import type { Ask, Event, State, Step, Task } from './plan.ts';
import { join, judge, leastAcross, open, unproven } from './proof.ts';
import * as reasons from './reasons.ts';
import { beginRefresh, onRefresh } from './refresh.ts';
import { resumed } from './resume.ts';
import { advance, start, type Trail } from './trail.ts';
import { onFailed, onTurnOfRefused, onUnreadable } from './troubles.ts';

const mostKnown = 6;

/** The first request of a read. */
export function begin(task: Task): Step {
  const state = fresh(task);
  return task.refresh && !task.resume ? beginRefresh(state, task.refresh) : fill(resumed(state));
}

function fresh(task: Task): State {
  return {
    task,
    refresh: null,
    doubt: null,
    want: task.pageSize,
    size: task.pageSize,
    sizeSettled: false,
    given: 0,
    firstWasShort: false,
    expected: task.expected ?? null,
    from: 0,
    trail: start,
    shift: 0,
    marks: new Map(),
    proof: unproven,
    closing: false,
    era: 0,
    walk: 1,
    chainBefore: null,
    rewinds: 0,
    holes: 0,
    lastHole: { slot: -1, times: 0 },
    flight: standing(task.mostInFlight),
    front: 0,
    nextId: 0,
    out: 0,
    proving: 0,
    failures: 0,
    again: [],
    question: null,
    refused: null,
    check: null,
    keysAreMute: false,
    missedBefore: null,
    knownKeys: [],
    holds: false,
    waiting: null,
  };
}

/** The refresh came upon something that only a full read can settle. */
function readInFull({ task, era, nextId, flight, failures }: State, doubt: string | null): Step {
  return fill({ ...fresh(task), doubt, era: era + 1, nextId, flight, failures });
}

/** Goes on by what happened. */
export function next(state: State, event: Event): Step {
  const step = onEvent(state, event);
  if (step.end || event.kind === 'compared' || !isIdle(step.state)) return step;
  return step.compare === true ? step : finish(step.state);
}

function onEvent(state: State, event: Event): Step {
  if (event.kind === 'stopped') return cutOff(state, event.trouble);
  if (event.kind === 'compared') return onCompared(state, event.missing);
  if (event.ask.era !== state.era) return { state, asks: [] };
  if (state.refresh) {
    const turn = onRefresh(state, state.refresh, event);
    return 'doubt' in turn ? readInFull(state, turn.doubt) : turn;
  }
  switch (event.kind) {
    case 'arrived':
      return onArrived(state, event.ms, event.bytes, event.ask);
    case 'staged':
      return onStaged(state, event.ask, event.receipt);
    case 'placed':
      return onPlaced(state, event.ask, event.placed);
    case 'probed':
      return onProbed(state, event.ask, event.keys, event.records);
    case 'answered':
      return onAnswered({ ...state, out: state.out - 1, failures: 0, waiting: null }, event.ask, event.found);
    case 'failed':
      return event.at === 'network' ? onFailed(state, event) : onUnreadable(state, event);
    case 'checked':
      return { state, asks: [] };
  }
}

function onArrived(state: State, ms: number, bytes: number, { kind }: Ask): Step {
  const { flight } = state;
  // A page of a few rows tells nothing of what a page weighs.
  const next = kind === 'stage' ? answered(flight, ms, bytes) : flight;
  return fill({ ...state, flight: next, out: state.out - 1, failures: 0, waiting: null });
}

function onStaged(before: State, ask: Ask, receipt: PageReceipt): Step {
  let state: State = {
    ...before,
    holds: before.holds || receipt.rows > 0,
    knownKeys: withEnds(before.knownKeys, receipt),
    given: Math.max(before.given, receipt.records),
  };
  if (!state.sizeSettled) {
    // Fewer than wanted: a silent cap or the whole list. Asking for just that many makes the offsets agree either way.
    const size = receipt.records === 0 ? state.size : receipt.records;
    const givesItsOwn = receipt.records > state.want;
    state = {
      ...state,
      size,
      sizeSettled: receipt.records > 0,
      firstWasShort: receipt.records > 0 && receipt.records < state.want,
      proof: givesItsOwn ? { ...state.proof, way: 'none' } : state.proof,
    };
  }
  const { tip } = state.trail;
  const again = tip !== null && ask.slot === tip.slot + 1 && ask.page !== tip.page + 1;
  const { trail, verdict } = advance(state.trail, receipt, {
    size: state.size,
    page: ask.page,
    afterShort: isAfterShort(state),
    again,
    proves: state.proof.way !== 'none',
    mayRewind: state.rewinds < mostRewinds,
  });
  if (verdict === 'rewind') return backTo({ ...state, rewinds: state.rewinds + 1 }, trail);
  state = { ...state, trail };
  if (tip && trail.tip && trail.tip.slot === ask.slot) {
    if (receipt.overlaps) state = { ...state, proof: join(state.proof, tip.slot) };
    else if (again) return mend(state, tip.slot);
    else if (ask.slot === tip.slot + 1) {
      const boundary = { after: tip.slot, row: ask.page * state.size, size: state.size, moved: 0, tries: 0, end: false };
      state = { ...state, proof: open(state.proof, boundary) };
    }
  }
  state = marked(state, ask);
  switch (verdict) {
    case 'on':
      return !trail.tip || mayBeAll(state) ? atEnd(state) : fill(onTurnOfRefused(state));
    case 'same-first':
      return askProbe(state, 'is page ignored', state.size === 1 ? 0 : 1, state.size === 1 ? 2 : Math.ceil(state.size / 2));
    case 'same-last':
      // Some servers give their last page for all behind the end, so one far behind is the same; or the list moved just so.
      return askProbe(state, 'is this the last page', 2 * (trail.next + state.shift) + 8, state.size);
    case 'end':
      return atEnd(state);
    case 'cycle':
      return ended(state, reasons.cycle);
    case 'endless':
      return partial(state, reasons.noEnd);
  }
}

/** Sessions that are known to be there: a few, for those of one page may all have gone when they are asked for. */
function withEnds(known: readonly string[], { firstKey, lastKey }: PageReceipt): readonly string[] {
  const keys = new Set([firstKey, lastKey, ...known]);
  keys.delete(null);
  return [...(keys as ReadonlySet<string>)].slice(0, mostKnown);
}

/** The first page may hold the whole list, and a page of a few rows can tell. */
function mayBeAll({ trail, proof, firstWasShort }: State): boolean {
  const { tip, next } = trail;
  return next === 1 && tip !== null && firstWasShort && proof.way !== 'none' && leastAcross(tip.records) <= tip.records;
}

/** Remembers where to go back to, as far back as is not proven. */
function marked(state: State, { slot, page }: Ask): State {
  if (state.trail.tip?.slot !== slot) return state;
  const marks = new Map([...state.marks].filter(([other]) => other >= state.proof.joined && other < slot));
  return { ...state, marks: marks.set(slot, { trail: state.trail, page }) };
}

/** Goes back to where pages began to be short or empty: the list grew behind it. */
function backTo(state: State, trail: Trail): Step {
  const { joined, ahead, open: opened, asked } = state.proof;
  const before = trail.next - 1;
  const isBefore = ({ after }: { readonly after: number }): boolean => after < before;
  const proof = {
    ...state.proof,
    joined: Math.max(0, Math.min(joined, before)),
    ahead: ahead.filter((after) => after < before),
    open: opened.filter(isBefore),
    asked: asked.filter(isBefore),
  };
  const { tip } = trail;
  const marks = new Map(state.marks);
  if (tip) marks.set(tip.slot, { trail: { ...trail, next: tip.slot + 1 }, page: tip.page });
  return fill(goOn({ ...state, proof, marks }, trail));
}

function onPlaced(before: State, ask: Ask, placed: Placed): Step {
  const rowsIn = (slot: number): number | undefined => before.marks.get(slot)?.trail.last?.rows;
  const { proof, holes } = judge(before.proof, ask, placed, before.trail, rowsIn);
  const given = Math.max(before.given, placed.records <= ask.size ? placed.records : 0);
  const state: State = { ...before, proof, given, proving: before.proving - 1 };
  // Not the end after all, where so much is known only by asking for what is behind it.
  const mayGoOn = before.closing && before.trail.empties === 0 && before.refused === null;
  if (proof.way === 'none') return mayGoOn ? onwards(state) : fill(state);
  const [hole] = holes;
  if (!hole) return fill(state);
  const isFull = before.trail.tip?.records === before.size;
  return hole.end && isFull && placed.records === ask.size ? onwards(state) : mend(state, hole.after, hole.moved);
}

function onProbed(state: State, ask: Ask, keys: readonly string[], records: number): Step {
  const known: State = { ...state, question: null };
  const { last, tip } = state.trail;
  const begins = keys[0] ?? null;
  switch (state.question) {
    case 'is it empty':
      return records === 0 ? whole(known) : walkAgain(known, reasons.shifted);
    case 'is this the last page': {
      const same = keys.length === last?.rows && begins === last.firstKey && (keys.at(-1) ?? null) === last.lastKey;
      // A page that only happened to be the same is one to go on behind.
      return same || !tip ? atEnd(known) : mend(known, tip.slot);
    }
    case 'is page ignored': {
      const firstKey = last?.firstKey ?? null;
      const other = begins !== null && firstKey !== null && begins !== firstKey;
      if (ask.page === 0 && other) return walkAgain(known, reasons.shifted);
      // As much as before came though another size was asked for: it knows neither pages nor sizes, and gave everything.
      if (records === last?.records && begins === firstKey) return whole(known);
      // Page 1 at half the size begins elsewhere: the server knows pages and gives its last one for those behind the end.
      return other ? atEnd(known) : partial(known, reasons.noPages);
    }
    case null:
      return fill(known);
  }
}
