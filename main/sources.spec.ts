import { describe, expect, it, vi } from 'vitest';
import type { SyncResult } from '../preload/syncing.ts';
import type { FurtherSecrets, Server, Session } from '../preload/model.ts';
import { createFakeServer, type FakeServer } from '../test/fakes/remote.ts';
import { createFakeStore, type FakeStore } from '../test/fakes/store.ts';
import { demoServer } from './embedded-demo.ts';
import { Failure } from './failure.ts';
import { silent } from './log.ts';
import type { Remote } from './remote/remote.ts';
import type { Sources, StartDemo } from './source.ts';
import { placeOf } from './place.ts';
import { createSources } from './sources.ts';
import type { Sync } from './sync/sync.ts';

const track: Server = {
  id: 'id-track',
  name: 'Track',
  url: 'http://track',
  user: 'engineer',
  generation: 'auto',
  readOnly: false,
  demo: false,
  password: 'kept',
};
const session: Session = { key: 'k1', identifier: '171023220758', extra: {} };
const lap = { number: 1, name: 'Out Lap', startTime: null, endTime: null, lapTime: 1n, countForFastestLap: false };
const moment = '2017-10-23T22:07:58.000Z';
const result = (connection: string): SyncResult => ({
  ...{ connection, snapshot: 1, status: 'complete', sessions: 0, new: 0, changed: 0, gone: 0 },
  ...{ skipped: 0, requests: 1, bytes: 1, ms: 1 },
});

interface House {
  readonly sources: Sources;
  readonly server: FakeServer;
  readonly store: FakeStore;
  readonly secrets: string[];
  /** Quiet questions that are waited with. */
  readonly timers: (() => void)[];
}

interface Options {
  readonly sync?: Sync;
  readonly startDemo?: StartDemo;
  readonly password?: string | undefined;
  readonly secrets?: FurtherSecrets;
}

function build(more: Options = {}): House {
  const server = createFakeServer();
  const store = createFakeStore();
  const secrets: string[] = [];
  const timers: (() => void)[] = [];
  const sources = createSources({
    servers: {
      password: () => Promise.resolve('password' in more ? more.password : 'right'),
      secrets: () => Promise.resolve(more.secrets ?? {}),
    },
    store,
    connect: server.connect,
    sync: more.sync ?? (({ connection }) => Promise.resolve(result(connection))),
    startDemo: more.startDemo ?? (() => Promise.reject(new Error('no demo here'))),
    log: silent,
    now: () => Date.parse(moment),
    onSecret: (secret) => secrets.push(secret),
    timing: {
      random: () => 0.5,
      after: (_ms, call) => {
        timers.push(call);
        return () => timers.splice(timers.indexOf(call), 1);
      },
    },
  });
  return { sources, server, store, secrets, timers };
}

