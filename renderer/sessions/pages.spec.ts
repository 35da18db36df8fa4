import { describe, expect, it } from 'vitest';
import { missingPage, withPage, type Pages } from './pages.ts';

const have = (...pages: readonly number[]): Pages => new Map(pages.map((page) => [page, []]));

describe('the next page to fetch', () => {
  it('is one that is seen, then two ahead, then one behind', () => {
    expect(missingPage(have(), 6000, [4, 5])).toBe(4);
    expect(missingPage(have(4), 6000, [4, 5])).toBe(5);
    expect(missingPage(have(4, 5), 6000, [4, 5])).toBe(6);
    expect(missingPage(have(4, 5, 6), 6000, [4, 5])).toBe(7);
    expect(missingPage(have(4, 5, 6, 7), 6000, [4, 5])).toBe(3);
    expect(missingPage(have(3, 4, 5, 6, 7), 6000, [4, 5])).toBeUndefined();
    expect(missingPage(have(4, 5), 6000, [4, 5], -1)).toBe(3);
    expect(missingPage(have(2, 3, 4, 5), 6000, [4, 5], -1)).toBe(6);
  });

  it('is none beyond the ends', () => {
    expect(missingPage(have(0), 60, [0])).toBeUndefined();
    expect(missingPage(have(0), 0, [])).toBeUndefined();
  });
});

describe('pages that are held', () => {
  it('are those near by, and those that are seen', () => {
    let pages = have(900);
    for (let page = 0; page < 60; page += 1) pages = withPage(pages, page, [], page, [900]);
    expect(pages.size).toBe(40);
    expect([pages.has(900), pages.has(59), pages.has(0)]).toEqual([true, true, false]);
  });
});
