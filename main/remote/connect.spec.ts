import { afterEach, describe, expect, it } from 'vitest';
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

let servers: SpecServer[] = [];
let remotes: Remote[] = [];

async function serve(handler: Handler): Promise<SpecServer> {
  const server = await startServer(handler);
  servers.push(server);
  return server;
}

async function opened(remote: Promise<Remote>): Promise<Remote> {
  remotes.push(await remote);
  return remote;
}

afterEach(async () => {
  for (const remote of remotes) remote.close();
  await Promise.all(servers.map((server) => server.stop()));
  servers = [];
  remotes = [];
});

const season = { FriendlyName: 'Season2017', Identifier: 'Season2017', IsSqlite: false };
const session = { Key: { value: 'k1' }, Identifier: '171023220758', TimeOfRecording: '2017-10-23T22:07:58.3646176', State: 2 };

describe('the generation', () => {
  const auto = (url: string, identityUrl?: string): Promise<Remote> =>
    opened(
      connect({ url, generation: 'auto', ...(identityUrl !== undefined && { identityUrl }) }, credentials, { log: silent, limits: quick }),
    );

  it('is rest where api/v1 is not there', async () => {
    const server = await serve(
      withSignIn((asked, response) => {
        if (asked.path === '/api/connections' && asked.token === undefined) {
          json(response, { Message: 'no' }, 401);
          return;
        }
        html(response, 404);
      }),
    );
    expect((await auto(server.url)).generation).toBe('rest');
    expect(server.to('/token')).toHaveLength(1);
  });

  it('is sqlrace where api/v1 wants a token and tells no configuration', async () => {
    const server = await serve(withSignIn((_asked, response) => json(response, { Message: 'no' }, 401)));
    expect((await auto(server.url)).generation).toBe('sqlrace');
  });

  it('is influx where the configuration is told, and signs in at the Identity Server with the usual client', async () => {
    const identity = await serve(withSignIn((_asked, response) => json(response, {}, 404)));
    const server = await serve((asked, response) =>
      asked.path === '/api/v1/configuration' ? json(response, {}) : json(response, { message: 'no' }, asked.path === '/token' ? 404 : 401),
    );
    expect((await auto(server.url, identity.url)).generation).toBe('influx');
    expect(identity.to('/token')[0]?.form.get('client_id')).toBe('default.tapi.client');
    expect(server.to('/token')).toHaveLength(0);
  });

  it('names the missing address of the Identity Server', async () => {
    const server = await serve((asked, response) =>
      asked.path === '/api/v1/configuration' ? json(response, {}) : json(response, {}, asked.path === '/token' ? 404 : 401),
    );
    const failure = await auto(server.url).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code: 'usage', more: { todo: expect.stringContaining('--identity-url') as string } });
  });

  it('lies under the path of the address, and so does the sign-in', async () => {
    const server = await serve((asked, response) => {
      if (asked.path === '/MESL.Query.API/token') json(response, { access_token: 't' });
      else if (!asked.path.startsWith('/MESL.Query.API/')) json(response, {}, 404);
      else if (asked.token === 't') json(response, [{ Identifier: 'S' }]);
      else json(response, {}, 401);
    });
    const remote = await auto(`${server.url}/MESL.Query.API/`);
    expect((await remote.connections()).connections).toEqual([{ name: 'S', identifier: 'S' }]);
  });

  it('is none where nothing of the API answers', async () => {
    const empty = await serve((_asked, response) => json(response, {}, 404));
    await expect(auto(empty.url)).rejects.toMatchObject({ code: 'not-this-api' });
    const other = await serve((_asked, response) => json(response, { hello: 'world' }));
    await expect(auto(other.url)).rejects.toMatchObject({ code: 'not-this-api' });
    const page = await serve((_asked, response) => html(response));
    await expect(auto(page.url)).rejects.toMatchObject({ code: 'html-answer' });
    expect([...empty.asked, ...other.asked, ...page.asked].filter((asked) => asked.method === 'POST')).toEqual([]);
  });

  it('is not guessed from an error of the server', async () => {
    const server = await serve((_asked, response) => json(response, { Message: 'The database is away.' }, 500));
    await expect(auto(server.url)).rejects.toMatchObject({ code: 'server-error', more: { serverSaid: 'The database is away.' } });
  });
});

