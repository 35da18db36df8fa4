import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nestsWithin, readJson, readRecords } from './json.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string): unknown => readJson(bytes(text));

describe('integers', () => {
  it('are exact beyond 2^53, wherever they stand', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 21n), max: 10n ** 21n }), fc.nat(40), fc.constantFrom('', ' ', '\n'), (value, shift, blank) => {
        const [pad, found] = read(`["${'x'.repeat(shift)}",${blank}${value}${blank}]`) as [string, number | bigint];
        expect(pad).toHaveLength(shift);
        expect(found).toBe(Number.isSafeInteger(Number(value)) ? Number(value) : value);
      }),
    );
  });

  it('leave fractions, exponents and digits in texts as they are', () => {
    expect(read('{"a":0.12345678901234567,"b":"9007199254740993","c":1.5e3,"d":-0.5,"e":9007199254740993,"f":1234567890123456.5}')).toEqual(
      {
        a: Number('0.12345678901234567'),
        b: '9007199254740993',
        c: 1500,
        d: -0.5,
        e: 9007199254740993n,
        f: Number('1234567890123456.5'),
      },
    );
  });
});

describe('an answer', () => {
  it('reads as JSON.parse does, with and without long integers in it', () => {
    // Without long integers of its own: those JSON.parse would round.
    const json = fc.json().filter((text) => !/\d{16}/.test(text));
    fc.assert(
      fc.property(json, fc.boolean(), (text, long) => {
        const value: unknown = JSON.parse(text);
        if (long) expect(read(`[1234567890123456789,${text}]`)).toEqual([1234567890123456789n, value]);
        else expect(read(text)).toEqual(value);
      }),
    );
  });

  it('may begin with a byte order mark', () => {
    expect(read('\ufeff [1]')).toEqual([1]);
  });

  it('may be objects in a row without brackets', () => {
    expect(readRecords(bytes('{"a":1},\n{"a":2}'))).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('may be one bare object', () => {
    expect(readRecords(bytes(' {"a":1} '))).toEqual([{ a: 1 }]);
  });

  it('takes the last of two members with one name, also beside long integers', () => {
    expect(read('{"a":1,"a":2}')).toEqual({ a: 2 });
    expect(read('{"a":1,"a":2,"b":1234567890123456789}')).toEqual({ a: 2, b: 1234567890123456789n });
  });

  it.each(['', ' ', '[1', '[1,]', '{"a":1}{"a":2}', 'OK', '"text', `[${'['.repeat(200_000)}1234567890123456789`])(
    'cannot be read: %.20j',
    (text) => {
      expect(() => read(text)).toThrow(expect.objectContaining({ code: 'answer-unreadable' }));
    },
  );

  it('that is markup is a page', () => {
    expect(() => read('\r\n <!DOCTYPE html>')).toThrow(expect.objectContaining({ code: 'html-answer' }));
  });

  it.each(['7', '"text"', 'null', 'true'])('of no records cannot be read as records: %s', (text) => {
    expect(() => readRecords(bytes(text))).toThrow(expect.objectContaining({ code: 'answer-unreadable' }));
  });
});

describe('what would be too much', () => {
  const refused = (words: string): unknown =>
    expect.objectContaining({ code: 'answer-unreadable', message: expect.stringContaining(words) as string });
  const repeated = (text: string, count: number): string => `[${`${text},`.repeat(count - 1)}${text}]`;

  it.each([
    ['brackets', `${'['.repeat(257)}${']'.repeat(257)}`, 'nests deeper'],
    ['objects', `${'{"a":'.repeat(257)}1${'}'.repeat(257)}`, 'nests deeper'],
    ['empty lists', repeated('[]', 2_000_001), 'more values'],
    ['short texts', repeated('"x"', 3_000_001), 'more values'],
    ['members of one object', `{${Array.from({ length: 200_001 }, (_, at) => `"${at}":1`).join(',')}}`, 'more values'],
    ['one text', `["${'x'.repeat(1024 * 1024)}"]`, 'a text that is longer'],
    ['one number', `[${'9'.repeat(401)}]`, 'a number that no one can use'],
  ])('is refused before it is parsed: %s', (_name, text, words) => {
    expect(() => read(text)).toThrow(refused(words));
  });

  it.each([
    ['records', repeated('[]', 150_001), 'more records'],
    ['values in one record', `[{"x":${repeated('1', 30_000)}}]`, 'more values'],
    ['texts', repeated(`{"x":${repeated('"x"', 14_000)}}`, 129), 'more values'],
  ])('is refused in a list: %s', (_name, text, words) => {
    expect(() => readRecords(bytes(text))).toThrow(refused(words));
    expect(read(text)).toHaveProperty('length');
  });

  it('is neither a page of 100,000 sessions of 20 members, nor 5,000,000 numbers', () => {
    const members = Array.from({ length: 19 }, (_, at) => [`Member${at}`, at % 2 === 0 ? `${at}` : at]);
    const session = JSON.stringify({ Key: { value: 'k' }, ...(Object.fromEntries(members) as object) });
    expect(readRecords(bytes(repeated(session, 100_000)))).toHaveLength(100_000);
    expect(read(repeated('0.5', 5_000_000))).toHaveLength(5_000_000);
  });
});

describe('nesting', () => {
  it('is counted in arrays and objects', () => {
    expect(nestsWithin(1, 0)).toBe(true);
    expect(nestsWithin([{ a: [] }], 3)).toBe(true);
    expect(nestsWithin([{ a: [] }], 2)).toBe(false);
  });
});
