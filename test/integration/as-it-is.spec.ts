/** The server as it is: what documents contradict each other in, and what none of them shows, through the command line and back out. */
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Generation } from '../../preload/model.ts';
import { isDate } from '../../main/store/dates.ts';
import type { DemoServer } from '../../main/source.ts';
import { createPaddock, demo, type Paddock } from './paddock.ts';

type Row = Readonly<Record<string, unknown>>;
interface Listing {
  readonly total: number;
  readonly sessions: readonly Row[];
}

let paddock: Paddock;
beforeEach(async () => {
  paddock = await createPaddock();
});
afterEach(() => paddock.clear());

const generations = ['rest', 'sqlrace', 'influx'] satisfies Generation[];

/** A demo server, saved as “Track”. */
async function track(options: Parameters<typeof demo>[0], ...more: readonly string[]): Promise<DemoServer> {
  const server = await demo(options);
  onTestFinished(() => server.close());
  const identity = server.identityUrl === undefined ? [] : ['--identity-url', server.identityUrl];
  const words = ['server', 'add', 'Track', '--url', server.url, '--user', 'demo', '--password-stdin', ...identity, ...more];
  expect((await paddock.run(words, { stdin: 'demo\n' })).exit).toBe(0);
  return server;
}

const sync = (connection: string, ...more: readonly string[]): ReturnType<Paddock['run']> =>
  paddock.run(['sync', '--server', 'Track', '--connection', connection, '--format', 'json', ...more]);

async function listed(connection: string, ...more: readonly string[]): Promise<Listing> {
  return (await paddock.run(['list', '--server', 'Track', '--connection', connection, '--format', 'json', ...more])).json() as Listing;
}

describe('shapes', () => {
  it.each([
    ['rest', false],
    ['rest', true],
    ['sqlrace', false],
    ['sqlrace', true],
    ['influx', false],
    ['influx', true],
  ] as const)('of %s (of an early release: %s) are recognised field by field', async (generation, early) => {
    await track({ generation, sessions: 40, faults: early ? ['early', 'bom'] : [] });
    expect((await sync('Season2017')).exit).toBe(0);
    const { total, sessions } = await listed('Season2017');
    expect(total).toBe(40);
    for (const session of sessions) {
      expect(session['key']).toMatch(/^[0-9a-f-]{36}$/);
      expect(session).toMatchObject({
        identifier: expect.any(String) as string,
        timeOfRecording: expect.any(String) as string,
        startTime: expect.stringMatching(/\d\d:\d\d:\d\d/) as string,
        endTime: expect.stringMatching(/\d\d:\d\d:\d\d/) as string,
        lapsCount: expect.any(Number) as number,
        state: expect.any(String) as string,
      });
      expect(session['extra']).not.toHaveProperty('Key');
      expect(session['extra']).not.toHaveProperty('start');
      expect(typeof session['stateRaw']).toBe(generation === 'rest' ? 'number' : 'string');
      if (generation === 'rest' || (generation === 'sqlrace' && early)) expect(session['id']).toEqual(expect.any(Number));
      else expect(session).not.toHaveProperty('id');
    }
  });
});

