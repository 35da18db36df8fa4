/** How a read ends: at the end of the list with all pages proven, or with what takes its place. Pure. */
import { askProbe, fill, goOn, mostRewinds, partial, want } from './asking.ts';
import { check, told, type Check } from './gone.ts';
import type { Ask, State, Step } from './plan.ts';
import { cutBack, enough, open, unproven } from './proof.ts';
import * as reasons from './reasons.ts';
import { start, type Tip } from './trail.ts';
import type { Missing } from '../store/store.ts';

const mostWalks = 3;
/** Attempts to mend one hole before all is read again. */
const mostMends = 3;
/** Pages read once more, to see whether the order stays, where the proofs were too short to show it. */
const mostConfirmed = 2;

/** Holes that are mended in a walk of so many pages, before the list counts as one that does not rest. */
const mostHoles = (pages: number): number => 8 + Math.floor(pages / 10);

/** The end of the list shows: what is not proven yet is asked about, and nothing else. */
export function atEnd(state: State): Step {
  const { trail, proof } = state;
  const { tip } = trail;
  if (!tip) return askProbe(state, 'is it empty', 0, state.want);
  if (proof.way === 'none') return ended(state);
  const closing: State = { ...goOn(state, trail), closing: true };
  if (isLast(state, tip)) return fill({ ...closing, proof: { ...closing.proof, ends: tip.slot } });
  const row = tip.page * state.size + tip.records;
  return fill({
    ...closing,
    proof: open(closing.proof, { after: tip.slot, row, size: tip.records, moved: 0, tries: 0, end: true }),
  });
}

/** The last page held the list's last row, for it was shorter than a size that an earlier page had. */
function isLast({ size, sizeSettled }: State, { page, records }: Tip): boolean {
  return sizeSettled && page > 0 && records < size;
}

/** Nothing is under way any more behind the end of the list. */
export function isIdle({ closing, out, proving, again, proof, question, check: checking }: State): boolean {
  const toAsk = proof.way !== 'none' && (proof.open.length > 0 || proof.asked.length > 0);
  return closing && out === 0 && proving === 0 && again.length === 0 && !toAsk && question === null && checking === null;
}

/** All that could be asked about was. */
export function finish(state: State): Step {
  const { trail, proof, size } = state;
  const { tip } = trail;
  if (!tip || proof.way === 'none') return ended(state);
  if (trail.short) return partial(state, reasons.short);
  if (proof.joined < tip.slot) return mend(state, proof.joined);
  if (proof.ends !== tip.slot) return mend(state, tip.slot);
  if (tip.slot > 0 && proof.evidence < enough(trail.sessions)) {
    if (proof.confirmed === mostConfirmed) return ended({ ...state, proof: { ...proof, way: 'none' } }, undefined, reasons.unordered);
    const page = proof.confirmed === 0 ? 0 : tip.page;
    const confirming = { ...state, proof: { ...proof, confirmed: proof.confirmed + 1 } };
    return fill({ ...confirming, again: [want('proof', { page, size, slot: tip.slot + 1 })] });
  }
  return whole(state);
}

/** A list that the server gave whole is one that is to be compared with what was there before. */
export function whole(state: State): Step {
  if (state.task.expected === undefined) return { state, asks: [], end: { status: 'complete' } };
  return { state, asks: [], compare: true };
}

/**
 * The end of a walk whose pages cannot be proven (or, with a `doubt`, what takes the place of an end). Two walks that met the
 * same pages met a list at rest: what it holds twice is then the server's own.
 */
export function ended(state: State, doubt?: string, reason: string = reasons.shifted): Step {
  const { trail, chainBefore } = state;
  if (trail.chain === chainBefore) {
    if (doubt !== undefined) return partial(state, doubt);
    return trail.short ? partial(state, reasons.short) : whole(state);
  }
  return walkAgain(state, doubt ?? reason, trail.chain);
}

