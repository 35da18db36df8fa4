import { describe, expect, it } from 'vitest';
import { draftOf, emptyForm, plainness } from './form.ts';

describe('draftOf', () => {
  it('leaves out what was left empty', () => {
    const form = { ...emptyForm(), name: ' Track ', url: ' https://track/api ', user: 'me' };
    expect(draftOf(form)).toEqual({ name: 'Track', url: 'https://track/api', user: 'me', generation: 'auto' });
  });

  it('names a server by its host where it was given no name', () => {
    expect(draftOf({ ...emptyForm(), url: 'http://track-pc:8011/api' }).name).toBe('track-pc:8011');
  });
});

describe('plainness', () => {
  it.each([
    ['https://track', 'encrypted'],
    ['http://track-pc', 'in clear'],
    [' HTTP://track-pc', 'in clear'],
    ['http://localhost.evil.example', 'in clear'],
    ['http://user@track', 'in clear'],
    ['http://127.0.0.1:8011', 'on this computer'],
    ['http://[::1]/api', 'on this computer'],
    ['http://', 'encrypted'],
  ])('%s is %s', (url, kind) => {
    expect(plainness(url)).toBe(kind);
  });
});
