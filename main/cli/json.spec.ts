import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactJson, type Json } from './json.ts';

describe('exact JSON', () => {
  it('writes integers beyond 2^53 with all their digits', () => {
    expect(exactJson({ ns: 1508796478000000123n, list: [-9223372036854775808n] })).toBe(
      '{"ns":1508796478000000123,"list":[-9223372036854775808]}',
    );
  });

  it('leaves out what is undefined and keeps what is null, in the order of the names', () => {
    expect(exactJson({ b: null, a: undefined, c: '' })).toBe('{"b":null,"c":""}');
  });

  it('is what JSON.parse reads back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(exactJson(value as Json))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
