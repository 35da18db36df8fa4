/** Session keys: GUIDs that look like chance and tell their place, so that a key is found without an index. */
import { hash } from './random.ts';

const word = (n: number): string => (n >>> 0).toString(16).padStart(8, '0');

/** The key of the session at `index` (32 bits, signed). */
export function keyOf(seed: number, index: number): string {
  const a = word(hash(seed, index, 1));
  const b = word(hash(seed, index, 2));
  const tail = `${a.slice(0, 4)}-4${a.slice(5)}-${'89ab'.charAt(parseInt(b.charAt(0), 16) & 3)}${b.slice(1, 4)}-${b.slice(4)}${word(hash(seed, index, 3))}`;
  return `${word(index ^ maskOf(seed, tail))}-${tail}`;
}

/** The place that a key of this seed tells; whoever asks compares with the key of that place. */
export function placeOf(seed: number, key: string): number | undefined {
  const parts = /^([0-9a-f]{8})-([0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})$/.exec(key);
  if (parts === null) return undefined;
  const [, head = '', tail = ''] = parts;
  return parseInt(head, 16) ^ maskOf(seed, tail);
}

function maskOf(seed: number, tail: string): number {
  return hash(seed, parseInt(tail.slice(0, 4), 16), parseInt(tail.slice(10, 14), 16), parseInt(tail.slice(-8), 16));
}
