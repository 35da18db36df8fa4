/** Saved servers that change: edits, sign-out, secrets bound to what they were entered for, other processes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { Failure } from '../failure.ts';
import { tryLock } from '../file-lock.ts';
import { silent } from '../log.ts';
import { normaliseAddress } from '../remote/address.ts';
import { fakeCipher } from './fake-cipher.ts';
import { openServers, type ServersOptions } from './index.ts';
import { lockFile } from './lock.ts';
import type { Servers } from './servers.ts';

const top = mkdtempSync(join(tmpdir(), 'paddock-changes-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

let next = 0;
const newFolder = (): string => join(top, `data ${++next}`);
const open = (folder: string, more: Partial<ServersOptions> = {}): Promise<Servers> =>
  openServers({ folder, cipher: fakeCipher(), normalise: normaliseAddress, log: silent, ...more });
const draft = (name: string) => ({ name, url: `http://${name.toLowerCase()}.pit:8011/`, user: 'eng' });
const failureOf = (promise: Promise<unknown>): Promise<Failure> =>
  promise.then(
    () => expect.fail('did not fail'),
    (error: unknown) => error as Failure,
  );

describe('an edit', () => {
  it('keeps id, order and the rest, and the password where address and user stay', async () => {
    const folder = newFolder();
    const servers = await open(folder);
    const proxy = { proxyUser: 'me', proxyPassword: 'pw proxy', proxyAddress: 'http://office:3128' };
    const one = await servers.add({ ...draft('One'), caFile: '/ca.pem' }, 'pw', proxy);
    const two = await servers.add(draft('Two'));
    const edited = await servers.edit(one.id, { name: 'First', clientId: 'c', caFile: null });
    expect(edited).not.toHaveProperty('caFile');
    expect({ ...edited, caFile: one.caFile }).toEqual({ ...one, name: 'First', clientId: 'c' });
    const again = await open(folder);
    expect(again.list()).toEqual([edited, two]);
    expect(await again.secrets(one.id)).toEqual({ password: 'pw', ...proxy });
  });

  it.each([{ url: 'http://elsewhere.pit' }, { user: 'other' }, { identityUrl: 'http://id.elsewhere' }])(
    'with %j forgets the password, which belonged to the other, unless a new one is given',
    async (changes) => {
      const folder = newFolder();
      const servers = await open(folder);
      const one = await servers.add(draft('One'), 'pw of eng', { proxyUser: 'me', proxyPassword: 'pw proxy' });
      expect(await servers.secrets(one.id, changes)).toEqual({ proxyUser: 'me', proxyPassword: 'pw proxy' });
      expect((await servers.edit(one.id, changes)).password).toBe('none');
      expect(await servers.password(one.id)).toBeUndefined();
      const back = { url: one.url, user: one.user, identityUrl: null };
      await servers.edit(one.id, back);
      expect(await (await open(folder)).password(one.id)).toBeUndefined();
      await servers.edit(one.id, changes, { password: 'pw of the other' });
      expect(await (await open(folder)).password(one.id)).toBe('pw of the other');
    },
  );

  it('of the proxy or the client certificate forgets what belonged to the other', async () => {
    const servers = await open(newFolder());
    const further = { proxyUser: 'me', proxyPassword: 'pw proxy', clientPassphrase: 'pw key' };
    const one = await servers.add({ ...draft('One'), proxy: 'proxy:1', clientCertFile: '/c.pem' }, 'pw', further);
    await servers.edit(one.id, { proxy: 'http://other:1' });
    expect(await servers.secrets(one.id)).toEqual({ password: 'pw', clientPassphrase: 'pw key' });
    await servers.edit(one.id, { clientCertFile: '/d.pem' });
    expect(await servers.secrets(one.id)).toEqual({ password: 'pw' });
  });

  it('is refused for a name that another has, and for a server that is gone', async () => {
    const servers = await open(newFolder());
    const [one] = [await servers.add(draft('One')), await servers.add(draft('Two'))];
    expect((await failureOf(servers.edit(one.id, { name: 'Two ' }))).code).toBe('name-taken');
    expect(() => servers.edited(one.id, { name: 'Two' })).toThrow();
    expect((await servers.edit(one.id, { name: 'One', user: 'x' })).user).toBe('x');
    expect((await failureOf(servers.edit('gone', { name: 'x' }))).code).toBe('not-found');
  });

  it('leaves what a newer version wrote beside it, and reads what an older one wrote', async () => {
    const folder = newFolder();
    const one = await (await open(folder)).add(draft('One'), 'pw');
    const file = join(folder, 'servers.json');
    const content = JSON.parse(readFileSync(file, 'utf8')) as { servers: Record<string, unknown>[] };
    writeFileSync(file, JSON.stringify({ ...content, servers: content.servers.map((record) => ({ ...record, shade: 'green' })) }));
    const servers = await open(folder);
    await servers.edit(one.id, { name: 'First', proxy: 'none' });
    expect((JSON.parse(readFileSync(file, 'utf8')) as { servers: unknown[] }).servers).toMatchObject([
      { shade: 'green', name: 'First', proxy: 'none' },
    ]);
    expect(await servers.password(one.id)).toBe('pw');
  });

  it('waits for who holds the lock, and loses nothing of what they wrote', async () => {
    const folder = newFolder();
    const [here, there] = [await open(folder), await open(folder)];
    const one = await here.add(draft('One'));
    const release = await tryLock(join(folder, lockFile));
    expect(release).toBeDefined();
    let done = false;
    const editing = there.edit(one.id, { user: 'other' }).then(() => (done = true));
    // The other process writes while it holds the lock, and lets go.
    const file = join(folder, 'servers.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"One"', '"Renamed"'));
    expect(done).toBe(false);
    release?.();
    await editing;
    expect(here.list()).toMatchObject([{ id: one.id, name: 'Renamed', user: 'other' }]);
  });
});

describe('passwords of the first versions', () => {
  /** As they were written: sealed with the address alone. */
  async function old(folder: string): Promise<string> {
    const one = await (await open(folder)).add(draft('One'));
    const sealed = Buffer.from(fakeCipher().encrypt(JSON.stringify({ url: one.url, password: 'pw' }))).toString('base64');
    writeFileSync(join(folder, 'passwords.json'), JSON.stringify({ version: 1, passwords: { [one.id]: sealed } }));
    return one.id;
  }

  it('are read, and stay readable by them after further secrets are kept', async () => {
    const folder = newFolder();
    const id = await old(folder);
    const servers = await open(folder);
    expect(servers.get(id).password).toBe('kept');
    await servers.keep(id, { proxyUser: 'me', proxyPassword: 'pw proxy' });
    expect(await servers.secrets(id)).toEqual({ password: 'pw', proxyUser: 'me', proxyPassword: 'pw proxy' });
    const { passwords } = JSON.parse(readFileSync(join(folder, 'passwords.json'), 'utf8')) as { passwords: Record<string, string> };
    expect(JSON.parse(fakeCipher().decrypt(Buffer.from(passwords[id] ?? '', 'base64')))).toMatchObject({
      url: expect.any(String) as string,
      password: 'pw',
    });
  });

  it('go to no other user', async () => {
    const folder = newFolder();
    const id = await old(folder);
    const servers = await open(folder);
    expect(await servers.secrets(id, { user: 'other' })).toEqual({});
    await servers.edit(id, { user: 'other' });
    expect(await servers.password(id)).toBeUndefined();
  });
});

