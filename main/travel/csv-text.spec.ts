import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRow } from './csv-text.ts';

const plain = { guard: false };
const guarded = { guard: true };
const one = (text: string, options = guarded): string => csvRow({ a: text, b: 'x' }, ['a', 'b'], options).replace(/,x\r\n$/, '');

/** Reads RFC 4180: written for this spec, character by character. */
function read(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ',' || text.startsWith('\r\n', at)) {
      rows.at(-1)?.push(cell);
      cell = '';
      if (character === '\r') {
        rows.push([]);
        at += 1;
      }
    } else cell += character;
  }
  return rows.slice(0, -1);
}

describe('CSV', () => {
  it('gives every text back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', '"', ',', '\r', '\n', ' ', 'é', "'", '=') }), { minLength: 1 }),
        (texts) => {
          const fields = texts.map((_, index) => `f${index}`);
          const record = Object.fromEntries(texts.map((text, index) => [`f${index}`, text]));
          expect(read(csvRow(record, fields, plain))).toEqual([texts]);
        },
      ),
    );
  });

  it('writes nothing for what is absent or null, and JSON for what is no text', () => {
    const record = { a: undefined, b: null, n: 12345678901234567890n, d: [{ name: 'Driver', value: 'HAM' }] };
    expect(csvRow(record, ['a', 'b', 'n', 'd'], plain)).toBe(',,12345678901234567890,"[{""name"":""Driver"",""value"":""HAM""}]"\r\n');
  });

  it('keeps spreadsheets from running a cell', () => {
    expect(['=1+1', '+cmd', '-x', '@SUM(A1)', '\tx'].map((text) => one(text))).toEqual(["'=1+1", "'+cmd", "'-x", "'@SUM(A1)", "'\tx"]);
    expect(one('\rx')).toBe('"\'\rx"');
    expect(one('=1+1', plain)).toBe('=1+1');
  });

  it('leaves numbers and harmless texts alone', () => {
    for (const text of ['-1', '+3.5', '-1.2e-7', '-.5', 'a=1', '2017-10-23']) expect(one(text)).toBe(text);
    expect(one('-1-2')).toBe("'-1-2");
  });
});
