import { describe, expect, it } from 'vitest';
import { detailsText } from './details.ts';

const info = { version: '0.1.0', electron: '45.4.1', platform: 'win32' };
const now = Date.UTC(2026, 10, 29, 1, 2, 3);

describe('the details of a failure', () => {
  it('tell version, time, code, sentences and what the server said', () => {
    const text = detailsText(
      { code: 'server-error', message: 'The server failed.', safe: 'All is safe.', todo: 'Try again.', serverSaid: 'NullReference' },
      info,
      now,
    );
    expect(text.split('\n')).toEqual([
      'Paddock 0.1.0 (Electron 45.4.1, win32)',
      '2026-11-29T01:02:03.000Z',
      'server-error: The server failed.',
      'What is safe: All is safe.',
      'What to do: Try again.',
      'The server said: NullReference',
      '',
    ]);
  });

  it('tell which certificate was refused', () => {
    const certificate = {
      ...{ host: 'pit:443', fingerprint: 'AB:CD', subject: 'CN=pit', issuer: 'CN=pit', problem: 'It is not trusted.' },
      ...{ validFrom: '2026-01-01T00:00:00.000Z', validTo: '2027-01-01T00:00:00.000Z' },
    };
    const text = detailsText({ code: 'certificate', message: 'It is not trusted.', certificate }, undefined, now);
    expect(text).toContain('The certificate of pit:443: SHA-256 AB:CD\n');
  });

  it.each([
    ['Server=db;Password=hunter2;User=sa', 'hunter2'],
    ['http://me:hunter2@pit/api', 'hunter2'],
    ['{"access_token":"hunter2"}', 'hunter2'],
    ['Authorization: Bearer hunter2', 'hunter2'],
  ])('tell no secret of %s', (serverSaid, secret) => {
    expect(detailsText({ code: 'server-error', message: 'The server failed.', serverSaid }, undefined, now)).not.toContain(secret);
  });
});
