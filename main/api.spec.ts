import { describe, expect, it, vi } from 'vitest';
import type { Server } from '../preload/model.ts';
import { buildApi } from '../test/fakes/api.ts';
import { Failure } from './failure.ts';
import { placeOf } from './place.ts';

const draft = { name: 'Track', url: 'http://track:80/', user: 'engineer' };

describe('servers', () => {
  it('are saved once signing in has worked, with password and connections', async () => {
    const { api, servers, store, server, last } = buildApi();
    const added = await api.servers.add(draft, 'right');
    expect(servers.list()).toEqual([added]);
    expect(await servers.password(added.id)).toBe('right');
    expect((await store.connections(placeOf(added)))?.connections).toHaveLength(2);
    expect(last('connections.changed')).toMatchObject({ serverId: added.id, answer: { source: 'live', connections: [{}, {}] } });
    await api.connections.refresh(added.id);
    expect(server.signIns).toHaveLength(1);
  });

  it('are not saved where signing in fails, and nothing of them is', async () => {
    const { api, servers, store, server } = buildApi();
    await expect(api.servers.add(draft, 'wrong')).rejects.toMatchObject({ code: 'sign-in-refused' });
    expect(servers.list()).toEqual([]);
    expect(await store.servers()).toEqual([]);
    await api.servers.add(draft, 'right');
    await expect(api.servers.add(draft, 'right')).rejects.toMatchObject({ code: 'name-taken' });
    expect(server.signIns).toHaveLength(2);
  });

  it('stand in the list with their reach, beside addresses that only the store knows', async () => {
    const { api, store } = buildApi();
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
    const { api, store, servers } = buildApi();
    store.saveConnections = () => Promise.reject(new Failure('store-full'));
    const added = await api.servers.add(draft, 'right');
    expect(servers.list()).toEqual([added]);
    await expect(api.connections.refresh(added.id)).rejects.toMatchObject({ code: 'store-full' });
  });

  it('stay out of sight once removed, until somebody asks their address again', async () => {
    const { api, store } = buildApi();
    const added = await api.servers.add(draft, 'right');
    await api.servers.remove(added.id);
    expect(await api.servers.list()).toEqual([]);
    await store.saveConnections(placeOf(added), { takenAt: '2099-01-01T00:00:00.000Z', connections: [] });
    expect(await api.servers.list()).toMatchObject([{ server: { id: `url:${placeOf(added)}`, name: added.url } }]);
  });

  it('are listed though the store cannot be opened', async () => {
    const { api, store, servers } = buildApi();
    await servers.add(draft);
    store.servers = () => Promise.reject(new Failure('store-damaged'));
    expect(await api.servers.list()).toHaveLength(1);
  });

  it('take another password once it has worked', async () => {
    const { api, servers, server } = buildApi();
    const { id } = await servers.add(draft, 'old');
    await expect(api.servers.signIn(id, 'wrong')).rejects.toMatchObject({ code: 'sign-in-refused' });
    expect(await servers.password(id)).toBe('old');
    await api.servers.signIn(id, 'right');
    expect(await servers.password(id)).toBe('right');
    expect((await api.connections.refresh(id)).source).toBe('live');
    expect(server.signIns).toHaveLength(2);
  });

  it('are removed with their running reads', async () => {
    const { api, servers, last } = buildApi();
    const { id } = await api.servers.add(draft, 'right');
    const running = api.sync.run(id, 'Season2017');
    await vi.waitFor(() => expect(last('sync.progress')).toBeDefined());
    await api.servers.remove(id);
    expect((await running).status).toBe('partial');
    expect(servers.list()).toEqual([]);
  });

  it('have the demo among them, added once', async () => {
    const { api, servers, server } = buildApi();
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
    const { api, server } = buildApi();
    const { id } = await api.servers.add(draft, 'right');
    server.failure = new Failure('unreachable');
    await expect(api.connections.refresh(id)).rejects.toMatchObject({ code: 'unreachable' });
    expect(await api.connections.saved(id)).toMatchObject({ source: 'saved', connections: [{}, {}] });
  });
});

describe('sync', () => {
  it('tells its progress and its end, is joined, and answers what was kept when it is cancelled', async () => {
    const { api, last } = buildApi();
    const { id } = await api.servers.add(draft, 'right');
    const running = [api.sync.run(id, 'Season2017'), api.sync.run(id, 'Season2017')];
    await vi.waitFor(() => expect(last('sync.progress')).toMatchObject({ serverId: id, connection: 'Season2017', sessions: 3 }));
    await api.sync.cancel(id, 'Season2017');
    const [one, other] = await Promise.all(running);
    expect(one).toBe(other);
    expect(last('sync.ended')).toEqual({ serverId: id, connection: 'Season2017', result: one });
  });

  it('is cancelled with the call that began it', async () => {
    const { api, last } = buildApi();
    const { id } = await api.servers.add(draft, 'right');
    const leaving = new AbortController();
    const running = api.sync.run(id, 'Season2017', undefined, { signal: leaving.signal });
    await vi.waitFor(() => expect(last('sync.progress')).toBeDefined());
    leaving.abort();
    expect((await running).status).toBe('partial');
  });

  it('of the whole list comes behind a refresh that runs, and is joined', async () => {
    const asked: (boolean | undefined)[] = [];
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    const { api } = buildApi(async ({ connection, full }) => {
      asked.push(full);
      await held;
      const counts = { sessions: 0, new: 0, changed: 0, gone: 0, skipped: 0, requests: asked.length, bytes: 0, ms: 0 };
      return { connection, snapshot: 1, status: 'complete', ...counts };
    });
    const { id } = await api.servers.add(draft, 'right');
    const refresh = api.sync.run(id, 'Season2017');
    const whole = [api.sync.run(id, 'Season2017', { full: true }), api.sync.run(id, 'Season2017', { full: true })];
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    go();
    expect(await refresh).toMatchObject({ requests: 1 });
    expect(await Promise.all(whole)).toMatchObject([{ requests: 2 }, { requests: 2 }]);
    expect(asked).toEqual([undefined, true]);
  });

  it('tells why it failed', async () => {
    const { api, last } = buildApi(() => Promise.reject(new Failure('unreachable')));
    const { id } = await api.servers.add(draft, 'right');
    await expect(api.sync.run(id, 'Season2017')).rejects.toMatchObject({ code: 'unreachable' });
    expect(last('sync.ended')).toMatchObject({ serverId: id, failure: { code: 'unreachable' } });
  });
});

describe('sessions', () => {
  it('are opened by the server’s address', async () => {
    const { api, store } = buildApi();
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