describe('the client of a server', () => {
  it('signs in once for all who ask, and stays', async () => {
    const { sources, server, secrets } = build();
    const [one, other] = await Promise.all([sources.remote(track), sources.remote(track)]);
    expect(one).toBe(other);
    await sources.connections(track);
    expect(server.signIns).toHaveLength(1);
    expect(server.signIns[0]?.credentials).toEqual({ user: 'engineer', password: 'right' });
    expect(secrets).toEqual(['right']);
  });

  it('takes a password for this run before the kept one, and forgets it when it is refused', async () => {
    const { sources, server } = build();
    await sources.remote(track);
    sources.useOnce(track.id, 'wrong');
    await expect(sources.remote(track)).rejects.toMatchObject({ code: 'sign-in-refused' });
    expect(sources.reach(track.id).state).toBe('refused');
    await sources.remote(track);
    expect(server.signIns.map(({ credentials }) => credentials.password)).toEqual(['right', 'wrong', 'right']);
    expect(server.open).toBe(1);
  });

  it('fails without a password, and asks nobody', async () => {
    const { sources, server } = build({ password: undefined });
    await expect(sources.connections(track)).rejects.toMatchObject({ code: 'password-missing' });
    expect(server.signIns).toHaveLength(0);
  });

  it('does not keep a sign-in that was forgotten while it was under way', async () => {
    const { sources, server } = build();
    let open: () => void = () => {};
    server.gate = new Promise((resolve) => (open = resolve));
    const asked = sources.remote(track);
    await vi.waitFor(() => expect(server.signIns).toHaveLength(1));
    sources.forget(track.id);
    open();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    expect(server.open).toBe(0);
    expect(sources.reach(track.id).state).toBe('unasked');
  });

  it('tries out a sign-in and keeps nothing until it is told to', async () => {
    const { sources, server, store } = build();
    const trial = await sources.tryOut(track, 'right');
    expect(trial.connections).toHaveLength(2);
    expect(await store.connections(placeOf(track))).toBeNull();
    expect(sources.reach(track.id).state).toBe('unasked');
    await trial.keep(track);
    expect(await store.connections(placeOf(track))).toEqual({ takenAt: moment, connections: trial.connections });
    await sources.connections(track);
    expect(server.signIns).toHaveLength(1);
    await expect(sources.tryOut(track, 'wrong')).rejects.toMatchObject({ code: 'sign-in-refused' });
  });

  it('sends no password again that was refused, until another is given', async () => {
    const { sources, server } = build({ password: 'wrong' });
    for (let asked = 0; asked < 3; asked++) {
      await expect(sources.remote(track)).rejects.toMatchObject({ code: 'sign-in-refused' });
    }
    expect(server.signIns).toHaveLength(1);
    sources.useOnce(track.id, 'right');
    await sources.remote(track);
    expect(server.signIns).toHaveLength(2);
  });

  it('sends the same password again where not it was refused but the account', async () => {
    const { sources, server } = build();
    server.failure = new Failure('sign-in-refused', 'The server has locked this account.');
    await expect(sources.remote(track)).rejects.toMatchObject({ code: 'sign-in-refused' });
    server.failure = undefined;
    await expect(sources.remote(track)).resolves.toBeDefined();
  });

  it('keeps the password of this run where not it was refused but the account', async () => {
    const { sources, server } = build({ password: undefined });
    sources.useOnce(track.id, 'right');
    server.failure = new Failure('sign-in-refused', 'The server has locked this account.');
    await expect(sources.remote(track)).rejects.toMatchObject({ code: 'sign-in-refused' });
    server.failure = undefined;
    await expect(sources.remote(track)).resolves.toBeDefined();
    expect(server.signIns.at(-1)?.credentials.password).toBe('right');
  });

  it('signs in again with the password that is known then, and with none after signing out', async () => {
    const { sources, server } = build({ password: undefined });
    const trial = await sources.tryOut({ ...track, id: 'draft' }, 'right');
    const later = server.signIns[0]?.dependencies.password;
    expect(await later?.()).toBe('right');
    await trial.keep(track);
    expect(await later?.()).toBe('right');
    sources.forget(track.id);
    expect(await later?.()).toBeUndefined();
  });

  it('is given the kept proxy’s credentials and passphrase, those of the run before them, and the certificates to trust', async () => {
    const kept = { proxyUser: 'garage', proxyPassword: 'kept', proxyAddress: 'http://garage:1', clientPassphrase: 'opens' };
    const { sources, server, secrets } = build({ secrets: kept });
    await sources.remote({ ...track, proxy: 'http://proxy:8080', clientCertFile: '/me.pfx', trusted: 'AA:BB' });
    expect(server.signIns[0]).toMatchObject({
      target: { proxy: 'http://proxy:8080', clientCertFile: '/me.pfx', trusted: 'AA:BB' },
      credentials: { user: 'engineer', password: 'right', ...kept },
    });
    sources.allowOnce(track.id, { trusted: 'CC:DD', proxyUser: 'me', proxyPassword: 'mine' });
    expect(server.open).toBe(0);
    await sources.remote({ ...track, trusted: 'AA:BB' });
    expect(server.signIns[1]).toMatchObject({
      target: { trusted: 'AA:BB CC:DD' },
      credentials: { proxyUser: 'me', proxyPassword: 'mine', clientPassphrase: 'opens' },
    });
    expect(secrets).toEqual(expect.arrayContaining(['right', 'kept', 'opens', 'mine']));
  });

  it('trusts for the run what was trusted when it was tried out', async () => {
    const { sources, server } = build();
    const trial = await sources.tryOut({ ...track, id: 'draft' }, 'right', { trusted: 'AA:BB' });
    await trial.keep(track);
    sources.useOnce(track.id, 'right');
    await sources.remote(track);
    expect(server.signIns.map(({ target }) => target.trusted)).toEqual(['AA:BB', 'AA:BB']);
    sources.forget(track.id);
    await sources.remote(track);
    expect(server.signIns[2]?.target).not.toHaveProperty('trusted');
  });

  it('starts the embedded demo server once, on another port where its own is taken', async () => {
    const started: number[] = [];
    const closed = vi.fn(() => Promise.resolve());
    const { sources, server } = build({
      startDemo: ({ port = -1 }) => {
        started.push(port);
        if (port !== 0) return Promise.reject(new Failure('usage', 'The port is taken.'));
        return Promise.resolve({ url: 'http://127.0.0.1:5', close: closed });
      },
    });
    server.password = 'demo';
    await Promise.all([sources.connections(demoServer), sources.remote(demoServer)]);
    expect(started).toEqual([18011, 0]);
    expect(server.signIns.map(({ target }) => target.url)).toEqual(['http://127.0.0.1:5']);
    expect((await sources.savedConnections(demoServer)).connections).toHaveLength(2);
    await sources.close();
    expect(closed).toHaveBeenCalledOnce();
    expect(server.open).toBe(0);
  });
});

