import { describe, expect, it } from 'vitest';
import { age, retryText } from './age.ts';

const now = Date.UTC(2026, 10, 24, 12, 0, 0);
const ago = (ms: number): string => age(new Date(now - ms).toISOString(), now);

describe('age', () => {
  it.each([
    [0, '1 s ago'],
    [12_400, '12 s ago'],
    [59_999, '59 s ago'],
    [60_000, '1 min ago'],
    [59 * 60_000, '59 min ago'],
    [3 * 3_600_000, '3 h ago'],
    [6 * 86_400_000, '6 d ago'],
  ])('%i ms before now is "%s"', (ms, text) => {
    expect(ago(ms)).toBe(text);
  });

  it('gives the date after a week', () => {
    expect(ago(7 * 86_400_000)).toBe('on 17 Nov 2026');
  });

  it('takes a clock that is a little ahead for just past, and names the date of one that is far ahead', () => {
    expect(ago(-5_000)).toBe('1 s ago');
    expect(ago(-86_400_000)).toBe('on 25 Nov 2026');
  });

  it('leaves what is no moment as it is', () => {
    expect(age('soon', now)).toBe('soon');
  });
});

describe('retryText', () => {
  it.each([
    [40_000, 'trying again in 40 s'],
    [39_001, 'trying again in 40 s'],
    [90_000, 'trying again in 2 min'],
    [300, 'trying again now'],
    [-5_000, 'trying again now'],
  ])('%i ms from now is "%s"', (ms, text) => {
    expect(retryText(new Date(now + ms).toISOString(), now)).toBe(text);
  });

  it('is nothing where no moment is known', () => {
    expect(retryText(undefined, now)).toBe('');
    expect(retryText('soon', now)).toBe('');
  });
});
