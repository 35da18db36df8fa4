/** Chance that repeats: a number from a seed and a place, so that any record can be computed without those before it. */

/** A whole number from 0 to 2^32 − 1 that depends on all four and looks like chance. */
export function hash(seed: number, a: number, b = 0, c = 0): number {
  return finish(step(step(step(seed | 0, a), b), c));
}

function step(h: number, word: number): number {
  const mixed = Math.imul(h ^ word, 0x9e3779b1);
  const stirred = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  return stirred ^ (stirred >>> 13);
}

function finish(h: number): number {
  const mixed = Math.imul(h ^ (h >>> 16), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** From 0 to below 1. */
export const unit = (h: number): number => h / 4_294_967_296;

/** A whole number from `low` to `high`, both included. */
export const between = (h: number, low: number, high: number): number => low + (h % (high - low + 1));

/** The item that chance points at; the list is never empty. */
export function pick<Item>(items: readonly [Item, ...Item[]], h: number): Item {
  return items[h % items.length] ?? items[0];
}