describe('reach', () => {
  it('follows the answers, and is told when it changes', async () => {
    const { sources, server } = build();
    const told: string[] = [];
    sources.onReach((_id, { state }) => told.push(state));
    await sources.connections(track);
    server.failure = new Failure('unreachable');
    await sources.connections(track);
    expect(sources.reach(track.id)).toMatchObject({ state: 'offline', failure: { code: 'unreachable' } });
    server.failure = undefined;
    await sources.connections(track);
    expect(sources.reach(track.id)).toEqual({ state: 'live', at: moment, generation: 'rest' });
    expect(told).toEqual(['asking', 'live', 'asking', 'live', 'asking', 'offline', 'asking', 'live']);
  });

  it('is what it was when the question is withdrawn', async () => {
    const { sources, server } = build();
    server.failure = new Failure('cancelled');
    await expect(sources.connections(track)).rejects.toMatchObject({ code: 'cancelled' });
    expect(sources.reach(track.id).state).toBe('unasked');
  });
});

describe('a server that went away', () => {
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('is asked again quietly in the window, and is live by itself when it is back', async () => {
    const { sources, server, timers } = build();
    const told: string[] = [];
    sources.keepWatch();
    await sources.connections(track);
    server.failure = new Failure('unreachable');
    await sources.connections(track);
    sources.onReach((_id, { state }) => told.push(state));
    expect(sources.reach(track.id)).toMatchObject({ state: 'offline', retryAt: '2017-10-23T22:08:03.000Z' });
    timers.shift()?.();
    await settled();
    server.failure = undefined;
    timers.shift()?.();
    await settled();
    expect(sources.reach(track.id).state).toBe('live');
    expect(told).toEqual(['offline', 'live']);
    expect({ pings: server.pings, signIns: server.signIns.length }).toEqual({ pings: 2, signIns: 1 });
    expect(timers).toEqual([]);
  });

  it('is signed in to anew where what answered was not it any more, also when it was just added', async () => {
    const { sources, server, timers } = build();
    sources.keepWatch();
    await (await sources.tryOut({ ...track, id: 'draft' }, 'right')).keep(track);
    server.failure = new Failure('not-this-api');
    sources.doubt();
    await settled();
    expect({ open: server.open, state: sources.reach(track.id).state }).toEqual({ open: 0, state: 'offline' });
    server.failure = undefined;
    timers.shift()?.();
    await settled();
    expect(sources.reach(track.id).state).toBe('live');
    expect(server.signIns).toHaveLength(2);
  });

  it('is signed in to quietly where it never answered, and not shown as being asked', async () => {
    const { sources, server, timers } = build();
    sources.keepWatch();
    server.failure = new Failure('unreachable');
    await expect(sources.remote(track)).rejects.toMatchObject({ code: 'unreachable' });
    const told: string[] = [];
    sources.onReach((_id, { state }) => told.push(state));
    server.failure = undefined;
    timers.shift()?.();
    await settled();
    expect(told).toEqual(['live']);
    expect(server.signIns).toHaveLength(2);
  });

  it('is seen to be asked where the user joins a quiet sign-in', async () => {
    const { sources, server, timers } = build();
    sources.keepWatch();
    server.failure = new Failure('unreachable');
    await expect(sources.remote(track)).rejects.toMatchObject({ code: 'unreachable' });
    server.failure = undefined;
    let open: () => void = () => {};
    server.gate = new Promise((resolve) => (open = resolve));
    timers.shift()?.();
    await settled();
    const asked = sources.remote(track);
    expect(sources.reach(track.id).state).toBe('asking');
    open();
    await asked;
    expect(sources.reach(track.id).state).toBe('live');
    expect(server.signIns).toHaveLength(2);
  });

  it('is not asked again without a window, once it is forgotten, or after the end', async () => {
    const { sources, server, timers } = build();
    server.failure = new Failure('unreachable');
    await expect(sources.remote(track)).rejects.toMatchObject({ code: 'unreachable' });
    expect(timers).toEqual([]);
    const end = sources.keepWatch();
    expect(timers).toHaveLength(1);
    end();
    expect(timers).toEqual([]);
    sources.keepWatch();
    sources.forget(track.id);
    expect(timers).toEqual([]);
    await expect(sources.remote(track)).rejects.toMatchObject({ code: 'unreachable' });
    expect(timers).toHaveLength(1);
    await sources.close();
    expect(timers).toEqual([]);
  });
});

