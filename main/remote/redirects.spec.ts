/**
 * Where a server sends the client on to, by every status, and what goes there: nothing, unless it is the same origin. The
 * other servers take note of a connection alone, before a byte of it.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { silent } from '../log.ts';
import { connect } from './connect.ts';
import type { Remote } from './remote.ts';
import { issue, keyOf } from './spec-certificate.ts';
import { credentials, json, password, quick, startServer, withSignIn, type Handler, type SpecServer } from './spec-server.ts';
import { createTransport } from './transport.ts';

const statuses = [301, 302, 303, 307, 308] as const;
const connection = 'Season2017';
const key = 'k1';

/** Each question of the client that a redirect may answer: its path, and how it is asked. */
const questions = {
  'the sign-in': { path: '/token', ask: () => Promise.resolve() },
  'the connections': { path: '/api/connections', ask: (remote: Remote) => remote.connections() },
  'a page of sessions': {
    path: `/api/connections/${connection}/sessions`,
    ask: (remote: Remote) => remote.sessionsPage(connection, 0, 50),
  },
  'a session’s details': {
    path: `/api/connections/${connection}/sessions/${key}/details`,
    ask: (remote: Remote) => remote.details(connection, key),
  },
} as const;
type Asking = keyof typeof questions;

let folder: string;
let caFile: string;
let secure: { readonly key: string; readonly cert: string };
let elsewhere: Server;
let arrivals: number;
let server: SpecServer | undefined;
let remote: Remote | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paddock-redirects-'));
  const authority = issue({ name: 'Authority', authority: true });
  const issued = issue({ name: 'track-pc', issuer: authority, address: '127.0.0.1' });
  secure = { key: keyOf(issued), cert: issued.cert };
  caFile = join(folder, 'authority.pem');
  await writeFile(caFile, authority.cert);
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  arrivals = 0;
  elsewhere = createServer((socket) => {
    arrivals++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  remote?.close();
  remote = undefined;
  await server?.stop();
  server = undefined;
  await new Promise((resolve) => elsewhere.close(resolve));
});

const other = (): string => `127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
const own = (): string => new URL(server?.url ?? '').host;

/** Signs in and asks one question; the first one for its path is answered by a redirect. */
async function ask(asking: Asking, status: number, location: () => string, tls: boolean): Promise<unknown> {
  const { path, ask: question } = questions[asking];
  const answer = withSignIn((_asked, response) =>
    json(response, [{ Key: key, Identifier: 'x', FriendlyName: connection, Name: 'n', Value: 'v' }]),
  );
  const handler: Handler = (asked, response, request) => {
    if (asked.path === path) response.writeHead(status, { location: location() }).end('{"moved":true}');
    else answer(asked, response, request);
  };
  server = await startServer(handler, tls ? secure : undefined);
  const target = { url: server.url, generation: 'rest' as const, ...(tls && { caFile }) };
  remote = await connect(target, credentials, { log: silent, limits: quick });
  return question(remote);
}

describe.each(statuses)('%i', (status) => {
  const targets: readonly [string, () => string, boolean][] = [
    ['to another origin', () => `http://${other()}/api/connections`, false],
    ['to another origin, without a scheme', () => `//${other()}/`, false],
    ['to another origin, with backslashes', () => `http:\\\\${other()}\\`, false],
    ['to another name of this host', () => `http://localhost:${other().split(':')[1]}/`, false],
    ['from https to another port', () => `https://${other()}/`, true],
    ['from https down to http', () => `http://${other()}/`, true],
    ['with this origin as the user of another', () => `http://${own()}@${other()}/`, false],
    ['with a user at this origin', () => `http://engineer:x@${own()}/api/connections`, false],
    ['to a file', () => 'file:///etc/passwd', false],
    ['to data', () => 'data:application/json,[]', false],
    ['to what is no address', () => 'http://[', false],
  ];

  describe.each(targets)('%s', (_name, location, tls) => {
    it.each(Object.keys(questions) as Asking[])('is not followed from %s', async (asking) => {
      const failure: unknown = await ask(asking, status, location, tls).catch((thrown: unknown) => thrown);
      expect(failure).toMatchObject({ code: 'not-this-api', message: expect.stringMatching(/^The server sends Paddock on/) as string });
      expect(JSON.stringify(failure)).not.toContain(password);
      expect(arrivals).toBe(0);
      const { path } = questions[asking];
      expect(server?.to(path)).toHaveLength(1);
      expect(server?.asked.filter((asked) => asked.path !== path && asked.path !== '/token')).toEqual([]);
    });
  });

  describe('within the origin', () => {
    it.each([false, true])('carries a question with its token, over https: %j', async (tls) => {
      for (const asking of (Object.keys(questions) as Asking[]).filter((name) => name !== 'the sign-in')) {
        await ask(asking, status, () => '/moved/here?x=1#part', tls);
        expect(server?.to('/moved/here')[0]).toMatchObject({ method: 'GET', url: '/moved/here?x=1', token: 'token-1' });
        remote?.close();
        await server?.stop();
      }
    });

    it('carries no sign-in', async () => {
      const asked = ask('the sign-in', status, () => '/moved/here', false);
      await expect(asked).rejects.toMatchObject({
        code: 'not-this-api',
        message: 'The server sends the sign-in on to another place, where no password is sent.',
      });
      expect(server?.to('/moved/here')).toEqual([]);
    });
  });
});

describe('a redirect', () => {
  const plain = async (handler: Handler): Promise<unknown> => {
    server = await startServer(handler);
    const transport = createTransport({ log: silent, limits: quick });
    const outcome: unknown = await transport
      .ask({ method: 'GET', url: `${server.url}/list`, token: 'secret', largest: 1_000 })
      .catch((thrown: unknown) => thrown);
    transport.close();
    return outcome;
  };

  it('to https at the same host says what to do', async () => {
    const outcome = await plain((_asked, response) => response.writeHead(301, { location: `https://${own()}/` }).end());
    expect(outcome).toMatchObject({
      message: 'The server wants to be asked over https.',
      more: { todo: 'Change the server’s address so that it begins with https://.' },
    });
  });

  it('in a circle ends', async () => {
    expect(await plain((_asked, response) => response.writeHead(302, { location: '/list' }).end())).toMatchObject({ code: 'not-this-api' });
    expect(server?.asked.length).toBeLessThan(10);
  });

  it('and failures in turn end after as many failures as without one', async () => {
    const outcome = await plain((asked, response) => {
      if (asked.path === '/list') response.writeHead(302, { location: '/moved' }).end();
      else json(response, {}, 503);
    });
    expect(outcome).toMatchObject({ status: 503, requests: 5 });
  });

  it('without an address is an answer like any other', async () => {
    expect(await plain((_asked, response) => response.writeHead(302).end())).toMatchObject({ status: 302, requests: 1 });
    expect(await plain((_asked, response) => response.writeHead(304, { location: '/moved' }).end())).toMatchObject({ status: 304 });
  });
});
