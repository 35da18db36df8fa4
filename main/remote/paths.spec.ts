/** How names go out: every method's request line, letter by letter, against a server that records it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Generation } from '../../preload/model.ts';
import { silent } from '../log.ts';
import { connect } from './connect.ts';
import type { Remote } from './remote.ts';
import { credentials, json, quick, startServer, type SpecServer } from './spec-server.ts';

const names = [
  'Live Session Cache',
  ' blanks at both ends ',
  'R&D / Rig #2?',
  '50% wet + mixed',
  '%2e%2e',
  '../up',
  '...',
  'Dörte’s laptop 🏁',
  "it's (old)!*~",
  'a\tb',
  'C:\\Season',
];

let server: SpecServer;
const remotes = new Map<Generation, Remote>();

beforeAll(async () => {
  server = await startServer((asked, response) => {
    json(response, asked.path === '/API/token' ? { access_token: 'token' } : []);
  });
  for (const generation of ['rest', 'sqlrace', 'influx'] satisfies Generation[]) {
    remotes.set(generation, await connect({ url: `${server.url}/API`, generation }, credentials, { log: silent, limits: quick }));
  }
}, 30_000);

afterAll(async () => {
  for (const remote of remotes.values()) remote.close();
  await server.stop();
});

function remoteOf(generation: Generation): Remote {
  const remote = remotes.get(generation);
  if (remote === undefined) throw new Error('no such client');
  return remote;
}

const page = { page: 0, pageSize: 5 };
const speed = { parameters: [{ parameter: 'vCar:Chassis' }], ...page };

/** Each method that takes a connection's name or a session's key: how it is asked, and the segments of its path after `sessions`. */
const methods: readonly (readonly [
  name: string,
  generation: Generation,
  ask: (remote: Remote, connection: string, key: string) => Promise<unknown>,
  path: (key: string) => readonly string[],
])[] = [
  ['sessionsPage', 'rest', (remote, c) => remote.sessionsPage(c, 0, 5), () => []],
  ['sessionsWithDetails', 'sqlrace', (remote, c) => remote.sessionsWithDetails(c, 0, 5), () => ['details']],
  ['session', 'rest', (remote, c, s) => remote.session(c, s), (s) => [s]],
  ['sessionsByKeys', 'rest', (remote, c, s) => remote.sessionsByKeys(c, [s]), (s) => [s]],
  ['sessionByIdentifier', 'rest', (remote, c, s) => remote.sessionByIdentifier(c, s), (s) => ['identifier', s]],
  ['live', 'rest', (remote, c) => remote.live(c), () => ['live']],
  ['versions', 'influx', (remote, c, s) => remote.versions(c, s), (s) => [s, 'versions']],
  ['orderObeyed', 'rest', (remote, c) => remote.orderObeyed(c), () => []],
  ['details', 'rest', (remote, c, s) => remote.details(c, s), (s) => [s, 'details']],
  ['laps', 'rest', (remote, c, s) => remote.laps(c, s), (s) => [s, 'laps']],
  ['lap', 'sqlrace', (remote, c, s) => remote.lap(c, s, 3), (s) => [s, 'laps', '3']],
  ['parameters', 'sqlrace', (remote, c, s) => remote.parameters(c, s, page), (s) => [s, 'parameters']],
  [
    'data',
    'rest',
    (remote, c, s) => remote.data(c, s, { ...speed, frequency: 10 }),
    (s) => [s, 'parameters', 'vCar:Chassis', '10', 'data'],
  ],
  ['raw data', 'influx', (remote, c, s) => remote.data(c, s, speed), (s) => [s, 'parameters', 'vCar:Chassis', 'data']],
  ['dataCsv', 'influx', (remote, c, s) => remote.dataCsv(c, s, speed), (s) => [s, 'parameters', 'vCar:Chassis', 'data']],
  ['dataCount', 'sqlrace', (remote, c, s) => remote.dataCount(c, s, speed), (s) => [s, 'parameters', 'vCar:Chassis', 'data', 'count']],
  [
    'aggregate over one session',
    'influx',
    (remote, c, s) => remote.aggregate(c, { session: s }, speed),
    (s) => [s, 'parameters', 'vCar:Chassis', 'data', 'aggregate'],
  ],
  [
    'aggregate over sessions',
    'influx',
    (remote, c, s) => remote.aggregate(c, { sessions: [s] }, speed),
    (s) => ['multi', s, 'parameters', 'vCar:Chassis', 'data', 'aggregate'],
  ],
  [
    'aggregate over all',
    'influx',
    (remote, c) => remote.aggregate(c, {}, speed),
    () => ['parameters', 'vCar:Chassis', 'data', 'aggregate'],
  ],
  ['events', 'influx', (remote, c, s) => remote.events(c, s, page), (s) => [s, 'events']],
  [
    'eventData',
    'influx',
    (remote, c, s) => remote.eventData(c, s, { events: ['86D1:Chassis'], ...page }),
    (s) => [s, 'events', '86D1:Chassis', 'data'],
  ],
];

