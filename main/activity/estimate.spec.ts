import { describe, expect, it } from 'vitest';
import { begun, left, moved, resumed, type Estimate } from './estimate.ts';

/** Every 250 ms, at a rate a second that may change; what is left each time, ms. */
function course(total: number, rate: (second: number) => number, steps = 10_000): { at: number; done: number; left: number | undefined }[] {
  let estimate = begun(0);
  let done = 0;
  const told: { at: number; done: number; left: number | undefined }[] = [];
  for (let step = 1; step <= steps && done < total; step += 1) {
    const at = step * 250;
    done = Math.min(total, done + rate(at / 1000) / 4);
    estimate = moved(estimate, at, done, total);
    told.push({ at, done, left: left(estimate, at) });
  }
  return told;
}

describe('what is left', () => {
  it('is not told at once, and right where the rate is steady', () => {
    const told = course(60_000, () => 1_000);
    expect(told[0]?.left).toBeUndefined();
    for (const { at, left: still } of told.filter(({ left: still }) => still !== undefined)) {
      expect(Math.abs((still ?? 0) - (60_000 - at))).toBeLessThan(2_000);
    }
  });

  it('does not jump where the rate swings: from one telling to the next by a quarter or two seconds at most', () => {
    const told = course(100_000, (second) => (Math.floor(second * 4) % 2 === 0 ? 400 : 1_600)).flatMap(({ left: still }) => still ?? []);
    expect(told.length).toBeGreaterThan(100);
    for (const [at, still] of told.entries()) {
      const before = told[at - 1];
      if (before !== undefined) expect(Math.abs(still - before)).toBeLessThanOrEqual(Math.max(2_000, before * 0.25));
    }
  });

  it('follows a rate that has changed for good', () => {
    const told = course(100_000, (second) => (second < 20 ? 1_000 : 4_000));
    const late = told.find(({ at }) => at === 32_000);
    const right = ((100_000 - (late?.done ?? 0)) / 4_000) * 1000;
    expect(Math.abs((late?.left ?? Infinity) - right)).toBeLessThan(right * 0.4);
  });

  it('does not count a pause, nor what was there before it began', () => {
    const run = (estimate: Estimate, from: number, done: number, steps: number): { estimate: Estimate; at: number; done: number } => {
      let now = estimate;
      for (let step = 1; step <= steps; step += 1) now = moved(now, from + step * 250, done + step * 250, 100_000);
      return { estimate: now, at: from + steps * 250, done: done + steps * 250 };
    };
    const before = run(begun(0, 50_000), 0, 50_000, 40);
    expect(before.estimate.rate).toBeCloseTo(1_000, 0);
    const still = left(before.estimate, before.at);
    const later = resumed(before.estimate, before.at + 600_000);
    expect(left(later, before.at + 600_000)).toBe(still);
    expect(run(later, before.at + 600_000, before.done, 4).estimate.rate).toBeCloseTo(1_000, 0);
  });

  it('is unknown without an end, behind it, and at a standstill from the first', () => {
    const without = moved(moved(begun(0), 1_000, 10), 2_000, 20);
    expect(left(without, 2_000)).toBeUndefined();
    expect(left(moved(moved(begun(0), 1_000, 10, 15), 2_000, 20, 15), 2_000)).toBeUndefined();
    expect(left(moved(begun(0), 5_000, 0, 15), 5_000)).toBeUndefined();
  });

  it('begins anew where less is done than before', () => {
    expect(moved(moved(begun(0), 2_000, 500, 1_000), 3_000, 0, 1_000)).toEqual(begun(3_000, 0));
  });
});