describe.each(generations)('a server of the generation %s', (generation) => {
  it('keeps dates that are none, and states of no document, to the letter, no dates last', async () => {
    await track({ generation, sessions: 120, faults: ['invalid-dates=5', 'states=7'] });
    expect((await sync('Season2017')).exit).toBe(0);
    const { sessions } = await listed('Season2017');
    expect(sessions).toHaveLength(120);
    const times = sessions.map((session) => session['timeOfRecording']);
    expect(times).toEqual(
      expect.arrayContaining(['0001-01-01T00:00:00', '9999-12-31T23:59:59.9999999', '2017-02-30T12:00:00', 'yesterday', '', null]),
    );
    const dated = times.map((time) => typeof time === 'string' && isDate(time));
    expect(dated.lastIndexOf(true)).toBe(dated.indexOf(false) - 1);
    const dates = times.slice(0, dated.indexOf(false)) as readonly string[];
    expect(dates).toEqual([...dates].sort().reverse());
    const raw = sessions.map((session) => session['stateRaw']);
    expect(raw).toEqual(expect.arrayContaining(['Paused', 'live', 7, -1, 2_147_483_648, 'Zustand-Ü', null]));
    for (const session of sessions) {
      if (session['stateRaw'] === 'Paused' || session['stateRaw'] === 7) expect(session['state']).toBe('unknown');
      if (session['stateRaw'] === 'live') expect(session['state']).toBe('live');
    }
    const table = await paddock.run(['list', '--server', 'Track', '--connection', 'Season2017']);
    for (const shown of ['yesterday', '2017-02-30T12:00:00', '9999-12-31', 'Paused', 'State 7']) expect(table.out()).toContain(shown);
  });

  it('loses a record that cannot be read, reports it, and reads one bare session, objects without brackets, and connections in pages', async () => {
    await track({ generation, sessions: 60, faults: ['bad-record=20'] });
    const synced = await sync('Season2017');
    expect(synced.json()).toMatchObject({ connections: [{ sessions: 57, skipped: 3 }] });
    await paddock.run(['server', 'remove', 'Track']);

    await track({ generation, sessions: 1, connections: 7, faults: ['bare-object', 'no-brackets', 'connection-pages=2', 'bom'] });
    const connections = await paddock.run(['connections', '--server', 'Track', '--format', 'ndjson']);
    expect(connections.out().trim().split('\n')).toHaveLength(7);
    expect((await sync('Season2017')).json()).toMatchObject({ connections: [{ status: 'complete', sessions: 1, skipped: 0 }] });
  });

  it('is asked for connections whose names are hard on an address, and never for one that no address can hold', async () => {
    await track({ generation, sessions: 8, connections: 10, faults: ['dot-names'] });
    const { connections } = (await paddock.run(['connections', '--server', 'Track', '--format', 'json'])).json() as {
      readonly connections: readonly { readonly name: string }[];
    };
    const names = connections.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([' Trackside ', '../up', 'R&D / Rig #2', '50% wet + mixed', 'Dörte’s laptop 🏁', '.', '..']),
    );
    for (const name of names) {
      const synced = await sync(name);
      if (name === '.' || name === '..') {
        expect(synced.exit).toBe(2);
        expect(synced.out()).toBe('');
        expect(synced.err()).toContain(`The name “${name}” cannot be asked for`);
      } else {
        expect(synced.exit).toBe(0);
        const { sessions } = await listed(name);
        expect(sessions.length).toBeGreaterThan(0);
        const key = String(sessions[0]?.['key']);
        const shown = await paddock.run(['show', '--server', 'Track', '--connection', name, '--session', key, '--format', 'json']);
        expect(shown.json()).toMatchObject({ source: 'live', session: { key } });
      }
    }
    const shown = await paddock.run(['show', '--server', 'Track', '--connection', 'Season2017', '--session', '..']);
    expect(shown.exit).toBe(2);
    expect(shown.err()).toContain('cannot be asked for');
  });
});

describe('server probe', () => {
  it.each(generations)('reports on a server of the generation %s, in each format', async (generation) => {
    const { url } = await track({ generation, sessions: 60 });
    const probe = ['server', 'probe', 'Track', '--format'];
    const { server, at, facts } = (await paddock.run([...probe, 'json'])).json() as {
      readonly server: string;
      readonly at: string;
      readonly facts: readonly { readonly name: string; readonly value: string; readonly how: string }[];
    };
    expect(server).toBe('Track');
    expect(at).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(facts.find(({ name }) => name === 'Generation')?.value).toMatch(new RegExp(`^${generation}`));
    for (const fact of facts) expect(Object.keys(fact)).toEqual(['name', 'value', 'how']);
    const lines = (await paddock.run([...probe, 'ndjson'])).out().trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as Row)['name'])).toEqual(facts.map(({ name }) => name));
    const csv = (await paddock.run([...probe, 'csv'])).out();
    expect(csv).toMatch(/^name,value,how\r\nGeneration,/);
    const table = await paddock.run([...probe, 'table']);
    expect(table.exit).toBe(0);
    expect(table.out()).toContain(`Address`);
    expect(table.out()).toContain(url);
    expect(table.err()).toBe('');
  });

  it('takes an address and a password for this run, and has the exit codes of any question', async () => {
    const server = await demo({ sessions: 5 });
    const { url } = server;
    const probe = ['server', 'probe', url, '--user', 'demo', '--password-stdin', '--format', 'json'];
    expect((await paddock.run(probe, { stdin: 'demo\n' })).json()).toMatchObject({ server: url });
    expect(await paddock.run(probe, { stdin: 'wrong\n' })).toMatchObject({ exit: 3 });
    await server.close();
    expect(await paddock.run(probe, { stdin: 'demo\n' })).toMatchObject({ exit: 4 });
    expect(await paddock.run(['server', 'probe', 'Nobody'])).toMatchObject({ exit: 2 });
    expect(await paddock.run(['server', 'probe'])).toMatchObject({ exit: 2 });
  });
});
