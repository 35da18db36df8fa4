/** Session keys: GUIDs that look like chance and tell their place, so that a key is found without an index. */
import { hash } from './random.ts';

const bytes: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const hex16 = (n: number): string => `${bytes[(n >>> 8) & 255] ?? ''}${bytes[n & 255] ?? ''}`;
const hex32 = (n: number): string => hex16(n >>> 16) + hex16(n);

/** The key of the session at `index` (32 bits, signed). */
export function keyOf(seed: number, index: number): string {
  // Version 4 and its variant stand where a GUID has them.
  const a = (hash(seed, index, 1) & 0xffff_0fff) | 0x4000;
  const b = (hash(seed, index, 2) & 0x3fff_ffff) | 0x8000_0000;
  const c = hash(seed, index, 3);
  return `${hex32(index ^ hash(seed, a, b, c))}-${hex16(a >>> 16)}-${hex16(a)}-${hex16(b >>> 16)}-${hex16(b)}${hex32(c)}`;
}

/** The place that a key of this seed tells; whoever asks compares with the key of that place. */
export function placeOf(seed: number, key: string): number | undefined {
  const parts = /^([0-9a-f]{8})-([0-9a-f]{4})-(4[0-9a-f]{3})-([89ab][0-9a-f]{3})-([0-9a-f]{4})([0-9a-f]{8})$/.exec(key);
  if (parts === null) return undefined;
  const [, head = '', a1 = '', a2 = '', b1 = '', b2 = '', c = ''] = parts;
  return parseInt(head, 16) ^ hash(seed, parseInt(a1 + a2, 16) | 0, parseInt(b1 + b2, 16) | 0, parseInt(c, 16));
}
