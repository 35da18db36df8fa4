/** From bytes to JSON values whose integers are exact, and to the records that an answer holds. */
import { parse as parseExactly } from 'lossless-json';
import type { Exact } from '../../../preload/model.ts';
import { Failure } from '../../failure.ts';
import { firstByte } from '../bytes.ts';
import { scan } from './scan.ts';

/** A JSON object as it was parsed. */
export type JsonObject = { readonly [name: string]: Exact };

/** An integer of so many digits may be beyond 2^53. */
const unsafeDigits = 16;
/** More digits than any number of this API has; what is longer costs a parser more than it can tell anybody. */
const mostDigits = 400;
/** What is taken of an answer. */
interface Bounds {
  readonly depth: number;
  readonly items: number;
  /** Cells of one record (see `scan.ts`). */
  readonly heaviest: number;
  /** Texts that are values: each takes about 250 bytes until it is staged. */
  readonly texts: number;
}
/** Nothing of this API nests deeper than ten. */
const anyAnswer: Bounds = { depth: 256, items: Infinity, heaviest: Infinity, texts: Infinity };
/**
 * A record that nests without end costs that record and not the page, so a list may be deeper: JSON.parse needs no stack.
 * What looks into records bounds its own steps. A session takes 2 to 3 kB until it is staged.
 */
const listOfRecords: Bounds = { depth: 10_000, items: 150_000, heaviest: 30_000, texts: 1_800_000 };
/** For instance 100,000 sessions of 20 members, or 5,000,000 numbers. */
const mostCells = 6_000_000;
/** Names of one object: a server that answers a table of values by parameter has thousands. */
const mostMembers = 200_000;
/** Bytes of one text: a session's configuration has thousands. */
const longestText = 1024 * 1024;

function exactNumber(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) || !/^-?\d+$/.test(text) ? value : BigInt(text);
}

type Parse = (text: string) => Exact;
const parseFast: Parse = (text) => JSON.parse(text) as Exact;
// As JSON.parse does: of two members with one name the last one counts.
const options = { parseNumber: exactNumber, onDuplicateKey: ({ newValue }: { newValue: unknown }) => newValue };
const parseLong: Parse = (text) => parseExactly(text, null, options) as Exact;
const parseWritten: Parse = (text) => parseExactly(text, null, { ...options, parseNumber: (digits) => digits }) as Exact;

function attempt(parse: Parse, text: string): Exact | undefined {
  try {
    return parse(text);
  } catch {
    // Whatever it is (a syntax error, brackets nested too deep for the stack), the answer cannot be read.
    return undefined;
  }
}

const unreadable = (sentence: string): Failure =>
  new Failure('answer-unreadable', sentence, {
    todo: 'Ask for fewer sessions a page with --page-size; if it stays so, ask what this server is.',
  });

/** Looks before parsing. Returns the parser that keeps every integer exact; fails with `answer-unreadable`. */
function parserFor(body: Uint8Array, { depth, items, heaviest, texts }: Bounds): Parse {
  const found = scan(body);
  if (found.depth > depth) throw unreadable('The server’s answer nests deeper than any answer of this API.');
  if (found.items > items) throw unreadable('The server’s answer holds more records than are read at once.');
  if (found.cells > mostCells || found.widest > mostMembers || found.heaviest > heaviest || found.texts > texts) {
    throw unreadable('The server’s answer holds more values than are read at once.');
  }
  if (found.longest > longestText) throw unreadable('The server’s answer holds a text that is longer than any of this API.');
  if (found.digits > mostDigits) throw unreadable('The server’s answer holds a number that no one can use.');
  return found.digits >= unsafeDigits ? parseLong : parseFast;
}

function read(body: Uint8Array, bounds: Bounds, written = false): Exact {
  if (firstByte(body) === '<') throw new Failure('html-answer');
  const fitting = parserFor(body, bounds);
  const parse = written ? parseWritten : fitting;
  const text = new TextDecoder().decode(body);
  const value = attempt(parse, text);
  if (value !== undefined) return value;
  const row = firstByte(body) === '{' ? attempt(parse, `[${text}]`) : undefined;
  if (row === undefined) throw new Failure('answer-unreadable');
  return row;
}

/**
 * Parses an answer, UTF-8 with or without a byte order mark. Objects in a row without brackets around them are read as
 * an array.
 *
 * Fails with `html-answer` where markup came, else with `answer-unreadable`, also for what would be too much for memory.
 */
export const readJson = (body: Uint8Array): Exact => read(body, anyAnswer);

/** The records of an answer: the elements of an array, or one bare object as an array of one. Fails as `readJson`. */
export const readRecords = (body: Uint8Array): readonly Exact[] => recordsOf(read(body, listOfRecords));

/** The same, each number as the text that it was written in: `1.50` keeps its last digit. Slow, for what people wrote. */
export const readWrittenRecords = (body: Uint8Array): readonly Exact[] => recordsOf(read(body, listOfRecords, true));

function recordsOf(value: Exact): readonly Exact[] {
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
