import { describe, expect, it } from 'vitest';
import type { Failure } from '../failure.ts';
import { normaliseAddress, segment } from './address.ts';

describe('an address', () => {
  it.each([
    ['http://Track-PC/', 'http://track-pc'],
    ['HTTP://TRACK-PC:80', 'http://track-pc'],
    ['https://host:443/MESL.Query.API///', 'https://host/MESL.Query.API'],
    ['https://host:8443/a/../b', 'https://host:8443/b'],
    ['  http://10.0.0.7:8011  ', 'http://10.0.0.7:8011'],
    ['track-pc', 'http://track-pc'],
    ['localhost:8011', 'http://localhost:8011'],
    ['track-pc:8011/MESL.Query.API', 'http://track-pc:8011/MESL.Query.API'],
    ['[::1]:8011', 'http://[::1]:8011'],
    ['http://[FE80::1]/', 'http://[fe80::1]'],
    ['http://größe.example', 'http://xn--gre-6ka8i.example'],
  ])('%j is %s', (typed, address) => {
    expect(normaliseAddress(typed)).toBe(address);
    expect(normaliseAddress(address)).toBe(address);
  });

  it.each([
    '',
    '   ',
    'http://',
    'http:///path',
    'ftp://host',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'mailto:someone@host',
    'http://engineer:sesame@host',
    'http://engineer@host',
    'http://:@host',
    'engineer:sesame@host',
    'http://host?x=1',
    'http://host/?',
    'http://host/#part',
    'http://host\\path',
    'http://ho st',
    'http://ho\nst',
    'http://host:99999',
    'http://[::1',
    'host:port',
  ])('%j is none', (typed) => {
    expect(() => normaliseAddress(typed)).toThrow(expect.objectContaining({ code: 'address-invalid' }));
  });

  it('with a password in it is not repeated', () => {
    try {
      normaliseAddress('http://engineer:sesame@host');
      expect.unreachable();
    } catch (thrown) {
      expect(JSON.stringify((thrown as Failure).shape())).not.toMatch(/sesame|engineer/);
    }
  });
});

describe('a segment', () => {
  it.each(['Live Session Cache', ' a/b#c?d%e&f+g ', '%2e%2e', '...', 'Größe 🏁', '..\\..'])('holds %j whole', (name) => {
    const { pathname } = new URL(`http://host/connections/${segment(name)}/sessions`);
    expect(pathname.split('/')).toHaveLength(4);
    expect(decodeURIComponent(pathname.split('/')[2] ?? '')).toBe(name);
  });

  it.each(['', '.', '..', 'half \ud83c'])('cannot be %j', (name) => {
    expect(() => segment(name)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});
