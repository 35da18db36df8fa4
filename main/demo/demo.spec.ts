import { describe, expect, it } from 'vitest';
import { Failure } from '../failure.ts';
import { ask, signIn, start } from './asking.ts';
import { startDemo } from './index.ts';

type Row = Readonly<Record<string, unknown>>;
const generations = ['rest', 'sqlrace', 'influx'] as const;
const sessions = 'connections/Season2017/sessions';

describe('the document’s own', () => {
  it('connections come to the letter', async () => {
    const { read } = await ask();
    expect(await read('connections')).toEqual([
      {
        FriendlyName: 'Season2017',
        ServerName: 'SqlRace-RESTAPI\\SQLEXPRESS',
        IsSqlite: false,
        DatabaseName: 'SQLRACE01',
        Identifier: 'Season2017',
        RootPath: 'C:\\SQLRace_Filestream',
      },
      {
        FriendlyName: 'Live Session Cache',
        ServerName:
          'DbEngine=SQLite;Data Source=C:\\Users\\AdminRestApi\\AppData\\Local\\McLaren Applied Technologies\\ATLAS 10\\SQL Race\\LiveSessionCache.ssn2;PRAGMA journal_mode=WAL;',
        IsSqlite: true,
        DatabaseName: 'C:\\Users\\AdminRestApi\\AppData\\Local\\McLaren Applied Technologies\\ATLAS 10\\SQL Race\\LiveSessionCache.ssn2',
        Identifier: 'Live Session Cache',
        RootPath: null,
      },
    ]);
  });

  it('sessions are the newest two, to the letter', async () => {
    const { read } = await ask();
    expect(await read(`${sessions}?page=0&pageSize=2`)).toEqual([
      {
        Key: { value: '67ad8a93-6ba7-4c5d-9947-9c0e963ccf9e' },
        Identifier: '171023220758',
        TimeOfRecording: '2017-10-23T22:07:58.3646176',
        TimeZone: 'UTC',
        SessionType: 'SessionType',
        StartTime: '00:00:00',
        EndTime: '00:00:00',
        LapsCount: 0,
        Id: 1301,
        State: 2,
      },
      {
        Key: { value: '0661d026-271d-4f2a-a255-b977438a10fe' },
        Identifier: '171023220700',
        TimeOfRecording: '2017-10-23T22:07:00.0236738',
        TimeZone: 'UTC',
        SessionType: 'SessionType',
        StartTime: '00:00:00',
        EndTime: '00:00:00',
        LapsCount: 0,
        Id: 1296,
        State: 2,
      },
    ]);
  });

  it('sessions come in v1’s two shapes too', async () => {
    const sqlrace = (await (await ask({ generation: 'sqlrace' })).read(`${sessions}?pageSize=1`)) as readonly Row[];
    expect(sqlrace).toEqual([
      {
        Key: '67ad8a93-6ba7-4c5d-9947-9c0e963ccf9e',
        Identifier: '171023220758',
        TimeOfRecording: '2017-10-23T22:07:58.3646176',
        TimeZone: 'UTC',
        SessionType: 'SessionType',
        Start: '1970-01-01T00:00:00',
        End: '1970-01-01T00:00:00',
        LapsCount: 0,
        State: 'Historical',
        SessionDetails: null,
      },
    ]);
    const influx = (await (await ask({ generation: 'influx' })).read(`${sessions}?pageSize=1`)) as readonly Row[];
    expect(influx[0]).toMatchObject({ id: '67ad8a93-6ba7-4c5d-9947-9c0e963ccf9e', identifier: '171023220758', state: 'Closed' });
  });
});

