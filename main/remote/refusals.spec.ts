import { describe, expect, it } from 'vitest';
import { refusalOf } from './refusals.ts';
import { createRedactor } from './said.ts';
import type { JsonObject } from './wire/json.ts';

const refusal = (said: JsonObject, status = 400, headers: Readonly<Record<string, string>> = {}) =>
  refusalOf({ status, headers, body: new TextEncoder().encode(JSON.stringify(said)), bytes: 0 }, said, createRedactor());
const grant = (description: string) => refusal({ error: 'invalid_grant', error_description: description });

const wrong = 'The server refused the user name or the password.';
const changed = 'The password has run out and must be changed.';
const locked = 'The server has locked this account.';
const off = 'This account is switched off on the server.';
const early = 'This account is not valid yet.';
const over = 'This account is not valid any more.';

describe('why a sign-in was refused', () => {
  it.each([
    ['The user name or password is incorrect.', wrong],
    ['invalid_username_or_password', wrong],
    ['Invalid credentials', wrong],
    ['Bad login', wrong],
    ['', wrong],
    // It may be either: what was typed can be checked, and the server's own words stand beside.
    ['The user name or password is invalid or the account is locked.', wrong],
    ['Wrong password, or your account has expired', wrong],
    ['The password of the user has expired.', changed],
    ['You must change your password', changed],
    ['The user account is locked.', locked],
    ['user_locked_out', locked],
    ['AccountLocked', locked],
    ['Too many failed attempts', locked],
    ['Invalid login: account is locked', locked],
    ['User is disabled', off],
    ['The account is not active', off],
    ['account_inactive', off],
    ['The user is not yet valid.', early],
    ['The user account is not valid yet.', early],
    ['The account is not active yet.', early],
    ['User not valid before 2018-03-01', early],
    ['The account is valid from 2018-03-01T00:00:00Z', early],
    ['The account has expired', over],
    ['user_expired', over],
    ['User is no longer valid', over],
    ['The account was valid until 2017-12-31', over],
    ['The current date is outside its validity', over],
  ])('“%s” → %s', (description, sentence) => {
    expect(grant(description).message).toBe(sentence);
  });

  it('shows the server’s own words beside ours, and what to do', () => {
    const description = 'The account is valid from 2018-03-01T00:00:00Z';
    expect(grant(description).shape()).toMatchObject({
      code: 'sign-in-refused',
      serverSaid: description,
      todo: 'Ask the server’s administrator from when it is valid.',
    });
  });

  it('is told from other fields and codes too', () => {
    expect(refusal({ error: 'account_expired' }).message).toBe(over);
    expect(refusal({ Message: 'The user is disabled.' }, 403).message).toBe(off);
  });

  it('says of a password alone that it was refused', () => {
    expect(grant('The user name or password is incorrect.').more.passwordRefused).toBe(true);
    for (const other of ['The user account is locked.', 'The account has expired', 'The user is not yet valid.']) {
      expect(grant(other).more.passwordRefused).toBeUndefined();
    }
    expect(refusal({ error: 'invalid_client' }).more).toMatchObject({ todo: 'Check the client id (--client-id).' });
    expect(refusal({ error: 'invalid_client' }).more.passwordRefused).toBeUndefined();
  });

  it.each([
    ['invalid_client', 'The server does not know Paddock’s client id.'],
    ['unauthorized_client', 'The server does not let Paddock’s client id sign in.'],
    ['unsupported_grant_type', 'The server does not sign in with a user name and a password.'],
    ['constructor', 'The server refused the sign-in.'],
  ])('names what %s means', (error, sentence) => {
    expect(refusal({ error }).message).toBe(sentence);
  });

  it.each([
    ['invalid_request', 'server-error'],
    ['invalid_scope', 'server-error'],
    ['unsupported_grant_type', 'not-this-api'],
  ])('says nothing against the password by %s, but what it is in the server’s words', (error, code) => {
    const failure = refusal({ error, error_description: 'Telemetry says no' });
    expect(failure).toMatchObject({ code, exit: 4, more: { serverSaid: 'Telemetry says no' } });
    expect(failure.more.passwordRefused).toBeUndefined();
    // A server may have but one word for all.
    expect(refusal({ error, error_description: 'The password is incorrect' }).more.passwordRefused).toBe(true);
  });

  it.each([400, 401, 403, 422])('is a web page with status %d, unless a sign-in is offered beside it', (status) => {
    const body = new TextEncoder().encode('<html>Sign in to the network</html>');
    const page = (headers: Readonly<Record<string, string>>) => refusalOf({ status, headers, body, bytes: 0 }, {}, createRedactor());
    expect(page({})).toMatchObject({ code: 'html-answer', exit: 4 });
    const offered = page({ 'www-authenticate': 'Bearer' });
    expect(offered.code).toBe('sign-in-refused');
    for (const failure of [page({}), offered]) expect(failure.more.passwordRefused).toBeUndefined();
  });

  it.each([
    [400, '{}', undefined],
    [422, '{"message":"Model state validation failed"}', undefined],
    [403, '', undefined],
    [401, 'Unauthorized', undefined],
    [401, '', true],
    [401, '{"Message":"Authorization has been denied."}', true],
    [400, '{"error":"invalid_grant"}', true],
    [400, '{"Message":"Wrong password"}', true],
  ])('by %d and “%s” alone marks the password: %s', (status, text, marked) => {
    const answer = { status, headers: {}, body: new TextEncoder().encode(text), bytes: 0 };
    const said = text.startsWith('{') ? (JSON.parse(text) as JsonObject) : {};
    const failure = refusalOf(answer, said, createRedactor());
    expect([failure.code, failure.more.passwordRefused]).toEqual(['sign-in-refused', marked]);
  });

  it.each([
    ['NTLM', true],
    ['Negotiate, NTLM', true],
    ['Negotiate oYG2, NTLM', true],
    ['Bearer realm="x"', false],
    ['NTLM, Basic realm="x"', false],
  ])('tells that Windows’ sign-in is wanted from “%s”: %s', (offered, windows) => {
    const { message, more } = refusal({}, 401, { 'www-authenticate': offered });
    expect(message.includes('NTLM')).toBe(windows);
    expect(more.passwordRefused).toBe(windows ? undefined : true);
  });
});
