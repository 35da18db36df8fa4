import { describe, expect, it, vi } from 'vitest';
import type { Events, SyncResult } from '../preload/contract.ts';
import type { Server } from '../preload/model.ts';
import { createFakeServer, type FakeServer } from '../test/fakes/remote.ts';
import { createFakeServers } from '../test/fakes/servers.ts';
import { createFakeStore, type FakeStore } from '../test/fakes/store.ts';
import { createApi, type ApiWithSignal } from './api.ts';
import { Failure } from './failure.ts';
import { silent } from './log.ts';
import { placeOf } from './place.ts';
import type { Servers } from './servers/servers.ts';
import { createSources } from './sources.ts';
import type { Sync } from './sync/sync.ts';

const draft = { name: 'Track', url: 'http://track:80/', user: 'engineer' };

interface House {
  readonly api: ApiWithSignal;
  readonly server: FakeServer;
  readonly servers: Servers;
  readonly store: FakeStore;
  /** The last payload of an event. */
  readonly last: <Name extends keyof Events>(name: Name) => Events[Name] | undefined;
}

/** A sync that ends when it is cancelled, or at once where nothing is to be read. */
const waitingSync: Sync = ({ connection }, _remote, options) =>
  new Promise((resolve) => {
    const counts = { sessions: 3, pages: 1, requests: 1, bytes: 10, elapsed: 5 };
    options?.onProgress?.({ connection, phase: 'reading', ...counts });
    const partial: SyncResult = {
      ...{ connection, snapshot: 1, status: 'partial', reason: 'It was cancelled.', sessions: 3, new: 3, changed: 0, gone: 0 },
      ...{ skipped: 0, requests: 1, bytes: 10, ms: 5 },
    };
    options?.signal?.addEventListener('abort', () => resolve(partial));
  });

function build(sync: Sync = waitingSync): House {
  const server = createFakeServer();
  const store = createFakeStore();
  const servers = createFakeServers();
  const sources = createSources({
    ...{ servers, store, sync, log: silent, now: () => 0 },
    connect: server.connect,
    startDemo: () => Promise.resolve({ url: 'http://127.0.0.1:5', close: () => Promise.resolve() }),
  });
  const told = new Map<string, unknown>();
  const unused = (): Promise<never> => Promise.reject(new Error('the shell is not here'));
  const api = createApi({
    ...{ servers, sources, store, log: silent },
    app: { info: unused, memory: unused, remember: unused, openExternal: unused },
    emit: (name, payload) => void told.set(name, payload),
  });
  return { api, server, servers, store, last: <Name extends keyof Events>(name: Name) => told.get(name) as Events[Name] | undefined };
}

describe('servers', () => {
  it('are saved once signing in has worked, with password and connections', async () => {
    const { api, servers, store, server, last } = build();
    const added = await api.servers.add(draft, 'right');
    expect(servers.list()).toEqual([added]);
    expect(await servers.password(added.id)).toBe('right');
    expect((await store.connections(placeOf(added)))?.connections).toHaveLength(2);
    expect(last('connections.changed')).toMatchObject({ serverId: added.id, answer: { source: 'live', connections: [{}, {}] } });
    await api.connections.refresh(added.id);
    expect(server.signIns).toHaveLength(1);
  });

  it('are not saved where signing in fails, and nothing of them is', async () => {
    const { api, servers, store, server } = build();
    await expect(api.servers.add(draft, 'wrong')).rejects.toMatchObject({ code: 'sign-in-refused' });
    expect(servers.list()).toEqual([]);
    expect(await store.servers()).toEqual([]);
    await api.servers.add(draft, 'right');
    await expect(api.servers.add(draft, 'right')).rejects.toMatchObject({ code: 'name-taken' });
    expect(server.signIns).toHaveLength(2);
  });

  it('stand in the list with their reach, beside addresses that only the store knows', async () => {
    const { api, store } = build();
    const added = await api.servers.add(draft, 'right');
    store.seed('http://elsewhere', 'Season2017', []);
    expect(await api.servers.list()).toMatchObject([
      { server: added, reach: { state: 'live' } },
      { server: { id: 'url:http://elsewhere', name: 'http://elsewhere', password: 'none' }, reach: { state: 'unasked' } },
    ]);
    expect(await api.connections.saved('url:http://elsewhere')).toMatchObject({ connections: [{ snapshot: { number: 1 } }] });
    await expect(api.servers.signIn('url:http://elsewhere', 'x')).rejects.toMatchObject({ code: 'usage' });
  });

  it('are saved though their connections cannot be', async () => {
    const { api, store, servers } = build();
    store.saveConnections = () => Promise.reject(new Failure('store-full'));
    const added = await api.servers.add(draft, 'right');
    expect(servers.list()).toEqual([added]);
    await expect(api.connections.refresh(added.id)).rejects.toMatchObject({ code: 'store-full' });
  });

  it('stay out of sight once removed, until somebody asks their address again', async () => {
    const { api, store } = build();
    const added = await api.servers.add(draft, 'right');
    await api.servers.remove(added.id);
    expect(await api.servers.list()).toEqual([]);
    await store.saveConnections(placeOf(added), { takenAt: '2099-01-01T00:00:00.000Z', connections: [] });
    expect(await api.servers.list()).toMatchObject([{ server: { id: `url:${placeOf(added)}`, name: added.url } }]);
  });

  it('are listed though the store cannot be opened', async () => {
    const { api, store, servers } = build();
    await servers.add(draft);
    store.servers = () => Promise.reject(new Failure('store-damaged'));
    expect(await api.servers.list()).toHaveLength(1);
  });

  it('take another password once it has worked', async () => {
    const { api, servers, server } = build();
    const { id } = await servers.add(draft, 'old');
    await expect(api.servers.signIn(id, 'wrong')).rejects.toMatchObject({ code: 'sign-in-refused' });
    expect(await servers.password(id)).toBe('old');
    await api.servers.signIn(id, 'right');
    expect(await servers.password(id)).toBe('right');
    expect((await api.connections.refresh(id)).source).toBe('live');
    expect(server.signIns).toHaveLength(2);
  });

  it('are removed with their running reads', async () => {
    const { api, servers, last } = build();
    const { id } = await api.servers.add(draft, 'right');
    const running = api.sync.run(id, 'Season2017');
    await vi.waitFor(() => expect(last('sync.progress')).toBeDefined());
    await api.servers.remove(id);
    expect((await running).status).toBe('partial');
    expect(servers.list()).toEqual([]);
  });

  it('have the demo among them, added once', async () => {
    const { api, servers, server } = build();
    server.password = 'demo';
    await servers.add({ ...draft, name: 'Demo server' });
    const demo = await api.servers.tryDemo();
    expect(demo).toMatchObject<Partial<Server>>({ name: 'Demo server 2', demo: true, generation: 'sqlrace', user: 'demo' });
    expect(await api.servers.tryDemo()).toEqual(demo);
    expect(servers.list()).toHaveLength(2);
  });
});