it('a password is not given under another user’s name, whoever changed the file', async () => {
  const folder = newFolder();
  const one = await (await open(folder)).add(draft('One'), 'pw');
  const file = join(folder, 'servers.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"eng"', '"boss"'));
  expect(await (await open(folder)).password(one.id)).toBeUndefined();
});

describe('signing out', () => {
  it('forgets every secret of the server, and the server stays', async () => {
    const folder = newFolder();
    const servers = await open(folder);
    const further = { proxyUser: 'me', proxyPassword: 'pw proxy', clientPassphrase: 'pw key' };
    const [one, two] = [await servers.add(draft('One'), 'pw', further), await servers.add(draft('Two'), 'pw two')];
    expect(await servers.signOut(one.id)).toEqual({ ...one, password: 'none' });
    expect(await servers.secrets(one.id)).toEqual({});
    expect(readFileSync(join(folder, 'passwords.json'), 'utf8')).not.toContain(one.id);
    expect(await servers.password(two.id)).toBe('pw two');
    expect(await (await open(folder)).secrets(one.id)).toEqual({});
  });

  it.each([
    ['with a keychain', undefined],
    ['without one', 'There is none here.'],
  ])('is heard by another process, %s', async (_name, note) => {
    const folder = newFolder();
    const cipher = fakeCipher('k', note);
    const [here, there] = [await open(folder, { cipher }), await open(folder, { cipher })];
    const outdated: string[] = [];
    const one = await here.add(draft('One'), 'pw');
    const end = here.onChange((ids) => void outdated.push(...ids));
    expect(await here.password(one.id)).toBe('pw');
    await there.signOut(one.id);
    // At the next use, if the system has not told of it before.
    here.get(one.id);
    end();
    expect(outdated).toEqual([one.id]);
    expect(await here.password(one.id)).toBeUndefined();
  });
});

describe('what another process changes', () => {
  it('is told by the system, with the servers whose tokens are not to be used any more', async () => {
    const folder = newFolder();
    const [here, there] = [await open(folder), await open(folder)];
    const one = await here.add(draft('One'), 'pw');
    const told: (readonly string[])[] = [];
    const end = here.onChange((ids) => void told.push(ids));
    await there.edit(one.id, { name: 'Renamed' });
    await vi.waitFor(() => expect(told).toEqual([[]]));
    await there.edit(one.id, { proxy: 'none' });
    await vi.waitFor(() => expect(told.at(-1)).toEqual([one.id]));
    await there.keep(one.id, { password: 'another' });
    await vi.waitFor(() => expect(told).toHaveLength(3));
    await there.remove(one.id);
    await vi.waitFor(() => expect(here.list()).toEqual([]));
    await vi.waitFor(() => expect(told.at(-1)).toEqual([one.id]));
    end();
  });

  it('is not taken for a change of one’s own, nor the other way round', async () => {
    const folder = newFolder();
    const [here, there] = [await open(folder), await open(folder)];
    const one = await here.add(draft('One'), 'pw');
    const two = await here.add(draft('Two'), 'pw');
    const told: (readonly string[])[] = [];
    const end = here.onChange((ids) => void told.push(ids));
    await here.edit(one.id, { proxy: 'none' });
    expect(told.at(-1)).toEqual([]);
    await there.edit(two.id, { proxy: 'none' });
    await here.edit(one.id, { proxy: null });
    expect(told.flat()).toEqual([two.id]);
    end();
  });
});
