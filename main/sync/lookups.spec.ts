import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckedRow, Ground } from '../store/store.ts';
import { lookups, mostAsked, pagesOf, placed, tailSize } from './lookups.ts';

/** Sessions recorded one after another, one a moment; the latest first. */
const groundOf = (sessions: number, more: Partial<Ground> = {}): Ground => ({
  moments: Float64Array.from({ length: sessions }, (_, at) => sessions - at),
  undated: 0,
  open: new Float64Array(),
  ...more,
});
const same = (moment: number): CheckedRow => ({ moment, is: 'same', open: false });
const fresh = (moment: number): CheckedRow => ({ moment, is: 'new', open: false });

describe('the places of rows', () => {
  const ground = groundOf(100);

  it('fit where as many of the snapshot are later as stand before them', () => {
    const rows = [same(80), same(79), same(78)];
    expect(placed(rows, { ground, slack: 0, row: 20, added: 0 }, Infinity)).toEqual({
      falls: true,
      fits: true,
      undatedNew: false,
      last: 78,
    });
    expect(placed(rows, { ground, slack: 0, row: 23, added: 3 }, 81).fits).toBe(true);
    for (const row of [19, 21]) expect(placed(rows, { ground, slack: 0, row, added: 0 }, Infinity).fits).toBe(false);
    // Behind a record that cannot be read, they may stand one further.
    expect(placed(rows, { ground, slack: 1, row: 21, added: 0 }, Infinity).fits).toBe(true);
    expect(placed(rows, { ground, slack: 1, row: 19, added: 0 }, Infinity).fits).toBe(false);
  });

  it('count what is new before them', () => {
    const rows = [fresh(103), fresh(102), same(100), fresh(99.5), same(99)];
    expect(placed(rows, { ground, slack: 0, row: 0, added: 0 }, Infinity).fits).toBe(true);
    expect(placed([fresh(102), same(99)], { ground, slack: 0, row: 0, added: 0 }, Infinity).fits).toBe(false);
  });

  it('fall, from the page before on', () => {
    expect(placed([same(80), same(81)], { ground, slack: 0, row: 20, added: 0 }, Infinity).falls).toBe(false);
    expect(placed([same(80)], { ground, slack: 0, row: 20, added: 0 }, 79).falls).toBe(false);
  });

  it('are free among sessions of one moment, and of none', () => {
    const alike: Ground = { ...ground, moments: Float64Array.from([9, 5, 5, 5, 1]) };
    for (const row of [1, 2, 3]) expect(placed([same(5)], { ground: alike, slack: 0, row, added: 0 }, Infinity).fits).toBe(true);
    for (const row of [0, 4]) expect(placed([same(5)], { ground: alike, slack: 0, row, added: 0 }, Infinity).fits).toBe(false);
    expect(placed([same(NaN)], { ground, slack: 0, row: 0, added: 0 }, 7)).toMatchObject({ falls: true, fits: true, last: 7 });
    expect(placed([fresh(NaN)], { ground, slack: 0, row: 0, added: 0 }, 7).undatedNew).toBe(true);
  });
});

describe('the pages that are looked at', () => {
  it('end with one that is neither full nor empty, and cost a quarter of all at most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 1000 }), fc.integer({ min: 18, max: 300 }), fc.nat(), (size, pages, chance) => {
        const length = size * pages - (chance % size);
        const tail = tailSize(length, size);
        expect(length % tail).toBeGreaterThan(0);
        const looks = lookups(groundOf(length), { length, size, head: 1, looked: 2, added: 0, chance }) ?? [];
        expect(looks.slice(0, 2)).toEqual([
          { page: Math.floor(length / tail), size: tail },
          { page: Math.floor(length / tail) - 1, size: tail },
        ]);
        expect(looks.length + 2).toBeLessThanOrEqual((pages + 2) / 4);
        for (const look of looks) expect(look.page * look.size).toBeLessThan(length);
        expect(new Set(looks.map((look) => JSON.stringify(look))).size).toBe(looks.length);
      }),
    );
  });

  it('are others by another chance, and in time all', () => {
    const list = { length: 5000, size: 50, head: 1, looked: 2, added: 0 };
    const seen = new Set<number>();
    for (let chance = 0; chance < 997; chance += 1) {
      for (const { page, size } of lookups(groundOf(5000), { ...list, chance }) ?? []) if (size === 50) seen.add(page);
    }
    expect(seen.size).toBeGreaterThanOrEqual(pagesOf(5000, 50) - 2);
  });

  it('are all those on which an open session may stand', () => {
    const open = Float64Array.from([5000, 2501, 1]);
    const looks = lookups(groundOf(5000, { open }), { length: 5010, size: 50, head: 1, looked: 2, added: 10, chance: 0 }) ?? [];
    const pages = looks.filter(({ size }) => size === 50).map(({ page }) => page);
    // The first one is on a page that was looked at.
    expect(pages).toEqual(expect.arrayContaining([Math.floor((5000 - 2501 + 10) / 50), Math.floor((5000 - 1 + 10) / 50)]));
    expect(pages).not.toContain(0);
  });

  it('are too many where they would be more than half', () => {
    const open = Float64Array.from({ length: 60 }, (_, at) => 5000 - at * 80);
    expect(lookups(groundOf(5000, { open }), { length: 5000, size: 50, head: 1, looked: 2, added: 0, chance: 0 })).toBeUndefined();
    expect(mostAsked(5000, 50)).toBe(50);
  });
});
