import { describe, expect, it } from 'vitest';
import { lastTop, revealing, scrollOf, shown, slotOf, topOf, trackHeight, type Track } from './track.ts';

const million = (scale: number): Track => ({ total: 1_000_000, row: 28, view: 700, scale });

describe('a list of a million rows', () => {
  it.each([1, 1.25, 1.5, 2, 3])('stays below the tallest element at scale %f, its last row within reach', (scale) => {
    const track = million(scale);
    expect(trackHeight(track) * scale).toBeLessThanOrEqual(33_554_428);
    const bottom = trackHeight(track) - track.view;
    expect(topOf(track, 0, 0, bottom)).toBeCloseTo(lastTop(track), 3);
    expect(shown(track, lastTop(track)).to).toBe(1_000_000);
  });

  it.each([1, 1.5, 2])('finds the way back from the scroll bar at scale %f', (scale) => {
    const track = million(scale);
    for (const top of [0, 1234.5, 500_000, 999_975]) expect(topOf(track, 0, -1e9, scrollOf(track, top))).toBeCloseTo(top, 0);
  });

  it('moves by small steps true to the pixel where the bar is only in proportion', () => {
    const track = million(2);
    const at = scrollOf(track, 500_000);
    expect(topOf(track, 500_000, at, at + 280)).toBe(500_010);
  });

  it('never needs more than a hundred rows in the page', () => {
    for (const view of [10, 700, 1400, 2400]) {
      const { from, to } = shown({ ...million(1), view }, 5000);
      const slots = Array.from({ length: to - from }, (_, at) => slotOf({ ...million(1), view }, from + at));
      expect(new Set(slots).size).toBe(to - from);
      expect(to - from).toBeLessThanOrEqual(100);
      expect(from).toBeLessThanOrEqual(5000);
      expect(to).toBeGreaterThanOrEqual(5000 + view / 28);
    }
  });
});

describe('revealing', () => {
  const track: Track = { total: 100, row: 28, view: 280, scale: 1 };

  it('moves only as far as needed', () => {
    expect(revealing(track, 20, 25)).toBe(20);
    expect(revealing(track, 20, 12)).toBe(12);
    expect(revealing(track, 20, 30)).toBe(21);
    expect(revealing(track, 20, 99)).toBe(90);
  });
});