describe.each(generations)('a server of generation %s', (generation) => {
  it('asks for a token, and takes no other', async () => {
    const { server, get } = await ask({ generation });
    const base = `${server.url}/api/${generation === 'rest' ? '' : 'v1/'}connections`;
    expect((await fetch(base)).status).toBe(401);
    expect((await fetch(base, { headers: { authorization: 'Bearer made-up' } })).status).toBe(401);
    expect((await get('connections')).status).toBe(200);
    expect((await signIn(server, { password: 'wrong' })).status).toBe(400);
    expect(await (await signIn(server, { username: 'nobody' })).json()).toMatchObject({ error: 'invalid_grant' });
  });

  it('tells its generation to whoever asks without a token', async () => {
    const { url } = await start({ generation });
    const status = async (path: string): Promise<number> => (await fetch(`${url}/${path}`)).status;
    expect(await status('api/v1/connections')).toBe(generation === 'rest' ? 404 : 401);
    expect(await status('api/connections')).toBe(generation === 'rest' ? 401 : 404);
    expect(await status('api/v1/configuration')).toBe(generation === 'influx' ? 200 : 404);
  });

  it('gives the same bytes for the same seed, and takes a trailing slash', async () => {
    const one = await ask({ generation, seed: 5, sessions: 300 });
    const two = await ask({ generation, seed: 5, sessions: 300 });
    const path = `${sessions}?pageSize=300`;
    const bytes = await (await one.get(path)).text();
    expect(await (await two.get(path.replace('?', '/?'))).text()).toBe(bytes);
    expect(await (await (await ask({ generation, seed: 6, sessions: 300 })).get(path)).text()).not.toBe(bytes);
  });

  it('pages: together the pages are the list, each session once, and the rest is empty', async () => {
    const { read } = await ask({ generation, sessions: 250 });
    const all = await read(`${sessions}?pageSize=1000`);
    const pages = await Promise.all([0, 1, 2].map((page) => read(`${sessions}?page=${page}&pageSize=100`) as Promise<readonly unknown[]>));
    expect(pages.map((page) => page.length)).toEqual([100, 100, 50]);
    expect(pages.flat()).toEqual(all);
    expect(await read(`${sessions}?page=3&pageSize=100`)).toEqual([]);
    expect(await read(`${sessions}?page=0&pageSize=`)).toHaveLength(generation === 'influx' ? 200 : 50);
  });

  it('answers one session and its content by key, and 404 for what is not there', async () => {
    const { read, get } = await ask({ generation, sessions: 40 });
    const list = (await read(`${sessions}?pageSize=40`)) as readonly Row[];
    const session = list.find((row) => row['LapsCount'] !== 0 && row['lapsCount'] !== 0) ?? {};
    const key = (session['id'] ?? session['Key']) as string | { readonly value: string };
    const path = `${sessions}/${typeof key === 'string' ? key : key.value}`;
    expect(await read(path)).toEqual([session]);
    expect(await read(`${path}/laps`)).toHaveLength((session['LapsCount'] ?? session['lapsCount']) as number);
    const details = (await read(`${path}/details`)) as readonly Row[];
    expect(JSON.stringify(details)).toContain('"Name":"Driver"');
    expect((await get(`${sessions}/00000000-0000-4000-8000-000000000000`)).status).toBe(404);
    expect((await get(`${path}/nonsense`)).status).toBe(404);
    expect((await get('connections/Nowhere/sessions')).status).toBe(404);
  });

  it('orders and filters as it is asked to, and refuses what it cannot read', async () => {
    const { read, get } = await ask({ generation, sessions: 300 });
    const lapsOf = (row: Row): number => (row['LapsCount'] ?? row['lapsCount']) as number;
    const ordered = (await read(`${sessions}?orderby=lapsCount:desc&pageSize=300`)) as readonly Row[];
    expect(ordered.map(lapsOf)).toEqual([...ordered.map(lapsOf)].sort((a, b) => b - a));
    const filter =
      generation === 'rest'
        ? 'LapsCount > 20 %26%26 TimeOfRecording > DateTime.Parse("2017-10-08")'
        : 'lapsCount;gt;20,timeOfRecording;gt;2017-10-08';
    const filtered = (await read(`${sessions}?filter=${filter}&pageSize=300`)) as readonly Row[];
    const timeOf = (row: Row): string => (row['TimeOfRecording'] ?? row['timeOfRecording']) as string;
    expect(filtered.length).toBeGreaterThan(3);
    expect(filtered).toEqual(
      ((await read(`${sessions}?pageSize=300`)) as readonly Row[]).filter((row) => lapsOf(row) > 20 && timeOf(row) > '2017-10-08'),
    );
    const drivers = (await read(`${sessions}?details=Driver:HAM&pageSize=300`)) as readonly Row[];
    expect(drivers.length).toBeGreaterThan(10);
    expect(drivers.length).toBeLessThan(100);
    const wrong = await get(`${sessions}?page=-1&pageSize=abc`);
    expect(wrong.status).toBe(generation === 'rest' ? 400 : 422);
    expect(Object.keys((await wrong.json()) as Row)[0]).toBe(generation === 'rest' ? 'Message' : 'message');
    expect((await get(`${sessions}?order=nothing:asc`)).status).toBe(wrong.status);
  });

  it('reverses the list by time without looking at it', async () => {
    const { read } = await ask({ generation, sessions: 120 });
    const newest = (await read(`${sessions}?pageSize=120`)) as readonly Row[];
    expect(await read(`${sessions}?order=timeOfRecording:asc&pageSize=120`)).toEqual([...newest].reverse());
  });

  it('finds by identifier under its name of any release, and lists live ones', async () => {
    const { read, get } = await ask({ generation, sessions: 1000 });
    const list = (await read(`${sessions}?page=3&pageSize=100`)) as readonly Row[];
    const session = list[57] ?? {};
    const identifier = (session['Identifier'] ?? session['identifier']) as string;
    expect(await read(`${sessions}/id/${identifier}`)).toEqual(session);
    expect(await read(`${sessions}/identifier/${identifier}`)).toEqual(session);
    expect((await get(`${sessions}/identifier/991231235959`)).status).toBe(404);
    const live = (await read('connections/Live%20Session%20Cache/sessions/live')) as readonly Row[];
    expect(live.length).toBeGreaterThanOrEqual(2);
    expect(live.every((row) => [0, 'Live', 'Open'].includes((row['State'] ?? row['state']) as string | number))).toBe(true);
  });
});

