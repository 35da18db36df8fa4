import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { buildApi } from '../test/fakes/api.ts';
import { Failure } from './failure.ts';
import { silent } from './log.ts';
import { placeOf } from './place.ts';
import { normaliseAddress } from './remote/address.ts';
import { fakeCipher } from './servers/fake-cipher.ts';
import { openServers } from './servers/index.ts';
import type { Servers } from './servers/servers.ts';

const draft = { name: 'Track', url: 'https://track', user: 'engineer' };
const fingerprint = Array.from({ length: 32 }, () => 'AB').join(':');
const other = Array.from({ length: 32 }, () => 'CD').join(':');

describe('editing', () => {
  it('signs in with the changes first, and saves them with what was typed', async () => {
    const { api, servers, server } = buildApi();
    const { id } = await api.servers.add(draft, 'right');
    const saved = await api.servers.edit(id, { user: 'boss', caFile: '/ca.pem' }, 'right', undefined, { clientPassphrase: 'pp' });
    expect(saved).toMatchObject({ id, name: 'Track', user: 'boss', caFile: '/ca.pem' });
    expect(server.signIns.at(-1)).toMatchObject({
      target: { url: 'https://track', caFile: '/ca.pem' },
      credentials: { user: 'boss', password: 'right', clientPassphrase: 'pp' },
    });
    expect(await servers.secrets(id)).toEqual({ password: 'right', clientPassphrase: 'pp' });
    await api.connections.refresh(id);
    expect(server.signIns).toHaveLength(2);
    expect(server.open).toBe(1);
  });

  it('changes nothing where the server refuses, and keeps the sign-in that there is', async () => {
    const { api, servers, server } = buildApi();
    const added = await api.servers.add(draft, 'right');
    await expect(api.servers.edit(added.id, { user: 'boss' }, 'wrong')).rejects.toMatchObject({ code: 'sign-in-refused' });
    expect(servers.list()).toEqual([added]);
    expect(await servers.password(added.id)).toBe('right');
    await api.connections.refresh(added.id);
    expect(server.signIns).toHaveLength(2);
  });

  it('never sends one user’s password for another, nor to another address', async () => {
    const { api, server } = buildApi();
    const { id } = await api.servers.add(draft, 'right');
    for (const changes of [{ user: 'boss' }, { url: 'https://elsewhere' }]) {
      await expect(api.servers.edit(id, changes)).rejects.toMatchObject({ code: 'password-missing' });
    }
    expect(server.signIns).toHaveLength(1);
  });

  it('of anything else uses the password that is known', async () => {
    const { api, server } = buildApi();
    const { id } = await api.servers.add(draft, 'right');
    await api.servers.edit(id, { proxy: 'http://proxy:1' });
    expect(server.signIns.at(-1)).toMatchObject({
      target: { proxy: 'http://proxy:1' },
      credentials: { user: 'engineer', password: 'right' },
    });
  });

  it('of the name alone asks nothing', async () => {
    const { api, server, servers } = buildApi();
    const added = await api.servers.add(draft, 'right');
    server.failure = new Failure('unreachable');
    expect(await api.servers.edit(added.id, { name: 'Pit', url: 'https://track/' })).toEqual({ ...added, name: 'Pit' });
    expect(servers.list()).toMatchObject([{ name: 'Pit' }]);
    expect(server.signIns).toHaveLength(1);
  });

  it('saves without the server where that is wanted, and forgets the sign-in that it had', async () => {
    const { api, server, servers } = buildApi();
    const { id } = await api.servers.add(draft, 'right');
    server.failure = new Failure('unreachable');
    await expect(api.servers.edit(id, { url: 'https://moved' }, 'right')).rejects.toMatchObject({ code: 'unreachable' });
    await api.servers.edit(id, { url: 'https://moved' }, undefined, undefined, { anyway: true });
    expect(servers.get(id)).toMatchObject({ url: 'https://moved', password: 'none' });
    expect(server.open).toBe(0);
    server.failure = undefined;
    await expect(api.connections.refresh(id)).rejects.toMatchObject({ code: 'password-missing' });
    expect(server.signIns).toHaveLength(2);
  });

  it('ends a read that is under way', async () => {
    const { api, last } = buildApi();
    const { id } = await api.servers.add(draft, 'right');
    const running = api.sync.run(id, 'Season2017');
    await vi.waitFor(() => expect(last('sync.progress')).toBeDefined());
    await api.servers.edit(id, { user: 'boss' }, 'right');
    expect((await running).status).toBe('partial');
  });

  it('is refused for a name that another has, for an address alone, and for more than the demo’s name', async () => {
    const { api, server, servers } = buildApi();
    server.password = 'demo';
    const demo = await api.servers.tryDemo();
    await servers.add(draft);
    await expect(api.servers.edit(demo.id, { name: 'Track' })).rejects.toMatchObject({ code: 'name-taken' });
    await expect(api.servers.edit(demo.id, { url: 'http://x' })).rejects.toMatchObject({ code: 'usage' });
    await expect(api.servers.edit('url:http://x', { name: 'x' })).rejects.toMatchObject({ code: 'usage' });
    expect(await api.servers.edit(demo.id, { name: 'Season' })).toMatchObject({ name: 'Season', demo: true });
  });
});

