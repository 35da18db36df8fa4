/** The password grant: one POST, never redirected, and what its answer means. */
import type { Generation } from '../../preload/model.ts';
import { Failure } from '../failure.ts';
import { failureOf, isPage, isSuccess } from './answers.ts';
import type { Credentials } from './remote.ts';
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
  readonly credentials: Credentials;
}

/** What a fresh installation of an Identity Server knows its clients by. */
const defaultClient = 'default.tapi.client';

function readObject(answer: Answered): JsonObject {
  try {
    const value = readJson(answer.body);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function refusal(answer: Answered, redactor: Redactor): Failure {
  const { error } = readObject(answer);
  if (error === 'invalid_client' || error === 'unauthorized_client') {
    const todo = 'Check the client id (--client-id).';
    return failureOf(answer, redactor, 'sign-in-refused', 'The server does not know Paddock’s client id.', { todo });
  }
  return failureOf(answer, redactor, 'sign-in-refused');
}

/** An answer of another status than success. */
function signInFailure(answer: Answered, options: SignInOptions): Failure {
  const { redactor, generation, identityUrl } = options;
  const { status } = answer;
  if ([400, 401, 403, 422].includes(status)) return refusal(answer, redactor);
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

/**
 * Signs in once.
 *
 * Fails with `sign-in-refused`, `usage` (an Identity Server's address is missing), `not-this-api`, `html-answer`,
 * `server-error` and as the transport does.
 */
export async function signIn(options: SignInOptions): Promise<Granted> {
  const { transport, redactor, generation, url, identityUrl, credentials } = options;
  const clientId = options.clientId ?? (generation === 'influx' ? defaultClient : undefined);
  const answer = await transport.ask({
    method: 'POST',
    url: `${generation === 'influx' ? (identityUrl ?? url) : url}/token`,
    form: {
      grant_type: 'password',
      username: credentials.user,
      password: credentials.password,
      ...(clientId !== undefined && { client_id: clientId }),
    },
    largest: transport.limits.body,
  });
  if (isPage(answer)) throw failureOf(answer, redactor, 'html-answer');
  if (!isSuccess(answer)) throw signInFailure(answer, options);
  const { access_token: token, expires_in: expiresIn } = readObject(answer);
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) {
    throw new Failure('not-this-api', 'What answers the sign-in gives no token.', { status: answer.status });
  }
  redactor.add(token);
  const life = Number(expiresIn) * 1_000;
  return { token, requests: answer.requests, ...(life > 0 && { life }) };
}
