/**
 * A word as a machine that is led through a text a piece at a time: its state says how much of the word the text so far
 * ends with, the last one that it was found. (Knuth, Morris and Pratt's automaton.) Where texts share pieces, what a piece
 * does to each state is worked out once, and a text costs a lookup a piece.
 */
import { lower } from './words.ts';

const zero = 48;
const ascii = 128;

/** The longest word whose states fit a byte. */
export const longestWord = 250;

/**
 * What each of a set of pieces does to each state: the next one, at `(state << bits) | piece`. Pieces are numbers, of so
 * many bits that nothing is multiplied where millions are looked up.
 */
export interface Step {
  readonly next: Uint8Array;
  readonly bits: number;
}

const bitsOf = (size: number): number => Math.ceil(Math.log2(size));

export class Automaton {
  /** The state in which the word was found. It is never left. */
  readonly found: number;
  /** By state and byte. */
  readonly #next: Uint8Array;
  readonly #digits: Step[];

  /** `word`: folded, ASCII, of one character up to `longestWord`. */
  constructor(word: string) {
    this.found = word.length;
    this.#next = new Uint8Array((word.length + 1) * ascii);
    let shorter = 0;
    for (let state = 0; state < word.length; state += 1) {
      const unit = word.charCodeAt(state);
      if (state > 0) this.#next.copyWithin(state * ascii, shorter * ascii, (shorter + 1) * ascii);
      const fallen = this.#next[shorter * ascii + unit] ?? 0;
      this.#next[state * ascii + unit] = state + 1;
      if (state > 0) shorter = fallen;
    }
    this.#next.fill(word.length, word.length * ascii);
    this.#digits = [this.made(1, () => '')];
  }

  /** The state after a text of ASCII, given as its bytes or as they are written. */
  after(state: number, text: string | Uint8Array): number {
    let at = state;
    for (let index = 0; index < text.length; index += 1) {
      const unit = typeof text === 'string' ? text.charCodeAt(index) : (text[index] ?? 0);
      at = this.#next[at * ascii + (lower[unit] ?? 0)] ?? 0;
    }
    return at;
  }

  /** The step of `size` pieces, given as texts. */
  made(size: number, textOf: (piece: number) => string | Uint8Array): Step {
    const bits = bitsOf(size);
    const next = new Uint8Array((this.found + 1) << bits);
    for (let piece = 0; piece < size; piece += 1) {
      const text = textOf(piece);
      for (let state = 0; state <= this.found; state += 1) next[(state << bits) | piece] = this.after(state, text);
    }
    return { next, bits };
  }

  /** The step of numbers that are written with so many digits. */
  digits(count: number): Step {
    const known = this.#digits[count];
    if (known !== undefined) return known;
    const front = this.digits(count - 1);
    const size = 10 ** count;
    const bits = bitsOf(size);
    const next = new Uint8Array((this.found + 1) << bits);
    for (let state = 0; state <= this.found; state += 1) {
      for (let number = 0, to = state << bits; number < size / 10; number += 1) {
        const before = (front.next[(state << front.bits) | number] ?? 0) * ascii + zero;
        for (let digit = 0; digit < 10; digit += 1, to += 1) next[to] = this.#next[before + digit] ?? 0;
      }
    }
    const made = { next, bits };
    this.#digits[count] = made;
    return made;
  }

  /**
   * One step after another as one: of pieces that are those of both, the first one's in the lower bits or, with `isUpper`, above
   * the second one's.
   */
  joined(first: Step, second: Step, isUpper = false): Step {
    const bits = first.bits + second.bits;
    const next = new Uint8Array((this.found + 1) << bits);
    const [firstShift, secondShift] = isUpper ? [second.bits, 0] : [0, first.bits];
    for (let state = 0; state <= this.found; state += 1) {
      for (let one = 0; one < 1 << first.bits; one += 1) {
        const from = (first.next[(state << first.bits) | one] ?? 0) << second.bits;
        const to = (state << bits) | (one << firstShift);
        for (let other = 0; other < 1 << second.bits; other += 1) next[to | (other << secondShift)] = second.next[from | other] ?? 0;
      }
    }
    return { next, bits };
  }
}
