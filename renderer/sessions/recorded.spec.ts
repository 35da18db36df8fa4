import { expect, it, vi } from 'vitest';
import { recorded, recordedIn } from './recorded.ts';

it.each([
  ['2017-10-23T22:07:58.1230000', '23 Oct 2017 22:07:58'],
  ['2017-03-02 09:05', '2 Mar 2017 09:05'],
  ['2017-13-02T09:05:00', '2017-13-02T09:05:00'],
  ['last Tuesday', 'last Tuesday'],
  ['', ''],
  [null, ''],
  [undefined, ''],
])('%s → "%s"', (text, shown) => {
  expect(recorded(text)).toBe(shown);
});

it.each([
  ['utc', '2017-10-23T22:07:58.1230000', 'GMT Standard Time', '23 Oct 2017 21:07:58'],
  ['utc', '2017-10-29T00:30:00', 'W. Europe Standard Time', '28 Oct 2017 22:30:00'],
  ['utc', '2017-12-01T00:30', 'Asia/Tokyo', '30 Nov 2017 15:30'],
  ['utc', '2017-10-23T22:07:58+02:00', null, '23 Oct 2017 20:07:58'],
  ['utc', '2017-10-23T22:07:58Z', 'Asia/Tokyo', '23 Oct 2017 22:07:58'],
  ['session', '2017-10-23T22:07:58', 'Nowhere Time', '23 Oct 2017 22:07:58'],
  ['utc', 'last Tuesday', 'UTC', 'last Tuesday'],
] as const)('in %s: %s of %s → "%s"', (shown, text, zone, wanted) => {
  expect(recordedIn(shown, text, zone)).toEqual({ text: wanted, isAsWritten: false });
});

it.each([
  ['Europe/London', '2017-07-01T12:00:00Z', '1 Jul 2017 13:00:00'],
  ['Europe/London', '2017-12-01T12:00:00Z', '1 Dec 2017 12:00:00'],
  ['Asia/Kolkata', '2017-12-31T20:00:00Z', '1 Jan 2018 01:30:00'],
])('at a computer in %s: %s → "%s"', (zone, text, wanted) => {
  vi.stubEnv('TZ', zone);
  expect(recordedIn('local', text, null).text).toBe(wanted);
  vi.unstubAllEnvs();
});

it.each(['Nowhere Time', '', null, undefined])('stays as written, and says so, where the zone is %j', (zone) => {
  expect(recordedIn('utc', '2017-10-23T22:07:58', zone)).toEqual({ text: '23 Oct 2017 22:07:58', isAsWritten: true });
});
