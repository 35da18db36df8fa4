import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CertificateFacts } from '../../preload/model.ts';
import { build, session, url, withTrack } from '../../test/fakes/house.ts';
import { Failure } from '../failure.ts';
import { placeOf } from '../place.ts';

let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'paddock-servers-'));
  for (const name of ['c.pem', 'k.pem']) await writeFile(join(cwd, name), '');
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const fingerprint = Array.from({ length: 32 }, () => 'AB').join(':');
const other = Array.from({ length: 32 }, () => 'CD').join(':');

describe('server edit', () => {
  it('changes what is named, keeps the rest, and contacts nothing', async () => {
    const { run, servers, server } = await withTrack();
    const [before] = servers.list();
    const edited = await run(
      `server edit Track --name Pit --generation influx --identity-url http://id --client-id c --trust ${fingerprint.toLowerCase()} ` +
        '--client-cert c.pem --client-key k.pem --proxy proxy.team:3128',
      { cwd },
    );
    expect([edited.exit, edited.out()]).toEqual([0, '']);
    expect(edited.err()).toContain('The server “Track” is changed and is called “Pit” now.');
    expect(servers.list()).toEqual([
      {
        ...before,
        ...{ name: 'Pit', generation: 'influx', identityUrl: 'http://id', clientId: 'c', trusted: fingerprint },
        ...{ clientCertFile: join(cwd, 'c.pem'), clientKeyFile: join(cwd, 'k.pem'), proxy: 'http://proxy.team:3128' },
      },
    ]);
    expect(server.signIns).toEqual([]);
  });

  it('removes what is optional with an empty text, and the proxy with “system”', async () => {
    const { run, servers } = await withTrack();
    const [before] = servers.list();
    await run(`server edit Track --identity-url http://id --client-id c --trust ${fingerprint} --proxy none --client-cert c.pem`, { cwd });
    expect(servers.list()[0]).toMatchObject({ proxy: 'none', trusted: fingerprint });
    const words = ['--identity-url=', '--client-id=', '--trust=', '--client-cert=', '--ca=', '--proxy', 'system'];
    expect(await run(`server edit Track ${words.join(' ')}`)).toMatchObject({ exit: 0 });
    expect(servers.list()).toEqual([before]);
  });

  it.each(['--user boss', '--url http://elsewhere'])('with %s forgets the kept password, and says so', async (words) => {
    const { run, servers } = await withTrack();
    const edited = await run(`server edit Track ${words}`);
    expect(edited.exit).toBe(0);
    expect(edited.err()).toMatch(/password is forgotten.*What was saved of http:\/\/track for “engineer” stays/s);
    expect(await servers.password('id-Track')).toBeUndefined();
    const given = await run('server edit Track --user third --password-stdin', { stdin: 'new\n' });
    expect(given.err()).not.toContain('forgotten');
    expect(await servers.password('id-Track')).toBe('new');
  });

  it.each([
    ['--password-stdin', { password: 'secret' }],
    ['--client-passphrase-stdin', { password: 'right', clientPassphrase: 'secret' }],
    [
      '--proxy http://p.pit --proxy-user me --proxy-password-stdin',
      { password: 'right', proxyUser: 'me', proxyPassword: 'secret', proxyAddress: 'http://p.pit:80' },
    ],
  ])('keeps what comes with %s, where there is a keychain', async (words, secrets) => {
    const { run, servers } = await withTrack();
    const kept = await run(`server edit Track ${words}`, { stdin: 'secret\nrest\n' });
    expect([kept.exit, kept.err().includes('secret')]).toEqual([0, false]);
    expect(await servers.secrets('id-Track')).toEqual(secrets);
    const without = await withTrack({ keychain: false });
    const told = await without.run(`server edit Track ${words}`, { stdin: 'secret\n' });
    expect(told.exit).toBe(0);
    expect(told.err()).toContain('not kept. This system has no keychain.');
    expect(await without.servers.secrets('id-Track')).toEqual({ password: 'right' });
  });

  it.each([
    'server edit Nobody --user x',
    'server edit Track',
    'server edit Track --name Other',
    'server edit Track --url ftp://x',
    'server edit Track --url=',
    'server edit Track --generation newest',
    'server edit Track --ca missing.pem',
    'server edit Track --client-cert missing.pem',
    'server edit Track --client-key k.pem',
    'server edit Track --trust hunter2',
    'server edit Track --proxy http://me:hunter2@proxy:1',
    'server edit Track --proxy-user me',
    'server edit Track --proxy-password-stdin',
    'server edit Track --password-stdin --client-passphrase-stdin',
    'server edit Track --proxy-password=hunter2 --proxy-user me',
    'server edit Track --client-passphrase hunter2',
    'server edit Track --password-stdin=hunter2',
  ])('refuses “%s” with exit code 2, changing nothing and repeating no secret', async (words) => {
    const { run, servers } = await withTrack();
    await servers.add({ name: 'Other', url: 'http://other', user: 'x' });
    const before = servers.list();
    const refused = await run(words, { cwd, stdin: 'secret\n' });
    expect(refused.exit).toBe(2);
    expect(refused.err()).not.toContain('hunter2');
    expect(servers.list()).toEqual(before);
  });

  it('says so where the same address and user are saved already', async () => {
    const { run } = await withTrack();
    expect((await run('server add Second --url http://track/ --user engineer')).err()).toContain('“Track” too');
    expect((await run('server add Third --url http://track/ --user boss')).err()).not.toContain('too');
    expect((await run('server edit Third --user engineer')).err()).toContain('“Track”, “Second” too');
  });

  it('of the demo server changes its name only', async () => {
    const { run, servers } = await withTrack();
    await servers.add({ name: 'Demo server', url: 'http://127.0.0.1:18011', user: 'demo', demo: true });
    expect(await run('server edit Demo_server --url http://x')).toMatchObject({ exit: 2 });
    expect(await run('server edit Demo_server --name Season')).toMatchObject({ exit: 0 });
  });
});

