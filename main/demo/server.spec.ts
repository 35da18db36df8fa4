import { describe, expect, it } from 'vitest';
import { ask, signIn, start } from './asking.ts';

const sessions = 'connections/Season2017/sessions';
type Row = Readonly<Record<string, unknown>>;

describe('faults of what is answered', () => {
  it('status: every request, with retry-after where it may be repeated', async () => {
    const { url } = await start({ faults: ['status=503', 'retry-after=7'] });
    for (const path of ['/token', '/api/connections']) {
      const response = await fetch(url + path);
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '7']);
    }
  });

  it('fail-once: each address fails the first time and works the second', async () => {
    const server = await start({ faults: ['fail-once=502'] });
    expect((await signIn(server)).status).toBe(502);
    const { access_token } = (await (await signIn(server)).json()) as { readonly access_token: string };
    const status = async (path: string): Promise<number> =>
      (await fetch(`${server.url}/api/${path}`, { headers: { authorization: `Bearer ${access_token}` } })).status;
    expect([await status('connections'), await status('connections')]).toEqual([502, 200]);
    expect([await status(`${sessions}?page=0`), await status(`${sessions}?page=1`), await status(`${sessions}?page=0`)]).toEqual([
      502, 502, 200,
    ]);
  });

  it('flaky: some fail, by the seed', async () => {
    const { url } = await start({ faults: ['flaky=50'] });
    const statuses: number[] = [];
    for (let request = 0; request < 40; request += 1) statuses.push((await fetch(`${url}/api/connections`)).status);
    expect(new Set(statuses)).toEqual(new Set([401, 503]));
  });

  it('fail-pages: what lies within a connection; fail-after: all from then on', async () => {
    const pages = await ask({ faults: ['fail-pages=429', 'retry-after=9'] });
    expect((await pages.get('connections')).status).toBe(200);
    const refused = await pages.get(sessions);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '9']);
    const { get, server } = await ask({ faults: ['fail-after=2'] });
    expect([(await get('connections')).status, (await get('connections')).status]).toEqual([200, 503]);
    expect(server.asked).toBe(3);
  });

  it('html: a web page instead of data', async () => {
    const { url } = await start({ faults: ['html'] });
    const response = await fetch(`${url}/api/connections`);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(await response.text()).toMatch(/^<!DOCTYPE html>/);
  });

  it('redirect: to another host', async () => {
    const { url } = await start({ faults: ['redirect=308'] });
    const response = await fetch(`${url}/token`, { method: 'POST', redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([308, 'http://127.0.0.2:9/token']);
  });

  it('forbidden: signing in works, nothing else', async () => {
    expect((await (await ask({ faults: ['forbidden'] })).get('connections')).status).toBe(403);
  });

  it('token-seconds and expire-after: a token ends', async () => {
    let now = 0;
    const brief = await ask({ faults: ['token-seconds=2'], now: () => now });
    expect(brief.token.expires_in).toBe(2);
    expect((await brief.get('connections')).status).toBe(200);
    now = 2000;
    expect((await brief.get('connections')).status).toBe(401);
    const counted = await ask({ faults: ['expire-after=2'] });
    expect([
      (await counted.get('connections')).status,
      (await counted.get('connections')).status,
      (await counted.get('connections')).status,
    ]).toEqual([200, 200, 401]);
  });
});

