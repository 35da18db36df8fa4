import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TimeReader } from './instants.ts';

const reader = new TimeReader();
/** What was read, nanoseconds since 1970. */
const local = (): bigint => BigInt(reader.seconds) * 1_000_000_000n + BigInt(reader.nanoseconds);
const read = (text: string, zone: string | null = null): boolean => {
  const bytes = Buffer.from(`x${text}\0`);
  return reader.read(bytes, 1, bytes.length - 1, zone);
};

it('reads a time as JavaScript does, with all its digits', () => {
  const from = new Date('1700-01-01T00:00:00Z');
  const to = new Date('2250-01-01T00:00:00Z');
  fc.assert(
    fc.property(fc.date({ min: from, max: to, noInvalidDate: true }), fc.stringMatching(/^[0-9]{0,9}$/), (date, fraction) => {
      const text = `${date.toISOString().slice(0, 19)}${fraction === '' ? '' : `.${fraction}`}`;
      expect(read(text)).toBe(true);
      expect(local()).toBe(BigInt(Math.floor(date.getTime() / 1_000)) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0')));
      const bytes = local();
      expect(reader.text(text, null)).toBe(true);
      expect(local()).toBe(bytes);
    }),
  );
});

it('reads nothing else', () => {
  for (const text of [
    '',
    '2017',
    '2017-02-30T10:00:00',
    '2017-13-01T10:00:00',
    '2017-10-23T10:00:00.',
    '11:19:45.0450000',
    '1500-01-01T00:00:00',
    '2017-10-23T10:00:0x',
  ]) {
    expect([text, read(text)]).toEqual([text, false]);
  }
});

it.each([
  ['2017-03-26T00:59:59', 'GMT Standard Time', 0],
  ['2017-03-26T02:00:00', 'GMT Standard Time', 3_600],
  ['2017-07-01T12:00:00', 'Asia/Kathmandu', 20_700],
  ['2017-07-01T12:00:00', 'UTC', 0],
  ['2017-07-01T12:00:00-03:30', 'UTC', -12_600],
  ['2017-07-01T12:00:00', 'Nowhere Time', undefined],
  ['2017-07-01', null, undefined],
] as const)('knows how far the clock is ahead at %s in %s', (text, zone, ahead) => {
  expect(read(text, zone)).toBe(true);
  expect(reader.ahead).toBe(ahead);
});
