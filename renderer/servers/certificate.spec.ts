import { describe, expect, it } from 'vitest';
import { certificateFailure } from '../api/season.ts';
import { fingerprintLines, validity } from './certificate.ts';

const facts = certificateFailure.certificate;

describe('a certificate', () => {
  it('has its fingerprint in groups that two people can read to each other', () => {
    const lines = fingerprintLines(facts?.fingerprint ?? '');
    expect(lines).toHaveLength(4);
    expect(lines.map((line) => line.match(/[\dA-F]{2}/gu)?.length)).toEqual([8, 8, 8, 8]);
    expect(lines.join('')).toBe(facts?.fingerprint);
  });

  it.each([
    ['2025-12-31', 'not valid yet'],
    ['2030-01-01', 'valid'],
    ['2036-01-02', 'expired'],
  ])('on %s is %s', (day, term) => {
    expect(facts && validity(facts, Date.parse(day))).toBe(term);
  });
});
