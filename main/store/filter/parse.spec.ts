import { describe, expect, it } from 'vitest';
import { Failure } from '../../failure.ts';
import { parseFilter } from './parse.ts';

// A Tuesday.
const now = new Date('2026-11-24T23:30:00Z');
const parse = (text: string): unknown => parseFilter(text, now);

function refusal(text: string): unknown {
  try {
    return parseFilter(text, now);
  } catch (thrown) {
    return thrown instanceof Failure ? { code: thrown.code, place: thrown.more.place } : thrown;
  }
}

describe('the filter language', () => {
  it('says nothing when it is empty', () => {
    expect(parse('')).toBeUndefined();
    expect(parse('  \t ')).toBeUndefined();
  });

  it('takes words, all of which must match, with case ignored', () => {
    expect(parse('Spa')).toEqual({ kind: 'text', word: 'spa' });
    expect(parse(' Spa  "Free Practice" ')).toEqual({
      kind: 'and',
      parts: [
        { kind: 'text', word: 'spa' },
        { kind: 'text', word: 'free practice' },
      ],
    });
    expect(parse('"say ""hi"""')).toEqual({ kind: 'text', word: 'say "hi"' });
    expect(parse('22:07:58')).toEqual({ kind: 'text', word: '22:07:58' });
  });

  it('takes not and either', () => {
    expect(parse('-spa')).toEqual({ kind: 'not', part: { kind: 'text', word: 'spa' } });
    expect(parse('-spa|monza')).toMatchObject({ kind: 'not', part: { kind: 'or', parts: [{ word: 'spa' }, { word: 'monza' }] } });
    expect(parse('driver:HAM|VET')).toMatchObject({
      kind: 'or',
      parts: [
        { kind: 'contains', field: { kind: 'detail', name: 'driver' }, word: 'ham' },
        { kind: 'contains', field: { kind: 'detail', name: 'driver' }, word: 'vet' },
      ],
    });
    expect(parse('driver:HAM|type=Race')).toMatchObject({
      parts: [{ kind: 'contains' }, { kind: 'equals', field: { name: 'sessionType' } }],
    });
  });

  it('takes fields of the listing in any case, short names, and details with blanks in quotes', () => {
    expect(parse('LAPSCOUNT>5')).toMatchObject({
      kind: 'compare',
      field: { kind: 'listed', name: 'lapsCount' },
      operator: '>',
      literal: { number: 5 },
    });
    expect(parse('laps<=5')).toMatchObject({ operator: '<=', field: { name: 'lapsCount' } });
    expect(parse('"Session Name":"Run 1"')).toMatchObject({
      kind: 'contains',
      field: { kind: 'detail', name: 'Session Name' },
      word: 'run 1',
    });
    expect(parse('Race/Test=Race')).toMatchObject({ kind: 'equals', field: { name: 'Race/Test' } });
    expect(parse('identifier=""')).toMatchObject({ kind: 'equals', word: '' });
  });

  it('understands dates, stretches of dates, times of day and lap times', () => {
    const dates = (text: string): unknown => (parse(`timeOfRecording>=${text}`) as { literal: { dates: unknown } }).literal.dates;
    expect(dates('2017-10')).toEqual({ from: '2017-10', to: '2017-10~' });
    expect(dates('"2017-10-23 22:07"')).toEqual({ from: '2017-10-23T22:07', to: '2017-10-23T22:07~' });
    expect(dates('today')).toEqual({ from: '2026-11-24', to: '2026-11-24~' });
    expect(dates('weekend')).toEqual({ from: '2026-11-20', to: '2026-11-22~' });
    expect(dates('-7d')).toEqual({ from: '2026-11-17T23:30:00', to: '2026-11-17T23:30:00' });
    expect(dates('-2h')).toEqual({ from: '2026-11-24T21:30:00', to: '2026-11-24T21:30:00' });
    expect(parse('recorded:today')).toMatchObject({ kind: 'equals', literal: { dates: { from: '2026-11-24' } } });
    expect(parse('recorded:-7d')).toMatchObject({ kind: 'compare', operator: '>=' });
    expect(parse('recorded:2017-10')).toMatchObject({ kind: 'contains', word: '2017-10' });
    expect(parse('startTime>9:30')).toMatchObject({ literal: { clock: '09:30' } });
    expect(parse('fastest<1:47.2')).toMatchObject({ field: { kind: 'fastest' }, literal: { duration: 107_200_000_000 } });
  });

  it.each([
    ['spa "not closed', 4, 11],
    ['driver:', 0, 7],
    ['spa laps>many', 9, 4],
    ['timeOfRecording>5', 16, 1],
    ['timeOfRecording>2017-13', 16, 7],
    ['identifier>spa', 11, 3],
    ['fastest<quick', 8, 5],
    ['spa||monza', 4, 1],
    ['spa|', 4, 1],
    ['|spa', 0, 1],
    ['-', 1, 1],
    ['""', 0, 2],
    ['"":spa', 0, 2],
    ['"spa"monza', 5, 1],
    ['starred:yes', 8, 3],
    ['colour:pink', 7, 4],
    ['note:', 0, 5],
    ['new:yes', 4, 3],
  ])('tells where “%s” cannot be read', (text, at, length) => {
    expect(refusal(text)).toEqual({ code: 'filter-invalid', place: { at, length } });
  });
});
