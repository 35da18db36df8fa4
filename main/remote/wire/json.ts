/** From bytes to JSON values whose integers are exact, and to the records that an answer holds. */
import { parse as parseExactly } from 'lossless-json';
import type { Exact } from '../../../preload/model.ts';
import { Failure } from '../../failure.ts';

/** A JSON object as it was parsed. */
export type JsonObject = { readonly [name: string]: Exact };

const zero = 0x30;
const nine = 0x39;
const unsafeDigits = 16;

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= zero && byte <= nine;

/**
 * Whether 16 digits stand in a row outside a text or a fraction, so that an integer may be beyond 2^53. Such a run covers
 * a multiple of 16, so only every 16th byte is looked at: this runs over every page.
 */
function mayHoldLongInteger(body: Uint8Array): boolean {
  for (let at = unsafeDigits - 1; at < body.length; at += unsafeDigits) {
    if (!isDigit(body[at])) continue;
    let first = at;
    while (isDigit(body[first - 1])) first--;
    let last = at;
    while (isDigit(body[last + 1])) last++;
    const before = body[first - 1];
    if (last - first + 1 >= unsafeDigits && before !== 0x22 && before !== 0x2e) return true;
    at += Math.floor((last - at) / unsafeDigits) * unsafeDigits;
  }
  return false;
}

function exactNumber(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) || !/^-?\d+$/.test(text) ? value : BigInt(text);
}

type Parse = (text: string) => Exact;
const parseFast: Parse = (text) => JSON.parse(text) as Exact;
// As JSON.parse does: of two members with one name the last one counts.
const options = { parseNumber: exactNumber, onDuplicateKey: ({ newValue }: { newValue: unknown }) => newValue };
const parseLong: Parse = (text) => parseExactly(text, null, options) as Exact;

function attempt(parse: Parse, text: string): Exact | undefined {
  try {
    return parse(text);
  } catch {
    // Whatever it is (a syntax error, brackets nested too deep for the stack), the answer cannot be read.
    return undefined;
  }
}

/**
 * Parses an answer, UTF-8 with or without a byte order mark. Objects in a row without brackets around them are read as
 * an array.
 *
 * Fails with `html-answer` where markup came, else with `answer-unreadable`.
 */
export function readJson(body: Uint8Array): Exact {
  const text = new TextDecoder().decode(body);
  const parse = mayHoldLongInteger(body) ? parseLong : parseFast;
  const value = attempt(parse, text);
  if (value !== undefined) return value;
  const start = /\S/.exec(text)?.[0];
  if (start === '<') throw new Failure('html-answer');
  const row = start === '{' ? attempt(parse, `[${text}]`) : undefined;
  if (row === undefined) throw new Failure('answer-unreadable');
  return row;
}

/** The records of an answer: the elements of an array, or one bare object as an array of one. Fails as `readJson`. */
export function readRecords(body: Uint8Array): readonly Exact[] {
  const value = readJson(body);
  if (isArray(value)) return value;
  if (isObject(value)) return [value];
  throw new Failure('answer-unreadable');
}

export const isArray = (value: Exact): value is readonly Exact[] => Array.isArray(value);

export const isObject = (value: Exact): value is JsonObject => typeof value === 'object' && value !== null && !isArray(value);

/** Whether a value nests at most `depth` arrays and objects: what is deeper could not be written down again. */
export function nestsWithin(value: Exact, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  return Object.values(value).every((inner: Exact) => nestsWithin(inner, depth - 1));
}
