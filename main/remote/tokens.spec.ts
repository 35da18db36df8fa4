/** Expiry and refusal, counted on the wire. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silent } from '../log.ts';
import { connect } from './connect.ts';
import type { Remote } from './remote.ts';
import {
  credentials,
  html,
  json,
  keepingLog,
  quick,
  signedIn,
  startServer,
  withSignIn,
  type Handler,
  type SpecServer,
} from './spec-server.ts';

let handler: Handler;
let server: SpecServer;
let remote: Remote | undefined;

beforeEach(async () => {
  server = await startServer((asked, response, request) => handler(asked, response, request));
});

afterEach(async () => {
  remote?.close();
  remote = undefined;
  await server.stop();
});

const page = (at = 0): Promise<unknown> => remote?.sessionsPage('S', at, 10) ?? Promise.reject(new Error('not signed in'));
const signIns = (): number => server.to('/token').length;
const expired = { Message: 'Authorization has been denied for this request.' };

describe('a token that has worked', () => {
  it('is renewed when it has expired, and the question asked again', async () => {
    const spent = new Set<string>();
    handler = withSignIn((asked, response) => (spent.has(asked.token ?? '') ? json(response, expired, 401) : json(response, [])));
    remote = await signedIn(server.url);
    await page();
    spent.add('token-1');
    await expect(page()).resolves.toMatchObject({ requests: 2 });
    expect(signIns()).toBe(2);
  });

  it('is renewed once for all questions under way', async () => {
    let spent = false;
    handler = withSignIn((asked, response) => (spent && asked.token === 'token-1' ? json(response, expired, 401) : json(response, [])));
    remote = await signedIn(server.url);
    await page();
    spent = true;
    await Promise.all(Array.from({ length: 12 }, (_, at) => page(at)));
    expect(signIns()).toBe(2);
  });

  it('may be good for two questions only, with six under way', async () => {
    const uses = new Map<string, number>();
    handler = withSignIn((asked, response) => {
      const used = (uses.get(asked.token ?? '') ?? 0) + 1;
      uses.set(asked.token ?? '', used);
      // The refusals are quicker than what the token still gave.
      if (used > 2) json(response, expired, 401);
      else setImmediate(() => json(response, []));
    });
    remote = await signedIn(server.url);
    await expect(Promise.all(Array.from({ length: 6 }, (_, at) => page(at)))).resolves.toHaveLength(6);
    expect(signIns()).toBe(3);
  });

  it('may have been spent by a question that was given up before its answer came', async () => {
    const spent = new Set<string>();
    const given = new AbortController();
    handler = withSignIn((asked, response) => {
      const token = asked.token ?? '';
      if (spent.has(token)) json(response, expired, 401);
      else if (token !== 'token-2') json(response, []);
      else {
        spent.add(token);
        given.abort();
      }
    });
    remote = await signedIn(server.url);
    await page();
    spent.add('token-1');
    await expect(remote.sessionsPage('S', 1, 10, { signal: given.signal })).rejects.toMatchObject({ code: 'cancelled' });
    await expect(page(2)).resolves.toBeDefined();
    expect(signIns()).toBe(3);
  });

  it('is renewed before it is sent after its life has ended', async () => {
    let now = 0;
    handler = withSignIn((_asked, response) => json(response, []));
    remote = await signedIn(server.url, {}, { now: () => now });
    await page();
    now = 86_399_000;
    await page();
    expect(signIns()).toBe(2);
    expect(server.asked.at(-1)?.token).toBe('token-2');
  });

  it('ends with a refusal where a renewed one is refused for this question alone', async () => {
    handler = withSignIn((asked, response) => (asked.query.get('page') === '1' ? json(response, expired, 401) : json(response, [])));
    remote = await signedIn(server.url);
    await page(0);
    await expect(page(1)).rejects.toMatchObject({ code: 'sign-in-refused', more: { serverSaid: expired.Message } });
    expect(signIns()).toBe(2);
    await page(0);
  });
});

describe('a token that never worked', () => {
  it('is a refusal at once, and at most four sign-ins come of asking on', async () => {
    handler = withSignIn((_asked, response) => json(response, expired, 401));
    remote = await signedIn(server.url);
    for (let at = 0; at < 8; at++) await expect(page()).rejects.toMatchObject({ code: 'sign-in-refused' });
    await Promise.all(Array.from({ length: 8 }, () => expect(page()).rejects.toMatchObject({ code: 'sign-in-refused' })));
    expect(signIns()).toBeLessThanOrEqual(4);
  });

  it('is a refusal for all that are under way together', async () => {
    handler = withSignIn((_asked, response) => json(response, expired, 401));
    remote = await signedIn(server.url);
    await Promise.all(Array.from({ length: 6 }, (_, at) => expect(page(at)).rejects.toMatchObject({ code: 'sign-in-refused' })));
    expect(signIns()).toBe(1);
  });
});

describe('a refused password', () => {
  const wrong = { user: 'engineer', password: 'not this one' };
  const attempt = (): Promise<Remote> => connect({ url: server.url, generation: 'rest' }, wrong, { log: silent, limits: quick });

  it('is sent once', async () => {
    handler = withSignIn((_asked, response) => json(response, []));
    await expect(attempt()).rejects.toMatchObject({
      code: 'sign-in-refused',
      more: { serverSaid: 'The user name or password is incorrect.' },
    });
    expect(signIns()).toBe(1);
  });

  it('is not sent again once a renewal was refused', async () => {
    let valid = true;
    const giving = withSignIn((_asked, response) => (valid ? json(response, []) : json(response, expired, 401)));
    handler = (asked, response, request) =>
      asked.path === '/token' && !valid ? json(response, { error: 'invalid_grant' }, 400) : giving(asked, response, request);
    remote = await signedIn(server.url);
    await page();
    valid = false;
    for (let at = 0; at < 5; at++) await expect(page()).rejects.toMatchObject({ code: 'sign-in-refused' });
    expect(signIns()).toBe(2);
  });

  it.each([
    [401, 'sign-in-refused'],
    [403, 'sign-in-refused'],
    [404, 'not-this-api'],
    [500, 'server-error'],
  ])('is told apart from other trouble: status %i at the sign-in is %s', async (status, code) => {
    handler = (_asked, response) => json(response, {}, status);
    await expect(attempt()).rejects.toMatchObject({ code, more: { status } });
  });

  it('is told apart from a client id that the server does not know', async () => {
    handler = (_asked, response) => json(response, { error: 'invalid_client' }, 400);
    await expect(attempt()).rejects.toMatchObject({ code: 'sign-in-refused', more: { todo: 'Check the client id (--client-id).' } });
  });

  it('is told apart from a web page and from an answer without a token', async () => {
    handler = (_asked, response) => html(response);
    await expect(attempt()).rejects.toMatchObject({ code: 'html-answer' });
    handler = (_asked, response) => json(response, { access_token: 'two\r\nlines' });
    await expect(attempt()).rejects.toMatchObject({ code: 'not-this-api' });
  });
});

describe('cancelling', () => {
  it('ends a sign-in', async () => {
    const stop = new AbortController();
    handler = () => stop.abort();
    const attempt = connect({ url: server.url, generation: 'rest' }, credentials, { log: silent }, { signal: stop.signal });
    await expect(attempt).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('ends one question that waits for a renewal, and not the other', async () => {
    const stop = new AbortController();
    const giving = withSignIn((asked, response) => (asked.token === 'token-1' ? json(response, expired, 401) : json(response, [])));
    let proven = false;
    handler = (asked, response, request) => {
      if (asked.path === '/token' && proven) {
        // The renewal is answered once the cancelled question has ended.
        void expect(cancelled)
          .rejects.toMatchObject({ code: 'cancelled' })
          .then(() => giving(asked, response, request));
        stop.abort();
      } else if (asked.token === 'token-1' && !proven) json(response, []);
      else giving(asked, response, request);
    };
    remote = await signedIn(server.url);
    await page();
    proven = true;
    const cancelled = remote.sessionsPage('S', 0, 10, { signal: stop.signal });
    const other = page(1);
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    await expect(other).resolves.toBeDefined();
    expect(signIns()).toBe(2);
  });
});

describe('secrets', () => {
  it('are in no failure and in no line of the log, though the server repeats them', async () => {
    const { log, lines } = keepingLog();
    const echo = (form: URLSearchParams): string =>
      `No: ${form.get('password') ?? ''} ${form.toString()} Password=sesame ${encodeURIComponent(credentials.password)}`;
    const failures: unknown[] = [];
    const remember = (thrown: unknown): void => void failures.push(thrown);

    handler = (asked, response) => json(response, { error: 'invalid_grant', error_description: echo(asked.form) }, 400);
    await connect({ url: server.url, generation: 'rest' }, credentials, { log, limits: quick }).catch(remember);
    handler = (_asked, response) => response.destroy();
    await connect({ url: server.url, generation: 'rest' }, credentials, { log, limits: quick }).catch(remember);
    handler = withSignIn((asked, response) => json(response, { Message: `Bad ${asked.token ?? ''} ${credentials.password}` }, 500));
    remote = await signedIn(server.url, {}, { log });
    await page().catch(remember);
    handler = withSignIn((asked, response) => json(response, { Message: `Bad ${asked.token ?? ''}` }, 401));
    await page().catch(remember);

    expect(failures).toHaveLength(4);
    expect(lines.length).toBeGreaterThan(5);
    // Everything that hangs on a failure is looked at, its cause and own properties too.
    const told = failures.map((failure) => JSON.stringify(failure, Object.getOwnPropertyNames(failure)) + String((failure as Error).stack));
    const text = [...told, ...failures.map((failure) => JSON.stringify((failure as { more: unknown }).more)), ...lines].join('\n');
    expect(text).toContain('Bad ***');
    for (const secret of [credentials.password, 'Pit-lane', 'sesame', 'token-1']) expect(text).not.toContain(secret);
  });
});
