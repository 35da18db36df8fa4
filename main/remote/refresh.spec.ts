/** Refresh tokens on the wire: an Identity Server whose refresh tokens change at every use. */
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectDependencies, Remote } from './remote.ts';
import { json, keepingLog, password, signedIn, startServer, type Asked, type Handler, type SpecServer } from './spec-server.ts';

const refused = { Message: 'Authorization has been denied for this request.' };

/** What the identity server and the API know of tokens. */
interface Issuer {
  /** Requests that a token is good for. */
  uses: number;
  /** Seconds that it lives. */
  seconds: number;
  /** What becomes of a refresh, once or for ever; undefined: it is granted. */
  onRefresh: ((response: ServerResponse) => void) | undefined;
  /** The password that signs in now. */
  password: string;
  readonly access: Map<string, number>;
  readonly refresh: Set<string>;
  readonly spent: string[];
}

let issuer: Issuer;
let server: SpecServer;
let remote: Remote | undefined;
let clocks: { now: number; monotonic: number; shift: number };

function grant(response: ServerResponse): void {
  const number = issuer.access.size + 1;
  issuer.access.set(`access-${number}`, issuer.uses);
  issuer.refresh.add(`refresh-${number}`);
  json(response, {
    ...{ access_token: `access-${number}`, token_type: 'Bearer', expires_in: issuer.seconds, refresh_token: `refresh-${number}` },
  });
}

function issue(form: URLSearchParams, response: ServerResponse): void {
  if (form.get('client_id') !== 'default.tapi.client') {
    json(response, { error: 'invalid_client' }, 400);
    return;
  }
  if (form.get('grant_type') === 'password') {
    if (form.get('password') === issuer.password) {
      grant(response);
      return;
    }
    json(response, { error: 'invalid_grant', error_description: 'invalid_username_or_password' }, 400);
    return;
  }
  const token = form.get('refresh_token') ?? '';
  if (issuer.spent.includes(token) || !issuer.refresh.delete(token)) {
    json(response, { error: 'invalid_grant' }, 400);
    return;
  }
  issuer.spent.push(token);
  if (issuer.onRefresh) issuer.onRefresh(response);
  else grant(response);
}

const answer: Handler = (asked, response) => {
  response.setHeader('date', new Date(clocks.now + clocks.shift).toUTCString());
  if (asked.path === '/token') {
    issue(asked.form, response);
    return;
  }
  const left = issuer.access.get(asked.token ?? '') ?? 0;
  if (left <= 0) {
    json(response, refused, 401);
    return;
  }
  issuer.access.set(asked.token ?? '', left - 1);
  // What the token is still good for is answered after what it is not.
  setImmediate(() => json(response, []));
};

beforeEach(async () => {
  clocks = { now: Date.parse('2017-10-23T12:00:00Z'), monotonic: 0, shift: 0 };
  issuer = { uses: Infinity, seconds: 3_600, onRefresh: undefined, password, access: new Map(), refresh: new Set(), spent: [] };
  server = await startServer((asked, response, request) => answer(asked, response, request));
});

afterEach(async () => {
  remote?.close();
  remote = undefined;
  await server.stop();
});

async function open(more: Partial<ConnectDependencies> = {}): Promise<Remote> {
  remote = await signedIn(server.url, { generation: 'influx' }, { now: () => clocks.now, monotonic: () => clocks.monotonic, ...more });
  return remote;
}

const page = (at = 0): Promise<unknown> => remote?.sessionsPage('S', at, 10) ?? Promise.reject(new Error('not signed in'));
const grants = (): readonly (string | null)[] => server.to('/token').map(({ form }) => form.get('grant_type'));
const refreshTokens = (): readonly (string | null)[] =>
  server.to('/token').flatMap(({ form }: Asked) => (form.has('refresh_token') ? [form.get('refresh_token')] : []));

function pass(ms: number): void {
  clocks.now += ms;
  clocks.monotonic += ms;
}

