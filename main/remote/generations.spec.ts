/** The client and the demo server, which were written apart from each other after the same documents. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Generation } from '../../preload/model.ts';
import { parseFault, startDemo, type DemoOptions, type DemoServer } from '../demo/index.ts';
import { silent } from '../log.ts';
import { connect } from './connect.ts';
import type { Remote } from './remote.ts';
import { quick } from './spec-server.ts';
import { decodeSessions } from './wire/index.ts';

let demo: DemoServer | undefined;
let remote: Remote | undefined;

afterEach(async () => {
  remote?.close();
  await demo?.close();
});

async function open(options: DemoOptions, ...faults: readonly string[]): Promise<Remote> {
  demo = await startDemo({ port: 0, sessions: 120, connections: 3, faults: faults.map(parseFault), ...options });
  const { url, identityUrl } = demo;
  const target = { url, generation: 'auto', ...(identityUrl !== undefined && { identityUrl }) } as const;
  remote = await connect(target, { user: 'demo', password: 'demo' }, { log: silent, limits: quick });
  return remote;
}

describe.each(['rest', 'sqlrace', 'influx'] satisfies Generation[])('a server of the generation %s', (generation) => {
  it('is recognised, and its connections, sessions, details and laps are read', async () => {
    const client = await open({ generation });
    expect(client.generation).toBe(generation);

    const { connections, skipped } = await client.connections();
    expect(connections.map((connection) => connection.name).slice(0, 2)).toEqual(['Season2017', 'Live Session Cache']);
    expect(connections).toHaveLength(3);
    expect(skipped).toBe(0);

    const page = decodeSessions((await client.sessionsPage('Season2017', 0, 100)).body);
    expect(page).toMatchObject({ records: 100, skipped: 0 });
    const listed = page.items.find((session) => Number(session.lapsCount) > 0);
    if (listed === undefined) expect.unreachable('the season has a session with laps');
    expect(listed.timeOfRecording).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}/);

    expect(await client.session('Season2017', listed.key)).toMatchObject({ key: listed.key, identifier: listed.identifier });
    expect(await client.session('Season2017', 'no such key')).toBeNull();

    const details = await client.details('Season2017', listed.key);
    expect(details.map((detail) => detail.name)).toEqual(expect.arrayContaining(['Driver', 'Circuit']));

    const laps = await client.laps('Season2017', listed.key);
    expect(laps).toHaveLength(Number(listed.lapsCount));
    expect(laps[0]?.name).toBe('Out Lap');
    expect(typeof laps[0]?.lapTime).toBe(generation === 'rest' ? 'string' : 'number');

    await expect(client.sessionsPage('No such connection', 0, 10)).rejects.toMatchObject({ code: 'not-found' });
    await expect(client.laps('Season2017', 'no such key')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('lies under a path, writes a byte order mark, and lets tokens expire after three questions', async () => {
    const client = await open({ generation, path: 'MESL.Query.API' }, 'bom', 'expire-after=3');
    const pages = await Promise.all(Array.from({ length: 12 }, (_, page) => client.sessionsPage('Season2017', page, 10)));
    const keys = pages.flatMap((page) => decodeSessions(page.body).items.map((session) => session.key));
    expect(new Set(keys).size).toBe(120);
  });

  it('refuses a wrong password', async () => {
    demo = await startDemo({ port: 0, generation, sessions: 1 });
    const { url, identityUrl } = demo;
    const target = { url, generation: 'auto', ...(identityUrl !== undefined && { identityUrl }) } as const;
    await expect(connect(target, { user: 'demo', password: 'no' }, { log: silent, limits: quick })).rejects.toMatchObject({
      code: 'sign-in-refused',
    });
  });
});

describe('faults', () => {
  it.each(['fail-once=503', 'reset=3', 'truncate=2', 'hang=4'])('that pass are not noticed: %s', async (fault) => {
    const client = await open({}, fault);
    expect((await client.connections()).connections).toHaveLength(3);
    for (let page = 0; page < 4; page++) {
      expect(decodeSessions((await client.sessionsPage('Season2017', page, 30)).body).records).toBe(30);
    }
  });

  it.each([
    ['html', 'html-answer'],
    ['status=500', 'server-error'],
    ['status=404', 'not-this-api'],
    ['redirect=307', 'not-this-api'],
  ])('that stay are told: %s is %s', async (fault, code) => {
    await expect(open({}, fault)).rejects.toMatchObject({ code });
  });

  it('of rights are told', async () => {
    await expect((await open({}, 'forbidden')).connections()).rejects.toMatchObject({ code: 'forbidden' });
  });
});
