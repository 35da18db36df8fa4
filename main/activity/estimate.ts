/**
 * How fast something goes and how long it will still take, without jumping: the rate is an average that forgets, what is
 * left counts down with the clock, and is set anew only where it has become wrong by much. Pure.
 */

/** What is known so far. Times are milliseconds of any one clock. */
export interface Estimate {
  /** When it began, and how much was done then: what was there before tells nothing about the rate. */
  readonly from: number;
  readonly at: number;
  readonly done: number;
  readonly first: number;
  /** A second; absent before anything can be said. */
  readonly rate?: number;
  /** When it will be over, and as of when that was said. */
  readonly end?: number;
}

/** The rate forgets what is longer ago than some times this, ms. */
const memory = 6_000;
/** Less tells nothing yet, ms. */
const least = 1_500;
/** What was said stays until it is wrong by this share … */
const tolerance = 0.2;
/** … and by this, ms. */
const slack = 2_000;

export const begun = (at: number, done = 0): Estimate => ({ from: at, at, done, first: done });

/** So much is done by now, of so much where that is known. Steps that are too short to tell anything are gathered. */
export function moved(before: Estimate, at: number, done: number, of?: number): Estimate {
  const passed = at - before.at;
  if (done < before.done) return begun(at, done);
  if (passed < 200) return before;
  const now = ((done - before.done) * 1000) / passed;
  const weight = 1 - Math.exp(-passed / memory);
  const overall = ((done - before.first) * 1000) / (at - before.from);
  // At first the average of all is the better guess.
  const rate = before.rate === undefined || at - before.from < memory ? overall : before.rate + weight * (now - before.rate);
  const next: Estimate = { ...before, at, done, rate };
  return at - before.from < least ? next : settled(next, of);
}

/** After a standstill that was wanted: it does not count. */
export function resumed(before: Estimate, at: number): Estimate {
  const gap = at - before.at;
  const { end, ...rest } = before;
  return { ...rest, from: before.from + gap, at, ...(end !== undefined && { end: end + gap }) };
}

/** When it will be over: as it was said, unless that is wrong by much. */
function settled(estimate: Estimate, of: number | undefined): Estimate {
  const { end: said, ...rest } = estimate;
  const { rate = 0, done, at } = rest;
  if (of === undefined || of <= done || rate <= 0) return rest;
  const end = at + ((of - done) / rate) * 1000;
  const isWrong = said === undefined || Math.abs(end - said) > Math.max(slack, (end - at) * tolerance);
  // Half of the way only: one slow moment is no trend.
  return { ...rest, end: said === undefined ? end : isWrong ? (said + end) / 2 : said };
}

/** Milliseconds that are left at this time; undefined where nothing can be said. */
export function left({ end }: Estimate, at: number): number | undefined {
  return end === undefined ? undefined : Math.max(0, end - at);
}