describe('after sleep', () => {
  it('clients doubt what they know, and live servers are asked before they are called live', async () => {
    const { sources, server } = build();
    sources.keepWatch();
    await sources.connections(track);
    const told: string[] = [];
    sources.onReach((_id, { state }) => told.push(state));
    sources.doubt();
    expect({ doubts: server.doubts, state: sources.reach(track.id).state }).toEqual({ doubts: 1, state: 'asking' });
    await vi.waitFor(() => expect(sources.reach(track.id).state).toBe('live'));
    expect(told).toEqual(['asking', 'live']);
    expect({ pings: server.pings, signIns: server.signIns.length }).toEqual({ pings: 1, signIns: 1 });
  });

  it('a server that is gone is found to be, and its list is the saved one', async () => {
    const { sources, server } = build();
    sources.keepWatch();
    await sources.connections(track);
    server.failure = new Failure('unreachable');
    sources.doubt();
    await vi.waitFor(() => expect(sources.reach(track.id).state).toBe('offline'));
    expect(await sources.connections(track)).toMatchObject({ source: 'saved' });
  });
});

describe('connections', () => {
  it('are live and kept, each with its newest snapshot', async () => {
    const { sources, store } = build();
    store.seed(placeOf(track), 'Season2017', []);
    store.seed(placeOf(track), 'Season2017', [session]);
    const { source, takenAt, connections } = await sources.connections(track);
    expect({ source, takenAt }).toEqual({ source: 'live', takenAt: moment });
    expect(connections.map(({ snapshot }) => snapshot?.number)).toEqual([2, undefined]);
  });

  it('are those last seen where the server cannot be asked, with the reason', async () => {
    const { sources, server } = build();
    await sources.connections(track);
    server.failure = new Failure('html-answer');
    expect(await sources.connections(track)).toMatchObject({ source: 'saved', takenAt: moment, failure: { code: 'html-answer' } });
  });

  it('fail where nothing was saved, and where the user is refused', async () => {
    const { sources, server, store } = build();
    server.failure = new Failure('unreachable');
    await expect(sources.connections(track)).rejects.toMatchObject({ code: 'unreachable' });
    await store.saveConnections(placeOf(track), { takenAt: moment, connections: [] });
    server.failure = new Failure('sign-in-refused');
    await expect(sources.connections(track)).rejects.toMatchObject({ code: 'sign-in-refused' });
  });

  it('never take a bug for an answer', async () => {
    const { sources, store } = build();
    store.saveConnections = () => Promise.reject(new TypeError('a bug'));
    await expect(sources.connections(track)).rejects.toThrow(TypeError);
  });
});