describe('signing out', () => {
  it('forgets token and password, and what was saved stays', async () => {
    const { api, server, servers, last } = buildApi();
    const { id } = await api.servers.add(draft, 'right');
    await api.servers.signOut(id);
    expect(server.open).toBe(0);
    expect(servers.get(id).password).toBe('none');
    expect((await api.connections.saved(id)).connections).toHaveLength(2);
    await expect(api.connections.refresh(id)).rejects.toMatchObject({ code: 'password-missing' });
    expect(server.signIns).toHaveLength(1);
    await vi.waitFor(() => expect(last('servers.changed')).toMatchObject({ servers: [{ server: { id, password: 'none' } }] }));
  });

  it('of an address drops what signed in for this run', async () => {
    const { api } = buildApi();
    await expect(api.servers.signOut('url:http://x')).resolves.toBeUndefined();
  });
});

describe('a certificate that is asked about', () => {
  it('is trusted for this run or kept with the server, when it is added', async () => {
    const { api, server } = buildApi();
    const once = await api.servers.add({ ...draft, name: 'Once' }, 'right', { fingerprint, keep: false });
    expect(once).not.toHaveProperty('trusted');
    expect(server.signIns.at(-1)?.target.trusted).toBe(fingerprint);
    const always = await api.servers.add({ ...draft, name: 'Always' }, 'right', { fingerprint, keep: true });
    expect(always.trusted).toBe(fingerprint);
  });

  it('of the Identity Server is trusted beside the server’s own', async () => {
    const { api, server } = buildApi();
    const { id } = await api.servers.add({ ...draft, identityUrl: 'https://identity.example' }, 'right', { fingerprint, keep: true });
    await api.servers.signIn(id, 'right', { fingerprint: other.toLowerCase(), keep: true });
    expect(server.signIns.at(-1)?.target.trusted).toBe(`${fingerprint} ${other}`);
    await api.servers.edit(id, { proxy: 'none' });
    expect(server.signIns.at(-1)?.target.trusted).toBe(`${fingerprint} ${other}`);
  });

  it('takes the place of the one before where the server has one host', async () => {
    const { api, servers } = buildApi();
    const { id } = await api.servers.add(draft, 'right', { fingerprint, keep: true });
    await api.servers.trust(id, { fingerprint: other, keep: true });
    expect(servers.get(id).trusted).toBe(other);
  });

  it('of a saved server is used by the next question', async () => {
    const { api, server, servers } = buildApi();
    const { id } = await servers.add(draft, 'right');
    await api.servers.trust(id, { fingerprint, keep: false });
    await api.connections.refresh(id);
    expect(server.signIns.at(-1)?.target.trusted).toBe(fingerprint);
    expect(servers.get(id)).not.toHaveProperty('trusted');
    await api.servers.trust(id, { fingerprint, keep: true });
    expect(servers.get(id).trusted).toBe(fingerprint);
    await expect(api.servers.trust('url:http://x', { fingerprint, keep: true })).rejects.toMatchObject({ code: 'usage' });
  });
});

