/** Packed texts against the texts themselves: read back, searched, compared. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../text.ts';
import { literalOf } from './literal.ts';
import { compare } from './match.ts';
import { stampFields, Stamps } from './stamps.ts';

const digits = (most: number): fc.Arbitrary<string> => fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), maxLength: most });
const two = fc.integer({ min: 0, max: 99 }).map((value) => String(value).padStart(2, '0'));
const sixty = fc.integer({ min: 0, max: 59 }).map((value) => String(value).padStart(2, '0'));
const head = fc.constantFrom('', '2017-10-23T', '2017-10-24t', '2017-10-23 ', '2017-13-01T', '-', 'Spa ', 'Größe ', 'x'.repeat(40));
const tail = fc.constantFrom('', 'Z', 'z', '+02:00', '-0330', ' UTC', 'ö', '99', ':17');
const fraction = fc.oneof(
  fc.constant(''),
  digits(9).map((text) => `.${text}`),
);
const time = fc.tuple(
  head,
  fc.oneof({ weight: 5, arbitrary: fc.constantFrom('00', '07', '11', '22', '23') }, two),
  sixty,
  two,
  fraction,
  tail,
);
const text = fc.oneof(
  {
    weight: 4,
    arbitrary: time.map(([before, hours, minutes, seconds, rest, end]) => `${before}${hours}:${minutes}:${seconds}${rest}${end}`),
  },
  digits(17),
  fc.constantFrom('', '1:02', '2017-10-23', '12:3x:00', '::', 'Kelvin \u212A'),
);

/** The same for a while, or from one to the next. */
const lists = fc.oneof(
  fc.array(text, { minLength: 1, maxLength: 20 }),
  fc
    .tuple(text, fc.nat(5), fc.array(text, { maxLength: 3 }))
    .map(([same, more, others]) => [same, ...Array<string>(more).fill(same), ...others]),
);

function packed(texts: readonly string[]): { readonly stamps: Stamps; readonly taken: readonly boolean[] } {
  const stamps = new Stamps();
  stamps.reserve(texts.length);
  const taken = texts.map((each, at) => {
    // It stands among others, and says where it begins.
    const bytes = Buffer.from(`12:00${each}\0`);
    return stamps.add(at + 1, 1, bytes, 5, bytes.length - 1);
  });
  return { stamps: Stamps.of(structuredClone(stamps.parts())), taken };
}

const field = { kind: 'listed', name: 'startTime' } as const;
const recording = { kind: 'listed', name: 'timeOfRecording' } as const;
const marked = (mask: Uint8Array): readonly number[] => [...mask].slice(1);

describe('packed times and identifiers', () => {
  it('are read back as they were, or not taken', () => {
    fc.assert(
      fc.property(lists, (texts) => {
        const { stamps, taken } = packed(texts);
        for (const [at, each] of texts.entries()) {
          if (taken[at]) expect(stamps.text(at + 1, 1) ?? '').toBe(each);
          else expect(stamps.text(at + 1, 1)).toBeUndefined();
        }
      }),
    );
    expect(packed(['2017-10-23T22:07:58.3646176', '171023220758', '26:00:00', '2026-01-01T00:00:00.123Z']).taken).not.toContain(false);
  });

  it('are found by what they hold, wherever it begins and ends', () => {
    fc.assert(
      fc.property(lists, fc.nat(), fc.nat(30), fc.integer({ min: 1, max: 30 }), (texts, pick, from, length) => {
        const { stamps, taken } = packed(texts);
        const word = fold((texts[pick % texts.length] ?? '').slice(from, from + length)) || '1';
        const mask = new Uint8Array(texts.length + 1);
        stamps.find(word, [...stampFields.keys()], mask, { count: texts.length });
        expect([word, marked(mask)]).toEqual([word, texts.map((each, at) => (taken[at] && fold(each).includes(word) ? 1 : 0))]);
      }),
      { numRuns: 500 },
    );
  });

  it('are compared as their texts are', () => {
    const limit = fc.constantFrom(
      '2017',
      '2017-10-23',
      '2017-10-23T22:07',
      '2017-10-24',
      '2017-10-23T11:17:30',
      '-3d',
      '11:17',
      '22:07:58',
      '7:30',
      '11:17:30.5',
    );
    const now = new Date('2017-10-26T22:00:00Z');
    fc.assert(
      fc.property(lists, limit, fc.constantFrom('>', '>=', '<', '<='), (texts, typed, operator) => {
        const { stamps, taken } = packed(texts);
        const literal = literalOf(typed, now);
        for (const [of, by, limits] of [
          [recording, 'date', literal.dates === undefined ? [] : [literal.dates.from, literal.dates.to]],
          [field, literal.clock === undefined ? 'text' : 'clock', literal.clock === undefined ? [] : [literal.clock]],
        ] as const) {
          const test = (each: string): boolean => compare(of, each, operator, literal);
          const mask = new Uint8Array(texts.length + 1);
          stamps.match(1, test, by, limits, mask, texts.length);
          expect(marked(mask)).toEqual(texts.map((each, at) => (taken[at] && each !== '' && test(each) ? 1 : 0)));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('of more kinds than there is room for are left to others', () => {
    const tails = Array.from({ length: 300 }, (_, at) => `10:00:00 zone ${at}`);
    const { stamps, taken } = packed(tails);
    expect(taken.slice(0, 239)).not.toContain(false);
    expect(taken.slice(239)).not.toContain(true);
    expect(stamps.text(1, 1)).toBe('10:00:00 zone 0');
  });
});
