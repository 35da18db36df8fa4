/**
 * The filter language, from text to `Filter`:
 *
 *     filter  = term*                  all must match
 *     term    = ["-"] choice           "-": must not match
 *     choice  = test ("|" test)*       either; a test without a field takes the one before it
 *     test    = [field op] value       op: ":" contained in, "=" equal, ">" ">=" "<" "<=" compared
 *     value   = word | '"' text '"'    in quotes blanks and signs are plain, and "" is one quote
 *
 * Fails with `filter-invalid` and the place of what could not be read. Nothing is dropped silently.
 */
import { markColours } from '../../../preload/history.ts';
import { sortFields } from '../../../preload/model.ts';
import { Failure } from '../../failure.ts';
import { fold } from '../text.ts';
import {
  flags,
  ownTexts,
  type Field,
  type Filter,
  type Flag,
  type Leaf,
  type Literal,
  type Operator,
  type OwnText,
  type Place,
} from './ast.ts';
import { literalOf } from './literal.ts';

interface Piece {
  readonly text: string;
  readonly quoted: boolean;
  readonly place: Place;
}

type Sign = ':' | '=' | Operator;
interface Test {
  readonly field?: Piece;
  readonly sign?: Sign;
  readonly value: Piece;
}

const shortNames: Readonly<Record<string, (typeof sortFields)[number]>> = {
  laps: 'lapsCount',
  type: 'sessionType',
  recorded: 'timeOfRecording',
  start: 'startTime',
  end: 'endTime',
};

export function invalid(sentence: string, place: Place): Failure {
  return new Failure('filter-invalid', sentence, { place });
}

const isBlank = (character: string | undefined): boolean => character === undefined || /\s/u.test(character);

/** Reads one filter; `now` gives `today` and `-7d` their meaning. Undefined for a filter that says nothing. */
export function parseFilter(text: string, now: Date): Filter | undefined {
  const terms: Filter[] = [];
  const reader = new Reader(text);
  reader.skipBlanks();
  while (!reader.atEnd) {
    terms.push(readTerm(reader, now));
    reader.skipBlanks();
  }
  return terms.length > 1 ? { kind: 'and', parts: terms } : terms[0];
}

class Reader {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** The next character, undefined at the end. */
  get next(): string | undefined {
    return this.text[this.at];
  }

  skipBlanks(): void {
    while (!this.atEnd && isBlank(this.next)) this.at += 1;
  }

  place(from: number): Place {
    return { at: from, length: Math.max(1, this.at - from) };
  }

  /** A quoted text or a word that ends before one of `stops` or a blank. */
  piece(stops: string): Piece {
    const from = this.at;
    if (this.next === '"') return { text: this.#quoted(from), quoted: true, place: this.place(from) };
    while (!isBlank(this.next) && !stops.includes(this.next ?? '')) this.at += 1;
    return { text: this.text.slice(from, this.at), quoted: false, place: this.place(from) };
  }

  #quoted(from: number): string {
    let text = '';
    for (this.at += 1; ; this.at += 1) {
      if (this.atEnd) throw invalid('A quotation mark is not closed.', { at: from, length: this.at - from });
      if (this.next !== '"') text += this.next ?? '';
      else if (this.text[this.at + 1] === '"') {
        text += '"';
        this.at += 1;
      } else break;
    }
    this.at += 1;
    return text;
  }

  /** The sign between a field and its value, if one stands here. */
  sign(): Sign | undefined {
    const found = /^(?:>=|<=|[:=<>])/.exec(this.text.slice(this.at, this.at + 2))?.[0] as Sign | undefined;
    this.at += found?.length ?? 0;
    return found;
  }
}

function readTerm(reader: Reader, now: Date): Filter {
  const negated = takeMinus(reader);
  const choices: Filter[] = [];
  let before: Test | undefined;
  for (;;) {
    const minus = choices.length > 0 && takeMinus(reader);
    const test = readTest(reader);
    // In `driver:HAM|VET` the second is a driver too.
    const whole: Test = test.field === undefined && before?.field !== undefined ? { ...before, value: test.value } : test;
    const leaf = toLeaf(whole, now);
    choices.push(minus ? { kind: 'not', part: leaf } : leaf);
    before = whole;
    if (reader.next !== '|') break;
    reader.at += 1;
  }
  if (!isBlank(reader.next)) throw invalid('A blank is missing here.', { at: reader.at, length: 1 });
  const choice: Filter = choices.length > 1 || choices[0] === undefined ? { kind: 'or', parts: choices } : choices[0];
  return negated ? { kind: 'not', part: choice } : choice;
}

function takeMinus(reader: Reader): boolean {
  if (reader.next !== '-') return false;
  reader.at += 1;
  return true;
}

const isName = (piece: Piece): boolean => piece.quoted || /^\p{L}/u.test(piece.text);