describe('a session', () => {
  it('is live, with details and laps, and kept', async () => {
    const { sources, server, store } = build();
    server.sessions = [session];
    server.details = [{ name: 'Driver', value: 'HAM' }];
    server.laps = [lap];
    expect(await sources.session(track, 'Season2017', 'k1')).toEqual({
      ...{ source: 'live', takenAt: moment, session },
      ...{ details: server.details, laps: server.laps },
    });
    expect(await store.content(placeOf(track), 'Season2017', 'k1')).toEqual({
      takenAt: moment,
      details: server.details,
      laps: server.laps,
    });
  });

  it('has what the server has: laps that are not there are absent', async () => {
    const { sources, server } = build();
    server.sessions = [session];
    server.laps = undefined;
    expect(await sources.session(track, 'Season2017', 'k1')).not.toHaveProperty('laps');
  });

  it('is shown though it cannot be kept', async () => {
    const { sources, server, store } = build();
    server.sessions = [session];
    store.saveContent = () => Promise.reject(new Failure('store-full'));
    expect(await sources.session(track, 'Season2017', 'k1')).toMatchObject({ source: 'live' });
  });

  it('is the saved one where the server cannot be asked or has it no more', async () => {
    const { sources, server, store } = build();
    store.seed(placeOf(track), 'Season2017', [{ ...session, details: [{ name: 'Driver', value: 'HAM' }] }]);
    expect(await sources.session(track, 'Season2017', 'k1')).toMatchObject({ source: 'saved', failure: { code: 'not-found' } });
    server.failure = new Failure('timed-out');
    const shown = await sources.session(track, 'Season2017', 'k1');
    expect(shown).toMatchObject({ source: 'saved', takenAt: '2017-10-23T20:00:00.000Z', failure: { code: 'timed-out' } });
    expect(shown.details).toEqual([{ name: 'Driver', value: 'HAM' }]);
    expect(shown).not.toHaveProperty('laps');
  });

  it('is told apart: not there, never saved, server never reached', async () => {
    const { sources, server, store } = build();
    await expect(sources.session(track, 'Season2017', 'k9')).rejects.toMatchObject({ code: 'not-found' });
    server.failure = new Failure('unreachable');
    await expect(sources.session(track, 'Season2017', 'k9')).rejects.toMatchObject({ code: 'unreachable' });
    store.seed(placeOf(track), 'Season2017', [session]);
    await expect(sources.session(track, 'Season2017', 'k9')).rejects.toMatchObject({ code: 'never-saved' });
    await expect(sources.session(track, 'Season2017', 'k9')).rejects.toThrow('k9');
  });
});

