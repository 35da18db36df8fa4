import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../preload/model.ts';
import { toThin, usualPlan } from './retention.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 10, 28, 12);

/** Snapshots taken so many hours ago, oldest first. */
const taken = (...hours: readonly number[]): readonly Snapshot[] =>
  [...hours]
    .sort((one, other) => other - one)
    .map((ago, at) => ({
      connection: 'Season2017',
      number: at + 1,
      takenAt: new Date(now - ago * hour).toISOString(),
      status: 'complete',
      sessions: 1,
      new: 0,
      changed: 0,
      gone: 0,
      skipped: 0,
      pinned: false,
    }));
const edit = (snapshots: readonly Snapshot[], number: number, more: Partial<Snapshot>) =>
  snapshots.map((one) => (one.number === number ? { ...one, ...more } : one));

describe('thinning', () => {
  it('leaves a day as it is, then one an hour, one a day, one a week: the last of each', () => {
    expect(toThin(taken(0, 1, 1.2, 1.4, 5, 23), usualPlan, now, null)).toEqual([]);
    // 9000 is the first and stays; of 30.9, 30.8 and 30.1 the last, of 200 and 199 the last, of 1000 and 990 the last.
    expect(toThin(taken(9_000, 1_000, 990, 200, 199, 30.9, 30.8, 30.1, 0), usualPlan, now, null)).toEqual([2, 4, 6, 7]);
  });

  it('keeps what is pinned, named, or was looked at last', () => {
    const all = taken(9_000, 30.9, 30.8, 30.7, 30.1, 0);
    expect(toThin(all, usualPlan, now, null)).toEqual([2, 3, 4]);
    expect(toThin(edit(all, 2, { pinned: true }), usualPlan, now, null)).toEqual([3, 4]);
    expect(toThin(edit(all, 3, { name: 'FP1' }), usualPlan, now, 4)).toEqual([2]);
  });

  it('keeps a complete one before a partial one of the same time', () => {
    const all = edit(taken(9_000, 30.9, 30.8, 30.7, 0), 4, { status: 'partial' });
    expect(toThin(all, usualPlan, now, null)).toEqual([2, 4]);
    // Now 3 is the newest complete one, so 2 is the last complete one of its time.
    expect(toThin(edit(all, 5, { status: 'partial' }), usualPlan, now, null)).toEqual([4]);
  });

  it('gives up nothing twice, whatever the history: what is left is left the next time', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 5_000, noNaN: true }), { maxLength: 60 }), (hours) => {
        const all = taken(...hours);
        const given = new Set(toThin(all, usualPlan, now, null));
        const left = all.filter(({ number }) => !given.has(number));
        expect(left.length).toBe(all.length - given.size);
        expect(toThin(left, usualPlan, now, null)).toEqual([]);
        for (const end of [all[0], all.at(-1)]) if (end) expect(left).toContain(end);
      }),
    );
  });
});