describe('faults of a listing', () => {
  it('cap: a page is shorter than was asked for', async () => {
    expect(await (await ask({ faults: ['cap=30'] })).read(`${sessions}?pageSize=100`)).toHaveLength(30);
  });

  it('no-paging: every page is the whole list', async () => {
    const { read } = await ask({ sessions: 70, faults: ['no-paging'] });
    expect(await read(`${sessions}?page=4&pageSize=10`)).toHaveLength(70);
  });

  it('empty-page: empty the first time only', async () => {
    const { read } = await ask({ faults: ['empty-page=1'] });
    expect(await read(`${sessions}?page=1&pageSize=10`)).toEqual([]);
    expect(await read(`${sessions}?page=1&pageSize=10`)).toHaveLength(10);
  });

  it('shuffle: by key, whatever order was asked for', async () => {
    const { read } = await ask({ faults: ['shuffle'], generation: 'sqlrace' });
    const keys = ((await read(`${sessions}?order=timeOfRecording:desc&pageSize=1000`)) as readonly Row[]).map(
      (row) => row['Key'] as string,
    );
    expect(keys).toHaveLength(1000);
    expect(keys).toEqual([...keys].sort());
  });

  it('grow: pages shift by what was recorded meanwhile', async () => {
    const { read } = await ask({ sessions: 100, faults: ['grow=1'] });
    const first = (await read(`${sessions}?page=0&pageSize=10`)) as readonly Row[];
    const second = (await read(`${sessions}?page=1&pageSize=10`)) as readonly Row[];
    expect(second[0]).toEqual(first[9]);
    const [newest] = (await read(`${sessions}?page=0&pageSize=1`)) as readonly Row[];
    const { value } = newest?.['Key'] as { readonly value: string };
    expect(await read(`${sessions}/${value}`)).toEqual([newest]);
    expect(newest?.['State']).toBe(0);
  });

  it('shrink: a session is skipped, and is no longer there', async () => {
    const whole = (await (await ask({ sessions: 40 })).read(`${sessions}?pageSize=40`)) as readonly Row[];
    const { read, get } = await ask({ sessions: 40, faults: ['shrink=1'] });
    const first = (await read(`${sessions}?page=0&pageSize=10`)) as readonly Row[];
    const second = (await read(`${sessions}?page=1&pageSize=10`)) as readonly Row[];
    expect([...first, ...second]).toEqual([...whole.slice(0, 10), ...whole.slice(11, 21)]);
    const { value } = whole[2]?.['Key'] as { readonly value: string };
    expect((await get(`${sessions}/${value}`)).status).toBe(404);
  });

  it('bad-record: some cannot be read', async () => {
    const { read } = await ask({ faults: ['bad-record=5'] });
    const rows = (await read(`${sessions}?pageSize=20`)) as readonly Row[];
    expect(rows.filter((row) => Array.isArray(row['Key']))).toHaveLength(4);
  });

  it('bare-object, no-brackets and bom: as servers and documents have slipped', async () => {
    const bare = await ask({ faults: ['bare-object'] });
    expect(await bare.read(`${sessions}?pageSize=1`)).toMatchObject({ Identifier: '171023220758' });
    expect(await bare.read(`${sessions}?pageSize=2`)).toHaveLength(2);
    const slipped = await (await ask({ faults: ['no-brackets'] })).get(`${sessions}?pageSize=2`);
    expect(await slipped.text()).toMatch(/^\{.*\},\{.*\}$/);
    const marked = await (await ask({ faults: ['bom'] })).get('connections');
    expect(new Uint8Array(await marked.arrayBuffer()).slice(0, 4)).toEqual(Uint8Array.of(0xef, 0xbb, 0xbf, 0x5b));
  });

  it('early and no-details: shapes of other releases', async () => {
    const one = async (generation: 'rest' | 'sqlrace' | 'influx', fault: string): Promise<Row> =>
      ((await (await ask({ generation, faults: [fault] })).read(`${sessions}?page=5&pageSize=1`)) as readonly Row[])[0] ?? {};
    expect(typeof (await one('rest', 'early'))['Key']).toBe('string');
    expect(Object.keys(await one('sqlrace', 'early'))).toEqual(expect.arrayContaining(['StartTime', 'Id', 'State']));
    expect(Object.keys(await one('influx', 'early'))).not.toContain('id');
    expect((await one('sqlrace', 'no-details'))['SessionDetails']).toBeNull();
    expect((await one('influx', 'no-details'))['sessionDetails']).toEqual([]);
  });
});

describe('faults of the network', () => {
  it('reset: every Nth request has no answer', async () => {
    const { url } = await start({ faults: ['reset=2'] });
    expect((await fetch(url)).status).toBe(404);
    await expect(fetch(url)).rejects.toThrow();
    expect((await fetch(url)).status).toBe(404);
  });

  it('truncate: the body breaks off', async () => {
    const { get } = await ask({ faults: ['truncate=2'] });
    expect(await (await get('connections')).json()).toHaveLength(2);
    await expect((await get('connections')).text()).rejects.toThrow();
  });

  it('drop-after: then the server is gone', async () => {
    const { url } = await start({ faults: ['drop-after=2'] });
    expect([(await fetch(url)).status, (await fetch(url)).status]).toEqual([404, 404]);
    await expect(fetch(url)).rejects.toThrow();
    await expect(fetch(url)).rejects.toThrow();
  });

  it('hang: a request without an answer, which closing the server ends', async () => {
    const server = await start({ faults: ['hang=2'] });
    const both = [fetch(server.url), fetch(server.url)] as const;
    expect((await Promise.race(both)).status).toBe(404);
    await server.close();
    expect((await Promise.allSettled(both)).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('delay: an answer waits, and is not given once the server is closed', async () => {
    const server = await start({ faults: ['delay=3600000', 'reset=2'] });
    // One of the two is the second, which is reset; that the other was answered at once would be a fulfilled one.
    const both = [fetch(server.url), fetch(server.url)] as const;
    await Promise.race(both).catch(() => undefined);
    await server.close();
    expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('slow: a body comes in pieces, and whole', async () => {
    const { get } = await ask({ faults: ['slow=4000'] });
    const pieces: Uint8Array[] = [];
    for await (const piece of (await get('connections')).body ?? []) pieces.push(piece as Uint8Array);
    expect(pieces.length).toBeGreaterThan(1);
    expect(JSON.parse(Buffer.concat(pieces).toString())).toHaveLength(2);
  });
});