describe('a refresh token', () => {
  it('renews without the password, with the client id, and each one is sent once', async () => {
    await open();
    for (let hour = 0; hour < 4; hour++) {
      await page(hour);
      pass(3_600_000);
    }
    expect(grants()).toEqual(['password', 'refresh_token', 'refresh_token', 'refresh_token']);
    expect(refreshTokens()).toEqual(['refresh-1', 'refresh-2', 'refresh-3']);
    expect(server.to('/token').filter(({ form }) => form.has('password'))).toHaveLength(1);
  });

  it('serves six questions under way whose token is good for three', async () => {
    issuer.uses = 3;
    await open();
    for (let from = 0; from < 60; from += 6) await Promise.all(Array.from({ length: 6 }, (_, at) => page(from + at)));
    const sent = refreshTokens();
    expect(new Set(sent).size).toBe(sent.length);
    expect(grants().filter((type) => type === 'password')).toHaveLength(1);
    expect(sent).toHaveLength(19);
  });

  it.each([
    ['is cut off', (response: ServerResponse) => response.destroy()],
    ['breaks off in the middle', (response: ServerResponse) => response.writeHead(200, { 'content-length': 500 }).write('{"access_')],
    ['never comes', () => {}],
    ['is an error of the server', (response: ServerResponse) => json(response, { Message: 'An error has occurred.' }, 500)],
    ['asks to come again', (response: ServerResponse) => json(response, {}, 503, { 'retry-after': '0' })],
    ['is a web page', (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html></html>')],
    ['holds no token', (response: ServerResponse) => json(response, {})],
  ])('whose answer %s is not sent again: the password is', async (_what, onRefresh) => {
    await open();
    await page();
    issuer.onRefresh = (response) => {
      issuer.onRefresh = undefined;
      onRefresh(response);
    };
    pass(3_600_000);
    await page(1);
    expect(grants()).toEqual(['password', 'refresh_token', 'password']);
    pass(3_600_000);
    await page(2);
    expect(refreshTokens()).toEqual(['refresh-1', 'refresh-2']);
  });

  it('that is refused leads to the password, and to a refusal only where that is refused too', async () => {
    await open();
    await page();
    issuer.refresh.clear();
    pass(3_600_000);
    await page(1);
    expect(grants()).toEqual(['password', 'refresh_token', 'password']);
    issuer.refresh.clear();
    issuer.password = 'another one';
    pass(3_600_000);
    for (let at = 0; at < 3; at++) {
      await expect(page(at)).rejects.toMatchObject({ code: 'sign-in-refused', more: { passwordRefused: true } });
    }
    // The refused password went out once.
    expect(grants()).toEqual(['password', 'refresh_token', 'password', 'refresh_token', 'password']);
  });

  it('that is refused asks for the password where the user has signed out meanwhile', async () => {
    await open({ password: () => Promise.resolve(undefined) });
    await page();
    issuer.refresh.clear();
    pass(3_600_000);
    await expect(page()).rejects.toMatchObject({
      code: 'password-missing',
      message: 'The sign-in has run out, and no password is known to renew it.',
    });
    expect(grants()).toEqual(['password', 'refresh_token']);
  });

  it('is followed by the password as it is known then, which may be another', async () => {
    let known = password;
    await open({ password: () => Promise.resolve(known) });
    await page();
    issuer.refresh.clear();
    issuer.password = 'another one';
    pass(3_600_000);
    await expect(page()).rejects.toMatchObject({ code: 'sign-in-refused' });
    known = 'another one';
    await expect(page()).resolves.toBeDefined();
    expect(server.to('/token').map(({ form }) => form.get('password'))).toEqual([password, null, password, 'another one']);
  });

  it('is gone when the client closes, and in no line of the log', async () => {
    const { log, lines } = keepingLog();
    await open({ log });
    await page();
    pass(3_600_000);
    await page(1);
    issuer.onRefresh = (response) => json(response, { error: 'invalid_grant', error_description: 'not refresh-2' }, 400);
    issuer.password = 'another one';
    pass(3_600_000);
    const failure: unknown = await page(2).catch((thrown: unknown) => thrown);
    const told = lines.join('\n') + JSON.stringify((failure as { more: unknown }).more);
    expect(lines.length).toBeGreaterThan(3);
    for (const secret of ['refresh-1', 'refresh-2', 'access-1', password]) expect(told).not.toContain(secret);
  });
});

describe('expiry', () => {
  it.each([86_400_000, -86_400_000])('is seen before it strikes, the server’s clock %d ms apart', async (shift) => {
    clocks.shift = shift;
    await open();
    await page();
    pass(3_569_000);
    await page(1);
    expect(grants()).toEqual(['password']);
    pass(1_001);
    await page(2);
    expect(grants()).toEqual(['password', 'refresh_token']);
    expect(server.asked.filter(({ path, token }) => path !== '/token' && token === 'access-1')).toHaveLength(2);
  });

  it('that comes while a page is under way costs the page once more', async () => {
    issuer.uses = 1;
    await open();
    await page();
    await expect(page(1)).resolves.toMatchObject({ requests: 2 });
    expect(grants()).toEqual(['password', 'refresh_token']);
  });

  it('is judged anew after sleep, in which our monotonic clock stood still', async () => {
    await open();
    await page();
    remote?.doubt();
    clocks.now += 3_600_000;
    await page(1);
    expect(grants()).toEqual(['password', 'refresh_token']);
  });

  it('is told by the first answer after sleep, though both our clocks lost the time', async () => {
    await open();
    for (let at = 0; at < 5; at++) await page(at);
    clocks.shift += 3_600_000;
    remote?.doubt();
    await page(5);
    expect(grants()).toEqual(['password']);
    await page(6);
    expect(grants()).toEqual(['password', 'refresh_token']);
  });
});

describe('doubt', () => {
  it('leaves no kept-open socket to a server that may be gone', async () => {
    const sockets = new Set<unknown>();
    await server.stop();
    server = await startServer((asked, response, request) => {
      sockets.add(request.socket);
      answer(asked, response, request);
    });
    await open();
    await page();
    await page(1);
    const before = sockets.size;
    remote?.doubt();
    await page(2);
    expect(sockets.size).toBe(before + 1);
  });
});

describe('a ping', () => {
  it('is one small question with the token, and a server that knows no pages answers it too', async () => {
    await open();
    await remote?.ping();
    expect(server.asked.at(-1)).toMatchObject({ url: '/api/v1/connections?page=0&pageSize=1', token: 'access-1' });
    const handler: Handler = (_asked, response) => json(response, { Message: 'page is not known' }, 400);
    const pageless = await startServer((asked, response, request) =>
      asked.path === '/token' ? answer(asked, response, request) : handler(asked, response, request),
    );
    const other = await signedIn(pageless.url, { generation: 'influx' });
    await expect(other.ping()).resolves.toBeUndefined();
    other.close();
    await pageless.stop();
  });

  it('takes no refused sign-in for an answer, whatever its status', async () => {
    await open();
    await page();
    const before = server.asked.length;
    issuer.access.clear();
    issuer.onRefresh = (response) => response.destroy();
    issuer.password = 'another one';
    await expect(remote?.ping({ once: true })).rejects.toMatchObject({ code: 'sign-in-refused' });
    expect(server.asked.length - before).toBe(3);
  });
});
