import { expect, it } from 'vitest';
import { recorded } from './recorded.ts';

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
