import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Failure } from '../failure.ts';
import { silent } from '../log.ts';
import { normaliseAddress } from '../remote/address.ts';
import { fakeCipher } from './fake-cipher.ts';
import { openServers, type ServersOptions } from './index.ts';
import { lockFile } from './lock.ts';
import type { Servers } from './servers.ts';

const top = mkdtempSync(join(tmpdir(), 'paddock-servers-'));
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

describe('saved servers', () => {
  it('come back in their order, normalised, with where their passwords are', async () => {
    const folder = newFolder();
    const servers = await open(folder);
    expect(servers.list()).toEqual([]);
    const one = await servers.add({ ...draft('One'), generation: 'influx', identityUrl: 'HTTP://id.pit/', clientId: 'c' }, 'pw one');
    const two = await servers.add(draft('Two'));
    const again = await open(folder);
    expect(again.list()).toEqual([one, two]);
    expect(again.get(one.id)).toMatchObject({ url: 'http://one.pit:8011', identityUrl: 'http://id.pit', password: 'kept' });
    expect(again.get(two.id)).toMatchObject({ generation: 'auto', password: 'none', readOnly: false, demo: false });
    expect(await again.password(one.id)).toBe('pw one');
    expect(await again.password(two.id)).toBeUndefined();
  });

  it('are found by name, or by address in any spelling', async () => {
    const servers = await open(newFolder());
    const one = await servers.add(draft('One'));
    expect(servers.find('One')).toEqual(one);
    expect(servers.find('one')).toBeUndefined();
    expect(servers.find('HTTP://ONE.pit:8011///')).toEqual(one);
    expect(servers.find('http://two.pit:8011')).toBeUndefined();
  });

  it('have one name each', async () => {
    const servers = await open(newFolder());
    await servers.add(draft('One'));
    expect((await failureOf(servers.add({ ...draft('Two'), name: ' One ' }))).code).toBe('name-taken');
    expect((await failureOf(servers.add({ ...draft('Two'), name: '  ' }))).code).toBe('usage');
    expect((await failureOf(servers.add({ ...draft('Two'), name: 'a\nb' }))).code).toBe('usage');
    expect((await failureOf(servers.add({ ...draft('Two'), url: 'ftp://x' }))).code).toBe('address-invalid');
    expect(servers.list()).toHaveLength(1);
  });

  it('go with their password', async () => {
    const folder = newFolder();
    const servers = await open(folder);
    const one = await servers.add(draft('One'), 'pw');
    expect(await servers.remove(one.id)).toEqual(one);
    expect(servers.list()).toEqual([]);
    expect(readFileSync(join(folder, 'passwords.json'), 'utf8')).not.toContain(one.id);
    expect((await failureOf(servers.remove(one.id))).code).toBe('not-found');
    expect(() => servers.get(one.id)).toThrow();
  });

  it('are remembered by their address once removed, until they are added again', async () => {
    const servers = await open(newFolder());
    const [one, same] = [await servers.add(draft('One')), await servers.add({ ...draft('Same'), url: draft('One').url })];
    await servers.remove(one.id);
    expect(servers.removed()).toEqual([]);
    await servers.remove(same.id);
    expect(servers.removed()).toEqual([{ url: one.url, user: 'eng', at: expect.stringMatching(/^\d{4}-.*Z$/) as unknown }]);
    await servers.add({ ...draft('Again'), url: one.url });
    expect(servers.removed()).toEqual([]);
  });

  it('tell who listens, and no longer', async () => {
    const servers = await open(newFolder());
    let told = 0;
    const end = servers.onChange(() => (told += 1));
    const one = await servers.add(draft('One'));
    await servers.keep(one.id, { password: 'pw' });
    end();
    await servers.remove(one.id);
    expect(told).toBe(2);
  });

  it('are seen as another process left them', async () => {
    const folder = newFolder();
    const [here, there] = [await open(folder), await open(folder)];
    const one = await here.add(draft('One'));
    expect(there.list()).toEqual([one]);
    await there.remove(one.id);
    expect(here.list()).toEqual([]);
  });

  it('lie in files that only their owner reads, and hold no secret', async () => {
    const folder = newFolder();
    const servers = await open(folder);
    const one = await servers.add(draft('One'), 'hunter2');
    await servers.keep(one.id, { password: 'hunter3' });
    for (const name of readdirSync(folder)) {
      expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
      expect(readFileSync(join(folder, name), 'utf8')).not.toMatch(/hunter/);
    }
    expect(JSON.stringify(servers.list())).not.toMatch(/hunter/);
  });
});

