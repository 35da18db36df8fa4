/** The report on a server, against the demo server in its generations and with its faults, and against servers that fail. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Generation, ServerReport } from '../../preload/model.ts';
import { start } from '../demo/asking.ts';
import { silent } from '../log.ts';
import { connect } from './connect.ts';
import type { Limits } from './limits.ts';
import type { Remote } from './remote.ts';
import { span } from './report-facts.ts';
import { credentials, json, password, quick, startServer, withSignIn, type Asked, type Handler, type SpecServer } from './spec-server.ts';
import { fieldShapes } from './wire/shapes.ts';

const generations = ['rest', 'sqlrace', 'influx'] satisfies Generation[];

/** Signed in to a demo server, its generation found out. */
async function demo(options: Parameters<typeof start>[0]): Promise<Remote> {
  const { url, identityUrl } = await start(options);
  const target = { url, generation: 'auto', ...(identityUrl !== undefined && { identityUrl }) } as const;
  const remote = await connect(target, { user: 'demo', password: 'demo' }, { log: silent });
  onTestFinished(() => remote.close());
  return remote;
}

async function served(handler: Handler, limits: Partial<Limits> = {}): Promise<{ readonly server: SpecServer; readonly remote: Remote }> {
  const server = await startServer(withSignIn(handler));
  onTestFinished(() => server.stop());
  const remote = await connect({ url: server.url, generation: 'rest' }, credentials, { log: silent, limits: { ...quick, ...limits } });
  onTestFinished(() => remote.close());
  return { server, remote };
}

const valueOf = ({ facts }: ServerReport, name: string): string | undefined => facts.find((fact) => fact.name === name)?.value;
const connections = [{ FriendlyName: 'Season2017' }];
const isListing = ({ path }: Asked): boolean => path === '/api/connections';

