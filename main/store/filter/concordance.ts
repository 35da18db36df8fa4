/**
 * What a connection's sealed versions say, in memory: to look through a million rows in SQL takes half a second, and the
 * index of trigrams knows nothing of short words. Some 75 bytes a version: details and other prose as numbers of distinct
 * texts, times and identifiers packed, numbers of laps and keys that are GUIDs as they are.
 */
import { readExact } from '../exact.ts';
import { numberMask, numbersOf, type Statements } from '../rows.ts';
import { extraTexts } from '../text.ts';
import type { Session } from '../../../preload/model.ts';
import type { FieldLeaf } from './ast.ts';
import { guidLength, guidPairs, guidTest } from './guids.ts';
import { amongHits, join, type Among, type Mask } from './masks.ts';
import { valueTest } from './match.ts';
import { isClockField, isDateField } from './parse.ts';
import { stampFields, Stamps, type StampField, type StampsParts } from './stamps.ts';
import { Words, type WordsParts } from './words.ts';

const quote = 34;
const backslash = 92;
const keyBytes = 16;

/** Of a version, in bits: that its key is a GUID, and which of `stampFields` could not be packed. */
const guidBit = 1 << stampFields.length;

/** A number of laps that is none, and one that does not fit. */
const noLaps = 0xffff;
const oddLaps = 0xfffe;

/**
 * Texts of a stretch of versions, end to end, a NUL after each (no text holds one): the names' id, the laps, the details, the
 * four that are packed, a key that is no GUID, and unknown fields. A row each would cost four times as much.
 */
const stretchSql = `SELECT json_group_array(v.id & ${numberMask}),
  CAST(group_concat(CASE typeof(v.key) WHEN 'blob' THEN v.key ELSE zeroblob(16) END, '') AS BLOB),
  CAST(group_concat(concat_ws(char(0), ifnull(v.names_id, ''), ifnull(v.laps_count, ''), ifnull(v.details, ''), ifnull(v.identifier, ''),
    ifnull(v.time_of_recording, ''), ifnull(v.start_time, ''), ifnull(v.end_time, ''),
    CASE typeof(v.key) WHEN 'blob' THEN '' ELSE v.key END, ifnull(v.extra, '')), char(0)) || char(0) AS BLOB)
  FROM session_version AS v WHERE v.id BETWEEN ? AND ?`;

/** Numbers of texts, in half of the room as long as there are few texts. */
type TextNumbers = Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
const mostNarrow = 1 << 16;

/** The versions that hold a word. */
interface Found {
  readonly word: string;
  readonly holding: Mask;
}
const mostFound = 3;

/** Its arrays, as another thread takes them over. */
export interface ConcordanceParts {
  readonly words: WordsParts;
  readonly top: number;
  /** Null where no version has unknown fields. */
  readonly firstExtra: number | null;
  readonly used: number;
  readonly starts: Uint32Array<ArrayBuffer>;
  readonly texts: TextNumbers;
  readonly names: Uint32Array<ArrayBuffer>;
  readonly stamps: StampsParts;
  readonly laps: Uint16Array<ArrayBuffer>;
  readonly keys: Uint8Array<ArrayBuffer>;
  readonly kinds: Uint8Array<ArrayBuffer>;
}

export class Concordance {
  words = new Words();
  /** Versions up to this number are in it. */
  top = 0;
  /** The first version with unknown fields. */
  firstExtra = Infinity;
  /** Where a version's texts begin among `#texts`: its details first, in their order. */
  #starts: Uint32Array<ArrayBuffer> = new Uint32Array(2);
  #texts: TextNumbers = new Uint16Array(1 << 10);
  #used = 0;
  #names: Uint32Array<ArrayBuffer> = new Uint32Array(1);
  #stamps = new Stamps();
  #laps: Uint16Array<ArrayBuffer> = new Uint16Array(1);
  #keys: Uint8Array<ArrayBuffer> = new Uint8Array(keyBytes);
  #kinds: Uint8Array<ArrayBuffer> = new Uint8Array(1);
  /** What was looked for last. */
  #found: readonly Found[] = [];
  #detail: { readonly name: string; readonly texts: Uint32Array } | undefined;

  static of(parts: ConcordanceParts): Concordance {
    const made = new Concordance();
    made.words = Words.of(parts.words);
    made.top = parts.top;
    made.firstExtra = parts.firstExtra ?? Infinity;
    made.#used = parts.used;
    made.#starts = parts.starts;
    made.#texts = parts.texts;
    made.#names = parts.names;
    made.#stamps = Stamps.of(parts.stamps);
    made.#laps = parts.laps;
    made.#keys = parts.keys;
    made.#kinds = parts.kinds;
    return made;
  }