describe('connections', () => {
  it('are read once more and no further where the server knows no pages', async () => {
    const server = await serve(withSignIn((_asked, response) => json(response, [season])));
    const read = await (await opened(signedIn(server.url))).connections();
    expect(read).toEqual({ connections: [{ name: 'Season2017', identifier: 'Season2017', isSqlite: false }], skipped: 0 });
    expect(server.to('/api/connections')).toHaveLength(2);
  });

  it('are read page after page where the server knows pages, even of fewer than asked for', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const server = await serve(
      withSignIn((asked, response) => {
        const from = Number(asked.query.get('page')) * 2;
        json(response, [...names.slice(from, from + 2).map((FriendlyName) => ({ FriendlyName })), ...(from === 0 ? [7] : [])]);
      }),
    );
    const read = await (await opened(signedIn(server.url))).connections();
    expect(read.connections.map((connection) => connection.name)).toEqual(names);
    expect(read.skipped).toBe(1);
  });

  it('are read from a server that does not accept pages', async () => {
    const server = await serve(
      withSignIn((asked, response) => (asked.query.has('page') ? json(response, { message: 'what?' }, 422) : json(response, [season]))),
    );
    expect((await (await opened(signedIn(server.url))).connections()).connections).toHaveLength(1);
  });

  it('may be none', async () => {
    const server = await serve(withSignIn((_asked, response) => json(response, [])));
    expect(await (await opened(signedIn(server.url))).connections()).toEqual({ connections: [], skipped: 0 });
  });

  it('are not what another API tells', async () => {
    const server = await serve(withSignIn((_asked, response) => json(response, [{ title: 'a shop' }])));
    await expect((await opened(signedIn(server.url))).connections()).rejects.toMatchObject({ code: 'not-this-api' });
  });
});

describe('paths', () => {
  const awkward = [' Live/Cache #1? 100% & more+ ', '../up', '%2e%2e', 'Größe 🏁', '...', "it's (old)!*"];

  it.each(awkward)('carry the name %j as one segment', async (name) => {
    const server = await serve(withSignIn((_asked, response) => json(response, [session])));
    await (await opened(signedIn(server.url))).sessionsPage(name, 0, 50);
    const [asked] = server.asked.filter(({ url }) => url.includes('/sessions'));
    const segments = asked?.path.split('/') ?? [];
    expect(segments).toHaveLength(5);
    expect(decodeURIComponent(segments[3] ?? '')).toBe(name);
    expect(asked?.query.toString()).toBe('page=0&pageSize=50');
  });

  it.each(['.', '..', '', '\ud800'])('refuse %j without asking', async (name) => {
    const server = await serve(withSignIn((_asked, response) => json(response, [])));
    const remote = await opened(signedIn(server.url));
    await expect(remote.sessionsPage(name, 0, 50)).rejects.toMatchObject({ code: 'usage' });
    await expect(remote.laps('Season2017', name)).rejects.toMatchObject({ code: 'usage' });
    expect(server.asked.map((asked) => asked.path)).toEqual(['/token']);
  });
});

