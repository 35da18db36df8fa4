/**
 * The token endpoint (api.md, "Authorization"; RFC 6749): the password grant and the refresh token's, each one POST that
 * is never redirected, and what its answer means.
 */
import type { Generation } from '../../preload/model.ts';
import { Failure } from '../failure.ts';
import { failureOf, isPage, isSuccess, proxyInBetween } from './answers.ts';
import { refusalOf } from './refusals.ts';
import type { Credentials, Options } from './remote.ts';
import type { Redactor } from './said.ts';
import type { Granted } from './tokens.ts';
import type { Answered, Transport } from './transport.ts';
import { isObject, readJson, type JsonObject } from './wire/json.ts';

export interface SignInOptions {
  readonly transport: Transport;
  readonly redactor: Redactor;
  readonly generation: Generation;
  /** The server's base address. */
  readonly url: string;
  /** The Identity Server's, where it has one of its own. */
  readonly identityUrl?: string;
  readonly clientId?: string;
  readonly credentials: Pick<Credentials, 'user' | 'password'>;
  /** The password for any but the first sign-in; undefined where the user has signed out meanwhile. */
  readonly password?: () => Promise<string | undefined>;
  /** Told of pauses during the first sign-in. */
  readonly onWait?: Options['onWait'];
}

export interface SignIn {
  /**
   * Sends the password. Fails with `sign-in-refused` (without sending it where this very password was refused before),
   * `password-missing`, `usage` (an Identity Server's address is missing), `not-this-api`, `html-answer`, `server-error`,
   * and as the transport does.
   */
  byPassword(): Promise<Granted>;
  /** Sends a refresh token, over the wire once at most. Fails likewise. */
  byRefresh(refreshToken: string): Promise<Granted>;
}

/** What a fresh installation of an Identity Server knows its clients by. */
export const defaultClient = 'default.tapi.client';

function readObject(answer: Answered): JsonObject {
  try {
    const value = readJson(answer.body);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** An answer of another status than success. */
function signInFailure(answer: Answered, options: SignInOptions): Failure {
  const { redactor, generation, identityUrl } = options;
  const { status } = answer;
  if ([400, 401, 403, 422].includes(status)) return refusalOf(answer, readObject(answer), redactor);
  if (status === 407) return proxyInBetween(answer, redactor);
  if (status >= 500 || status === 429 || status === 408) {
    return failureOf(answer, redactor, 'server-error', `The server could not answer the sign-in (status ${status}).`);
  }
  if (generation !== 'rest' && identityUrl === undefined) {
    const sentence = 'This server does not sign anyone in itself: it has an Identity Server, whose address is not known.';
    const todo = 'Add the server with the address of its Identity Server (--identity-url).';
    return failureOf(answer, redactor, 'usage', sentence, { todo });
  }
  return failureOf(answer, redactor, 'not-this-api', 'Nothing signs anyone in at this address.');
}

/** Texts that can stand in a header or a form without doing harm. */
const isToken = (value: unknown): value is string => typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);

export function createSignIn(options: SignInOptions): SignIn {
  const { transport, redactor, generation, url, identityUrl, credentials, password, onWait } = options;
  const clientId = options.clientId ?? (generation === 'influx' ? defaultClient : undefined);
  const address = `${generation === 'influx' ? (identityUrl ?? url) : url}/token`;
  let begun = false;
  /** Asking again with a password that was refused would only lock the account. */
  let refusal: { readonly password: string; readonly failure: Failure } | undefined;

  async function ask(form: Readonly<Record<string, string>>, more: { repeat?: false; onWait?: Options['onWait'] }): Promise<Granted> {
    const answer = await transport.ask({
      method: 'POST',
      url: address,
      form: { ...form, ...(clientId !== undefined && { client_id: clientId }) },
      largest: transport.limits.small,
      work: 'Sign-in',
      ...(more.repeat !== undefined && { repeat: more.repeat }),
      ...(more.onWait && { onWait: more.onWait }),
    });
    if (isPage(answer)) throw failureOf(answer, redactor, 'html-answer');
    if (!isSuccess(answer)) throw signInFailure(answer, options);
    const { access_token: token, expires_in: expiresIn, refresh_token: refreshToken } = readObject(answer);
    if (!isToken(token)) {
      throw new Failure('not-this-api', 'What answers the sign-in gives no token.', { status: answer.status });
    }
    redactor.add(token);
    if (isToken(refreshToken)) redactor.add(refreshToken);
    const life = Number(expiresIn) * 1_000;
    return {
      token,
      requests: answer.requests,
      ...(life > 0 && { life }),
      ...(isToken(refreshToken) && { refreshToken }),
    };
  }

  async function currentPassword(): Promise<string> {
    const known = begun && password !== undefined ? await password() : credentials.password;
    begun = true;
    if (known !== undefined) return known;
    throw new Failure('password-missing', 'The sign-in has run out, and no password is known to renew it.');
  }

  return {
    async byPassword() {
      const first = !begun;
      const secret = await currentPassword();
      if (refusal?.password === secret) throw refusal.failure;
      redactor.add(secret);
      try {
        return await ask({ grant_type: 'password', username: credentials.user, password: secret }, first && onWait ? { onWait } : {});
      } catch (thrown) {
        if (thrown instanceof Failure && thrown.code === 'sign-in-refused') refusal = { password: secret, failure: thrown };
        throw thrown;
      }
    },
    byRefresh: (refreshToken) => ask({ grant_type: 'refresh_token', refresh_token: refreshToken }, { repeat: false }),
  };
}
