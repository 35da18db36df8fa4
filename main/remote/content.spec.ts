/** What a session holds, asked of the demo server in every generation that has it. */
import { describe, expect, it } from 'vitest';
import type { Generation, Parameter } from '../../preload/model.ts';
import { eachParameter } from './content.ts';
import type { Remote } from './remote.ts';
import { connection, demoRemote, drivenSession, sessionsOf } from './spec-demo.ts';
import { decodeSessions } from './wire/index.ts';

const all = ['rest', 'sqlrace', 'influx'] as const satisfies readonly Generation[];
const v1 = ['sqlrace', 'influx'] as const;
const speed = (generation: Generation): string => (generation === 'rest' ? 'vCar' : 'vCar:Chassis');

async function parametersOf(remote: Remote, key: string, query: Parameters<typeof eachParameter>[3]): Promise<readonly Parameter[]> {
  const found: Parameter[] = [];
  for await (const page of eachParameter(remote, connection, key, query)) found.push(...page);
  return found;
}

describe.each(all)('of the generation %s', (generation) => {
  it('sessions are found by key, by several keys, by identifier and among the live', async () => {
    const remote = await demoRemote({ generation, sessions: 200 });
    const sessions = await sessionsOf(remote);
    const asked = sessions.slice(20, 80).map(({ key }) => key.toUpperCase());
    const invented = '00000000-0000-4000-8000-000000000000';
    const found = await remote.sessionsByKeys(connection, [...asked, invented]);
    expect(found.sessions).toEqual(sessions.slice(20, 80));
    expect(found.missing).toEqual([invented]);
    expect(found.requests).toBeLessThanOrEqual(4);
    const identifier = sessions[57]?.identifier ?? '';
    expect(await remote.sessionByIdentifier(connection, identifier)).toMatchObject({ identifier });
    expect(await remote.sessionByIdentifier(connection, 'no such session')).toBeNull();
    const live = await remote.live('Live Session Cache');
    expect(live.sessions.length).toBeGreaterThanOrEqual(2);
    expect(new Set(live.sessions.map(({ stateRaw }) => stateRaw))).toEqual(
      new Set([generation === 'rest' ? 0 : generation === 'influx' ? 'Open' : 'Live']),
    );
  });

  it('one lap is one of the laps, and one that is not there is none', async () => {
    const remote = await demoRemote({ generation, sessions: 60 });
    const { key } = await drivenSession(remote);
    const laps = await remote.laps(connection, key);
    expect(await remote.lap(connection, key, 2)).toEqual(laps.find(({ number }) => number === 2));
    expect(await remote.lap(connection, key, 9_999)).toBeNull();
  });

  it('parameters are read page after page, searched, and each once', async () => {
    const remote = await demoRemote({ generation, sessions: 60, faults: ['cap=100'] });
    const { key } = await drivenSession(remote);
    const found = await parametersOf(remote, key, { pageSize: 5_000 });
    expect(found.length).toBeGreaterThan(300);
    expect(new Set(found.map(({ identifier }) => identifier)).size).toBe(found.length);
    expect(found.find(({ identifier }) => identifier === speed(generation))).toMatchObject({ name: 'vCar', maximumValue: 400 });
    const searched = await parametersOf(remote, key, { pageSize: 50, contains: 'TyreF' });
    expect(searched.map(({ name }) => name)).toEqual(['TTyreFL', 'TTyreFR', 'pTyreFL', 'pTyreFR']);
  });

  it('data come at a frequency, of a lap, of a range and as filtered; and are counted', async () => {
    const remote = await demoRemote({ generation, sessions: 60 });
    const { key } = await drivenSession(remote);
    const parameters = [{ parameter: speed(generation) }];
    const page = { parameters, frequency: 10, page: 0, pageSize: 200 };
    const lap = await remote.data(connection, key, { ...page, laps: [2] });
    expect(lap.since).toBe(generation === 'rest' ? 'midnight' : '1970');
    expect(lap.series).toHaveLength(1);
    const { timestamps = new BigInt64Array(), values = [] } = lap.series[0] ?? {};
    expect(timestamps).toHaveLength(200);
    expect(values.every((value) => typeof value === 'number')).toBe(true);
    const from = timestamps[50] ?? 0n;
    const to = timestamps[60] ?? 0n;
    const range = await remote.data(connection, key, { ...page, from, to });
    expect([...(range.series[0]?.timestamps ?? [])]).toEqual([...timestamps.subarray(50, 60)]);
    const filter = [{ name: speed(generation), operation: 'ge', value: 250 } as const];
    const fast = await remote.data(connection, key, { ...page, frequency: 1, filter });
    expect(Math.min(...(fast.series[0]?.values ?? []).map(Number))).toBeGreaterThanOrEqual(250);
    const [count] = await remote.dataCount(connection, key, { parameters, frequency: 1, filter });
    const everything = await remote.data(connection, key, { ...page, frequency: 1, filter, pageSize: 100_000 });
    expect(count?.count).toBe(everything.series[0]?.values.length);
  });
});