describe('a page of sessions', () => {
  it('is passed on as it came, in a buffer of its own, with what it cost', async () => {
    const server = await serve(withSignIn((_asked, response) => json(response, [session])));
    const page = await (await opened(signedIn(server.url))).sessionsPage('Season2017', 3, 100);
    expect(new TextDecoder().decode(page.body)).toBe(JSON.stringify([session]));
    expect(page.body.byteLength).toBe(page.body.buffer.byteLength);
    expect(page.requests).toBe(1);
    expect(page.bytes).toBeGreaterThanOrEqual(page.body.byteLength);
  });

  it('fails with not-found where the connection is not there', async () => {
    const server = await serve(withSignIn((_asked, response) => html(response, 404)));
    const asked = (await opened(signedIn(server.url))).sessionsPage('Gone', 0, 50);
    await expect(asked).rejects.toMatchObject({ code: 'not-found', message: 'The server has no connection named “Gone”.' });
  });

  it('is no error that comes with a status of success', async () => {
    const server = await serve(withSignIn((_asked, response) => json(response, { Message: 'Timeout expired.' })));
    const asked = (await opened(signedIn(server.url))).sessionsPage('Season2017', 0, 50);
    await expect(asked).rejects.toMatchObject({ code: 'answer-unreadable', more: { serverSaid: 'Timeout expired.' } });
  });

  it('tells the status of what the server did not accept', async () => {
    const server = await serve(
      withSignIn((_asked, response) =>
        json(response, { message: 'Model state validation failed', errors: [{ field: 'pageSize', message: 'at most 200' }] }, 422),
      ),
    );
    const asked = (await opened(signedIn(server.url))).sessionsPage('Season2017', 0, 1000);
    await expect(asked).rejects.toMatchObject({
      code: 'server-error',
      more: { status: 422, serverSaid: 'Model state validation failed pageSize: at most 200' },
    });
  });

  it('may be forbidden', async () => {
    const server = await serve(withSignIn((_asked, response) => json(response, { Message: 'Not you.' }, 403)));
    const asked = (await opened(signedIn(server.url))).sessionsPage('Season2017', 0, 50);
    await expect(asked).rejects.toMatchObject({ code: 'forbidden', more: { serverSaid: 'Not you.' } });
    expect(server.to('/token')).toHaveLength(1);
  });
});

describe('one session', () => {
  const at = '/api/connections/Season2017/sessions/k1';

  it('is the one that was asked for', async () => {
    const server = await serve(withSignIn((_asked, response) => json(response, [{ Key: 'other' }, session])));
    expect(await (await opened(signedIn(server.url))).session('Season2017', 'k1')).toMatchObject({ key: 'k1', identifier: '171023220758' });
  });

  it('is null where the server has none of this key', async () => {
    const server = await serve(withSignIn((asked, response) => (asked.path === at ? json(response, {}, 404) : json(response, []))));
    const remote = await opened(signedIn(server.url));
    expect(await remote.session('Season2017', 'k1')).toBeNull();
    expect(await remote.session('Season2017', 'k2')).toBeNull();
  });

  it('has details under either name', async () => {
    const details = [{ Name: 'Driver', Value: 'HAM' }];
    const server = await serve(
      withSignIn((asked, response) => (asked.path === `${at}/items` ? json(response, details) : json(response, {}, 404))),
    );
    const remote = await opened(signedIn(server.url));
    expect(await remote.details('Season2017', 'k1')).toEqual([{ name: 'Driver', value: 'HAM' }]);
    await expect(remote.details('Season2017', 'k2')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('has details within itself on influx', async () => {
    const server = await serve(
      withSignIn((_asked, response) => json(response, { id: 'k1', timeOfRecording: null, sessionDetails: [{ name: 'Car', value: '44' }] })),
    );
    const remote = await opened(signedIn(server.url, { generation: 'influx' }));
    expect(await remote.details('Season2017', 'k1')).toEqual([{ name: 'Car', value: '44' }]);
  });

  it('has laps whose nanoseconds are exact', async () => {
    const server = await serve(
      withSignIn((_asked, response) => response.end('[{"number":1,"start":1508796478364617600,"end":2,"lapTime":83123456789}]')),
    );
    const [lap] = await (await opened(signedIn(server.url, { generation: 'sqlrace' }))).laps('Season2017', 'k1');
    expect(lap).toMatchObject({ number: 1, startTime: 1508796478364617600n, lapTime: 83123456789 });
    expect(server.asked.at(-1)?.path).toBe('/api/v1/connections/Season2017/sessions/k1/laps');
  });
});

it('lists the connections of a server that fails for the page behind the last one, and logs it', async () => {
  const server = await serve(
    withSignIn((asked, response) =>
      asked.query.get('page') === '0' ? json(response, [season]) : json(response, { Message: 'Offset' }, 500),
    ),
  );
  const { log, lines } = keepingLog();
  const remote = await opened(signedIn(server.url, {}, { log }));
  expect(await remote.connections()).toMatchObject({ connections: [{ name: 'Season2017' }], skipped: 0 });
  expect(lines.join('\n')).toContain('taken for the end');
});
