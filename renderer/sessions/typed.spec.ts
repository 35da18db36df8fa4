/** What of a filter is being typed, and what is offered for it. */
import { describe, expect, it } from 'vitest';
import { dateOffers, fieldOffers, valueOffers } from './offers.ts';
import { typedAt, written } from './typed.ts';

/** `|` in a text of these specs is the caret; the sign of choices is written `¦`. */
function at(text: string): ReturnType<typeof typedAt> {
  const caret = text.indexOf('|');
  return typedAt(text.replace('|', '').replaceAll('¦', '|'), caret);
}

describe('the test at the caret', () => {
  it.each([
    ['dri|', { from: 0, to: 3, part: 'dri', rest: '' }],
    ['|', { from: 0, to: 0, part: '', rest: '' }],
    ['laps>5 |', { from: 7, to: 7, part: '', rest: 'laps>5' }],
    ['driver:|', { from: 7, to: 7, field: 'driver', sign: ':', part: '', rest: '' }],
    ['laps>5 driver:H|AM spa', { from: 14, to: 17, field: 'driver', sign: ':', part: 'H', rest: 'laps>5  spa' }],
    ['-driver:HAM¦V|', { from: 12, to: 13, field: 'driver', sign: ':', part: 'V', rest: '' }],
    ['driver:HAM¦-V|', { from: 12, to: 13, field: 'driver', sign: ':', part: 'V', rest: '' }],
    ['"Session Name"="FP 1|', { from: 15, to: 20, field: 'Session Name', sign: '=', part: 'FP 1', rest: '' }],
    ['note:"a ""b""|" x', { from: 5, to: 14, field: 'note', sign: ':', part: 'a "b"', rest: 'x' }],
    ['22:0|', { from: 0, to: 4, part: '22:0', rest: '' }],
    ['dri|ver:HAM', undefined],
  ])('of %s', (text, typed) => {
    expect(at(text)).toEqual(typed);
  });

  it('is written so that it is read again as it was', () => {
    expect(['Spa', 'W08-01', 'a b', 'a"b', '-7', 'x|y', ''].map(written)).toEqual([
      'Spa',
      'W08-01',
      '"a b"',
      '"a""b"',
      '"-7"',
      '"x|y"',
      '""',
    ]);
  });
});

describe('offers', () => {
  const texts = (offers: readonly { readonly text: string }[]): readonly string[] => offers.map(({ text }) => text);

  it('are fields of this list first, then those of every list, by either name', () => {
    expect(texts(fieldOffers({ part: 's' }, ['Session Name', 'Driver']))).toEqual([
      'sessionType:',
      'state:',
      'starred:',
      'start>',
      '"Session Name":',
    ]);
    expect(texts(fieldOffers({ part: 'na' }, ['Session Name']))).toEqual(['"Session Name":']);
    expect(fieldOffers({ part: 'dr' }, ['Driver'])).toEqual([{ text: 'driver:', gloss: 'Session detail', insert: 'driver:' }]);
    expect(fieldOffers({ part: 'ty' }, [])).toMatchObject([{ insert: 'type:' }]);
    expect(fieldOffers({ part: 'starr' }, [])).toMatchObject([{ insert: 'starred: ' }]);
    expect(fieldOffers({ part: 'HAM' }, ['Driver'])).toEqual([]);
  });

  const typed = { from: 0, to: 0, rest: '', sign: ':' };
  const values = [
    { value: 'HAM', count: 1200 },
    { value: 'HAMILTON', count: 3 },
    { value: 'no HAM', count: 2 },
  ];

  it('are values with their counts; what is whole already is not offered again', () => {
    expect(valueOffers({ ...typed, field: 'driver', part: '' }, values)).toEqual([
      { text: 'HAM', gloss: '1,200', insert: 'HAM ' },
      { text: 'HAMILTON', gloss: '3', insert: 'HAMILTON ' },
      { text: 'no HAM', gloss: '2', insert: '"no HAM" ' },
    ]);
    expect(texts(valueOffers({ ...typed, field: 'driver', part: 'ham' }, values))).toEqual(['HAMILTON']);
    expect(valueOffers({ ...typed, field: 'driver', part: 'HAM' }, values.slice(0, 1))).toEqual([]);
  });

  it('are all colours, and words for dates', () => {
    expect(texts(valueOffers({ ...typed, field: 'colour', part: 'r' }, []))).toEqual(['red']);
    const now = Date.UTC(2026, 10, 29);
    expect(texts(dateOffers({ ...typed, field: 'recorded', part: '' }, now))).toEqual([
      'today',
      'weekend',
      '-7d',
      '-30d',
      '2026-11',
      '2026',
    ]);
    expect(texts(dateOffers({ ...typed, field: 'recorded', part: '2', sign: '>' }, now))).toEqual(['2026-11', '2026']);
    expect(dateOffers({ ...typed, field: 'driver', part: '' }, now)).toEqual([]);
  });
});
