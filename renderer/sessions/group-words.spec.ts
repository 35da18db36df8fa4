import { describe, expect, it } from 'vitest';
import { groupLabel } from './group-words.ts';

describe('groupLabel', () => {
  it.each([
    ['day', '2017-08-27', 'Sun 27 Aug 2017'],
    ['day', '', 'No date'],
    ['weekend', '2017-08-24', 'Weekend 24–27 Aug 2017'],
    ['weekend', '2017-08-28', 'Weekdays 28–30 Aug 2017'],
    ['weekend', '2017-08-31', 'Weekend 31 Aug – 3 Sep 2017'],
    ['weekend', '2015-12-31', 'Weekend 31 Dec 2015 – 3 Jan 2016'],
    ['circuit', 'Spa', 'Spa'],
    ['circuit', '', 'No circuit'],
  ] as const)('of a %s %s is %s', (grouping, key, label) => {
    expect(groupLabel(grouping, key)).toBe(label);
  });
});