/** Reads all of the list once more; where that was done often enough, the read is partial for this reason. */
export function walkAgain(state: State, reason: string, chain: string | null = null): Step {
  if (state.walk === mostWalks) return partial(state, reason);
  const { way, evidence } = state.proof;
  const fresh: State = {
    ...state,
    walk: state.walk + 1,
    from: 0,
    chainBefore: chain,
    holes: 0,
    lastHole: { slot: -1, times: 0 },
    marks: new Map(),
  };
  return fill(goOn({ ...fresh, expected: state.trail.sessions, proof: { ...unproven, way, evidence } }, start, 0));
}

/**
 * The slots behind `slot` do not hang on it: rows were skipped between. The page in which its last row is now, as far as
 * the list was seen to have `moved`, is read as the next one; where that does not help, pages further back, and then all.
 */
export function mend(state: State, slot: number, moved = 0): Step {
  const mark = state.marks.get(slot);
  const times = state.lastHole.slot === slot ? state.lastHole.times + 1 : 1;
  const holes = state.holes + 1;
  // Pages that stay shorter than the others were gone back to so often.
  const reason = state.rewinds === mostRewinds ? reasons.short : reasons.shifted;
  // A hole that stays however often it is read across is the server's own: then two walks that are the same decide.
  const stays = times > mostMends;
  if (!mark || stays) return walkAgain(stays ? { ...state, proof: { ...state.proof, way: 'none' } } : state, reason);
  if (holes > mostHoles(slot)) return partial(state, reason);
  const last = mark.page + Math.floor((state.size - 1 + moved) / state.size);
  const page = Math.max(0, last - (2 ** (times - 1) - 1));
  const trail = { ...mark.trail, mark: null, empties: 0, repeated: 0 };
  const cut: State = { ...state, holes, lastHole: { slot, times }, proof: cutBack(state.proof, slot) };
  return fill(goOn(cut, trail, page));
}

/** The list goes on behind what looked like its end. */
export function onwards(state: State): Step {
  const { tip } = state.trail;
  const mark = tip && state.marks.get(tip.slot);
  const holes = state.holes + 1;
  if (holes > mostHoles(state.trail.next)) return partial(state, reasons.shifted);
  return mark
    ? fill(goOn({ ...state, holes }, { ...mark.trail, mark: null, empties: 0 }, mark.page + 1))
    : fill(goOn({ ...state, holes }, state.trail));
}

/** What the newest snapshot has and this read has not is gone only if it was looked for. */
export function onCompared(state: State, missing: Missing): Step {
  if (missing.count === 0) return { state, asks: [], end: { status: 'complete' } };
  const checking = state.keysAreMute ? undefined : check(missing.keys, missing.count, state.knownKeys[0]);
  // What is still under way is of no use any more.
  if (checking) return fill({ ...goOn(state, state.trail), closing: true, missedBefore: missing.digest, check: checking });
  if (missing.digest === state.missedBefore) return { state, asks: [], end: { status: 'complete' } };
  return undecided({ ...state, missedBefore: missing.digest });
}

/** Two full reads decide: what both miss is gone. */
export function undecided(state: State): Step {
  return walkAgain({ ...state, check: null }, reasons.undecided);
}

export function onAnswered(state: State, { key }: Ask, found: boolean): Step {
  if (!state.check) return { state, asks: [] };
  const { check: checked, finding } = told(state.check, key, found);
  switch (finding) {
    case 'on':
      return fill({ ...state, check: checked });
    case 'gone':
      return { state: { ...state, check: null }, asks: [], end: { status: 'complete' } };
    case 'here':
      return walkAgain({ ...state, check: null, missedBefore: null }, reasons.missed);
    case 'unknown':
      return key === checked.keys[0] ? otherKnown(state, checked) : undecided({ ...state, keysAreMute: true });
  }
}

/** What was just read is not there when it is asked for: it went meanwhile, or this server gives nothing by its key. */
function otherKnown(state: State, { keys }: Check): Step {
  const knownKeys = state.knownKeys.slice(1);
  const missing = keys.slice(2);
  const checking = check(missing, missing.length, knownKeys[0]);
  if (!checking) return undecided({ ...state, keysAreMute: true });
  return fill({ ...goOn(state, state.trail), closing: true, knownKeys, check: checking });
}
