/** Where the window stood, fitted to the displays there are now. Pure; all lengths in device-independent pixels. */
import * as v from 'valibot';

export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const whole = v.pipe(v.number(), v.safeInteger());
const size = v.pipe(whole, v.minValue(1));

export const windowState = v.object({
  bounds: v.object({ x: whole, y: whole, width: size, height: size }),
  maximized: v.boolean(),
  fullScreen: v.boolean(),
});
export type WindowState = v.InferOutput<typeof windowState>;

export const firstSize = { width: 1280, height: 800 } as const;
export const leastSize = { width: 900, height: 600 } as const;

/**
 * `areas`: the displays' areas without bars and docks, the primary one first; never empty. A window that lies mostly
 * outside goes to the display that shows most of it, one that is nowhere to the middle of the primary.
 */
export function fitted(saved: Bounds | undefined, areas: readonly [Bounds, ...Bounds[]]): Bounds {
  const [primary] = areas;
  const best = saved === undefined ? primary : areas.reduce((most, area) => (overlap(saved, area) > overlap(saved, most) ? area : most));
  const wanted = saved ?? firstSize;
  const width = limited(wanted.width, Math.min(leastSize.width, best.width), best.width);
  const height = limited(wanted.height, Math.min(leastSize.height, best.height), best.height);
  const middle = { x: best.x + Math.floor((best.width - width) / 2), y: best.y + Math.floor((best.height - height) / 2) };
  const wish = saved !== undefined && overlap(saved, best) > 0 ? saved : middle;
  return {
    x: limited(wish.x, best.x, best.x + best.width - width),
    y: limited(wish.y, best.y, best.y + best.height - height),
    width,
    height,
  };
}

function limited(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}

/** Square pixels that two rectangles share. */
function overlap(a: Bounds, b: Bounds): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}
