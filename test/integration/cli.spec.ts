/** The commands of commands.md over the real modules: each command, format and exit code. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DemoServer } from '../../main/source.ts';
import { createPaddock, demo, type Paddock } from './paddock.ts';

interface Listing {
  readonly source: string;
  readonly snapshot: number;
  readonly total: number;
  readonly sessions: readonly Readonly<Record<string, unknown>>[];
}

let paddock: Paddock;
beforeEach(async () => {
  paddock = await createPaddock();
});
afterEach(() => paddock.clear());

const signIn = { stdin: 'demo\n' };
const add = (url: string, ...more: readonly string[]): readonly string[] => [
  'server',
  'add',
  'Track',
  '--url',
  url,
  '--user',
  'demo',
  ...more,
];
const season = ['--server', 'Track', '--connection', 'Season2017'] as const;

const listing = async (...more: readonly string[]): Promise<Listing> =>
  (await paddock.run(['list', ...season, '--format', 'json', ...more])).json() as Listing;

async function addTrack(url: string, ...more: readonly string[]): Promise<void> {
  expect((await paddock.run(add(url, '--password-stdin', ...more), signIn)).exit).toBe(0);
}

describe.each(['rest', 'sqlrace', 'influx'] as const)('a season on a server of the %s generation', (generation) => {
  let server: DemoServer;
  beforeAll(async () => {
    server = await demo({ generation, sessions: 250 });
  });
  afterAll(() => server.close());

  const track = (): Promise<void> =>
    addTrack(server.url, ...(server.identityUrl === undefined ? [] : ['--identity-url', server.identityUrl]));

  it('is signed in to, synced, listed and shown; and then the same without a network', async () => {
    await track();
    const live = await paddock.run(['connections', '--server', 'Track', '--format', 'json']);
    expect(live.json()).toMatchObject({ source: 'live', connections: [{ name: 'Season2017' }, { name: 'Live Session Cache' }] });

    const synced = await paddock.run(['sync', '--server', 'Track', '--page-size', '60', '--format', 'json']);
    expect(synced.exit).toBe(0);
    expect(synced.json()).toMatchObject({
      connections: [
        { connection: 'Season2017', snapshot: 1, status: 'complete', sessions: 250, new: 250 },
        { connection: 'Live Session Cache', snapshot: 1, status: 'complete' },
      ],
    });

    const listed = await listing();
    expect(listed).toMatchObject({ source: 'saved', snapshot: 1, total: 250 });
    const times = listed.sessions.map(({ timeOfRecording }) => String(timeOfRecording));
    expect(times.slice(0, 200)).toEqual([...times.slice(0, 200)].sort().reverse());
    const key = String(listed.sessions.find(({ lapsCount }) => Number(lapsCount) > 5)?.['key']);

    const shown = await paddock.run(['show', ...season, '--session', key, '--format', 'json']);
    expect(shown.json()).toMatchObject({ source: 'live', session: { key } });
    const { laps, details } = shown.json() as { laps: unknown[]; details: unknown[] };
    expect([laps.length > 0, details.length > 0]).toEqual([true, true]);

    await server.close();
    const offline = await paddock.run(['connections', '--server', 'Track', '--format', 'json']);
    expect(offline.exit).toBe(0);
    expect(offline.json()).toMatchObject({ source: 'saved', connections: [{ name: 'Season2017' }, { name: 'Live Session Cache' }] });
    expect(offline.err()).toContain('saved');
    const saved = await paddock.run(['show', ...season, '--session', key, '--format', 'json']);
    expect(saved.json()).toMatchObject({ source: 'saved', session: { key }, laps, details });
    expect((await listing()).sessions.map(({ key: one }) => one)).toEqual(listed.sessions.map(({ key: one }) => one));
    expect((await paddock.run(['sync', '--server', 'Track'])).exit).toBe(4);
  });
});

describe('with a server of the oldest generation', () => {
  let server: DemoServer;
  beforeAll(async () => {
    server = await demo({ sessions: 120 });
  });
  afterAll(() => server.close());

  it('takes an address instead of a name, for this run, and keeps what it read under it', async () => {
    const at = ['--server', server.url, '--user', 'demo', '--password-stdin'] as const;
    expect((await paddock.run(['sync', ...at, '--connection', 'Season2017'], signIn)).exit).toBe(0);
    const listed = await paddock.run([
      'list',
      '--server',
      `${server.url}/`,
      '--connection',
      'Season2017',
      '--limit',
      '3',
      '--format',
      'ndjson',
    ]);
    expect(listed.out().trim().split('\n')).toHaveLength(3);
    expect((await paddock.run(['snapshots', '--server', server.url, '--format', 'json'])).json()).toMatchObject({
      snapshots: [{ connection: 'Season2017', number: 1, status: 'complete', sessions: 120, pinned: false }],
    });
    expect((await paddock.run(['server', 'list', '--format', 'json'])).json()).toEqual({ servers: [] });
    const files = await readdir(paddock.folder, { recursive: true, withFileTypes: true });
    for (const file of files.filter((entry) => entry.isFile())) {
      const text = await readFile(join(file.parentPath, file.name), 'latin1');
      expect(text.includes('"demo"') && text.includes('password')).toBe(false);
    }
  });

  it('confirms a snapshot that a second read finds the same', async () => {
    await addTrack(server.url);
    for (const times of [1, 2]) {
      const synced = await paddock.run(['sync', ...season, '--format', 'json']);
      expect(synced.json(), `time ${times}`).toMatchObject({ connections: [{ snapshot: 1, status: 'complete' }] });
    }
    const kept = await paddock.run(['snapshots', ...season, '--format', 'ndjson']);
    expect(kept.out().trim().split('\n')).toHaveLength(1);
  });

  it('refreshes a long list at a fraction of the requests, says what it has looked at, and reads it in full when told', async () => {
    await addTrack(server.url);
    const pages = [...season, '--page-size', '4', '--format', 'json'];
    const requests = async (...more: readonly string[]) => {
      const synced = await paddock.run(['sync', ...pages, ...more]);
      const { connections } = synced.json() as { connections: readonly { readonly requests: number; readonly snapshot: number }[] };
      expect(connections).toMatchObject([{ snapshot: 1, status: 'complete', sessions: 120, new: more.length === 0 ? 120 : 0, gone: 0 }]);
      return { asked: connections[0]?.requests ?? 0, said: synced.err() };
    };
    const first = await requests();
    expect(first.said).not.toContain('Refreshed');
    const again = await paddock.run(['sync', ...pages]);
    expect(again.err()).toMatch(/^Season2017: Refreshed: the latest \d+ sessions, .* It was last read in full at 20/m);
    expect(again.json()).toMatchObject({ connections: [{ snapshot: 1, status: 'complete', sessions: 120, new: 0 }] });
    const [refreshed] = (again.json() as { connections: readonly { readonly requests: number }[] }).connections;
    expect(refreshed?.requests).toBeLessThan(first.asked / 2);
    const [kept] = (
      (await paddock.run(['snapshots', ...season, '--format', 'json'])).json() as { snapshots: readonly Record<string, string>[] }
    ).snapshots;
    expect(kept?.['fullAt']?.localeCompare(kept['takenAt'] ?? '')).toBe(-1);
    const full = await requests('--full');
    expect(full.asked).toBeGreaterThan(30);
    expect(full.said).not.toContain('Refreshed');
    expect((await paddock.run(['sync', ...pages, '--quiet'])).err()).toBe('');
  });

  it('filters, sorts and limits, counts before the limit, and refuses a filter that cannot be read', async () => {
    await addTrack(server.url);
    await paddock.run(['sync', ...season]);
    const sorted = await listing('--sort', 'lapsCount:desc', '--filter', 'laps>5', '--limit', '10');
    expect(sorted.sessions).toHaveLength(10);
    expect(sorted.total).toBeGreaterThan(10);
    const laps = sorted.sessions.map(({ lapsCount }) => Number(lapsCount));
    expect(laps).toEqual([...laps].sort((a, b) => b - a));
    expect((await listing('--filter', 'nothingmatchesthis')).total).toBe(0);
    const refused = await paddock.run(['list', ...season, '--filter', '"open', '--format', 'json']);
    expect(refused.exit).toBe(2);
    expect(JSON.parse(refused.err())).toMatchObject({ error: { code: 'filter-invalid' } });
  });

  it('exports the list in each format', async () => {
    await addTrack(server.url);
    await paddock.run(['sync', ...season]);
    const listed = await paddock.run(['list', ...season, '--format', 'json']);
    for (const ending of ['json', 'ndjson', 'csv']) {
      expect((await paddock.run(['export', ...season, '--to', `out.${ending}`])).exit).toBe(0);
    }
    expect(await readFile(join(paddock.folder, 'out.json'), 'utf8')).toBe(listed.out());
    expect((await readFile(join(paddock.folder, 'out.ndjson'), 'utf8')).trim().split('\n')).toHaveLength(120);
    const csv = await readFile(join(paddock.folder, 'out.csv'), 'utf8');
    expect(csv).toMatch(/^key,identifier,timeOfRecording,.*\r\n/);
    expect((await readdir(paddock.folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('refuses a wrong password with 3, and a connection, session or snapshot that is not there with 2, named', async () => {
    expect((await paddock.run(add(server.url, '--password-stdin'), { stdin: 'wrong\n' })).exit).toBe(0);
    const refused = await paddock.run(['sync', '--server', 'Track', '--format', 'json']);
    expect(refused.exit).toBe(3);
    expect(JSON.parse(refused.err())).toMatchObject({ error: { code: 'sign-in-refused' } });
    expect(refused.err()).not.toContain('wrong');

    const right = async (...words: readonly string[]): ReturnType<Paddock['run']> => paddock.run([...words, '--password-stdin'], signIn);
    expect((await right('sync', ...season)).exit).toBe(0);
    for (const [ran, named] of [
      [await right('sync', '--server', 'Track', '--connection', 'Nowhere'), 'Nowhere'],
      [await right('show', ...season, '--session', 'no-such-key'), 'no-such-key'],
      [await paddock.run(['list', ...season, '--snapshot', '7']), '7'],
      [await paddock.run(['list', '--server', 'Track', '--connection', 'Live Session Cache']), 'Live Session Cache'],
      [await paddock.run(['list', '--server', 'Trakc', '--connection', 'x']), 'Trakc'],
    ] as const) {
      expect(ran.exit).toBe(2);
      expect(ran.out()).toBe('');
      expect(ran.err()).toContain(named);
    }
  });

  it('verifies what it has', async () => {
    expect((await paddock.run(['verify', '--format', 'json'])).json()).toEqual({ ok: true, problems: [] });
    await addTrack(server.url);
    await paddock.run(['sync', '--server', 'Track']);
    const sound = await paddock.run(['verify', '--format', 'json']);
    expect([sound.exit, sound.json()]).toEqual([0, { ok: true, problems: [] }]);
  });

  it('says 6 where the store is damaged, and changes nothing', async () => {
    await addTrack(server.url);
    await paddock.run(['sync', ...season]);
    const folder = join(paddock.folder, 'store');
    const name = (await readdir(folder)).find((file) => /\.(?:db|sqlite|sqlite3)$/.test(file)) ?? '';
    expect(name).not.toBe('');
    const damage = Buffer.from('this is no database '.repeat(500));
    await writeFile(join(folder, name), damage);
    expect((await paddock.run(['list', ...season])).exit).toBe(6);
    const verified = await paddock.run(['verify', '--format', 'json']);
    expect(verified.exit).toBe(6);
    expect(verified.json()).toMatchObject({ ok: false, problems: [{ code: 'store-damaged' }] });
    expect((await readFile(join(folder, name))).equals(damage)).toBe(true);
  });
});

describe('with a server in trouble', () => {
  const withFaults = async (faults: readonly string[], work: (server: DemoServer) => Promise<void>): Promise<void> => {
    const server = await demo({ sessions: 300, faults });
    try {
      await work(server);
    } finally {
      await server.close();
    }
  };

  it.each([['html'], ['status=404'], ['status=500']])('answers 4 to %s', (fault) =>
    withFaults([fault], async (server) => {
      await addTrack(server.url);
      const refused = await paddock.run(['sync', '--server', 'Track']);
      expect(refused.exit).toBe(4);
      expect(refused.out()).toBe('');
      expect(refused.err()).not.toMatch(/\bat .*:\d+/);
    }),
  );

  it('answers 4 where nothing answers, and 3 where all is forbidden', async () => {
    const idle = createServer().listen(0, '127.0.0.1');
    const { port } = await new Promise<AddressInfo>((resolve) => idle.on('listening', () => resolve(idle.address() as AddressInfo)));
    await new Promise((resolve) => idle.close(resolve));
    await addTrack(`http://127.0.0.1:${port}`);
    expect((await paddock.run(['connections', '--server', 'Track'])).exit).toBe(4);
    await withFaults(['forbidden'], async (server) => {
      const at = ['--server', server.url, '--user', 'demo', '--password-stdin'];
      expect((await paddock.run(['connections', ...at], signIn)).exit).toBe(3);
    });
  });

  it('keeps what was read when the server goes away, says 5, and goes on from there', () =>
    withFaults(['drop-after=8'], async (server) => {
      await addTrack(server.url);
      const partial = await paddock.run(['sync', ...season, '--page-size', '30', '--format', 'json']);
      expect(partial.exit).toBe(5);
      const { connections } = partial.json() as { connections: { status: string; reason: string; sessions: number }[] };
      const [result] = connections;
      expect(result).toMatchObject({ status: 'partial' });
      expect(result?.reason).toBeTruthy();
      expect(partial.err()).toContain(result?.reason.slice(0, 20));
      const listed = await listing();
      expect(listed.total).toBe(result?.sessions);
    }));

  it('keeps what was read at Ctrl-C and says 5', () =>
    withFaults(['delay=60'], async (server) => {
      await addTrack(server.url);
      const cancelled = await paddock.run(['sync', ...season, '--page-size', '10', '--format', 'json'], {
        terminal: 80,
        onStart: (io) => {
          // The progress line tells that pages have come.
          const write = io.stderr.write.bind(io.stderr);
          io.stderr.write = (text, done) => {
            if (/ [1-9]\d* sessions/.test(text)) io.interrupt();
            return write(text, done);
          };
        },
      });
      expect(cancelled.exit).toBe(5);
      expect(cancelled.json()).toMatchObject({ connections: [{ status: 'partial' }] });
      const resumed = await paddock.run(['sync', ...season, '--page-size', '10', '--format', 'json']);
      expect(resumed.exit).toBe(0);
      expect(resumed.json()).toMatchObject({ connections: [{ status: 'complete', sessions: 300 }] });
    }));
});

describe('exactness', () => {
  it('prints 19-digit integers as they came', async () => {
    const big = '1508796478000000123';
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://x');
      const authorised = request.headers.authorization !== undefined;
      const answers: Record<string, string> = {
        '/token': '{"access_token":"t","token_type":"bearer","expires_in":86399}',
        '/api/v1/connections': '[{"Identifier":"Big"}]',
        '/api/v1/connections/Big/sessions': `[{"Key":"k1","Identifier":"one","LapsCount":1,"SomeNs":${big},"Id":${big}}]`,
        '/api/v1/connections/Big/sessions/k1': `{"Key":"k1","Identifier":"one","LapsCount":1,"SomeNs":${big},"Id":${big}}`,
        '/api/v1/connections/Big/sessions/k1/laps': `[{"number":1,"name":"Out Lap","start":${big},"end":${big},"lapTime":1,"countForFastestLap":true}]`,
        '/api/v1/connections/Big/sessions/k1/details': '[]',
      };
      const page = new URL(request.url ?? '/', 'http://x').searchParams.get('page');
      const body = answers[pathname];
      response.setHeader('content-type', 'application/json');
      if (body === undefined) response.writeHead(404).end('{"Message":"no"}');
      else if (!authorised && pathname !== '/token') response.writeHead(401).end('{"Message":"no"}');
      else response.end(page !== null && page !== '0' ? '[]' : body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      await addTrack(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      expect((await paddock.run(['sync', '--server', 'Track'])).exit).toBe(0);
      const where = ['--server', 'Track', '--connection', 'Big', '--format'];
      for (const words of [
        ['list', ...where, 'json'],
        ['list', ...where, 'ndjson'],
        ['list', ...where, 'csv'],
        ['show', ...where, 'json', '--session', 'k1'],
      ]) {
        expect((await paddock.run(words)).out(), words.join(' ')).toContain(big);
      }
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