it('server add takes all that edit takes', async () => {
  const { run, servers } = build();
  const words = `--trust ${fingerprint} --trust ${other} --client-cert c.pem --client-key k.pem --proxy http://p.pit:3128 --proxy-user me --proxy-password-stdin`;
  expect(await run(`server add Track --url https://track --user engineer ${words}`, { cwd, stdin: 'pw proxy\n' })).toMatchObject({
    exit: 0,
  });
  expect(servers.list()).toMatchObject([
    { trusted: `${fingerprint} ${other}`, clientKeyFile: join(cwd, 'k.pem'), proxy: 'http://p.pit:3128' },
  ]);
  expect(await servers.secrets('id-Track')).toEqual({ proxyUser: 'me', proxyPassword: 'pw proxy', proxyAddress: 'http://p.pit:3128' });
});

describe('what a proxy wants', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is kept for the environment’s proxy, and refused where no proxy is known', async () => {
    for (const name of ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY']) {
      vi.stubEnv(name, undefined);
      vi.stubEnv(name.toLowerCase(), undefined);
    }
    const { run, servers } = await withTrack();
    const refused = await run('server edit Track --proxy-user me --proxy-password-stdin', { stdin: 'secret\n' });
    expect(refused.exit).toBe(2);
    expect(refused.err()).toContain('not known which proxy');
    vi.stubEnv('ALL_PROXY', 'http://env.pit:3128');
    expect(await run('server edit Track --proxy-user me --proxy-password-stdin', { stdin: 'secret\n' })).toMatchObject({ exit: 0 });
    expect(await servers.secrets('id-Track')).toMatchObject({ proxyAddress: 'http://env.pit:3128' });
  });
});

describe('server sign-out', () => {
  it('forgets what signs in, and the lists stay', async () => {
    const { run, store, server, servers } = await withTrack();
    store.seed(placeOf({ url, user: 'engineer' }), 'Season2017', [session('k')]);
    await servers.keep('id-Track', { proxyUser: 'me', proxyPassword: 'pw' });
    const out = await run('server sign-out Track');
    expect([out.exit, out.out()]).toEqual([0, '']);
    expect(out.err()).toContain('Its password and all else that signed in are forgotten.');
    expect(await servers.secrets('id-Track')).toEqual({});
    expect((await run('list --server Track --connection Season2017 --format ndjson')).out()).toContain('"k"');
    const refused = await run('sync --server Track --format json');
    expect(refused.exit).toBe(2);
    expect(JSON.parse(refused.err())).toMatchObject({ error: { code: 'password-missing' } });
    expect(server.signIns).toEqual([]);
    expect((await run('server sign-out Track')).err()).toContain('Nothing that signs in was kept.');
    expect(await run('sync --server Track --password-stdin', { stdin: 'right' })).toMatchObject({ exit: 0 });
  });

  it('names a server that is not saved', async () => {
    const refused = await (await withTrack()).run('server sign-out Trakc');
    expect(refused.exit).toBe(2);
    expect(refused.err()).toContain('Trakc');
  });
});