/** Exactly these methods of a client are in the table above. */
it('are asked by all methods there are', () => {
  const others = ['generation', 'connections', 'report', 'ping', 'doubt', 'close'];
  const named = new Set(methods.map(([name]) => (name.startsWith('aggregate') ? 'aggregate' : name === 'raw data' ? 'data' : name)));
  expect([...named, ...others].sort()).toEqual(Object.keys(remotes.get('rest') ?? {}).sort());
});

describe.each(methods)('%s', (_, generation, ask, path) => {
  it('carries every name as one segment, whatever is in it', async () => {
    const remote = remoteOf(generation);
    for (const name of names) {
      const before = server.asked.length;
      // The answer is an empty list, which not every method can read: here the question counts.
      await ask(remote, name, name).catch(() => undefined);
      const url = server.asked[before]?.url ?? '';
      const [line = ''] = url.split('?');
      expect(line).toMatch(/^[\w/%:,.!~*'()-]+$/);
      const base = generation === 'rest' ? ['API', 'api'] : ['API', 'api', 'v1'];
      const segments = line.split('/').slice(1).map(decodeURIComponent);
      expect(segments).toEqual([...base, 'connections', name, 'sessions', ...path(name)]);
    }
  });

  it('refuses “.” and “..” with a sentence, and asks nothing', async () => {
    const remote = remoteOf(generation);
    const before = server.asked.length;
    const takesKey = path('KEY').includes('KEY');
    for (const name of ['.', '..', '', '\ud800']) {
      await expect(ask(remote, name, 'key')).rejects.toMatchObject({
        code: 'usage',
        message: expect.stringContaining('cannot be asked for') as string,
      });
      if (takesKey) await expect(ask(remote, 'Season2017', name)).rejects.toMatchObject({ code: 'usage' });
    }
    expect(server.asked.length).toBe(before);
  });
});

describe('a query', () => {
  /** The query of the one question that is asked. */
  async function queryOf(generation: Generation, ask: (remote: Remote) => Promise<unknown>): Promise<string> {
    const before = server.asked.length;
    await ask(remoteOf(generation)).catch(() => undefined);
    return server.asked[before]?.url.split('?')[1] ?? '';
  }
  const sampled = {
    ...speed,
    frequency: 10,
    from: 40_785_045_000_000n,
    to: 40_785_045_000_100n,
    filter: [
      { name: 'vCar:Chassis', operation: 'gt', value: 100 },
      { name: 'Tyre & wheel', operation: 'le', value: 150.5 },
    ],
  } as const;

  it('of rest tells times of day, and its filter under the one name', async () => {
    expect(await queryOf('rest', (remote) => remote.data('c', 's', { ...sampled, laps: [3] }))).toBe(
      'from=11%3A19%3A45.0450000&to=11%3A19%3A45.0450001&lap=3&filter=vCar%3AChassis%3Bgt%3B100%2CTyre%20%26%20wheel%3Ble%3B150.5&page=0&pageSize=5',
    );
  });

  it('of v1 tells nanoseconds to the last digit, its filter under both names, and always a page size', async () => {
    const filter = 'vCar%3AChassis%3Bgt%3B100%2CTyre%20%26%20wheel%3Ble%3B150.5';
    expect(
      await queryOf('influx', (remote) =>
        remote.data('c', 's', {
          ...speed,
          filter: sampled.filter,
          from: 1_549_534_712_083_000_001n,
          laps: [3, 4],
          tagFilter: [{ name: 'lapnumber', operation: 'eq', value: "'3'" }],
          groupBy: ['lapnumber', '*'],
          sessionVersion: 2,
        }),
      ),
    ).toBe(
      `from=1549534712083000001&lap=3&lap=4&tagFilter=lapnumber%3Beq%3B%273%27&groupBy=lapnumber&groupBy=*&sessionVersion=2` +
        `&dataFilter=${filter}&filter=${filter}&page=0&pageSize=5`,
    );
  });

  it('of several sessions leaves “filter” to the sessions', async () => {
    const over = { sessionFilter: 'lapsCount;gt;5', details: 'Driver:KHA' };
    const filter = [{ name: 'vCar', operation: 'gt', value: 50 }] as const;
    expect(await queryOf('influx', (remote) => remote.aggregate('c', over, { ...speed, filter }))).toBe(
      'filter=lapsCount%3Bgt%3B5&details=Driver%3AKHA&dataFilter=vCar%3Bgt%3B50&page=0&pageSize=5',
    );
  });

  it('of parameters carries what is searched for as it is', async () => {
    expect(await queryOf('sqlrace', (remote) => remote.parameters('c', 's', { ...page, contains: 'a&b=c', startsWith: 'ü' }))).toBe(
      'page=0&pageSize=5&contains=a%26b%3Dc&startsWith=%C3%BC',
    );
  });

  it('asks for an order in the spelling that was found', async () => {
    const order = { spelling: 'orderBy', property: 'timeOfRecording', direction: 'desc' } as const;
    expect(await queryOf('sqlrace', (remote) => remote.sessionsPage('c', 2, 100, { order }))).toBe(
      'page=2&pageSize=100&orderBy=timeOfRecording%3Adesc',
    );
  });
});