describe.each(v1)('of the generation %s', (generation) => {
  it('a listing comes with its details', async () => {
    const remote = await demoRemote({ generation, sessions: 60, faults: ['no-details'] });
    const { key } = await drivenSession(remote);
    const page = decodeSessions((await remote.sessionsWithDetails(connection, 0, 60)).body);
    const session = page.items.find((one) => one.key === key);
    expect(session?.details).toEqual(await remote.details(connection, key));
    expect((await sessionsOf(remote)).some(({ details = [] }) => details.length > 0)).toBe(false);
  });

  it('data come at the loggers’ own rates, with aggregations, and as comma-separated values', async () => {
    const remote = await demoRemote({ generation, sessions: 60 });
    const { key } = await drivenSession(remote);
    const both = { parameters: [{ parameter: 'vCar:Chassis' }, { parameter: 'gLat:Chassis' }], page: 0, pageSize: 20 };
    const raw = await remote.data(connection, key, both);
    expect(raw.series.map(({ name, timestamps }) => [name, timestamps.length])).toEqual([
      ['vCar:Chassis', 10],
      ['gLat:Chassis', 20],
    ]);
    const aggregated = await remote.data(connection, key, {
      ...both,
      parameters: [{ parameter: 'vCar:Chassis', aggregation: 'max' }, { parameter: 'mFuel:PU' }],
      frequency: 10,
    });
    expect(aggregated.series.map(({ name }) => name)).toEqual(['Max(vCar:Chassis)', 'Mean(mFuel:PU)']);
    expect(aggregated.series[1]?.values).toContain(null);
    const csv = await remote.dataCsv(connection, key, { ...both, frequency: 10 });
    expect(csv.columns).toEqual(['time', 'tagValues', 'Mean(vCar:Chassis)', 'Mean(gLat:Chassis)']);
    expect(new TextDecoder().decode(csv.body).trim().split('\r\n')).toHaveLength(21);
  });
});

describe('of influx alone', () => {
  it('are versions, groups, aggregates over one session, several and all, and events', async () => {
    const remote = await demoRemote({ generation: 'influx', sessions: 60 });
    const { key, laps } = await drivenSession(remote);
    expect((await remote.versions(connection, key)).sessions).toMatchObject([{ key, extra: { version: 1 } }]);
    const query = { parameters: [{ parameter: 'vCar:Chassis', aggregation: 'max' } as const], page: 0, pageSize: 500 };
    const over = await remote.aggregate(connection, { session: key }, { ...query, groupBy: ['lapnumber'] });
    expect(over.tags).toHaveLength(laps);
    expect(over.tags?.[2]).toEqual({ lapnumber: '2l' });
    expect(over.series.map(({ name }) => name)).toEqual(['Max(vCar:Chassis)']);
    const others = (await sessionsOf(remote)).filter(({ lapsCount }) => Number(lapsCount) > 5).slice(0, 3);
    const sessions = others.map((session) => session.key);
    const several = await remote.aggregate(connection, { sessions }, { ...query, groupBy: ['sessionId'] });
    expect(several.tags?.map(({ sessionId }) => sessionId)).toEqual(sessions);
    const chosen = await remote.aggregate(connection, { sessionFilter: 'lapsCount;gt;5' }, { ...query, groupBy: ['sessionId'] });
    expect(chosen.tags?.length).toBeGreaterThanOrEqual(3);
    const { events } = await remote.events(connection, key, { page: 0, pageSize: 50 });
    expect(events.map(({ id }) => id)).toContain('2938:TAG320BIOS');
    const [series] = await remote.eventData(connection, key, { events: ['2938:TAG320BIOS'], page: 0, pageSize: 500 });
    expect(series?.timestamps).toHaveLength(laps);
    expect(series?.timestamps[0]).toBeGreaterThan(1_500_000_000_000_000_000n);
  });
});

