import { expect, it } from 'vitest';
import { refreshIn, type Shown } from './refreshing.ts';

const at = Date.parse('2026-03-14T12:00:00Z');
const minute = 60_000;
const shown: Shown = { minutes: 5, reach: 'live', isSeen: true, isReading: false, confirmedAt: at, chance: 0 };

it('is due an interval after it was confirmed, or asked for in vain, a little later by chance', () => {
  expect(refreshIn(shown, at + minute)).toBe(4 * minute);
  expect(refreshIn({ ...shown, askedAt: at + 2 * minute }, at + 3 * minute)).toBe(4 * minute);
  expect(refreshIn({ ...shown, chance: 1 }, at)).toBe(5.5 * minute);
});

it('is due at once where that passed meanwhile, as after sleep', () => {
  expect(refreshIn(shown, at + 8 * 60 * minute)).toBe(0);
  expect(refreshIn({ ...shown, minutes: 1 }, at + minute)).toBe(0);
});

it.each([
  ['only when asked', { minutes: 0 }],
  ['the server is away', { reach: 'offline' }],
  ['it refused', { reach: 'refused' }],
  ['nobody sees it', { isSeen: false }],
  ['it is being read', { isReading: true }],
] as const)('is not due where %s', (_why, more) => {
  expect(refreshIn({ ...shown, ...more }, at + 60 * minute)).toBeUndefined();
});

it('comes within an interval where the clock was set back', () => {
  expect(refreshIn(shown, at - 60 * minute)).toBe(5 * minute);
});