describe('a report', () => {
  it.each(generations)('tells what a server of the generation %s is, and of each fact how it was found out', async (generation) => {
    const report = await (await demo({ generation, sessions: 300 })).report();
    expect(report.at).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(valueOf(report, 'Generation')).toMatch(new RegExp(`^${generation},`));
    expect(valueOf(report, 'API')).toMatch(generation === 'rest' ? /\/api$/ : /\/api\/v1$/);
    expect(valueOf(report, 'Encryption')).toContain('none');
    expect(valueOf(report, 'Latency')).toMatch(/^[\d.]+ ms$/);
    expect(valueOf(report, 'Token')).toBe(generation === 'influx' ? 'lives 60 minutes' : 'lives 24 hours');
    expect(valueOf(report, 'Refresh tokens')).toBe(generation === 'influx' ? 'yes' : 'no');
    expect(valueOf(report, 'Clock')).toBe('as this computer’s');
    expect(valueOf(report, 'Connections')).toBe('2');
    expect(valueOf(report, 'Small pages')).toBe('honoured');
    expect(valueOf(report, 'Paging')).toBe('honoured');
    expect(valueOf(report, 'Page cap')).toBe('300 or more');
    expect(valueOf(report, 'Order')).toBe('obeyed, spelled “order”');
    expect(valueOf(report, 'Session by key')).toBe('the session; for a key that is not there status 404');
    expect(valueOf(report, 'Identifier route')).toBe('sessions/identifier/…');
    expect(valueOf(report, 'Details in the listing')).toBe(generation === 'rest' ? 'no' : 'yes');
    expect(valueOf(report, 'Listing with details')).toBe(generation === 'rest' ? undefined : 'sessions/details');
    expect(valueOf(report, 'Fields of a session')).toContain(generation === 'rest' ? 'Key: object of value' : 'tate: text');
    expect(report.facts.every(({ how }) => how !== '')).toBe(true);
  });

  it.each([
    ['cap=100', 'Page cap', '100'],
    ['no-paging', 'Paging', 'not honoured'],
    ['no-paging', 'Small pages', 'not honoured'],
    ['shuffle', 'Order', 'not obeyed'],
    ['no-order', 'Order', 'not obeyed'],
    ['token-seconds=90', 'Token', 'lives 90 seconds'],
  ])('with the fault %s tells %s as %s', async (fault, name, value) => {
    expect(valueOf(await (await demo({ sessions: 300, faults: [fault] })).report(), name)).toBe(value);
  });

  it('asks little, with GET alone', async () => {
    const asked: string[] = [];
    const { server, remote } = await served((one, response) => {
      asked.push(one.method);
      json(response, isListing(one) ? connections : [{ Key: 'k', Identifier: 'i', TimeOfRecording: '2017-10-23T22:07:58' }]);
    });
    const report = await remote.report();
    expect(valueOf(report, 'Order')).toBe('cannot be told');
    expect(asked.length).toBeLessThanOrEqual(25);
    expect(new Set(asked)).toEqual(new Set(['GET']));
    expect(server.to('/token')).toHaveLength(1);
  });

  it('says of what cannot be had why, and goes on', async () => {
    const { remote } = await served((asked, response) => {
      if (isListing(asked)) json(response, connections);
      else json(response, { Message: 'The database is away.' }, 500);
    });
    const report = await remote.report();
    expect(report.facts.find(({ name }) => name === 'Listing')).toEqual({
      name: 'Listing',
      value: 'not found out',
      how: expect.stringContaining('error of its own') as string,
    });
    expect(valueOf(report, 'Connections')).toBe('1');
  });

  it('ends in time, and says that it was over', async () => {
    const { remote } = await served(
      (asked, response) => {
        if (isListing(asked)) json(response, connections);
      },
      { report: 500, firstByte: 20_000, exchange: 20_000, overall: 20_000 },
    );
    const report = await remote.report();
    expect(report.facts.at(-1)).toEqual({ name: 'Listing', value: 'not found out', how: 'The time for the report was over.' });
  });

  it('holds no secret, though the server tells it again', async () => {
    const { server, remote } = await served((asked, response) => {
      const headers = { server: `Kestrel ${password} ${asked.token ?? ''}` };
      if (isListing(asked)) json(response, [{ FriendlyName: `Season ${password}` }], 200, headers);
      else json(response, [{ Key: asked.token ?? 'k', Identifier: password, [password]: 1 }], 200, headers);
    });
    const text = JSON.stringify(await remote.report());
    expect(text).toContain('Kestrel ***');
    const token = server.asked.find((asked) => asked.token !== undefined)?.token ?? '';
    expect(token).not.toBe('');
    for (const secret of [password, encodeURIComponent(password), token]) expect(text).not.toContain(secret);
  });

  it('fails where not even the connections can be had, and ends when it is given up', async () => {
    const { remote } = await served((_asked, response) => json(response, { Message: 'no' }, 403));
    await expect(remote.report()).rejects.toMatchObject({ code: 'forbidden' });
    const stop = new AbortController();
    const { remote: slow } = await served((asked, response) => {
      if (isListing(asked)) json(response, connections);
      else stop.abort();
    });
    await expect(slow.report({ signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('its words', () => {
  it('tell times as people do', () => {
    expect([1_000, 90_000, 3_600_000, 86_399_000].map(span)).toEqual(['1 second', '90 seconds', '60 minutes', '24 hours']);
  });

  it('name fields and types, never what they hold', () => {
    const records = [
      { Key: { value: 'k' }, Time: '22:07:58.3', Date: '2017-10-23T22:07:58', At: '2017-10-23T22:07:58Z', Laps: 1, On: true, List: [] },
      { Key: 'k', At: '2017-10-23T22:07:58+02:00', Laps: null, List: [1] },
    ];
    expect(fieldShapes(new TextEncoder().encode(JSON.stringify(records)))).toBe(
      'Key: object of value or text; Time: time of day; Date: date-time; At: date-time in UTC or date-time with an offset; ' +
        'Laps: number or null; On: true or false; List: empty list or list',
    );
  });
});
