import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitted, type Bounds } from './window-state.ts';

const laptop: Bounds = { x: 0, y: 24, width: 1920, height: 1056 };
const second: Bounds = { x: 1920, y: 0, width: 2560, height: 1440 };

describe('fitted', () => {
  it('begins in the middle of the primary display', () => {
    expect(fitted(undefined, [laptop, second])).toEqual({ x: 320, y: 152, width: 1280, height: 800 });
  });

  it('comes back where it was', () => {
    const saved = { x: 2000, y: 100, width: 1500, height: 900 };
    expect(fitted(saved, [laptop, second])).toEqual(saved);
  });

  it('comes to the middle where its display is gone', () => {
    expect(fitted({ x: 2000, y: 100, width: 1500, height: 900 }, [laptop])).toEqual({ x: 210, y: 102, width: 1500, height: 900 });
  });

  it('shrinks to a small display, below its own minimum where need be', () => {
    const small = { x: 0, y: 0, width: 800, height: 500 };
    expect(fitted(undefined, [small])).toEqual(small);
  });

  it('always lies within one of the displays', () => {
    const bounds = fc.record({
      x: fc.integer({ min: -10_000, max: 10_000 }),
      y: fc.integer({ min: -10_000, max: 10_000 }),
      width: fc.integer({ min: 1, max: 10_000 }),
      height: fc.integer({ min: 1, max: 10_000 }),
    });
    fc.assert(
      fc.property(bounds, bounds, fc.array(bounds, { maxLength: 3 }), (saved, primary, others) => {
        const { x, y, width, height } = fitted(saved, [primary, ...others]);
        const within = (area: Bounds): boolean =>
          x >= area.x && y >= area.y && x + width <= area.x + area.width && y + height <= area.y + area.height;
        expect([primary, ...others].some(within)).toBe(true);
      }),
    );
  });
});
