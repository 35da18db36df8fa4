/**
 * Distinct texts, packed: their UTF-8 one after another, each known by a number from 0 on. A million different ones take
 * their bytes and 12 more each; what repeats takes nothing.
 */
import { fold } from '../text.ts';

/** By byte of ASCII the same with case ignored. */
export const lower = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

/** Its arrays, as another thread takes them over. */
export interface WordsParts {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
  readonly slots: Uint32Array<ArrayBuffer>;
  readonly foreign: readonly number[];
  readonly size: number;
  readonly used: number;
}

export class Words {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(1 << 12);
  /** Where each text ends; it begins where the one before it ends. */
  #ends: Uint32Array<ArrayBuffer> = new Uint32Array(1 << 8);
  /** By hash, the number of a text and 1; 0: free. */
  #slots: Uint32Array<ArrayBuffer> = new Uint32Array(1 << 9);
  /** Numbers of texts that are not ASCII: SQLite and the scan fold ASCII only. */
  #foreign: number[] = [];
  #size = 0;
  #used = 0;

  static of({ bytes, ends, slots, foreign, size, used }: WordsParts): Words {
    const words = new Words();
    words.#bytes = bytes;
    words.#ends = ends;
    words.#slots = slots;
    words.#foreign = [...foreign];
    words.#size = size;
    words.#used = used;
    return words;
  }

  /** What `of` makes the same one of. It is of no use here once that was handed over. */
  parts(): WordsParts {
    return { bytes: this.#bytes, ends: this.#ends, slots: this.#slots, foreign: this.#foreign, size: this.#size, used: this.#used };
  }

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  /**
   * The number of the text whose UTF-8 stands in `source` from `from` up to `to`. A new one is added; -1 where there are
   * `most` of them already.
   */
  add(source: Uint8Array, from: number, to: number, most = Infinity): number {
    const hash = hashOf(source, from, to);
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const known = this.#slots[slot] ?? 0;
      if (known === 0) return this.#size < most ? this.#append(source, from, to, slot) : -1;
      if (this.#is(known - 1, source, from, to)) return known - 1;
    }
  }

  #is(word: number, source: Uint8Array, from: number, to: number): boolean {
    const start = this.#start(word);
    if ((this.#ends[word] ?? 0) - start !== to - from) return false;
    const bytes = this.#bytes;
    for (let at = from; at < to; at += 1) if (source[at] !== bytes[start + at - from]) return false;
    return true;
  }

  #append(source: Uint8Array, from: number, to: number, slot: number): number {
    const word = this.#size;
    while (this.#used + to - from > this.#bytes.length) this.#bytes = larger(this.#bytes, new Uint8Array(this.#bytes.length * 2));
    if (word === this.#ends.length) this.#ends = larger(this.#ends, new Uint32Array(word * 2));
    let ascii = true;
    for (let at = from; at < to; at += 1) {
      const byte = source[at] ?? 0;
      if (byte > 127) ascii = false;
      this.#bytes[this.#used] = byte;
      this.#used += 1;
    }
    if (!ascii) this.#foreign.push(word);
    this.#ends[word] = this.#used;
    this.#slots[slot] = word + 1;
    this.#size += 1;
    if (this.#size * 2 > this.#slots.length) this.#spread();
    return word;
  }

  #spread(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let word = 0; word < this.#size; word += 1) {
      let slot = hashOf(this.#bytes, this.#start(word), this.#ends[word] ?? 0) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = word + 1;
    }
    this.#slots = slots;
  }

  #start(word: number): number {
    return word === 0 ? 0 : (this.#ends[word - 1] ?? 0);
  }

  /** A text. */
  text(word: number): string {
    return Buffer.from(this.bytes(word)).toString();
  }

  /** The UTF-8 of a text; a view. */
  bytes(word: number): Uint8Array {
    return this.#bytes.subarray(this.#start(word), this.#ends[word]);
  }

  /** For each text 1 where it contains a folded word of one character or more, and whether any does. */
  holding(word: string): { readonly hits: Uint8Array; readonly any: boolean } {
    const hits = new Uint8Array(this.#size);
    const wanted = Buffer.from(word);
    let any = wanted.length === word.length && this.#scan(wanted, hits);
    for (const text of this.#foreign) {
      const hit = fold(Buffer.from(this.bytes(text)).toString()).includes(word);
      hits[text] = hit ? 1 : 0;
      any ||= hit;
    }
    return { hits, any };
  }

  #scan(wanted: Uint8Array, hits: Uint8Array): boolean {
    const bytes = this.#bytes;
    const [head] = wanted;
    let any = false;
    let start = 0;
    for (let word = 0; word < this.#size; word += 1) {
      const end = this.#ends[word] ?? 0;
      for (let at = start; at <= end - wanted.length; at += 1) {
        if (lower[bytes[at] ?? 0] !== head) continue;
        let more = 1;
        while (more < wanted.length && lower[bytes[at + more] ?? 0] === wanted[more]) more += 1;
        if (more < wanted.length) continue;
        hits[word] = 1;
        any = true;
        break;
      }
      start = end;
    }
    return any;
  }
}

/** FNV-1a. */
function hashOf(source: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (source[at] ?? 0), 0x01000193);
  return hash ^ (hash >>> 15);
}

function larger<Numbers extends Uint8Array | Uint32Array>(numbers: Numbers, room: Numbers): Numbers {
  room.set(numbers);
  return room;
}