function readTest(reader: Reader): Test {
  const from = reader.at;
  const first = reader.piece(':=<>|');
  const sign = isName(first) ? reader.sign() : undefined;
  if (sign !== undefined) {
    const value = reader.piece('|');
    return { field: first, sign, value };
  }
  // A word that begins otherwise (22:07, >x) is a plain word, signs and all.
  if (first.quoted) return { value: first };
  reader.at = from;
  const word = reader.piece('|');
  if (word.text === '') throw invalid('A word is missing here.', { at: from, length: 1 });
  return { value: word };
}

function toLeaf({ field: name, sign, value }: Test, now: Date): Leaf {
  if (name === undefined || sign === undefined) {
    if (value.text === '') throw invalid('There is nothing between the quotation marks.', value.place);
    return { kind: 'text', word: fold(value.text) };
  }
  const flag = name.quoted ? undefined : flags.find((known) => known === fold(name.text));
  if (flag !== undefined && sign === ':') return toFlag(flag, value);
  const own = name.quoted ? undefined : ownTexts.find((known) => known === fold(name.text));
  if (own !== undefined && (sign === ':' || sign === '=')) return toOwn(own, name, value, sign);
  const field = toField(name);
  if (value.text === '' && !(value.quoted && sign === '=')) {
    const at = name.place.at;
    throw invalid(`What “${name.text}” should be is missing.`, { at, length: Math.max(1, value.place.at - at) });
  }
  if (sign === ':') {
    const literal = literalOf(value.text, now);
    // Words for dates stand in no text.
    const isWord = !value.quoted && /^(?:today|weekend|-\d+[a-z])$/i.test(value.text);
    if (isWord && isDateField(field) && literal.dates) return sinceOrWithin(field, literal);
    return { kind: 'contains', field, word: fold(value.text) };
  }
  const literal = literalOf(value.text, now);
  if (sign === '=') return { kind: 'equals', field, word: fold(value.text), literal };
  if (!comparable(field, literal)) {
    throw invalid(`“${value.text}” is not ${wanted(field)}, so “${name.text}” cannot be compared with it.`, value.place);
  }
  return { kind: 'compare', field, operator: sign, literal };
}

/** `recorded:today` is a stretch of dates, `recorded:-7d` all since then. */
function sinceOrWithin(field: Field, literal: Literal): Leaf {
  return literal.dates?.from === literal.dates?.to
    ? { kind: 'compare', field, operator: '>=', literal }
    : { kind: 'equals', field, word: '', literal };
}

function toFlag(flag: Flag, value: Piece): Leaf {
  if (value.text !== '') throw invalid(`“${flag}:” takes no value.`, value.place);
  return { kind: 'flag', flag };
}

function toOwn(what: OwnText, name: Piece, value: Piece, sign: ':' | '='): Leaf {
  const at = name.place.at;
  const word = fold(value.text);
  if (word === '' && !value.quoted) {
    throw invalid(`What “${name.text}” should be is missing.`, { at, length: Math.max(1, value.place.at - at) });
  }
  if (what === 'colour' && !markColours.some((colour) => colour === word)) {
    throw invalid(`“${value.text}” is no colour of a mark: they are ${markColours.join(', ')}.`, value.place);
  }
  return { kind: 'own', what, word, whole: sign === '=' || what === 'colour' };
}

function toField(name: Piece): Field {
  const folded = fold(name.text);
  const listed = sortFields.find((field) => fold(field) === folded) ?? shortNames[folded];
  if (listed !== undefined) return { kind: 'listed', name: listed };
  if (folded === 'fastest') return { kind: 'fastest' };
  if (name.text === '') throw invalid('A field’s name is missing here.', name.place);
  return { kind: 'detail', name: name.text, place: name.place };
}

/** What can stand before the sign of a test and has values. */
export type NamedField = Field | { readonly kind: 'own'; readonly what: OwnText };

/** The field that a name means, apart from any filter. */
export function fieldNamed(name: string): NamedField {
  const own = ownTexts.find((known) => known === fold(name));
  return own === undefined ? toField({ text: name, quoted: false, place: { at: 0, length: name.length } }) : { kind: 'own', what: own };
}

export const isDateField = (field: Field): boolean => field.kind === 'listed' && field.name === 'timeOfRecording';
export const isClockField = (field: Field): boolean => field.kind === 'listed' && (field.name === 'startTime' || field.name === 'endTime');
const isNumberField = (field: Field): boolean => field.kind === 'listed' && (field.name === 'lapsCount' || field.name === 'id');

function comparable(field: Field, { number, duration, clock, dates }: Literal): boolean {
  if (isDateField(field)) return dates !== undefined;
  if (isClockField(field)) return clock !== undefined || dates !== undefined;
  if (isNumberField(field)) return number !== undefined;
  if (field.kind === 'fastest') return number !== undefined || duration !== undefined;
  return number !== undefined || duration !== undefined || dates !== undefined;
}

function wanted(field: Field): string {
  if (isDateField(field)) return 'a date';
  if (isClockField(field)) return 'a time of day or a date';
  if (isNumberField(field)) return 'a number';
  if (field.kind === 'fastest') return 'a lap time';
  return 'a number, a date or a lap time';
}