describe('sync', () => {
  it('runs once for a connection, and tells all who joined', async () => {
    let runs = 0;
    const sync: Sync = async ({ connection }, _remote, options) => {
      runs += 1;
      await Promise.resolve();
      const counts = { sessions: 7, pages: 1, requests: 1, bytes: 1, elapsed: 1 };
      options?.onProgress?.({ connection, phase: 'reading', ...counts });
      return result(connection);
    };
    const { sources } = build({ sync });
    const heard: number[] = [];
    const onProgress = ({ sessions }: { sessions: number }): number => heard.push(sessions);
    const all = [1, 2].map(() => sources.sync(track, 'Season2017', { onProgress }));
    await Promise.all([...all, sources.sync(track, 'Season2017', { onProgress: ({ sessions }) => heard.push(-sessions) })]);
    expect(runs).toBe(1);
    expect(heard).toEqual([7, -7]);
  });

  it('tells why it waits while it signs in', async () => {
    const { sources, server } = build();
    let open: () => void = () => {};
    server.gate = new Promise((resolve) => (open = resolve));
    const heard: unknown[] = [];
    const running = sources.sync(track, 'Season2017', { onProgress: (progress) => heard.push(progress) });
    await vi.waitFor(() => expect(server.signIns).toHaveLength(1));
    server.signIns[0]?.options?.onWait?.({ ms: 11_200, why: 'The server asked us to.' });
    open();
    await running;
    expect(heard).toMatchObject([{ connection: 'Season2017', phase: 'waiting', note: 'Waiting 12 s: the server asked us to.' }]);
  });

  describe('of a server in trouble', () => {
    const page = (remote: Remote): Promise<unknown> => remote.sessionsPage('Season2017', 0, 10, { once: true }).catch(() => undefined);
    const partial = (connection: string): SyncResult => ({ ...result(connection), status: 'partial', reason: 'It broke off.' });

    it('is not called offline for a fault that passes', async () => {
      const house = build({
        sync: async ({ connection }, remote) => {
          house.server.failure = new Failure('unreachable');
          await page(remote);
          house.server.failure = undefined;
          await page(remote);
          return result(connection);
        },
      });
      const told: string[] = [];
      house.sources.onReach((_id, { state }) => told.push(state));
      await house.sources.sync(track, 'Season2017');
      expect(told).toEqual(['asking', 'live']);
    });

    it.each(['not-this-api', 'html-answer'] as const)('is read on by the same client behind an answer that was none (%s)', async (code) => {
      const house = build({
        sync: async ({ connection }, remote) => {
          house.server.failure = new Failure(code);
          await page(remote);
          house.server.failure = undefined;
          await remote.sessionsPage(connection, 0, 10, { once: true });
          return result(connection);
        },
      });
      const told: string[] = [];
      house.sources.onReach((_id, { state }) => told.push(state));
      await house.sources.sync(track, 'Season2017');
      expect({ told, open: house.server.open }).toEqual({ told: ['asking', 'live'], open: 1 });
    });

    it('is called offline when it ends by a fault that did not pass', async () => {
      const house = build({
        sync: async ({ connection }, remote) => {
          house.server.failure = new Failure('timed-out');
          for (let tries = 0; tries < 3; tries++) await page(remote);
          return partial(connection);
        },
      });
      const told: string[] = [];
      house.sources.onReach((_id, { state }) => told.push(state));
      await house.sources.sync(track, 'Season2017');
      expect(told).toEqual(['asking', 'live', 'offline']);
      expect(house.sources.reach(track.id)).toMatchObject({ failure: { code: 'timed-out' } });
    });

    it('is called live when it ends by one page that the server cannot tell', async () => {
      const house = build({
        sync: async ({ connection }, remote) => {
          house.server.failure = new Failure('server-error', undefined, { status: 500 });
          await page(remote);
          return partial(connection);
        },
      });
      await house.sources.sync(track, 'Season2017');
      expect(house.sources.reach(track.id).state).toBe('live');
    });
  });

  it('names a connection that is not there', async () => {
    const { sources } = build({ sync: () => Promise.reject(new Failure('not-found')) });
    await expect(sources.sync(track, 'Nowhere')).rejects.toThrow('“Track” has no connection “Nowhere”.');
  });

  it('is ended with the sources, and waited for', async () => {
    let sealed = false;
    const sync: Sync = ({ connection }, _remote, options) =>
      new Promise((resolve) => {
        options?.signal?.addEventListener('abort', () => {
          sealed = true;
          resolve({ ...result(connection), status: 'partial' });
        });
      });
    const { sources, server } = build({ sync });
    const running = sources.sync(track, 'Season2017');
    await vi.waitFor(() => expect(server.open).toBe(1));
    await sources.close();
    expect(sealed).toBe(true);
    expect((await running).status).toBe('partial');
  });
});