it('what a proxy wants is kept with its address, and used by the next question', async () => {
  const wanted = { proxyUser: 'me', proxyPassword: 'pw proxy', proxyAddress: 'http://proxy.pit:3128' };
  const { api, server, servers } = buildApi();
  const { id } = await servers.add(draft, 'right');
  await api.servers.proxySignIn(id, 'me', 'pw proxy', 'http://proxy.pit:3128');
  await api.connections.refresh(id);
  expect(server.signIns.at(-1)?.credentials).toMatchObject(wanted);
  expect(await servers.secrets(id)).toMatchObject(wanted);
  await api.servers.edit(id, {}, undefined, undefined, { proxyUser: 'you', proxyPassword: 'yours' });
  expect(server.signIns.at(-1)?.credentials).not.toHaveProperty('proxyAddress');
});

describe('users of one address', () => {
  it('see lists of their own', async () => {
    const { api, store, servers } = buildApi();
    const [one, two] = [await servers.add(draft, 'right'), await servers.add({ ...draft, name: 'Two', user: 'boss' }, 'right')];
    store.seed(placeOf(one), 'Season2017', [{ key: 'k', extra: {} }]);
    const query = { connection: 'Season2017', filter: '', sort: { field: 'key', direction: 'asc' } } as const;
    expect((await api.sessions.open({ ...query, serverId: one.id })).total).toBe(1);
    await expect(api.sessions.open({ ...query, serverId: two.id })).rejects.toMatchObject({ code: 'never-saved' });
    expect((await api.connections.saved(two.id)).connections).toEqual([]);
  });

  it('that nobody saved stand under the address, told apart where there are several', async () => {
    const { api, store } = buildApi();
    for (const place of ['http://a one', 'http://b one', 'http://b two']) store.seed(place, 'Season2017', []);
    const names = async (): Promise<readonly string[]> => (await api.servers.list()).map(({ server }) => server.name);
    expect(await names()).toEqual(['http://a', 'http://b (one)', 'http://b (two)']);
    const added = await api.servers.add({ name: 'A', url: 'http://a', user: 'one' }, 'right');
    expect(await names()).toEqual(['A', 'http://b (one)', 'http://b (two)']);
    await api.servers.edit(added.id, { user: 'two' }, 'right');
    expect(await names()).toEqual(['A', 'http://a (one)', 'http://b (one)', 'http://b (two)']);
    expect(await api.connections.saved('url:http://a one')).toMatchObject({ source: 'saved', connections: [{}, {}] });
  });
});

describe('another process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paddock-api-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const open = (): Promise<Servers> => openServers({ folder, cipher: fakeCipher(), normalise: normaliseAddress, log: silent });

  it('that signs a server out, changes or removes it takes its token from the window', async () => {
    const [here, there] = [await open(), await open()];
    const { api, server, last } = buildApi(undefined, here);
    const { id } = await api.servers.add(draft, 'right');
    await there.signOut(id);
    await vi.waitFor(() => expect(server.open).toBe(0));
    await expect(api.connections.refresh(id)).rejects.toMatchObject({ code: 'password-missing' });
    await api.servers.signIn(id, 'right');
    expect(server.open).toBe(1);
    await there.edit(id, { user: 'boss' });
    await vi.waitFor(() => expect(server.open).toBe(0));
    await expect(api.connections.refresh(id)).rejects.toMatchObject({ code: 'password-missing' });
    await there.keep(id, { password: 'right' });
    expect((await api.connections.refresh(id)).source).toBe('live');
    expect(server.signIns.at(-1)?.credentials).toMatchObject({ user: 'boss' });
    await there.remove(id);
    await vi.waitFor(() => expect(last('servers.changed')?.servers.map((row) => row.server.id)).not.toContain(id));
    expect(server.open).toBe(0);
  });
});
