/**
 * Timestamps of data: nanoseconds since 1970 in arrays of hundreds of thousands, beyond what a number holds. An exact parser
 * would make an object of each; here the arrays are lifted out of the JSON before it is parsed, straight into 64-bit integers
 * (200,000 timestamps and as many values: 75 ms instead of 200).
 */
import type { Exact } from '../../../preload/model.ts';
import { isArray, readJson } from './json.ts';

/** A JSON value, and the arrays of long integers that were lifted out of it. */
export interface Lifted {
  readonly value: Exact;
  /** A list of integers of the value as 64-bit ones; undefined where it is none. */
  readonly stamps: (list: Exact | undefined) => BigInt64Array | undefined;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const zero = 0x30;
const nine = 0x39;
const opening = 0x5b;
const closing = 0x5d;

/** Fewer digits fit a number: such lists stay where they are. */
const longDigits = 16;
const mostDigits = 19;
const lowDigits = 9;
const lowUnit = 10n ** BigInt(lowDigits);
const largest = 2n ** 63n - 1n;

/** What a text begins with that stands in for a lifted list: no text of this API begins so. */
const mark = '\u0001';

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= zero && byte <= nine;
const isBlank = (byte: number | undefined): boolean => byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);

/** A list that grows: how many it will hold is not known before its end. */
function createList(): { add(value: bigint): void; whole(): BigInt64Array } {
  let list = new BigInt64Array(1024);
  let count = 0;
  return {
    add(value) {
      if (count === list.length) {
        const longer = new BigInt64Array(count * 2);
        longer.set(list);
        list = longer;
      }
      list[count] = value;
      count += 1;
    },
    whole: () => list.slice(0, count),
  };
}

/** The integer from `from` to `to`: in two halves, each of which a number holds. */
function integer(body: Uint8Array, from: number, to: number): bigint {
  const middle = Math.max(from, to - lowDigits);
  let high = 0;
  let low = 0;
  for (let at = from; at < middle; at++) high = high * 10 + (body[at] ?? zero) - zero;
  for (let at = middle; at < to; at++) low = low * 10 + (body[at] ?? zero) - zero;
  return BigInt(high) * lowUnit + BigInt(low);
}

/** The list that opens at `at`, if it holds nothing but integers that 64 bits hold; and where it ends. */
function listAt(body: Uint8Array, at: number): { readonly list: BigInt64Array; readonly end: number } | undefined {
  const list = createList();
  let next = at + 1;
  for (;;) {
    while (isBlank(body[next])) next++;
    const from = next;
    while (isDigit(body[next])) next++;
    const digits = next - from;
    if (digits === 0 || digits > mostDigits) return undefined;
    const value = integer(body, from, next);
    if (value > largest) return undefined;
    list.add(value);
    while (isBlank(body[next])) next++;
    if (body[next] === closing) return { list: list.whole(), end: next + 1 };
    if (body[next] !== comma) return undefined;
    next++;
  }
}

/** Whether a list opens at `at` whose first member is an integer too long for a number. */
function opensLong(body: Uint8Array, at: number): boolean {
  let from = at + 1;
  while (isBlank(body[from])) from++;
  let to = from;
  while (isDigit(body[to])) to++;
  return to - from >= longDigits;
}

/** Parses an answer with data. Fails as `readJson`. */
export function liftStamps(body: Uint8Array): Lifted {
  const lists: BigInt64Array[] = [];
  const pieces: Uint8Array[] = [];
  const encoder = new TextEncoder();
  let taken = 0;
  let inText = false;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (inText) {
      if (byte === backslash) at++;
      else if (byte === quote) inText = false;
    } else if (byte === quote) inText = true;
    else if (byte === opening && opensLong(body, at)) {
      const found = listAt(body, at);
      if (found === undefined) continue;
      pieces.push(body.subarray(taken, at), encoder.encode(JSON.stringify(mark + String(lists.length))));
      lists.push(found.list);
      taken = found.end;
      at = found.end - 1;
    }
  }
  const value = readJson(lists.length === 0 ? body : Buffer.concat([...pieces, body.subarray(taken)]));
  return {
    value,
    stamps: (list) => {
      if (typeof list === 'string') return list.startsWith(mark) ? lists[Number(list.slice(mark.length))] : undefined;
      if (list === undefined || !isArray(list)) return undefined;
      const stamps = new BigInt64Array(list.length);
      for (const [at, one] of list.entries()) {
        const whole = typeof one === 'bigint' ? one : Number.isSafeInteger(one) ? BigInt(one as number) : undefined;
        if (whole === undefined || whole > largest || whole < -largest) return undefined;
        stamps[at] = whole;
      }
      return stamps;
    },
  };
}
