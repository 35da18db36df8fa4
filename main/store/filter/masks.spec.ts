import { describe, expect, it } from 'vitest';
import { join, keepOnly, negated } from './masks.ts';

/** Ones and noughts, the same at each run. */
const some = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => (Math.imul(at + 7, 2654435761 + seed) >>> 13) & 1);
const plain = (mask: Uint8Array): number[] => [...mask];

describe('masks', () => {
  const lengths = [0, 1, 3, 4, 5, 7, 8, 1001];
  it.each(lengths.flatMap((one) => lengths.map((other) => [one, other] as const)))('are joined and cut, %i with %i', (one, other) => {
    const [mask, also] = [some(one, 1), some(other, 2)];
    const joined = mask.slice();
    join(joined, also);
    expect(plain(joined)).toEqual(plain(mask).map((bit, at) => bit | (also[at] ?? 0)));
    const kept = mask.slice();
    keepOnly(kept, also);
    expect(plain(kept)).toEqual(plain(mask).map((bit, at) => bit & (also[at] ?? 0)));
  });

  it.each(lengths)('are negated, %i', (length) => {
    const mask = some(length, 3);
    expect(plain(negated(mask))).toEqual(plain(mask).map((bit) => 1 - bit));
  });

  it.each([1, 2, 3, 4])('are parts of others, from %i on', (from) => {
    const whole = some(500, 4);
    const [mask, also] = [whole.slice().subarray(from), some(500, 5).subarray(1)];
    expect(plain(negated(mask))).toEqual(plain(mask).map((bit) => 1 - bit));
    const joined = whole.slice().subarray(from);
    join(joined, also);
    expect(plain(joined)).toEqual(plain(mask).map((bit, at) => bit | (also[at] ?? 0)));
    keepOnly(joined, mask);
    expect(plain(joined)).toEqual(plain(mask));
  });
});