  /** What `of` makes the same one of. It is of no use here once that was handed over. */
  parts(): ConcordanceParts {
    return {
      ...{ words: this.words.parts(), top: this.top, used: this.#used },
      firstExtra: Number.isFinite(this.firstExtra) ? this.firstExtra : null,
      ...{ starts: this.#starts, texts: this.#texts, names: this.#names, stamps: this.#stamps.parts() },
      ...{ laps: this.#laps, keys: this.#keys, kinds: this.#kinds },
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
    this.#stamps.reserve(top);
    this.#laps = grown(this.#laps, new Uint16Array(top + 1).fill(noLaps));
    this.#keys = grown(this.#keys, new Uint8Array(keyBytes * (top + 1)));
    this.#kinds = grown(this.#kinds, new Uint8Array(top + 1));
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
    if (this.#texts.length < wanted || (isWhole && this.#texts.length > wanted * 1.1)) this.#resize(wanted);
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
      from = to + 1;
      to = endOf(texts, from);
      this.#laps[number] = lapsOf(texts, from, to);
      to = this.#addDetails(texts, to + 1);
      let kind = 0;
      for (let field = 0; field < stampFields.length; field += 1) {
        from = to + 1;
        to = endOf(texts, from);
        if (this.#stamps.add(number, field, texts, from, to)) continue;
        this.#push(this.words.add(texts, from, to));
        kind |= 1 << field;
      }
      from = to + 1;
      to = endOf(texts, from);
      if (from < to) this.#push(this.words.add(texts, from, to));
      else kind |= guidBit;
      this.#kinds[number] = kind;
      for (let byte = 0; byte < keyBytes; byte += 1) this.#keys[number * keyBytes + byte] = keys[at * keyBytes + byte] ?? 0;
      from = to + 1;
      to = endOf(texts, from);
      if (from < to) {
        this.#addExtra(texts, from, to);
        this.firstExtra = Math.min(this.firstExtra, number);
      }
      from = to + 1;
    }
  }

  #resize(length: number): void {
    const room = this.words.size > mostNarrow ? new Uint32Array(length) : new Uint16Array(length);
    room.set(this.#texts.subarray(0, this.#used));
    this.#texts = room;
  }

  #push(text: number): void {
    if (this.#used === this.#texts.length) this.#resize(Math.ceil(this.#used * 1.5));
    if (text >= mostNarrow && this.#texts instanceof Uint16Array) this.#resize(this.#texts.length);
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

  /**
   * Marks the versions with a text that holds a folded word; repeated texts (facets) are not among them. Of those that are
   * not `within` a mask, some may be left out.
   */
  find(word: string, mask: Mask, within?: Mask): void {
    join(mask, this.#holding(word, within));
  }

  /** The versions that hold a word. While one types, only those that held the shorter word are looked at. */
  #holding(word: string, within?: Mask): Mask {
    const known = this.#found.filter((before) => before.holding.length === this.top + 1 && word.includes(before.word));
    const shorter = known.reduce<Found | undefined>(
      (best, each) => (each.word.length > (best?.word.length ?? -1) ? each : best),
      undefined,
    );
    if (shorter?.word === word) return shorter.holding;
    const among = amongHits(shorter?.holding ?? within, this.top);
    const holding = new Uint8Array(this.top + 1);
    const { hits, any } = this.words.holding(word);
    if (any) this.#markTexts(hits, holding, among);
    this.#stamps.find(word, [...stampFields.keys()], holding, among);
    this.#findKeys(word, holding, among);
    // What was looked for within others alone is no answer to anything else.
    const isWhole = shorter !== undefined || among.some === undefined;
    if (isWhole) this.#found = [{ word, holding }, ...this.#found.slice(0, mostFound - 1)];
    return holding;
  }

  /** Marks those of some versions whose key is a GUID that holds a folded word. */
  #findKeys(word: string, mask: Mask, { some, count }: Among): void {
    const test = guidTest(word);
    if (test === undefined) return;
    const pairs = new Uint16Array(this.#keys.buffer, this.#keys.byteOffset, this.#keys.length / 2);
    for (let at = 0; at < count; at += 1) {
      const number = some === undefined ? at + 1 : (some[at] ?? 0);
      if (mask[number] === 1 || ((this.#kinds[number] ?? 0) & guidBit) === 0) continue;
      if (test(pairs, number * guidPairs)) mask[number] = 1;
    }
  }

  #markTexts(hits: Uint8Array, mask: Mask, { some, count }: Among): void {
    const starts = this.#starts;
    const texts = this.#texts;
    for (let each = 0; each < count; each += 1) {
      const number = some === undefined ? each + 1 : (some[each] ?? 0);
      const to = starts[number + 1] ?? 0;
      for (let at = starts[number] ?? 0; at < to; at += 1) {
        if (hits[texts[at] ?? 0] === 0) continue;
        mask[number] = 1;
        break;
      }
    }
  }

  /**
   * Marks the versions whose key, time, identifier or laps meet a leaf of a filter, which no empty text meets. Answers those
   * that it does not know it of, and undefined for fields that it knows nothing of.
   */
  findField(leaf: FieldLeaf, mask: Mask): Uint32Array | undefined {
    const { field } = leaf;
    if (field.kind !== 'listed') return undefined;
    if (field.name === 'lapsCount') return this.#findLaps(leaf, mask);
    if (field.name === 'key') {
      // A GUID is no number, no date and no time.
      if (leaf.kind !== 'compare' && (leaf.kind === 'contains' || leaf.word.length === guidLength))
        this.#findKeys(leaf.word, mask, { count: Math.min(mask.length - 1, this.top) });
      return this.#numbers((number) => ((this.#kinds[number] ?? 0) & guidBit) === 0, mask);
    }
    const stamp = stampFields.indexOf(field.name as StampField);
    if (stamp < 0) return undefined;
    if (leaf.kind === 'contains') this.#stamps.find(leaf.word, [stamp], mask, { count: Math.min(mask.length - 1, this.top) });
    else this.#stamps.match(stamp, valueTest(leaf), ...wayOf(leaf), mask, this.top);
    return this.#numbers((number) => (((this.#kinds[number] ?? 0) >> stamp) & 1) === 1, mask);
  }

  #findLaps(leaf: FieldLeaf, mask: Mask): Uint32Array {
    const test = valueTest(leaf);
    const laps = this.#laps;
    // 0: not judged yet, 1: not met, 2: met.
    const judged = new Uint8Array(noLaps + 1);
    judged[noLaps] = 1;
    judged[oddLaps] = 1;
    const end = Math.min(mask.length, this.top + 1);
    for (let number = 1; number < end; number += 1) {
      const count = laps[number] ?? noLaps;
      if (judged[count] === 0) judged[count] = test(count) ? 2 : 1;
      if (judged[count] === 2) mask[number] = 1;
    }
    return this.#numbers((number) => laps[number] === oddLaps, mask);
  }

  #numbers(is: (number: number) => boolean, mask: Mask): Uint32Array {
    const found: number[] = [];
    const end = Math.min(mask.length, this.top + 1);
    for (let number = 1; number < end; number += 1) if (is(number)) found.push(number);
    return Uint32Array.from(found);
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
        if (judged[text] === 0) judged[text] = test(this.words.text(text - 1)) ? 2 : 1;
        if (judged[text] === 2) mask[number] = 1;
      }
      left = left.filter(({ id, at }) => once.get(id) !== at);
    }
  }

  /**
   * Of each version up to `top` the number of the text of a detail and 1, which stands at `places` by the id of its list
   * of names; 0 where it has none. Not to be written to: what was asked for last is kept, since values are typed letter by letter.
   */
  detail(places: ReadonlyMap<number, number>): Uint32Array {
    const name = JSON.stringify([...places]);
    if (this.#detail?.name !== name || this.#detail.texts.length !== this.top + 1) this.#detail = { name, texts: this.#detailAt(places) };
    return this.#detail.texts;
  }

  #detailAt(places: ReadonlyMap<number, number>): Uint32Array {
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

/** Those of a row that says none stand there as an empty text. */
function lapsOf(texts: Uint8Array, from: number, to: number): number {
  if (from === to) return noLaps;
  if (to - from > 4) return oddLaps;
  for (let at = from; at < to; at += 1) if ((texts[at] ?? 0) < 48 || (texts[at] ?? 0) > 57) return oddLaps;
  return decimal(texts, from, to);
}

/** By what a field's texts are compared with a leaf, and with which (see `Stamps.match`). */
function wayOf(leaf: Exclude<FieldLeaf, { kind: 'contains' }>): readonly ['date' | 'clock' | 'text', readonly string[]] {
  const { clock, dates } = leaf.literal;
  const words = leaf.kind === 'equals' ? [leaf.word] : [];
  if (isDateField(leaf.field)) return ['date', [...words, ...(dates === undefined ? [] : [dates.from, dates.to])]];
  if (isClockField(leaf.field) && clock !== undefined && leaf.kind === 'compare') return ['clock', [clock]];
  return ['text', []];
}

function decimal(texts: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) value = value * 10 + (texts[at] ?? 48) - 48;
  return value;
}