describe('passwords', () => {
  it('live for the run only where there is no keychain, and the reason is told', async () => {
    const folder = newFolder();
    const servers = await open(folder, { cipher: fakeCipher('k', 'There is none here.') });
    const one = await servers.add(draft('One'), 'pw');
    expect(one.password).toBe('run');
    expect(servers.keychain()).toEqual({ available: false, note: 'There is none here.' });
    expect(await servers.password(one.id)).toBe('pw');
    const again = await open(folder);
    expect(again.get(one.id).password).toBe('none');
    expect(await again.password(one.id)).toBeUndefined();
  });

  it('cost one entry, and not the server, when the keychain has changed', async () => {
    const folder = newFolder();
    const one = await (await open(folder)).add(draft('One'), 'pw');
    const servers = await open(folder, { cipher: fakeCipher('k2') });
    expect(await servers.password(one.id)).toBeUndefined();
    expect(servers.get(one.id).password).toBe('none');
    expect(await servers.keep(one.id, { password: 'pw2' })).toBe('kept');
    expect(await servers.password(one.id)).toBe('pw2');
    expect(await (await open(folder, { cipher: fakeCipher('k2') })).password(one.id)).toBe('pw2');
  });

  it('are not given for another address than they were entered for', async () => {
    const folder = newFolder();
    const one = await (await open(folder)).add(draft('One'), 'pw');
    const file = join(folder, 'servers.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('one.pit', 'elsewhere.pit'));
    const servers = await open(folder);
    expect(servers.get(one.id).url).toBe('http://elsewhere.pit:8011');
    expect(await servers.password(one.id)).toBeUndefined();
  });

  it('are told to whoever hides them in the log', async () => {
    const folder = newFolder();
    const secrets: string[] = [];
    const one = await (await open(folder, { onSecret: (secret) => secrets.push(secret) })).add(draft('One'), 'pw1');
    await (await open(folder, { onSecret: (secret) => secrets.push(secret) })).password(one.id);
    expect(secrets).toEqual(['pw1', 'pw1']);
  });
});

describe('damage', () => {
  const now = () => new Date('2026-03-04T05:06:07.890Z');
  const aside = 'servers.damaged-20260304T050607Z.json';

  it.each(['', '{"version":1,"servers":[{"id"', '[]', '{}', 'null', '\0\0\0\0'])(
    'is set aside, told and recovered: %j',
    async (damaged) => {
      const folder = newFolder();
      const before = await open(folder);
      const one = await before.add(draft('One'), 'pw');
      writeFileSync(join(folder, 'servers.json'), damaged);
      const servers = await open(folder, { now });
      expect(servers.list()).toEqual([one]);
      expect(await servers.password(one.id)).toBe('pw');
      expect(servers.notices).toHaveLength(1);
      expect(servers.notices[0]).toMatchObject({ code: 'settings-damaged', safe: `The damaged file was set aside as ${aside}.` });
      expect(readFileSync(join(folder, aside), 'utf8')).toBe(damaged);
      const later = await open(folder);
      expect(later.notices).toEqual([]);
      expect(later.list()).toEqual([one]);
    },
  );

  it('without a copy begins empty, and says so', async () => {
    const folder = newFolder();
    await (await open(folder)).add(draft('One'));
    for (const name of ['servers.json', 'servers.last-good.json']) writeFileSync(join(folder, name), '{');
    const servers = await open(folder, { now });
    expect(servers.list()).toEqual([]);
    expect(servers.notices[0]?.message).toContain('the list is empty now');
    expect(readdirSync(folder)).toContain(aside);
    await servers.add(draft('Two'));
    expect((await open(folder)).list()).toHaveLength(1);
  });

  it('while it runs loses nothing either: the copy is read, and the next change repairs', async () => {
    const folder = newFolder();
    const servers = await open(folder, { now });
    const one = await servers.add(draft('One'));
    writeFileSync(join(folder, 'servers.json'), 'x');
    expect(servers.list()).toEqual([one]);
    const two = await servers.add(draft('Two'));
    expect(servers.list()).toEqual([one, two]);
    expect(readFileSync(join(folder, aside), 'utf8')).toBe('x');
  });

  it('of the passwords costs no server', async () => {
    const folder = newFolder();
    const one = await (await open(folder)).add(draft('One'), 'pw');
    for (const name of ['passwords.json', 'passwords.last-good.json']) writeFileSync(join(folder, name), '<html>');
    const servers = await open(folder, { now });
    expect(servers.notices.map(({ message }) => message)).toEqual([expect.stringContaining('saved passwords was damaged')]);
    expect(servers.list()).toEqual([{ ...one, password: 'none' }]);
  });

  it('of one record costs one record, which stays in the file', async () => {
    const folder = newFolder();
    const servers = await open(folder);
    await servers.add(draft('One'));
    const file = join(folder, 'servers.json');
    const content = JSON.parse(readFileSync(file, 'utf8')) as { servers: unknown[] };
    content.servers.unshift({ id: 'x', name: 'Odd', generation: 'of tomorrow' }, 7);
    content.servers.push({ id: 'y', name: 'More', url: 'http://more', user: '', generation: 'auto', shade: 'green' });
    writeFileSync(file, JSON.stringify(content));
    const again = await open(folder);
    expect(again.list().map(({ name }) => name)).toEqual(['One', 'More']);
    expect(again.notices[0]?.message).toBe('2 saved servers cannot be read and are not shown.');
    await again.add(draft('Two'));
    await again.remove(again.list()[0]?.id ?? '');
    expect((JSON.parse(readFileSync(file, 'utf8')) as { servers: unknown[] }).servers).toMatchObject([
      { name: 'Odd', generation: 'of tomorrow' },
      7,
      { name: 'More', shade: 'green' },
      { name: 'Two' },
    ]);
  });

  it('is not what a newer version wrote: its file is read and never written', async () => {
    const folder = newFolder();
    await (await open(folder)).add(draft('One'));
    const file = join(folder, 'servers.json');
    const newer = readFileSync(file, 'utf8')
      .replace('"version": 1', '"version": 2')
      .replace('"version":1', '"version":2')
      .replace('\t"version": 1', '\t"version": 2');
    writeFileSync(file, newer);
    const servers = await open(folder);
    expect(servers.list()).toHaveLength(1);
    expect((await failureOf(servers.add(draft('Two')))).code).toBe('store-newer');
    expect(readFileSync(file, 'utf8')).toBe(newer);
  });
});

describe('a folder that cannot be used', () => {
  it('is told when something is to be written', async () => {
    const file = join(top, 'a file');
    writeFileSync(file, '');
    const servers = await open(file);
    expect((await failureOf(servers.add(draft('One')))).code).toBe('store-unwritable');
  });

  it('keeps its list readable', async () => {
    const folder = newFolder();
    const one = await (await open(folder)).add(draft('One'));
    rmSync(join(folder, lockFile));
    mkdirSync(join(folder, lockFile));
    writeFileSync(join(folder, 'servers.json'), '{');
    const servers = await open(folder);
    expect(servers.list()).toEqual([one]);
    expect(servers.notices).toMatchObject([{ code: 'store-unwritable' }]);
    expect((await failureOf(servers.add(draft('Two')))).code).toBe('store-unwritable');
    expect(readFileSync(join(folder, 'servers.json'), 'utf8')).toBe('{');
  });
});
