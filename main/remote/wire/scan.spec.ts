import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scan } from './scan.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

interface Counted {
  depth: number;
  containers: number;
  members: number;
  elements: number;
  widest: number;
  texts: number;
}

/** The same counts from the parsed value, where each is easy to see. */
function count(value: unknown, depth: number, into: Counted): void {
  if (typeof value === 'string') into.texts++;
  if (typeof value !== 'object' || value === null) return;
  into.containers++;
  into.depth = Math.max(into.depth, depth + 1);
  const inner = Object.values(value) as readonly unknown[];
  into.elements += Math.max(0, inner.length - 1);
  if (!Array.isArray(value)) {
    into.members += inner.length;
    into.widest = Math.max(into.widest, inner.length);
  }
  for (const each of inner) count(each, depth + 1, into);
}

describe('a look before parsing', () => {
  it('counts as a parser would, however the text is written and wherever it lies', () => {
    const options = { maxDepth: 5, noUnicodeString: false };
    fc.assert(
      fc.property(fc.jsonValue(options), fc.constantFrom(undefined, 1, '\t'), fc.nat(7), (drawn, space, shift) => {
        const value: unknown = drawn;
        const counted: Counted = { depth: 0, containers: 0, members: 0, elements: 0, widest: 0, texts: 0 };
        count(value, 0, counted);
        const { depth, containers, members, elements, widest, texts } = counted;
        const text = bytes(`${' '.repeat(shift)}${JSON.stringify(value, null, space)}`);
        const expected = { depth, widest, cells: 2 * containers + members + elements + texts };
        expect(scan(text)).toMatchObject(expected);
        // A view of a larger buffer, as a chunk of a socket is one.
        const framed = new Uint8Array(text.length + 16).fill(0x5b);
        framed.set(text, 5);
        expect(scan(framed.subarray(5, 5 + text.length))).toMatchObject(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('passes over texts of any length, with quotes and backslashes at any place', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('x', '"', '\\', '[', '{', '}', ',', ':', '1', 'é', '🏁'), { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        const written = JSON.stringify(text);
        const found = scan(bytes(`[${written},[1]]`));
        expect(found).toMatchObject({ depth: 2, items: 2, cells: 6, digits: 1 });
        expect(found.longest).toBe(bytes(written).length - 1);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['[1234567890123456]', 16],
    ['[-1234567890123456789]', 19],
    ['["1234567890123456789",0.1234567890123456789,12]', 2],
    ['{"1234567890123456789":7}', 1],
    ['[1.5e10]', 2],
    ['[]', 0],
  ])('finds the longest integer outside texts and fractions: %s', (text, digits) => {
    expect(scan(bytes(text)).digits).toBe(digits);
  });

  it('tells the records of a list and the heaviest of them', () => {
    expect(scan(bytes('[{"a":1},{"a":[1,2,3,4]},{"a":1}]'))).toMatchObject({ items: 3, heaviest: 9 });
    expect(scan(bytes('[1]'))).toMatchObject({ items: 1 });
  });

  it.each(['', '"', '"\\', '"abc\\', ']]]', '{"', '[1', '\u0000', '"x'.repeat(9)])('ends with what is no JSON: %j', (text) => {
    expect(scan(bytes(text)).depth).toBeLessThanOrEqual(1);
  });
});
