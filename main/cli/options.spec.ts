import { describe, expect, it } from 'vitest';
import { oneOf, several, sort, whole } from './options.ts';

describe('values of options', () => {
  it('are whole numbers within their range', () => {
    expect(whole('--limit', 1)('20')).toBe(20);
    expect(whole('--port', 0, 65_535)('0')).toBe(0);
    for (const text of ['0', '-1', '1.5', '1e3', '', ' 1', 'x', '99999999999999999999']) {
      expect(() => whole('--limit', 1)(text)).toThrow('--limit takes a whole number of 1 or more.');
    }
    expect(() => whole('--port', 0, 65_535)('65536')).toThrow('from 0 to 65535');
  });

  it('are words of a list, and the refusal does not repeat what was typed', () => {
    expect(oneOf('--format', ['table', 'json'])('json')).toBe('json');
    expect(() => oneOf('--format', ['table', 'json'])('secret')).toThrow(/^--format takes one of table, json\.$/);
  });

  it('are collected where an option may be given several times', () => {
    expect(several('--connection')('b', several('--connection')('a'))).toEqual(['a', 'b']);
  });

  it('are a field and a direction', () => {
    expect(sort('lapsCount:desc')).toEqual({ field: 'lapsCount', direction: 'desc' });
    expect(sort('detail:Date: of:asc')).toEqual({ field: 'detail:Date: of', direction: 'asc' });
    for (const text of ['lapsCount', 'lapsCount:up', 'laps:asc', ':asc', 'detail::asc', '']) expect(() => sort(text)).toThrow('--sort');
  });
});