describe('the demo server', () => {
  it('answers for connections whose names are hard to write in an address', async () => {
    const { read } = await ask({ connections: 10, sessions: 8 });
    for (const { FriendlyName: name } of (await read('connections')) as readonly { readonly FriendlyName: string }[]) {
      expect(await read(`connections/${encodeURIComponent(name)}/sessions?pageSize=1`)).toHaveLength(1);
    }
  });

  it('gives one session, or none, where so many are asked for', async () => {
    expect(await (await ask({ sessions: 1 })).read(sessions)).toHaveLength(1);
    expect(await (await ask({ sessions: 0 })).read(sessions)).toEqual([]);
  });

  it('serves a page of a million sessions', async () => {
    const { read } = await ask({ sessions: 1_000_000 });
    expect(await read(`${sessions}?page=999&pageSize=1000`)).toHaveLength(1000);
    expect(await read(`${sessions}?page=0&pageSize=100000`)).toHaveLength(5000);
  });

  it('lies under a path, and signs in there', async () => {
    const { server, token } = await ask({ path: 'MESL.Query.API' });
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/MESL\.Query\.API$/);
    const headers = { authorization: `bearer ${token.access_token}` };
    expect((await fetch(`${server.url}/api/connections`, { headers })).status).toBe(200);
    expect((await fetch(`${new URL(server.url).origin}/api/connections`, { headers })).status).toBe(404);
  });

  it('says that a port is taken', async () => {
    const { url } = await start();
    const port = Number(new URL(url).port);
    const failure: unknown = await startDemo({ port }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ code: 'usage', message: expect.stringContaining(String(port)) as string });
  });

  it('is gone once it is closed, also for whoever still holds a connection', async () => {
    const { server, get } = await ask({ generation: 'influx' });
    expect((await get('connections')).status).toBe(200);
    await server.close();
    await expect(fetch(server.url)).rejects.toThrow();
    await expect(fetch(server.identityUrl ?? '')).rejects.toThrow();
  });

  it('has an Identity Server of its own for influx, whose refresh tokens are good once', async () => {
    const { server, token, get } = await ask({ generation: 'influx' });
    expect(token.expires_in).toBe(3600);
    expect((await fetch(`${server.url}/token`, { method: 'POST', body: new URLSearchParams() })).status).toBe(404);
    expect(await (await signIn(server, { client_id: 'another' })).json()).toEqual({ error: 'invalid_client' });
    const refresh = { grant_type: 'refresh_token', refresh_token: token.refresh_token ?? '' };
    const renewed = (await (await signIn(server, refresh)).json()) as typeof token;
    expect(renewed.refresh_token).not.toBe(token.refresh_token);
    expect((await get('connections', { authorization: `Bearer ${renewed.access_token}` })).status).toBe(200);
    expect(await (await signIn(server, refresh)).json()).toEqual({ error: 'invalid_grant' });
  });

  it('tells secrets in influx’s connections, which a client must cut out', async () => {
    const { read } = await ask({ generation: 'influx' });
    expect(JSON.stringify(await read('connections'))).toMatch(/Password=demo-secret-/);
  });

  it('lets a token live as long as its generation’s', async () => {
    let now = 1_000_000;
    const { token, get } = await ask({ now: () => now });
    expect(token.expires_in).toBe(86_399);
    now += 86_398_000;
    expect((await get('connections')).status).toBe(200);
    now += 1_000;
    expect((await get('connections')).status).toBe(401);
  });
});
