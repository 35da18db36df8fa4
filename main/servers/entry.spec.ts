import { describe, expect, it } from 'vitest';
import { normaliseAddress } from '../remote/address.ts';
import { allTrusted, checkedFingerprints, checkedProxy, editedEntry, newEntry } from './entry.ts';

const digits = '0123456789abcdef'.repeat(4);
const fingerprint = (digits.toUpperCase().match(/../g) ?? []).join(':');
const other = Array.from({ length: 32 }, () => 'FF').join(':');
const draft = { name: 'Track', url: 'https://track:8443/api/', user: 'eng' };
const entry = newEntry(
  { ...draft, trusted: digits, caFile: '/ca.pem', clientCertFile: '/c.pem', clientKeyFile: '/k.pem' },
  normaliseAddress,
);

describe('a fingerprint', () => {
  it.each([
    [digits, fingerprint],
    [fingerprint.toLowerCase(), fingerprint],
    [`sha256 Fingerprint=${fingerprint}`, fingerprint],
    [fingerprint.replaceAll(':', ' '), fingerprint],
    [`${digits}, ${other} ${digits}`, `${fingerprint} ${other}`],
  ])('is read from %j', (typed, read) => {
    expect(checkedFingerprints(typed)).toBe(read);
  });

  it.each(['', 'AB:CD', `${digits}0`, digits.replace('a', 'g'), 'hunter2'])('is not %j, which is not repeated', (typed) => {
    expect(() => checkedFingerprints(typed)).toThrow(/^This is not a certificate’s SHA-256 fingerprint\.$/);
  });

  it('is trusted beside others, once', () => {
    expect(allTrusted(undefined, fingerprint, `${other} ${fingerprint}`)).toBe(`${fingerprint} ${other}`);
    expect(allTrusted(undefined, '')).toBeUndefined();
  });
});

describe('a proxy', () => {
  it.each([
    ['none', 'none'],
    ['NONE', 'none'],
    ['proxy.team:3128', 'http://proxy.team:3128'],
    [' HTTPS://Proxy.team:3129/ ', 'https://proxy.team:3129'],
  ])('is read from %j', (typed, read) => {
    expect(checkedProxy(typed)).toBe(read);
  });

  it.each(['socks5://x:1', 'http://x/path', 'http://', 'http://a b', 'http://me:hunter2@proxy:1', 'me:hunter2@proxy:1'])(
    'is not %j, and what was typed is not repeated',
    (typed) => {
      expect(() => checkedProxy(typed)).toThrow(
        expect.not.objectContaining({ message: expect.stringContaining('hunter2') as string }) as Error,
      );
      expect(() => checkedProxy(typed)).toThrow(expect.objectContaining({ code: 'usage' }) as Error);
    },
  );
});

describe('an edit', () => {
  it('changes what it names, and nothing else', () => {
    expect(editedEntry(entry, { name: ' New ' }, normaliseAddress)).toEqual({ ...entry, name: 'New' });
    expect(editedEntry(entry, {}, normaliseAddress)).toEqual(entry);
  });

  it('removes what is null or empty', () => {
    for (const none of [null, '', ' ']) {
      const edited = editedEntry(entry, { caFile: none }, normaliseAddress);
      expect(edited).not.toHaveProperty('caFile');
      expect({ ...edited, caFile: entry.caFile }).toEqual(entry);
    }
  });

  it('of the host takes trust away, of the path does not', () => {
    expect(editedEntry(entry, { url: 'https://track:8443/other' }, normaliseAddress).trusted).toBe(fingerprint);
    expect(editedEntry(entry, { url: 'https://elsewhere:8443/api' }, normaliseAddress).trusted).toBeUndefined();
    expect(editedEntry(entry, { url: 'https://elsewhere:8443', trusted: other }, normaliseAddress).trusted).toBe(other);
  });

  it('of the client certificate takes its key away, unless it brings one', () => {
    expect(editedEntry(entry, { clientCertFile: '/both.p12' }, normaliseAddress)).not.toHaveProperty('clientKeyFile');
    expect(editedEntry(entry, { clientCertFile: '/d.pem', clientKeyFile: '/l.pem' }, normaliseAddress)).toMatchObject({
      clientKeyFile: '/l.pem',
    });
    expect(editedEntry(entry, { clientCertFile: null }, normaliseAddress)).not.toHaveProperty('clientKeyFile');
    expect(() => editedEntry(entry, { clientCertFile: null, clientKeyFile: '/k.pem' }, normaliseAddress)).toThrow('needs its certificate');
  });

  it('is refused as a whole where one field is wrong', () => {
    for (const wrong of [{ url: 'ftp://x' }, { name: ' ' }, { proxy: 'socks5://x' }, { trusted: 'x' }, { identityUrl: 'x y' }]) {
      expect(() => editedEntry(entry, wrong, normaliseAddress)).toThrow();
    }
  });
});
