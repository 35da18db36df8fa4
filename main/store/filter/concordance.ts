/**
 * Where words of one or two letters stand in a connection's sealed versions, in memory: the index of trigrams knows
 * nothing of them, and to look through a million rows in SQL takes half a second. Some 75 bytes a version: details and
 * other prose as numbers of distinct texts, times and numbers as the pairs of neighbours that occur in them, keys that are
 * GUIDs as they are.
 */
import { readExact } from '../exact.ts';
import { numberMask, numbersOf, type Statements } from '../rows.ts';
import { extraTexts } from '../text.ts';
import type { Session } from '../../../preload/model.ts';
import type { Mask } from './masks.ts';
import { clockCodes, clockWord, guidTest, none } from './symbols.ts';
import { Words, type WordsParts } from './words.ts';

/** Words of pairs of one version: 256 bits. */
const pairWords = 8;
const quote = 34;
const backslash = 92;

/**
 * Texts of a stretch of versions, end to end, a NUL after each (no text holds one): the names' id, the details, four plain
 * texts, a key that is no GUID, and unknown fields. A row each would cost four times as much.
 */
const stretchSql = `SELECT json_group_array(v.id & ${numberMask}),
  CAST(group_concat(CASE typeof(v.key) WHEN 'blob' THEN v.key ELSE zeroblob(16) END, '') AS BLOB),
  CAST(group_concat(concat_ws(char(0), ifnull(v.names_id, ''), ifnull(v.details, ''), ifnull(v.identifier, ''),
    ifnull(v.time_of_recording, ''), ifnull(v.start_time, ''), ifnull(v.end_time, ''),
    CASE typeof(v.key) WHEN 'blob' THEN '' ELSE v.key END, ifnull(v.extra, '')), char(0)) || char(0) AS BLOB)
  FROM session_version AS v WHERE v.id BETWEEN ? AND ?`;
const plainTexts = 4;

/** Its arrays, as another thread takes them over. */
export interface ConcordanceParts {
  readonly words: WordsParts;
  readonly top: number;
  readonly firstExtra: number;
  readonly used: number;
  readonly starts: Uint32Array<ArrayBuffer>;
  readonly texts: Uint32Array<ArrayBuffer>;
  readonly names: Uint32Array<ArrayBuffer>;
  readonly pairs: Uint32Array<ArrayBuffer>;
  readonly symbols: Uint16Array<ArrayBuffer>;
  readonly keys: Uint8Array<ArrayBuffer>;
  readonly isGuid: Uint8Array<ArrayBuffer>;
}

export class Concordance {
  words = new Words();
  /** Versions up to this number are in it. */
  top = 0;
  /** The first version with unknown fields. */
  firstExtra = Infinity;
  /** Where a version's texts begin among `#texts`: its details first, in their order. */
  #starts: Uint32Array<ArrayBuffer> = new Uint32Array(2);
  #texts: Uint32Array<ArrayBuffer> = new Uint32Array(1 << 10);
  #used = 0;
  #names: Uint32Array<ArrayBuffer> = new Uint32Array(1);
  #pairs: Uint32Array<ArrayBuffer> = new Uint32Array(pairWords);
  #symbols: Uint16Array<ArrayBuffer> = new Uint16Array(1);
  #keys: Uint8Array<ArrayBuffer> = new Uint8Array(16);
  #isGuid: Uint8Array<ArrayBuffer> = new Uint8Array(1);

  static of(parts: ConcordanceParts): Concordance {
    const made = new Concordance();
    made.words = Words.of(parts.words);
    made.top = parts.top;
    made.firstExtra = parts.firstExtra;
    made.#used = parts.used;
    made.#starts = parts.starts;
    made.#texts = parts.texts;
    made.#names = parts.names;
    made.#pairs = parts.pairs;
    made.#symbols = parts.symbols;
    made.#keys = parts.keys;
    made.#isGuid = parts.isGuid;
    return made;
  }