describe('connections', () => {
  it('fail to refresh where the server cannot be reached, while what is saved is answered', async () => {
    const { api, server } = build();
    const { id } = await api.servers.add(draft, 'right');
    server.failure = new Failure('unreachable');
    await expect(api.connections.refresh(id)).rejects.toMatchObject({ code: 'unreachable' });
    expect(await api.connections.saved(id)).toMatchObject({ source: 'saved', connections: [{}, {}] });
  });
});

describe('sync', () => {
  it('tells its progress and its end, is joined, and answers what was kept when it is cancelled', async () => {
    const { api, last } = build();
    const { id } = await api.servers.add(draft, 'right');
    const running = [api.sync.run(id, 'Season2017'), api.sync.run(id, 'Season2017')];
    await vi.waitFor(() => expect(last('sync.progress')).toMatchObject({ serverId: id, connection: 'Season2017', sessions: 3 }));
    await api.sync.cancel(id, 'Season2017');
    const [one, other] = await Promise.all(running);
    expect(one).toBe(other);
    expect(last('sync.ended')).toEqual({ serverId: id, connection: 'Season2017', result: one });
  });

  it('is cancelled with the call that began it', async () => {
    const { api, last } = build();
    const { id } = await api.servers.add(draft, 'right');
    const leaving = new AbortController();
    const running = api.sync.run(id, 'Season2017', { signal: leaving.signal });
    await vi.waitFor(() => expect(last('sync.progress')).toBeDefined());
    leaving.abort();
    expect((await running).status).toBe('partial');
  });

  it('tells why it failed', async () => {
    const { api, last } = build(() => Promise.reject(new Failure('unreachable')));
    const { id } = await api.servers.add(draft, 'right');
    await expect(api.sync.run(id, 'Season2017')).rejects.toMatchObject({ code: 'unreachable' });
    expect(last('sync.ended')).toMatchObject({ serverId: id, failure: { code: 'unreachable' } });
  });
});

describe('sessions', () => {
  it('are opened by the server’s address', async () => {
    const { api, store } = build();
    const added = await api.servers.add(draft, 'right');
    const { id } = added;
    store.seed(placeOf(added), 'Season2017', [{ key: 'k', extra: {} }]);
    const sort = { field: 'timeOfRecording', direction: 'desc' } as const;
    const { view, total } = await api.sessions.open({ serverId: id, connection: 'Season2017', filter: '', sort });
    expect(total).toBe(1);
    expect(await api.sessions.rows(view, 0, 1)).toEqual([{ session: { key: 'k', extra: {} } }]);
    await api.sessions.close(view);
    expect(store.open.size).toBe(0);
    expect(await api.session.saved(id, 'Season2017', 'k')).toMatchObject({ source: 'saved' });
    expect(await api.session.saved(id, 'Season2017', 'other')).toBeNull();
  });
});
