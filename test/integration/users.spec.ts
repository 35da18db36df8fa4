/** Two users of one address: lists apart, live and saved; passwords apart; what earlier versions kept is not lost. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTwoUsers, type TwoUsers } from '../fakes/two-users.ts';
import { createPaddock, type Paddock } from './paddock.ts';

let paddock: Paddock;
let server: TwoUsers;
beforeEach(async () => {
  [paddock, server] = await Promise.all([createPaddock(), startTwoUsers({ one: 7, two: 11 })]);
});
afterEach(async () => {
  await paddock.clear();
  await server.close();
});

const run = async (words: string, stdin = ''): Promise<{ exit: number; json: unknown; err: string }> => {
  const ran = await paddock.run(words.split(' '), { stdin });
  return { exit: ran.exit, json: ran.out().startsWith('{') ? ran.json() : undefined, err: ran.err() };
};
const list = async (words: string): Promise<unknown> => {
  const { json, err } = await run(`list --connection Season2017 --format json --limit 1 --server ${words}`);
  return json === undefined ? err : (json as { total: number }).total;
};
const save = (name: string, user: string): Promise<unknown> =>
  run(`server add ${name} --url ${server.url} --user ${user} --password-stdin`, `pw ${user}\n`);

describe('saved servers', () => {
  it('of two users keep their lists apart, live and when the server is gone', async () => {
    await save('One', 'one');
    await save('Two', 'two');
    for (const name of ['One', 'Two']) expect((await run(`sync --server ${name}`)).exit).toBe(0);
    expect([await list('One'), await list('Two')]).toEqual([7, 11]);
    expect((await run('snapshots --server One --format json')).json).toMatchObject({ snapshots: [{ sessions: 7, gone: 0 }] });
    expect((await run('sync --server One --format json')).json).toMatchObject({
      connections: [{ new: 0, changed: 0, gone: 0, sessions: 7 }],
    });
    await server.close();
    expect([await list('One'), await list('Two')]).toEqual([7, 11]);
    for (const name of ['One', 'Two']) {
      expect((await run(`connections --server ${name} --format json`)).json).toMatchObject({ source: 'saved' });
    }
    expect((await run('verify --format json')).json).toEqual({ ok: true, problems: [] });
  });

  it('that get another user never send the password of the one before', async () => {
    await save('Track', 'one');
    expect((await run('sync --server Track')).exit).toBe(0);
    const edited = await run('server edit Track --user two');
    expect([edited.exit, edited.err.includes('forgotten')]).toEqual([0, true]);
    expect((await run('sync --server Track --format json')).exit).toBe(2);
    expect((await run('sync --server Track --user one')).exit).toBe(2);
    expect(await list('Track')).toContain('never saved');
    expect((await run('sync --server Track --password-stdin', 'pw two\n')).exit).toBe(0);
    expect(server.signIns).toEqual(['one: pw one', 'two: pw two']);
    // The lists of the first user stay, under the address.
    expect([await list('Track'), await list(`${server.url} --user one`)]).toEqual([11, 7]);
    expect((await run('server edit Track --user one --password-stdin', 'pw one\n')).exit).toBe(0);
    expect(await list('Track')).toBe(7);
  });

  it('that are signed out ask for the password, and can be read', async () => {
    await save('Track', 'one');
    await run('sync --server Track');
    expect((await run('server sign-out Track')).exit).toBe(0);
    const refused = await run('sync --server Track --format json');
    expect(refused.exit).toBe(2);
    expect(JSON.parse(refused.err)).toMatchObject({ error: { code: 'password-missing' } });
    expect((await run('connections --server Track --format json')).json).toMatchObject({ source: 'saved' });
    expect(await list('Track')).toBe(7);
    expect(server.signIns).toHaveLength(1);
  });
});

describe('an address', () => {
  it('is read again without a user where one is known, and asks which where two are', async () => {
    const sync = (user: string): Promise<{ exit: number }> =>
      run(`sync --server ${server.url} --user ${user} --password-stdin`, `pw ${user}\n`);
    expect((await sync('one')).exit).toBe(0);
    expect(await list(server.url)).toBe(7);
    expect((await sync('two')).exit).toBe(0);
    expect(await list(server.url)).toContain('“one”, “two”');
    expect([await list(`${server.url} --user one`), await list(`${server.url} --user two`)]).toEqual([7, 11]);
    for (const words of [
      'snapshots',
      'connections',
      'show --connection Season2017 --session k',
      'export --connection Season2017 --to x.csv',
    ]) {
      const refused = await run(`${words} --server ${server.url}`);
      expect([words, refused.exit, refused.err.includes('--user')]).toEqual([words, 2, true]);
    }
    expect((await run(`export --connection Season2017 --to x.csv --server ${server.url} --user two`)).exit).toBe(0);
  });

  it('of an earlier version gives what it kept to the first user who signs in', async () => {
    await paddock.withParts(async ({ store }) => {
      const opened = await store();
      // As the first versions kept it: under the address alone.
      await opened.saveConnections(server.url, {
        takenAt: '2026-01-01T00:00:00.000Z',
        connections: [{ name: 'Season2017' }, { name: 'Old' }],
      });
      const { read } = await opened.beginRead({
        ...{ server: server.url, connection: 'Season2017', generation: 'sqlrace', startedAt: '2026-01-01T00:00:00.000Z', fresh: true },
      });
      await opened.addPage(read, 0, 100, Buffer.from('[{"Key":"k1","Identifier":"a"},{"Key":"k2","Identifier":"b"}]'));
      await opened.seal(read, { status: 'complete', endedAt: '2026-01-01T00:00:01.000Z', keepCheckpoint: false });
    });
    await save('One', 'one');
    expect([await list(server.url), await list('One'), await list(`${server.url} --user two`)]).toEqual([2, 2, 2]);
    const synced = await run('sync --server One --connection Season2017 --format json');
    expect(synced.json).toMatchObject({ connections: [{ snapshot: 2, sessions: 7, gone: 2 }] });
    expect(await list('One --snapshot 1')).toBe(2);
    expect(await list(`${server.url} --user two`)).toContain('never saved');
    expect((await run('verify --format json')).json).toEqual({ ok: true, problems: [] });
  });
});
