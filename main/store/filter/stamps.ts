/**
 * The times and the identifier of each version, in memory: eight bytes each, exact, so that words are looked for and times
 * compared without asking SQLite, which takes half a second to look through a million rows.
 *
 * A time is what stands before its clock (mostly a date, which repeats), hours, minutes and seconds, up to seven digits of a
 * fraction, and an ending (a zone, which repeats, too). Up to fifteen digits are packed as they are. What is neither is
 * not taken.
 */
import { isDate } from '../dates.ts';
import { fold } from '../text.ts';
import { Automaton, longestWord, type Step } from './automaton.ts';
import type { Among, Mask } from './masks.ts';
import { Pairs, type PairsParts } from './pairs.ts';
import { Words, type WordsParts } from './words.ts';

/** What is packed of each version, in this order. */
export const stampFields = ['identifier', 'timeOfRecording', 'startTime', 'endTime'] as const;
export type StampField = (typeof stampFields)[number];

/** Two numbers a version: head (15 bits), hours and minutes (11), seconds (6); ending (8), and the fraction in 10 and 14 bits. */
const mostHeads = 1 << 15;
const mostMinutes = 1 << 11;
const secondsRoom = 1 << 6;
/** An ending that says: so many digits, in groups of 4, 4, 3 and 4; below it are those of times, and 0: nothing. */
const digitsEnding = 240;
const mostDigits = 15;
/** An ending is a tail and what stands between the seconds and it: nothing, or a dot and 0 to 7 digits. */
const forms = 9;
/** Heads and tails are short, and ASCII, which alone is folded byte by byte. */
const longestPiece = 32;

const colon = 58;
const dot = 46;

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;
const two = (value: number): string => String(value).padStart(2, '0');

type DigitSteps = readonly [Step, Step, Step, Step];

/** What the parts of a time after its seconds do to each state. */
interface EndingSteps {
  readonly high: Step;
  readonly low: Step;
  readonly tail: Uint8Array;
}

/** What each part of a packed text does to each state of a word. */
interface Steps {
  readonly found: number;
  /** From the first state only. */
  readonly heads: Uint8Array;
  readonly clocks: Step;
  readonly endings: readonly EndingSteps[];
  /** By how many there are. */
  readonly digits: readonly DigitSteps[];
}

/** Its arrays, as another thread takes them over. */
export interface StampsParts {
  readonly packed: readonly PairsParts[];
  readonly heads: WordsParts;
  readonly tails: WordsParts;
  readonly endings: readonly number[];
}

export class Stamps {
  /** By field. */
  #packed: readonly Pairs[] = stampFields.map(() => new Pairs());
  #heads = new Words();
  #tails = new Words();
  /** By ending its tail and form, `tail * forms + form`. The first stands for none. */
  #endings: number[] = [0];

  static of({ packed, heads, tails, endings }: StampsParts): Stamps {
    const made = new Stamps();
    made.#packed = packed.map((pairs) => Pairs.of(pairs));
    made.#heads = Words.of(heads);
    made.#tails = Words.of(tails);
    made.#endings = [...endings];
    return made;
  }

  /** What `of` makes the same one of. It is of no use here once that was handed over. */
  parts(): StampsParts {
    return {
      packed: this.#packed.map((pairs) => pairs.parts()),
      heads: this.#heads.parts(),
      tails: this.#tails.parts(),
      endings: this.#endings,
    };
  }

