import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { between, holds, pieces, sizeOf, withRange, without, type Ranges } from './ranges.ts';

describe('ranges of rows', () => {
  it('hold what was put in and not taken out, in order and apart', () => {
    const step = fc.record({ from: fc.nat(40), to: fc.nat(40), out: fc.nat(40) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let ranges: Ranges = [];
        const wanted = new Set<number>();
        for (const { from, to, out } of steps) {
          ranges = without(withRange(ranges, between(from, to)), out);
          for (let at = Math.min(from, to); at <= Math.max(from, to); at += 1) wanted.add(at);
          wanted.delete(out);
        }
        expect(sizeOf(ranges)).toBe(wanted.size);
        for (let at = 0; at <= 41; at += 1) expect(holds(ranges, at)).toBe(wanted.has(at));
        for (const [at, [from]] of ranges.entries()) expect(from).toBeGreaterThan(ranges[at - 1]?.[1] ?? -1);
      }),
    );
  });

  it('are one pair for a million, and come in pieces', () => {
    const all = withRange([], [0, 1_000_000]);
    expect(all).toEqual([[0, 1_000_000]]);
    expect([...pieces([[0, 5] as const, [8, 9] as const], 2)]).toEqual([
      [0, 2],
      [2, 4],
      [4, 5],
      [8, 9],
    ]);
  });
});
