import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from './redact.ts';

const redact = (text: string): string => createRedactor().redact(text);

describe('what surrounds a secret', () => {
  it.each([
    'Authorization: Bearer S3CRET.part-two',
    'authorization: basic S3CRET',
    '{"Authorization":"Bearer S3CRET"}',
    "headers={ authorization: 'Bearer S3CRET' }",
    'proxy-authorization=Negotiate S3CRET',
    'got Bearer S3CRET back',
    'http://engineer:S3CRET@pit:8011/api',
    'http://S3CRET@pit/',
    'https://a:S3C@RET@pit/S',
    'Server=pit;User Id=sa;Password=S3CRET with blanks;Database=x',
    'Server=pit;Pwd=S3CRET',
    'Password="S3CRET;with semicolon";Database=x',
    "Password='S3CRET;with semicolon';Database=x",
    '{"sqlServerConnectionString":"Data Source=pit;Password=S3CRET;"}',
    '{"password":"S3CRET","user":"x"}',
    '{"password":"a\\"S3CRET"}',
    "{ password: 'S3CRET', user: 'x' }",
    '"{\\"access_token\\":\\"S3CRET\\"}"',
    'grant_type=password&username=x&password=S3CRET&client_id=c',
    'refresh_token=S3CRET',
    'token: S3CRET',
    'api-key=S3CRET',
    'Cookie: S3CRET',
  ])('is enough in %s', (text) => {
    expect(redact(text)).not.toMatch(/S3C|RET/);
  });

  it('leaves the rest readable', () => {
    expect(redact('GET http://pit:8011/api/v1/connections 401 in 12 ms')).toBe('GET http://pit:8011/api/v1/connections 401 in 12 ms');
    expect(redact('No password is known for this server.')).toBe('No password is known for this server.');
    expect(redact('Server=pit;Password=x y;Database=Season')).toBe('Server=pit;Password=[removed];Database=Season');
    expect(redact('{"password":"x","user":"eng"}')).toBe('{"password":"[removed]","user":"eng"}');
  });
});

describe('a registered value', () => {
  const secrets = fc.string({ unit: 'binary', minLength: 4, maxLength: 40 }).filter((secret) => !'[removed]'.includes(secret));
  const forms: readonly ((secret: string) => string)[] = [
    (secret) => secret,
    (secret) => JSON.stringify({ a: secret }),
    (secret) => JSON.stringify(JSON.stringify([secret])),
    (secret) => inspect({ a: secret }),
    (secret) => `/path/${encodeURIComponent(secret)}/x`,
    (secret) => new URLSearchParams({ a: secret }).toString(),
    (secret) => Buffer.from(secret).toString('base64'),
  ];

  it('never comes out, in whatever form', () => {
    fc.assert(
      fc.property(secrets, fc.constantFrom(...forms), fc.string(), fc.string(), (secret, form, before, after) => {
        const redactor = createRedactor();
        redactor.register('another secret');
        redactor.register(secret);
        const written = redactor.redact(`${before}${form(secret)}${after}`);
        expect(written).not.toContain(secret);
        expect(written).not.toContain(Buffer.from(secret).toString('base64'));
      }),
      { numRuns: 500 },
    );
  });

  it('goes alone where it is very short, and does not blank the log', () => {
    const redactor = createRedactor();
    redactor.register('a');
    expect(redactor.redact('a banana, said a man')).toBe('[removed] banana, said [removed] man');
  });

  it('of no length is none', () => {
    const redactor = createRedactor();
    redactor.register('');
    expect(redactor.redact('as it was')).toBe('as it was');
  });
});
