/** A `.paddock` file from one folder to another, through the command line: opened, listed, joined, refused. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPaddock, demo } from './paddock.ts';

/** Its words are split at blanks. */
async function spoken() {
  const paddock = await createPaddock();
  return {
    clear: () => paddock.clear(),
    run: (words: string, io?: Parameters<typeof paddock.run>[1]) => paddock.run(words.split(' '), io),
  };
}

async function exported() {
  const folder = await mkdtemp(join(tmpdir(), 'paddock-import-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const server = await demo({ sessions: 40 });
  onTestFinished(() => server.close());
  const sender = await spoken();
  onTestFinished(() => sender.clear());
  const file = join(folder, 'spa.paddock');
  expect((await sender.run(`server add Track --url ${server.url} --user demo --password-stdin`, { stdin: 'demo\n' })).exit).toBe(0);
  expect((await sender.run('sync --server Track --connection Season2017')).exit).toBe(0);
  const key =
    (JSON.parse((await sender.run('list --server Track --connection Season2017 --format json')).out()) as Listed).sessions[3]?.key ?? '';
  expect((await sender.run(`mark --server Track --connection Season2017 --session ${key} --star`)).exit).toBe(0);
  expect((await sender.run(`export --server Track --connection Season2017 --to ${file}`)).exit).toBe(0);
  const receiver = await spoken();
  onTestFinished(() => receiver.clear());
  return { server, sender, receiver, file, key };
}

interface Listed {
  readonly sessions: readonly { readonly key: string }[];
}

describe('a file of somebody else', () => {
  it('is a read-only server beside the others, untouched, and the same one the second time', async () => {
    const { sender, receiver, file } = await exported();
    const before = await readFile(file);
    const opened = await receiver.run(`import ${file} --format json`);
    expect([opened.exit, JSON.parse(opened.out())]).toEqual([0, { server: 'Track', connections: ['Season2017'] }]);
    const list = 'list --server Track --connection Season2017 --format json';
    expect(JSON.parse((await receiver.run(list)).out())).toEqual(JSON.parse((await sender.run(list)).out()));
    const { servers } = JSON.parse((await receiver.run('server list --format json')).out()) as { servers: readonly object[] };
    expect(servers).toMatchObject([{ name: 'Track', readOnly: true }]);
    const again = await receiver.run(`import ${file} --format json`);
    expect([again.exit, again.err()]).toEqual([0, expect.stringContaining('open already') as string]);
    expect(JSON.parse((await receiver.run('server list --format json')).out())).toEqual({ servers });
    expect((await readFile(file)).equals(before)).toBe(true);
    expect(JSON.parse((await receiver.run('verify --format json')).out())).toEqual({ ok: true, problems: [] });
  });

  it('is asked nothing over the network, and cannot be synced or edited', async () => {
    const { receiver, file } = await exported();
    await receiver.run(`import ${file}`);
    expect(await receiver.run('connections --server Track --format json')).toMatchObject({ exit: 0 });
    const refused = await receiver.run('sync --server Track --connection Season2017');
    expect([refused.exit, refused.err()]).toEqual([2, expect.stringContaining('an opened file') as string]);
    expect((await receiver.run('server edit Track --url http://elsewhere')).exit).toBe(2);
    expect((await receiver.run('server remove Track')).exit).toBe(0);
    expect(JSON.parse((await receiver.run('server list --format json')).out())).toEqual({ servers: [] });
    expect((await receiver.run(`import ${file}`)).exit).toBe(0);
  });

  it('is joined into the server that it came from, with its marks, once', async () => {
    const { server, receiver, file, key } = await exported();
    await receiver.run(`server add Mine --url ${server.url} --user demo --password-stdin`, { stdin: 'demo\n' });
    await receiver.run('sync --server Mine --connection Season2017');
    const joined = await receiver.run(`import ${file} --into Mine --format json`);
    expect([joined.exit, JSON.parse(joined.out())]).toMatchObject([0, { server: 'Mine', snapshots: 1, marks: 1, conflicts: [] }]);
    const starred = 'list --server Mine --connection Season2017 --filter starred: --format json';
    expect((JSON.parse((await receiver.run(starred)).out()) as Listed).sessions.map((one) => one.key)).toEqual([key]);
    expect(JSON.parse((await receiver.run(`import ${file} --into Mine --format json`)).out())).toMatchObject({ snapshots: 0, marks: 0 });
    expect((await receiver.run(`import ${file} --into Nowhere`)).exit).toBe(2);
    expect(JSON.parse((await receiver.run('verify --format json')).out())).toEqual({ ok: true, problems: [] });
  });

  it('is refused where it is none, or was changed on the way, with nothing left of it', async () => {
    const { receiver, file } = await exported();
    const bytes = await readFile(file);
    bytes.write('q', bytes.indexOf('Qualifying'));
    await writeFile(file, bytes);
    for (const name of [file, `${file}.nowhere`, join(file, '..')]) {
      const refused = await receiver.run(`import ${name} --format json`);
      expect([refused.exit, refused.out()]).toEqual([2, '']);
    }
    expect(JSON.parse((await receiver.run('server list --format json')).out())).toEqual({ servers: [] });
  });
});
