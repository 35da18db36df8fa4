import { describe, expect, it } from 'vitest';
import { fakeServer } from '../api/season.ts';
import { reportText } from './report.ts';

describe('a server’s report as text', () => {
  it('stands in columns, whatever is long', () => {
    const long = 'x'.repeat(60);
    const facts = [
      { name: 'Generation', value: 'rest', how: 'v1 answered 404' },
      { name: 'Page cap', value: '200 sessions', how: 'a page of 1,000 came with 200' },
      { name: 'Certificate', value: long, how: 'its handshake' },
    ];
    expect(reportText(fakeServer('Track PC'), { at: '2026-11-25T03:00:00.000Z', facts })).toBe(
      [
        'Server report: Track PC',
        'Found out 2026-11-25T03:00:00.000Z',
        '',
        'Generation   rest          (v1 answered 404)',
        'Page cap     200 sessions  (a page of 1,000 came with 200)',
        `Certificate  ${long}  (its handshake)`,
        '',
      ].join('\n'),
    );
  });
});