  /** What `of` makes the same one of. It is of no use here once that was handed over. */
  parts(): ConcordanceParts {
    return {
      ...{ words: this.words.parts(), top: this.top, firstExtra: this.firstExtra, used: this.#used },
      ...{ starts: this.#starts, texts: this.#texts, names: this.#names, pairs: this.#pairs, symbols: this.#symbols },
      ...{ keys: this.#keys, isGuid: this.#isGuid },
    };
  }

  /** Makes room for versions up to `top`, so that adding them by steps copies nothing. */
  reserve(top: number): void {
    if (top < this.#names.length) return;
    const grown = <Numbers extends { set(from: Numbers): void }>(from: Numbers, to: Numbers): Numbers => {
      to.set(from);
      return to;
    };
    this.#starts = grown(this.#starts, new Uint32Array(top + 2));
    this.#names = grown(this.#names, new Uint32Array(top + 1));
    this.#pairs = grown(this.#pairs, new Uint32Array(pairWords * (top + 1)));
    this.#symbols = grown(this.#symbols, new Uint16Array(top + 1));
    this.#keys = grown(this.#keys, new Uint8Array(16 * (top + 1)));
    this.#isGuid = grown(this.#isGuid, new Uint8Array(top + 1));
  }

  /** Adds the versions after `top` up to `to`, for which there is room. */
  add(statements: Statements, base: number, to: number): void {
    const row = statements.first(stretchSql, base + this.top + 1, base + to);
    const numbers = numbersOf(row?.[0]);
    const [, keys, texts] = row ?? [];
    if (numbers.length > 0 && keys instanceof Uint8Array && texts instanceof Uint8Array) this.#take(numbers, keys, texts);
    for (let number = (numbers.at(-1) ?? this.top) + 1; number <= to; number += 1) this.#starts[number] = this.#used;
    this.#starts[to + 1] = this.#used;
    this.top = to;
    this.#fit();
  }

  /** Room for as many texts as the versions that are still to come have, if they are like those that are there. */
  #fit(): void {
    const last = this.#names.length - 1;
    const isWhole = this.top >= last;
    const wanted = isWhole ? this.#used : Math.ceil(((this.#used * 1.02) / this.top) * last);
    if (this.#texts.length >= wanted && (!isWhole || this.#texts.length <= wanted * 1.1)) return;
    const fitting = new Uint32Array(wanted);
    fitting.set(this.#texts.subarray(0, this.#used));
    this.#texts = fitting;
  }

  #take(numbers: Uint32Array, keys: Uint8Array, texts: Uint8Array): void {
    let before = this.top;
    let from = 0;
    for (let at = 0; at < numbers.length; at += 1) {
      const number = numbers[at] ?? 0;
      for (let hole = before + 1; hole <= number; hole += 1) this.#starts[hole] = this.#used;
      before = number;
      let to = endOf(texts, from);
      this.#names[number] = decimal(texts, from, to);
      to = this.#addDetails(texts, to + 1);
      for (let plain = 0; plain < plainTexts; plain += 1) to = this.#addPlain(texts, to + 1, number);
      from = to + 1;
      to = endOf(texts, from);
      if (from < to) this.#push(this.words.add(texts, from, to));
      else this.#isGuid[number] = 1;
      for (let byte = 0; byte < 16; byte += 1) this.#keys[number * 16 + byte] = keys[at * 16 + byte] ?? 0;
      from = to + 1;
      to = endOf(texts, from);
      if (from < to) {
        this.#addExtra(texts, from, to);
        this.firstExtra = Math.min(this.firstExtra, number);
      }
      from = to + 1;
    }
  }

  #push(text: number): void {
    if (this.#used === this.#texts.length) {
      const room = new Uint32Array(Math.ceil(this.#used * 1.5));
      room.set(this.#texts);
      this.#texts = room;
    }
    this.#texts[this.#used] = text;
    this.#used += 1;
  }

  /** A JSON array of texts, as the store writes it: no blank between them. Answers where it ends. */
  #addDetails(texts: Uint8Array, from: number): number {
    const start = this.#used;
    let at = from;
    for (; texts[at] !== 0; at += 1) {
      if (texts[at] !== quote) continue;
      const begin = at + 1;
      for (at = begin; texts[at] !== quote; at += 1) {
        if (texts[at] !== backslash) continue;
        // An escape somewhere: rare, and read the long way.
        this.#used = start;
        const to = endOf(texts, at);
        for (const value of JSON.parse(textOf(texts, from, to)) as string[]) this.#pushText(value);
        return to;
      }
      this.#push(this.words.add(texts, begin, at));
    }
    return at;
  }

  #pushText(text: string): void {
    const bytes = Buffer.from(text);
    this.#push(this.words.add(bytes, 0, bytes.length));
  }

  #addExtra(texts: Uint8Array, from: number, to: number): void {
    for (const text of extraTexts(readExact(textOf(texts, from, to)) as Session['extra'])) this.#pushText(text);
  }

  /** A time or a number by its pairs; any other text by its number. Answers where it ends. */
  #addPlain(texts: Uint8Array, from: number, number: number): number {
    const pairs = this.#pairs;
    const first = number * pairWords;
    let symbols = 0;
    let before = -1;
    let at = from;
    for (; ; at += 1) {
      const byte = texts[at] ?? 0;
      const code = clockCodes[byte] ?? none;
      if (code === none) {
        if (byte === 0) break;
        // What it begins with stands in it anyway, so these pairs are right to stay.
        const to = endOf(texts, at);
        this.#push(this.words.add(texts, from, to));
        return to;
      }
      symbols |= 1 << code;
      if (before >= 0) {
        const word = first + (before >> 1);
        pairs[word] = (pairs[word] ?? 0) | (1 << (((before & 1) << 4) | code));
      }
      before = code;
    }
    this.#symbols[number] = (this.#symbols[number] ?? 0) | symbols;
    return at;
  }

  /**
   * Marks the versions with a text that holds a folded word; repeated texts are not among them. Times and numbers only where
   * the word has one or two characters: `withPairs` tells of longer ones.
   */
  find(word: string, mask: Mask): void {
    const { hits, any } = this.words.holding(word);
    if (any) this.#markTexts(hits, mask);
    const codes = clockWord(word);
    if (codes !== undefined && codes.length <= 2) this.#markPairs(codes, mask);
    const test = guidTest(word);
    if (test === undefined) return;
    const keys = this.#keys;
    const end = Math.min(mask.length, this.top + 1);
    for (let number = 1; number < end; number += 1) {
      if (mask[number] === 0 && this.#isGuid[number] === 1 && test(keys, number * 16)) mask[number] = 1;
    }
  }

  #markTexts(hits: Uint8Array, mask: Mask): void {
    const starts = this.#starts;
    const texts = this.#texts;
    const end = Math.min(mask.length, this.top + 1);
    for (let number = 1; number < end; number += 1) {
      if (mask[number] === 1) continue;
      const to = starts[number + 1] ?? 0;
      for (let at = starts[number] ?? 0; at < to; at += 1) {
        if (hits[texts[at] ?? 0] === 0) continue;
        mask[number] = 1;
        break;
      }
    }
  }

  #markPairs(codes: readonly number[], mask: Mask): void {
    const [first = 0, second] = codes;
    const end = Math.min(mask.length, this.top + 1);
    if (second === undefined) {
      const symbols = this.#symbols;
      for (let number = 1; number < end; number += 1) if (((symbols[number] ?? 0) >> first) & 1) mask[number] = 1;
      return;
    }
    const pairs = this.#pairs;
    const bit = ((first & 1) << 4) | second;
    for (let number = 1, at = pairWords + (first >> 1); number < end; number += 1, at += pairWords) {
      if (((pairs[at] ?? 0) >>> bit) & 1) mask[number] = 1;
    }
  }

  /**
   * Versions that are not marked and have all pairs of a longer word in their times and numbers: it may stand there.
   * Undefined where it can stand in none.
   */
  withPairs(word: string, mask: Mask): Uint32Array | undefined {
    const codes = clockWord(word);
    if (codes === undefined) return undefined;
    const asked = new Uint32Array(pairWords);
    for (let at = 1; at < codes.length; at += 1) {
      const [first = 0, second = 0] = codes.slice(at - 1);
      asked[first >> 1] = (asked[first >> 1] ?? 0) | (1 << (((first & 1) << 4) | second));
    }
    const places = [...asked.keys()].filter((place) => asked[place] !== 0);
    const found = new Uint32Array(this.top);
    let count = 0;
    const end = Math.min(mask.length, this.top + 1);
    for (let number = 1; number < end; number += 1) {
      if (mask[number] === 1) continue;
      let missing = 0;
      for (const place of places) missing |= (asked[place] ?? 0) & ~(this.#pairs[number * pairWords + place] ?? 0);
      if (missing !== 0) continue;
      found[count] = number;
      count += 1;
    }
    return found.slice(0, count);
  }

  /** Marks the versions with a value that meets a test at one of some places in the lists of names. */
  findDetail(places: readonly { readonly id: number; readonly at: number }[], test: (value: string) => boolean, mask: Mask): void {
    // A name may stand several times in a list: each time is looked at apart.
    for (let left = places; left.length > 0;) {
      const once = new Map(left.map(({ id, at }) => [id, at]));
      const texts = this.detail(once);
      // By text and 1: 0 not judged yet, 1 not met, 2 met.
      const judged = new Uint8Array(this.words.size + 1);
      judged[0] = 1;
      const end = Math.min(mask.length, texts.length);
      for (let number = 1; number < end; number += 1) {
        const text = texts[number] ?? 0;
        if (judged[text] === 0) judged[text] = test(Buffer.from(this.words.bytes(text - 1)).toString()) ? 2 : 1;
        if (judged[text] === 2) mask[number] = 1;
      }
      left = left.filter(({ id, at }) => once.get(id) !== at);
    }
  }

  /**
   * Of each version up to `top` the number of the text of a detail and 1, which stands at `places` by the id of its list
   * of names; 0 where it has none.
   */
  detail(places: ReadonlyMap<number, number>): Uint32Array {
    const found = new Uint32Array(this.top + 1);
    const names = this.#names;
    // By the id of names, one place and 1.
    const placeOf = new Uint32Array(Math.max(0, ...places.keys()) + 1);
    for (const [id, at] of places) placeOf[id] = at + 1;
    for (let number = 1; number <= this.top; number += 1) {
      const place = placeOf[names[number] ?? 0] ?? 0;
      if (place > 0) found[number] = (this.#texts[(this.#starts[number] ?? 0) + place - 1] ?? 0) + 1;
    }
    return found;
  }
}

function endOf(texts: Uint8Array, from: number): number {
  let to = from;
  while (texts[to] !== 0) to += 1;
  return to;
}

const textOf = (texts: Uint8Array, from: number, to: number): string => Buffer.from(texts.subarray(from, to)).toString();

function decimal(texts: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) value = value * 10 + (texts[at] ?? 48) - 48;
  return value;
}
