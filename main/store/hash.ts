/**
 * A 128-bit hash over texts, and sums of such hashes modulo 2^128. It finds damage, not forgery: what it protects is
 * written and read by the same program. In plain integers because it runs once for every session of a listing.
 */

/** Hashes are 16 bytes; in memory four 32-bit lanes. */
export const hashBytes = 16;

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

function finish(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) | 0;
}

/** Takes texts and integers in order; lengths are hashed too, so that neighbours cannot run into each other. */
export class Hasher {
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;
  #words = 0;

  reset(): void {
    this.#a = 0x239b961b | 0;
    this.#b = 0xab0e9789 | 0;
    this.#c = 0x38b34ae5 | 0;
    this.#d = 0xa1e38b93 | 0;
    this.#words = 0;
  }

  /** An integer of 32 bits. */
  word(value: number): void {
    let k = Math.imul(value, 0xcc9e2d51);
    k = Math.imul(rotate(k, 15), 0x1b873593);
    // The lanes change places, so that each takes every fourth word and all meet at the end.
    const mixed = (Math.imul(rotate(this.#a ^ k, 13), 5) + 0xe6546b64) | 0;
    this.#a = this.#b;
    this.#b = this.#c;
    this.#c = this.#d;
    this.#d = (mixed + this.#c) | 0;
    this.#words += 1;
  }

  /** A text, by its UTF-16 units. */
  text(value: string): void {
    const length = value.length;
    this.word(length);
    let at = 0;
    for (; at + 1 < length; at += 2) this.word(value.charCodeAt(at) | (value.charCodeAt(at + 1) << 16));
    if (at < length) this.word(value.charCodeAt(at));
  }

  /** Writes the hash as four lanes into `lanes` from index `at` on. */
  digest(lanes: Uint32Array, at: number): void {
    let a = this.#a ^ this.#words;
    let b = this.#b ^ this.#words;
    let c = this.#c ^ this.#words;
    let d = this.#d ^ this.#words;
    a = (a + b + c + d) | 0;
    b = (b + a) | 0;
    c = (c + a) | 0;
    d = (d + a) | 0;
    a = finish(a);
    b = finish(b);
    c = finish(c);
    d = finish(d);
    a = (a + b + c + d) | 0;
    lanes[at] = a;
    lanes[at + 1] = b + a;
    lanes[at + 2] = c + a;
    lanes[at + 3] = d + a;
  }
}

const laneSize = 2 ** 32;

/** A sum of hashes modulo 2^128, which does not depend on their order. */
export class HashSum {
  // Lanes are summed apart, exactly (2^21 additions of 2^32 stay below 2^53), and carried when they are read.
  readonly #lanes = [0, 0, 0, 0];
  #added = 0;

  static from(bytes: Uint8Array): HashSum {
    const sum = new HashSum();
    sum.add(new Uint32Array(bytes.slice().buffer), 0);
    return sum;
  }

  add(hashes: Uint32Array, at: number): void {
    this.#by(hashes, at, 1);
  }

  remove(hashes: Uint32Array, at: number): void {
    this.#by(hashes, at, -1);
  }

  #by(hashes: Uint32Array, at: number, sign: 1 | -1): void {
    for (let lane = 0; lane < 4; lane += 1) this.#lanes[lane] = (this.#lanes[lane] ?? 0) + sign * (hashes[at + lane] ?? 0);
    this.#added += 1;
    if (this.#added >= 2 ** 20) this.#carry();
  }

  #carry(): void {
    let carry = 0;
    for (let lane = 0; lane < 4; lane += 1) {
      const value = (this.#lanes[lane] ?? 0) + carry;
      carry = Math.floor(value / laneSize);
      this.#lanes[lane] = value - carry * laneSize;
    }
    this.#added = 0;
  }

  bytes(): Uint8Array {
    this.#carry();
    return new Uint8Array(Uint32Array.from(this.#lanes).buffer);
  }

  copy(): HashSum {
    return HashSum.from(this.bytes());
  }
}