  reserve(top: number): void {
    for (const pairs of this.#packed) pairs.reserve(top);
  }

  /** Takes a field's text, its UTF-8 in `bytes` from `from` up to `to`; false where it cannot be packed. */
  add(number: number, field: number, bytes: Uint8Array, from: number, to: number): boolean {
    const packed = this.#packed[field];
    if (packed === undefined) return false;
    if (from === to) {
      packed.set(number, 0, 0);
      return true;
    }
    if (to - from <= mostDigits && addDigits(packed, number, bytes, from, to)) return true;
    if (this.#addTime(packed, number, bytes, from, to)) return true;
    packed.set(number, 0, 0);
    return false;
  }

  #addTime(packed: Pairs, number: number, bytes: Uint8Array, from: number, to: number): boolean {
    let first = from;
    while (first < to && bytes[first] !== colon) first += 1;
    const clock = first - 2;
    if (clock < from || clock - from > longestPiece || clock + 8 > to || bytes[clock + 5] !== colon) return false;
    for (const at of [0, 1, 3, 4, 6, 7]) if (!isDigit(bytes[clock + at])) return false;
    const pair = (at: number): number => ((bytes[at] ?? 0) - 48) * 10 + (bytes[at + 1] ?? 0) - 48;
    const minutes = pair(clock) * 60 + pair(clock + 3);
    const seconds = pair(clock + 6);
    if (pair(clock + 3) > 59 || minutes >= mostMinutes || seconds >= secondsRoom) return false;

    let at = clock + 8;
    let form = 0;
    let high = 0;
    let low = 0;
    if (bytes[at] === dot) {
      at += 1;
      form = 1;
      for (; form < forms - 1 && at < to && isDigit(bytes[at]); at += 1, form += 1) {
        const digit = (bytes[at] ?? 0) - 48;
        if (form <= 3) high = high * 10 + digit;
        else low = low * 10 + digit;
      }
    }
    if (to - at > longestPiece || !isAscii(bytes, from, clock) || !isAscii(bytes, at, to)) return false;
    const ending = this.#ending(bytes, at, to, form);
    const head = ending < 0 ? -1 : this.#heads.add(bytes, from, clock, mostHeads);
    if (head < 0) return false;
    packed.set(number, (head << 17) | (minutes << 6) | seconds, (ending << 24) | (high << 14) | low);
    return true;
  }

  #ending(bytes: Uint8Array, from: number, to: number, form: number): number {
    const tail = this.#tails.add(bytes, from, to, digitsEnding);
    if (tail < 0) return -1;
    const known = this.#endings.indexOf(tail * forms + form, 1);
    if (known >= 0 || this.#endings.length >= digitsEnding) return known;
    this.#endings.push(tail * forms + form);
    return this.#endings.length - 1;
  }

  /** The text of a field, undefined where none was taken. */
  text(number: number, field: number): string | undefined {
    const { numbers = [], step = 0 } = this.#packed[field]?.parts() ?? {};
    const first = numbers[number * step] ?? 0;
    const second = numbers[number * step + 1] ?? 0;
    const ending = second >>> 24;
    if (ending === 0) return undefined;
    const parts: readonly number[] = [first >>> 14, first & 16383, (second >>> 14) & 1023, second & 16383];
    if (ending > digitsEnding) {
      return groupsOf(ending - digitsEnding)
        .map((count, at) => (count === 0 ? '' : String(parts[at]).padStart(count, '0')))
        .join('');
    }
    const [tail, form] = this.#endingOf(ending);
    const fraction = [Math.min(3, form - 1), form - 4].map((count, at) => (count <= 0 ? '' : String(parts[at + 2]).padStart(count, '0')));
    return `${this.#heads.text(first >>> 17)}${clockOf(first)}${form > 0 ? '.' : ''}${fraction.join('')}${this.#tails.text(tail)}`;
  }

  #endingOf(ending: number): readonly [number, number] {
    const packed = this.#endings[ending] ?? 0;
    return [Math.floor(packed / forms), packed % forms];
  }

