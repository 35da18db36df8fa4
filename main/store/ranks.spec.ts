import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestAscending, placeRanks } from './ranks.ts';

const none = (): number => Infinity;
const rank = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: -50, max: 50 }) }, { weight: 1, arbitrary: fc.constant(NaN) });

describe('ranks', () => {
  it('ascend in the server’s order, and those of a longest run that kept its order stay', () => {
    fc.assert(
      fc.property(fc.array(rank), (known) => {
        const ranks = placeRanks(Float64Array.from(known), none);
        for (let at = 1; at < ranks.length; at += 1) expect(ranks[at]).toBeGreaterThan(ranks[at - 1] ?? NaN);
        const kept = longestAscending(Float64Array.from(known));
        for (const [at, before] of known.entries()) if (kept[at] === 1) expect(ranks[at]).toBe(before);
      }),
    );
  });

  it('of what was read last come before what was not read', () => {
    const unread = [10, 20];
    const after = (low: number): number => unread.find((each) => each > low) ?? Infinity;
    expect([...placeRanks(Float64Array.from([1, NaN, 5, NaN, NaN]), after)]).toEqual([1, 3, 5, 5 + 5 / 3, 5 + 10 / 3]);
  });

  it('stay where a server has no order of its own', () => {
    const known = Float64Array.from({ length: 50_000 }, (_, at) => 50_000 - at);
    expect(placeRanks(known, none)).toEqual(known);
  });
});
