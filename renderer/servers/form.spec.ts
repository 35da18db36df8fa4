import { describe, expect, it } from 'vitest';
import { fakeServer } from '../api/season.ts';
import { changesOf, draftOf, emptyForm, formOf, furtherOf, hasOptions, isAnother, plainness } from './form.ts';

describe('draftOf', () => {
  it('leaves out what was left empty', () => {
    const form = { ...emptyForm(), name: ' Track ', url: ' https://track/api ', user: 'me' };
    expect(draftOf(form)).toEqual({ name: 'Track', url: 'https://track/api', user: 'me', generation: 'auto' });
  });

  it('names a server by its host where it was given no name', () => {
    expect(draftOf({ ...emptyForm(), url: 'http://track-pc:8011/api' }).name).toBe('track-pc:8011');
  });
});

describe('a proxy', () => {
  it.each([
    ['system', '', undefined],
    ['system', 'http://typed-before:1', undefined],
    ['none', 'http://typed-before:1', 'none'],
    ['address', ' http://proxy:8080 ', 'http://proxy:8080'],
  ] as const)('chosen as %s with %j is sent as %j', (proxy, proxyAddress, sent) => {
    expect(draftOf({ ...emptyForm('http://track'), proxy, proxyAddress }).proxy).toBe(sent);
  });
});

describe('changesOf', () => {
  const server = fakeServer('Track PC', { caFile: '/ca.pem', proxy: 'none', trusted: 'AB:CD' });

  it('is nothing for what was left as it is', () => {
    expect(changesOf(server, formOf(server))).toEqual({});
    expect(changesOf(server, { ...formOf(server), name: ' Track PC ', password: 'new' })).toEqual({});
  });

  it('holds what differs, and takes away what was emptied', () => {
    const form = { ...formOf(server), user: 'engineer', caFile: '', proxy: 'address' as const, proxyAddress: 'http://proxy:8080' };
    expect(changesOf(server, form)).toEqual({ user: 'engineer', caFile: null, proxy: 'http://proxy:8080' });
    expect(changesOf(server, { ...formOf(server), proxy: 'system' })).toEqual({ proxy: null });
    expect(changesOf(server, { ...formOf(server), trusted: '' })).toEqual({ trusted: null });
  });

  it('sends no secret: those go apart', () => {
    const form = { ...formOf(server), password: 'secret', clientPassphrase: 'phrase', clientCertFile: '/me.p12' };
    expect(JSON.stringify([changesOf(server, form), draftOf(form)])).not.toMatch(/secret|phrase/);
    expect(furtherOf(form)).toEqual({ clientPassphrase: 'phrase' });
    expect(furtherOf(formOf(server))).toEqual({});
  });
});

describe('isAnother', () => {
  const server = fakeServer('Track PC');
  it.each([
    [{ name: 'Pit wall' }, false],
    [{ url: 'http://track-pc:8011/ ' }, false],
    [{ user: 'engineer' }, true],
    [{ url: 'https://track-pc:8011' }, true],
  ])('%j: %s', (typed, isOther) => {
    expect(isAnother(server, { ...formOf(server), ...typed })).toBe(isOther);
  });
});

describe('hasOptions', () => {
  it('is true where something is set that most servers do without', () => {
    expect(hasOptions(formOf(fakeServer('a')))).toBe(false);
    expect(hasOptions(formOf(fakeServer('a', { caFile: '/ca.pem' })))).toBe(true);
    expect(hasOptions(formOf(fakeServer('a', { generation: 'influx' })))).toBe(true);
    expect(hasOptions(formOf(fakeServer('a', { proxy: 'none' })))).toBe(true);
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