describe('an address without a user', () => {
  const list = 'list --server http://track --connection Season2017 --format json';

  it('means the saved server before all others', async () => {
    const { run, store } = await withTrack();
    store.seed(placeOf({ url, user: 'boss' }), 'Season2017', [session('boss')]);
    store.seed(placeOf({ url, user: 'engineer' }), 'Season2017', [session('own')]);
    expect((await run(list)).out()).toContain('"own"');
    expect((await run(`${list} --user boss`)).out()).toContain('"boss"');
    expect((await run(`${list.replace('http://track', 'Track')} --user boss`)).out()).toContain('"boss"');
  });

  it('means the only user that is known, and asks where there are several', async () => {
    const { run, store } = build();
    store.seed(placeOf({ url, user: 'boss' }), 'Season2017', [session('boss')]);
    expect((await run(list)).out()).toContain('"boss"');
    expect((await run('snapshots --server http://track --format json')).out()).toContain('"number":1');
    store.seed(placeOf({ url, user: 'a b' }), 'Season2017', [session('third')]);
    for (const words of [list, 'snapshots --server http://track', 'connections --server http://track', 'sync --server http://track']) {
      const refused = await run(words);
      expect(refused.exit).toBe(2);
      expect(refused.err()).toContain('“boss”, “a b”');
    }
    expect((await run('snapshots --server http://track')).err()).toContain('--user');
    expect((await run(`${list} --user a_b`)).out()).toContain('"third"');
    const never = await run(`${list} --user nobody`);
    expect(never.exit).toBe(2);
    expect(never.err()).toContain('for the user “nobody”');
  });

  it('asks where several servers of it are saved', async () => {
    const { run, servers } = await withTrack();
    await servers.add({ name: 'Boss', url, user: 'boss' });
    expect(await run(list)).toMatchObject({ exit: 2 });
    expect((await run(list)).err()).toContain('“engineer”, “boss”');
  });
});

describe('another user than the saved one', () => {
  it('is never signed in with the saved one’s password', async () => {
    const { run, server } = await withTrack();
    for (const which of ['Track', 'http://track']) {
      expect(await run(`sync --server ${which} --user boss`)).toMatchObject({ exit: 2 });
    }
    expect(server.signIns).toEqual([]);
    expect(await run('sync --server Track --user boss --password-stdin', { stdin: 'right' })).toMatchObject({ exit: 0 });
    expect(server.signIns.map(({ credentials }) => credentials)).toEqual([{ user: 'boss', password: 'right' }]);
  });
});

describe('what is left to the user', () => {
  const certificate: CertificateFacts = {
    ...{
      host: 'track:8443',
      fingerprint,
      subject: 'CN=track\u202E',
      issuer: 'CN=nobody',
      problem: 'This certificate is signed by nobody but itself.',
    },
    ...{ validFrom: '2026-01-01T00:00:00.000Z', validTo: '2027-01-01T00:00:00.000Z' },
  };

  it('of a certificate is shown, with the command that would trust it; nothing is trusted', async () => {
    const { run, server, servers } = await withTrack();
    server.failure = new Failure('certificate', undefined, { certificate });
    const told = await run('sync --server Track');
    expect([told.exit, told.out()]).toEqual([4, '']);
    for (const text of [fingerprint, 'CN=track\uFFFD', 'CN=nobody', certificate.validTo, certificate.problem])
      expect(told.err()).toContain(text);
    expect(told.err()).toContain(`  paddock server edit Track --trust ${fingerprint}\n`);
    expect(servers.list()[0]).not.toHaveProperty('trusted');
    await run(`server edit Track --trust ${other} --identity-url http://id --name It's_here`);
    expect((await run("sync --server It's_here")).err()).toContain(
      `paddock server edit 'It'\\''s here' --trust ${other} --trust ${fingerprint}`,
    );
  });

  it('is told of an address with the command that saves it', async () => {
    const { run, server } = build();
    server.failure = new Failure('certificate', undefined, { certificate });
    const told = await run('sync --server https://track --user boss --password-stdin', { stdin: 'x' });
    expect(told.err()).toContain(`paddock server add NAME --url https://track --user boss --trust ${fingerprint}`);
  });

  it('is one object for scripts', async () => {
    const { run, server } = await withTrack();
    server.failure = new Failure('certificate', undefined, { certificate });
    const { error, ...rest } = JSON.parse((await run('sync --server Track --format json')).err()) as { error: Record<string, string> };
    expect([Object.keys(error), rest]).toEqual([['code', 'message'], {}]);
    expect(error['message']).toContain(fingerprint);
  });

  it('stands beside what was saved', async () => {
    const { run, server, store } = await withTrack();
    await store.saveConnections(placeOf({ url, user: 'engineer' }), { takenAt: '2026-01-01T00:00:00.000Z', connections: [] });
    server.failure = new Failure('certificate', undefined, { certificate });
    const told = await run('connections --server Track');
    expect(told.exit).toBe(0);
    expect(told.err()).toContain(`--trust ${fingerprint}`);
  });

  it('of a proxy names the options', async () => {
    const { run, server } = await withTrack();
    server.failure = new Failure('proxy-sign-in', undefined, { proxy: 'http://proxy:3128' });
    const told = await run('sync --server Track');
    expect(told.exit).toBe(4);
    expect(told.err()).toContain('paddock server edit Track --proxy-user USER --proxy-password-stdin');
  });
});
