import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WindowMemory } from '../preload/app.ts';
import { defaultSort } from '../preload/model.ts';
import { Remembering } from './remembering.ts';

const memory = (treeWidth: number): WindowMemory => ({ treeWidth, paneHeight: 1, collapsed: [], filter: '', sort: defaultSort });

describe('what the window remembers', () => {
  const written: number[] = [];
  const remembering = new Remembering(({ treeWidth }) => written.push(treeWidth));
  beforeEach(() => {
    vi.useFakeTimers();
    written.length = 0;
  });
  afterEach(() => vi.useRealTimers());

  it('is written once it has settled', () => {
    remembering.note(memory(1));
    vi.advanceTimersByTime(200);
    remembering.note(memory(2));
    vi.advanceTimersByTime(299);
    expect(written).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(written).toEqual([2]);
    vi.advanceTimersByTime(5_000);
    expect(written).toEqual([2]);
  });

  it('is at no time more than a second old, however long one scrolls', () => {
    for (let at = 0; at < 3_000; at += 100) {
      remembering.note(memory(at));
      vi.advanceTimersByTime(100);
      expect(at - (written.at(-1) ?? 0)).toBeLessThan(1_000);
    }
  });

  it('is written at once when the window goes, and nothing twice', () => {
    remembering.note(memory(7));
    remembering.flush();
    remembering.flush();
    vi.advanceTimersByTime(5_000);
    expect(written).toEqual([7]);
  });
});
