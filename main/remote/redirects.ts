/**
 * Where a redirect may lead: to another path of the same origin, and only a question that carries no password. Whatever
 * else a server says, nothing of the password or the token goes there.
 */
import { Failure } from '../failure.ts';
import type { Question, Reply } from './exchange.ts';
import { headerOf } from './waits.ts';

const statuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function addressOf(location: string, from: URL): URL {
  try {
    return new URL(location, from);
  } catch {
    throw new Failure('not-this-api', 'The server sends Paddock on to an address that is none.', {
      todo: 'Check the address and its path.',
    });
  }
}

/** Fails with `not-this-api` where nothing of the user's is sent. */
function mustBeOwn(to: URL, from: URL): void {
  const sameHost = to.hostname === from.hostname;
  if (sameHost && from.protocol === 'http:' && to.protocol === 'https:') {
    const todo = 'Change the server’s address so that it begins with https://.';
    throw new Failure('not-this-api', 'The server wants to be asked over https.', { todo });
  }
  if (sameHost && from.protocol === 'https:' && to.protocol === 'http:') {
    const sentence = 'The server sends Paddock on from https to plain http, where nothing of yours is sent.';
    throw new Failure('not-this-api', sentence, { todo: 'Tell the server’s administrator.' });
  }
  if (to.origin !== from.origin || to.username !== '' || to.password !== '') {
    throw new Failure('not-this-api', 'The server sends Paddock on to another address, where nothing of yours is sent.', {
      todo: 'Check the address; where the server has moved, add it under its new address.',
    });
  }
}

/**
 * Where the answer sends the question on to; undefined where it does not.
 *
 * Fails with `not-this-api` where Paddock does not go there.
 */
export function redirected({ method, url }: Pick<Question, 'method' | 'url'>, reply: Reply): string | undefined {
  const location = statuses.has(reply.status) ? headerOf(reply.headers, 'location') : undefined;
  if (location === undefined) return undefined;
  const from = new URL(url);
  const to = addressOf(location, from);
  mustBeOwn(to, from);
  if (method !== 'GET') {
    throw new Failure('not-this-api', 'The server sends the sign-in on to another place, where no password is sent.', {
      todo: 'Check the address and its path.',
    });
  }
  to.hash = '';
  return to.href;
}