  /** Marks those of some versions that hold a folded word in one of some fields. */
  find(word: string, fields: readonly number[], mask: Mask, among: Among): void {
    if (word.length > Math.min(longestWord, longestPiece * 2 + 16) || !this.#hasAll(word)) return;
    const steps = this.#stepsOf(new Automaton(word));
    for (const field of fields) this.#findIn(field, steps, mask, among);
  }

  /** The loop that each version passes: a few lookups, and no call. */
  #findIn(field: number, { found, heads, clocks, endings, digits }: Steps, mask: Mask, { some, count }: Among): void {
    const { numbers, step } = (this.#packed[field] as Pairs).parts();
    let ending = 0;
    let { high, low, tail } = endings[0] as EndingSteps;
    for (let at = 0; at < count; at += 1) {
      const number = some === undefined ? at + 1 : (some[at] ?? 0);
      if (mask[number] === 1) continue;
      const first = numbers[number * step] ?? 0;
      const second = numbers[number * step + 1] ?? 0;
      if (second === 0) continue;
      if (second >>> 24 > digitsEnding) {
        const [one, other, third, last] = digits[(second >>> 24) - digitsEnding] as DigitSteps;
        let state = one.next[first >>> 14] ?? 0;
        state = other.next[(state << other.bits) | (first & 16383)] ?? 0;
        state = third.next[(state << third.bits) | ((second >>> 14) & 1023)] ?? 0;
        if (last.next[(state << last.bits) | (second & 16383)] === found) mask[number] = 1;
        continue;
      }
      // Hardly ever another than the one before.
      if (second >>> 24 !== ending) {
        ending = second >>> 24;
        ({ high, low, tail } = endings[ending] as EndingSteps);
      }
      let state = heads[first >>> 17] ?? 0;
      state = clocks.next[(state << 17) | (first & 0x1ffff)] ?? 0;
      state = high.next[(state << high.bits) | ((second >>> 14) & 1023)] ?? 0;
      state = low.next[(state << low.bits) | (second & 16383)] ?? 0;
      if (tail[state] === found) mask[number] = 1;
    }
  }

  #stepsOf(automaton: Automaton): Steps {
    const { found } = automaton;
    const minutes = automaton.made(mostMinutes, (value) => `${two(Math.floor(value / 60))}:${two(value % 60)}:`);
    return {
      found,
      heads: Uint8Array.from({ length: this.#heads.size }, (_, head) => automaton.after(0, this.#heads.bytes(head))),
      clocks: automaton.joined(minutes, automaton.made(secondsRoom, two), true),
      endings: this.#endings.map((_, ending) => {
        const [tail, form] = this.#endingOf(ending);
        const [high, low] = fractionSteps(automaton, form);
        return { high, low, tail: Uint8Array.from({ length: found + 1 }, (__, state) => automaton.after(state, this.#tails.bytes(tail))) };
      }),
      digits: Array.from({ length: mostDigits + 1 }, (_, count) => {
        const [one, other, third, last] = groupsOf(count);
        return [automaton.digits(one), automaton.digits(other), automaton.digits(third), automaton.digits(last)];
      }),
    };
  }

  /** Whether each symbol of a word occurs at all. */
  #hasAll(word: string): boolean {
    const left = new Set(word.replaceAll(/[\d:.]/g, ''));
    for (const words of [this.#tails, this.#heads]) {
      for (let piece = 0; piece < words.size && left.size > 0; piece += 1) {
        for (const symbol of fold(words.text(piece))) left.delete(symbol);
      }
    }
    return left.size === 0;
  }

  /**
   * Marks the versions up to `top` whose field meets a test of texts. `by` says what it goes by: a date, or a time of day,
   * compared with `limits` as texts compare. What begins alike is then judged once, unless a limit begins so, too.
   */
  match(
    field: number,
    test: (text: string) => boolean,
    by: 'date' | 'clock' | 'text',
    limits: readonly string[],
    mask: Mask,
    top: number,
  ): void {
    const end = Math.min(mask.length, top + 1);
    // Of each group 0: not judged yet, 1: none, 2: all, 3: each by itself.
    const judged = new Uint8Array(by === 'date' ? this.#heads.size : by === 'clock' ? 1 << 17 : 0);
    const folded = limits.map(fold);
    const isCommon = this.#commonEndings(by);
    const heads = Array.from({ length: this.#heads.size }, (_, head) => this.#heads.text(head));
    const isPlain = heads.map((head) => (by === 'date' ? isDate(`${head}00:00:00`) : /^$|[Tt ]$/.test(head)));
    const judge = (number: number): boolean => test(this.text(number, field) ?? '');
    const { numbers, step } = (this.#packed[field] as Pairs).parts();
    for (let number = 1; number < end; number += 1) {
      const first = numbers[number * step] ?? 0;
      const second = numbers[number * step + 1] ?? 0;
      if (second === 0) continue;
      if (by === 'text' || isCommon[second >>> 24] !== 1 || !isPlain[first >>> 17] || (by === 'date' && !isOfDay(first))) {
        if (judge(number)) mask[number] = 1;
        continue;
      }
      const group = by === 'date' ? first >>> 17 : first & 0x1ffff;
      if (judged[group] === 0) {
        const begin = by === 'date' ? fold(heads[group] ?? '') : clockOf(first);
        judged[group] = folded.some((limit) => limit.startsWith(begin)) ? 3 : judge(number) ? 2 : 1;
      }
      if (judged[group] === 2 || (judged[group] === 3 && judge(number))) mask[number] = 1;
    }
  }

  /** By ending 1 where a text with it is a date if what stands before it is, or is read as a time of day. */
  #commonEndings(by: 'date' | 'clock' | 'text'): Uint8Array {
    const common = new Uint8Array(256);
    for (let ending = 1; ending < this.#endings.length; ending += 1) {
      const [tail, form] = this.#endingOf(ending);
      const text = `2000-01-01T00:00:00${form > 0 ? '.' : ''}${'0'.repeat(Math.max(0, form - 1))}${this.#tails.text(tail)}`;
      common[ending] = by === 'clock' || isDate(text) ? 1 : 0;
    }
    return common;
  }
}

function addDigits(packed: Pairs, number: number, bytes: Uint8Array, from: number, to: number): boolean {
  let at = from;
  let value = 0;
  const group = (most: number): number => {
    value = 0;
    for (const end = Math.min(to, at + most); at < end; at += 1) value = value * 10 + (bytes[at] ?? 0) - 48;
    return value;
  };
  for (let each = from; each < to; each += 1) if (!isDigit(bytes[each])) return false;
  const first = (group(4) << 14) | group(4);
  packed.set(number, first, ((digitsEnding + to - from) << 24) | (group(3) << 14) | group(4));
  return true;
}

/** How many of so many digits stand in each of the four groups. */
function groupsOf(count: number): readonly [number, number, number, number] {
  const within = (before: number, most: number): number => Math.max(0, Math.min(most, count - before));
  return [within(0, 4), within(4, 4), within(8, 3), within(11, 4)];
}

/** What follows the seconds, but for the tail: a dot and the first three digits, and the last four. */
function fractionSteps(automaton: Automaton, form: number): readonly [Step, Step] {
  if (form === 0) return [automaton.digits(0), automaton.digits(0)];
  const digits = automaton.digits(Math.min(3, form - 1));
  const dotted = automaton.made(1, () => '.');
  return [automaton.joined(dotted, digits), automaton.digits(Math.max(0, form - 4))];
}

const clockOf = (first: number): string => {
  const minutes = (first >>> 6) & 2047;
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(first & 63)}`;
};

/** Whether the clock is one of a day, as dates are written. */
const isOfDay = (first: number): boolean => ((first >>> 6) & 2047) < 1440 && (first & 63) <= 60;

function isAscii(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if ((bytes[at] ?? 0) > 127) return false;
  return true;
}
