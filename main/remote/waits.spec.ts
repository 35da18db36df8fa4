import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backOff, inWords, retryAfterOf } from './waits.ts';

const date = 'Mon, 23 Oct 2017 22:08:00 GMT';
const at = Date.parse(date);

describe('Retry-After', () => {
  it.each([
    ['seconds', { 'retry-after': '7' }, 0, 7_000],
    ['an hour', { 'retry-after': ' 3600 ' }, 0, 3_600_000],
    ['none', { 'retry-after': '0' }, 0, 0],
    ['a fraction', { 'retry-after': '1.5' }, 0, 1_500],
    ['more seconds than a number holds', { 'retry-after': '9'.repeat(400) }, 0, Infinity],
    ['a date by our clock', { 'retry-after': date }, at - 5_000, 5_000],
    ['a date by the server’s clock, which is years behind', { 'retry-after': date, 'date': 'Mon, 23 Oct 2017 22:07:58 GMT' }, 0, 2_000],
    ['a date that has passed', { 'retry-after': date }, at + 5_000, 0],
    ['a date beside a server’s date that is none', { 'retry-after': date, 'date': 'now' }, at - 1_000, 1_000],
    ['the first of two', { 'retry-after': ['3', '9'] }, 0, 3_000],
    ['a word', { 'retry-after': 'soon' }, 0, undefined],
    ['a negative number', { 'retry-after': '-' }, 0, undefined],
    ['nothing', { 'retry-after': '' }, 0, undefined],
    ['no such header', {}, 0, undefined],
  ])('of %s', (_name, headers, now, expected) => {
    expect(retryAfterOf(headers, now)).toBe(expected);
  });
});

describe('a time in words', () => {
  it.each([
    [1, '1 second'],
    [12_000, '12 seconds'],
    [119_001, '2 minutes'],
    [3_600_000, '60 minutes'],
    [7_200_000, '2 hours'],
    [86_400_000, '24 hours'],
    [200_000_000, '3 days'],
    [Infinity, 'years'],
  ])('%d ms', (ms, words) => {
    expect(inWords(ms)).toBe(words);
  });
});

describe('backing off', () => {
  it('is anything up to a bound that doubles', () => {
    fc.assert(
      fc.property(fc.nat(6), fc.double({ min: 0, max: 1, noNaN: true }), (tries, chance) => {
        const wait = backOff(500, tries, chance);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(500 * 2 ** tries);
      }),
    );
    expect([0, 1, 2].map((tries) => backOff(500, tries, 1))).toEqual([500, 1_000, 2_000]);
  });
});
