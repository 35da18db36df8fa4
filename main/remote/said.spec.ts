import { describe, expect, it } from 'vitest';
import { createRedactor, serverSaid } from './said.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const said = (value: unknown, ...secrets: readonly string[]): string | undefined => {
  const redactor = createRedactor();
  for (const secret of secrets) redactor.add(secret);
  return serverSaid(bytes(JSON.stringify(value)), redactor);
};

describe('what the server said', () => {
  it.each([
    [{ Message: 'Authorization has been denied.' }, 'Authorization has been denied.'],
    [{ error: 'invalid_grant', error_description: 'The user name is incorrect.' }, 'The user name is incorrect.'],
    [{ error: 'invalid_grant' }, 'invalid_grant'],
    [{ Message: 'An error has occurred.', ExceptionMessage: 'more' }, 'An error has occurred.'],
    [{ title: 'Not Found', status: 404 }, 'Not Found'],
    [
      { message: 'Model state validation failed', errors: [{ field: 'page', message: 'not a number' }, { message: 'and more' }, 3] },
      'Model state validation failed page: not a number and more',
    ],
    [
      { Message: 'The request is invalid.', ModelState: { pageSize: ["The value 'abc' is not valid.", ''], page: [] } },
      "The request is invalid. pageSize: The value 'abc' is not valid.",
    ],
    [{ title: 'One or more errors.', errors: { page: ['no number'], filter: 'x' } }, 'One or more errors. page: no number'],
    [{ Message: ' two\r\n  lines\u0000\u202e ' }, 'two lines'],
  ])('is found in %j', (value, sentence) => {
    expect(said(value)).toBe(sentence);
  });

  it.each([[{}], [[]], [{ Message: 7 }], [{ Message: '  ' }], ['a text'], [null]])('is nothing in %j', (value) => {
    expect(said(value)).toBeUndefined();
  });

  it('is nothing in what is no JSON, and in what is too long to be a sentence', () => {
    expect(serverSaid(bytes('<html>'), createRedactor())).toBeUndefined();
    expect(serverSaid(bytes('{"Message": "cut'), createRedactor())).toBeUndefined();
    expect(serverSaid(bytes(JSON.stringify({ Message: 'x'.repeat(70_000) })), createRedactor())).toBeUndefined();
  });

  it('is cut to 300 characters, none of them in two', () => {
    const sentence = said({ Message: '🏁'.repeat(500) }) ?? '';
    expect(Array.from(sentence)).toHaveLength(300);
    expect(sentence).toMatch(/^🏁+…$/u);
  });

  it('holds no secret in any of the forms in which a server may repeat it', () => {
    const secret = 'pa"ss wörd&';
    const forms = [
      secret,
      encodeURIComponent(secret),
      'pa%22ss+w%C3%B6rd%26',
      JSON.stringify(secret),
      Buffer.from(secret).toString('base64'),
    ];
    expect(said({ Message: forms.join(' | ') }, secret)).toBe('*** | *** | *** | "***" | ***');
    expect(said({ Message: 'Login failed: Data Source=x;User ID=sa;Password="a;b";Encrypt=true' })).toBe(
      'Login failed: Data Source=x;User ID=***;Password=***;Encrypt=true',
    );
  });

  it.each([
    'Bad body: {"user":"x","password":"S3CRET"}',
    'Bad form: grant_type=password&username=x&password=S3CRET&client_id=c',
    'token=S3CRET is not valid',
    'No session for access_token=S3CRET',
    'Storage: AccountName=pit;AccountKey=S3CRET+RET==;EndpointSuffix=x',
    'GET /x?connection=Server%3Dpit%3BPassword%3DS3CRET%3BDatabase%3Dx failed',
    'Authorization: Bearer S3CRET was refused',
    'https://a:S3C@RET@pit/x',
  ])('holds nothing that its name gives away: %s', (Message) => {
    expect(said({ Message })).not.toMatch(/S3C|RET/);
  });

  it('keeps what only speaks of secrets', () => {
    for (const Message of ['The password is incorrect.', 'Basic authentication is not offered here.', 'The token has expired.']) {
      expect(said({ Message })).toBe(Message);
    }
  });

  it('is left out where it contains a secret too short to be cut from it', () => {
    expect(said({ Message: 'abc is wrong' }, 'abc')).toBeUndefined();
    expect(said({ Message: 'that is wrong' }, 'abc')).toBe('that is wrong');
  });
});
