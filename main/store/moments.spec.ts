import { expect, it } from 'vitest';
import { momentOf } from './moments.ts';

it('are microseconds since 1970, with and without an offset', () => {
  expect(momentOf('1970-01-01T00:00:00.0000010Z')).toBe(1);
  expect(momentOf('1970-01-02T00:00:00')).toBe(86_400_000_000);
  expect(momentOf('2017-10-23T14:05:06.1234567+02:00')).toBe(momentOf('2017-10-23T12:05:06.123456Z'));
  expect(momentOf('2017-10-23T12:05-0130')).toBe(momentOf('2017-10-23T13:35:00'));
});

it('compare as the texts of one server do', () => {
  const texts = ['2017-10-23T12:05:06.9', '2017-10-23T12:05:06.1234567', '2017-10-23T12:05:06', '2016-02-29T23:59:59.9999999'];
  const moments = texts.map(momentOf);
  expect([...moments].sort((one, other) => other - one)).toEqual(moments);
});

it.each([undefined, null, 17, '', 'today', '2017-10-23', '12:05:06', '2017-02-30T10:00:00', '2017-13-01T10:00:00', '0001-01-01T00:00:00'])(
  'are none in %s',
  (text) => {
    expect(momentOf(text)).toBeNaN();
  },
);
