/**
 * Session keys: opaque texts, mostly GUIDs. A GUID as servers write it (lower case, with dashes) is kept as 16 bytes,
 * any other key as its text. `KeyTable` holds the keys of a read that is under way: 1,000,000 of them in some 40 MB.
 */
import { Hasher } from './hash.ts';
import { isPlainText } from './shape.ts';

/** How a key is bound to SQL. */
export type StoredKey = Uint8Array | string;

const dash = 45;
const isDash = (at: number): boolean => at === 8 || at === 13 || at === 18 || at === 23;

function nibble(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 97 && code <= 102) return code - 87;
  return -1;
}

/** Writes the 16 bytes of a GUID to `bytes` at `at`; false where the text is no GUID in that very spelling. */
export function writeGuid(text: string, bytes: Uint8Array, at: number): boolean {
  if (text.length !== 36) return false;
  let to = at;
  for (let from = 0; from < 36;) {
    if (isDash(from)) {
      if (text.charCodeAt(from) !== dash) return false;
      from += 1;
    }
    const high = nibble(text.charCodeAt(from));
    const low = nibble(text.charCodeAt(from + 1));
    if (high < 0 || low < 0) return false;
    bytes[to] = (high << 4) | low;
    to += 1;
    from += 2;
  }
  return true;
}

// Marks a key that SQLite would not give back as it was (invalid Unicode, NUL) and that is kept as a JSON text.
const escaped = '\u0001';

export function storedKey(key: string): StoredKey {
  const bytes = new Uint8Array(16);
  if (writeGuid(key, bytes, 0)) return bytes;
  return isPlainText(key) && !key.startsWith(escaped) ? key : escaped + JSON.stringify(key);
}

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function keyText(stored: StoredKey): string {
  if (typeof stored === 'string') return stored.startsWith(escaped) ? (JSON.parse(stored.slice(escaped.length)) as string) : stored;
  let text = '';
  for (let at = 0; at < 16; at += 1) {
    if (at === 4 || at === 6 || at === 8 || at === 10) text += '-';
    text += hex[stored[at] ?? 0] ?? '';
  }
  return text;
}

/** GUIDs need not be random: counted ones differ in a few bits only, which must reach the low end. */
function spread(lanes: Uint32Array, at: number): number {
  const [a, b, c, d] = [lanes[at] ?? 0, lanes[at + 1] ?? 0, lanes[at + 2] ?? 0, lanes[at + 3] ?? 0];
  let mixed = Math.imul(a ^ Math.imul(b, 31) ^ Math.imul(c, 127) ^ d, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
}

/** From key to the number of the version that stands for it. Text keys are held by a 128-bit hash. */
export class KeyTable {
  #size = 0;
  #slots = new Int32Array(1 << 12);
  #keys = new Uint32Array(4 << 11);
  #values = new Uint32Array(1 << 11);
  #places = new Float64Array(1 << 11);
  /** Where the key of the last `set` was before it, or -1. */
  placeBefore = -1;
  readonly #probe = new Uint32Array(4);
  readonly #probeBytes = new Uint8Array(this.#probe.buffer);
  readonly #hasher = new Hasher();

  get size(): number {
    return this.#size;
  }

  /** Numbers in the order in which their keys were first seen; a view, good until the next `set`. */
  values(): Uint32Array {
    return this.#values.subarray(0, this.#size);
  }

  /**
   * Sets a key's number and answers the one it had, or 0. Numbers begin at 1. `place` is where it was seen last;
   * `stored` spares reading a GUID twice.
   */
  set(key: string, value: number, place: number, stored?: StoredKey): number {
    const index = this.#find(key, stored);
    if (index >= 0) {
      const before = this.#values[index] ?? 0;
      this.#values[index] = value;
      this.placeBefore = this.#places[index] ?? -1;
      this.#places[index] = place;
      return before;
    }
    if (this.#size * 2 >= this.#slots.length) this.#grow();
    this.#keys.set(this.#probe, this.#size * 4);
    this.#values[this.#size] = value;
    this.placeBefore = -1;
    this.#places[this.#size] = place;
    this.#place(this.#size);
    this.#size += 1;
    return 0;
  }

  /** The number of a key, or 0. */
  get(key: string): number {
    const index = this.#find(key);
    return index < 0 ? 0 : (this.#values[index] ?? 0);
  }

  /** Says where a known key is. */
  move(key: string, place: number): void {
    const index = this.#find(key);
    if (index >= 0) this.#places[index] = place;
  }

  /** Where a key was seen last, or -1. */
  place(key: string): number {
    const index = this.#find(key);
    return index < 0 ? -1 : (this.#places[index] ?? -1);
  }

  #find(key: string, stored?: StoredKey): number {
    const probe = this.#probe;
    if (typeof stored === 'object') this.#probeBytes.set(stored);
    else if (!writeGuid(key, this.#probeBytes, 0)) {
      this.#hasher.reset();
      this.#hasher.text(key);
      this.#hasher.digest(probe, 0);
    }
    const keys = this.#keys;
    const mask = this.#slots.length - 1;
    for (let slot = spread(probe, 0) & mask; ; slot = (slot + 1) & mask) {
      const index = (this.#slots[slot] ?? 0) - 1;
      if (index < 0) return -1;
      const at = index * 4;
      if (keys[at] === probe[0] && keys[at + 1] === probe[1] && keys[at + 2] === probe[2] && keys[at + 3] === probe[3]) return index;
    }
  }

  #place(index: number): void {
    const mask = this.#slots.length - 1;
    let slot = spread(this.#keys, index * 4) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = index + 1;
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    const keys = new Uint32Array(this.#keys.length * 2);
    keys.set(this.#keys);
    this.#keys = keys;
    const values = new Uint32Array(this.#values.length * 2);
    values.set(this.#values);
    this.#values = values;
    const places = new Float64Array(this.#values.length);
    places.set(this.#places);
    this.#places = places;
    for (let index = 0; index < this.#size; index += 1) this.#place(index);
  }
}