describe('what a generation does not have', () => {
  const page = { page: 0, pageSize: 10 };
  const speedOf = { parameters: [{ parameter: 'vCar' }], ...page };
  const table: readonly (readonly [Generation, string, (remote: Remote) => Promise<unknown>])[] = [
    ['rest', 'lists with details', (remote) => remote.sessionsWithDetails('c', 0, 10)],
    ['rest', 'versions', (remote) => remote.versions('c', 's')],
    ['rest', 'beginnings of parameters', (remote) => remote.parameters('c', 's', { ...page, startsWith: 'v' })],
    ['rest', 'raw data', (remote) => remote.data('c', 's', speedOf)],
    [
      'rest',
      'aggregations',
      (remote) => remote.data('c', 's', { ...page, frequency: 1, parameters: [{ parameter: 'v', aggregation: 'max' }] }),
    ],
    ['rest', 'comma-separated values', (remote) => remote.dataCsv('c', 's', speedOf)],
    ['rest', 'tags', (remote) => remote.data('c', 's', { ...speedOf, frequency: 1, tagFilter: [] })],
    ['rest', 'several laps', (remote) => remote.data('c', 's', { ...speedOf, frequency: 1, laps: [1, 2] })],
    ['rest', 'events', (remote) => remote.events('c', 's', page)],
    ['sqlrace', 'versions', (remote) => remote.versions('c', 's')],
    ['sqlrace', 'groups', (remote) => remote.data('c', 's', { ...speedOf, groupBy: ['*'] })],
    ['sqlrace', 'versions of data', (remote) => remote.data('c', 's', { ...speedOf, sessionVersion: 2 })],
    ['sqlrace', 'versions of parameters', (remote) => remote.parameters('c', 's', { ...page, sessionVersion: 2 })],
    ['sqlrace', 'aggregates', (remote) => remote.aggregate('c', { session: 's' }, speedOf)],
    ['sqlrace', 'events', (remote) => remote.eventData('c', 's', { events: ['e'], ...page })],
  ];
  it.each(table)('%s: %s is refused with a sentence, where the server would say that it is not there', async (generation, _, question) => {
    const remote = await demoRemote({ generation, sessions: 1 });
    await expect(question(remote)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(`“${generation}” have no`) as string,
    });
  });

  it('neither are pages, laps, frequencies and names that are none', async () => {
    const remote = await demoRemote({ generation: 'influx', sessions: 1 });
    const query = { parameters: [{ parameter: 'vCar:Chassis' }], page: 0, pageSize: 10 };
    for (const question of [
      remote.data('c', 's', { ...query, page: -1 }),
      remote.data('c', 's', { ...query, pageSize: 0 }),
      remote.data('c', 's', { ...query, frequency: 0 }),
      remote.data('c', 's', { ...query, parameters: [] }),
      remote.data('c', 's', { ...query, parameters: [{ parameter: 'a,b' }] }),
      remote.data('c', 's', { ...query, filter: [{ name: 'a;b', operation: 'eq', value: 1 }] }),
      remote.lap('c', 's', 1.5),
      remote.aggregate('c', { sessions: ['a,b'] }, query),
    ]) {
      await expect(question).rejects.toMatchObject({ code: 'usage' });
    }
  });
});
