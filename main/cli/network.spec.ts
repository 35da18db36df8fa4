import { describe, expect, it } from 'vitest';
import { build, url, withTrack } from '../../test/fakes/house.ts';
import { Failure } from '../failure.ts';
import { placeOf } from '../place.ts';
import type { Sync } from '../sync/sync.ts';

describe('server', () => {
  it('is added without asking anybody, with its password where a keychain is', async () => {
    const { run, servers, server, opened } = build();
    const added = await run('server add Track --url http://track:80/ --user engineer --password-stdin', { stdin: 'right\r\nrest\n' });
    expect(added).toMatchObject({ exit: 0 });
    expect(added.out()).toBe('');
    expect(await servers.password('id-Track')).toBe('right');
    expect(server.signIns).toEqual([]);
    expect(opened).toEqual(['servers']);
    const listed = await run('server list --format json');
    expect(JSON.parse(listed.out())).toEqual({ servers: [{ name: 'Track', url, user: 'engineer', generation: 'auto', readOnly: false }] });
  });

  it('says so where the password cannot be kept', async () => {
    const { run, servers } = build({ keychain: false });
    const added = await run('server add Track --url http://track --user engineer --password-stdin', { stdin: 'right\n' });
    expect(added.exit).toBe(0);
    expect(added.err()).toContain('not kept');
    expect(await servers.password('id-Track')).toBeUndefined();
  });

  it('is removed by name; another name is told', async () => {
    const { run, servers } = await withTrack();
    expect(await run('server remove Trakc')).toMatchObject({ exit: 2 });
    expect((await run('server remove Trakc')).err()).toContain('Trakc');
    expect(await run('server remove Track')).toMatchObject({ exit: 0 });
    expect(servers.list()).toEqual([]);
  });

  it('is refused where it cannot be: name taken, address, certificate file, empty password', async () => {
    const { run } = await withTrack();
    const add = 'server add Other --user engineer --url';
    for (const words of ['server add Track --url http://track --user x', `${add} ftp://track`, `${add} http://track --ca /no/such/file`]) {
      expect(await run(words)).toMatchObject({ exit: 2 });
    }
    expect(await run(`${add} http://track --password-stdin`, { stdin: '\n' })).toMatchObject({ exit: 2 });
  });
});

describe('connections', () => {
  it('come from the server, in each format', async () => {
    const { run, server } = await withTrack();
    server.connections = [{ name: 'Season2017', serverName: null, isSqlite: false, databaseName: 'DB', identifier: 'x', rootPath: '' }];
    const json = await run('connections --server Track --format json');
    expect(json.out()).toBe(
      '{"source":"live","takenAt":"1970-01-01T00:00:00.000Z","connections":[\n' +
        '{"name":"Season2017","serverName":null,"isSqlite":false,"databaseName":"DB","identifier":"x","rootPath":""}\n]}\n',
    );
    expect((await run('connections --server Track --format ndjson')).out()).toContain('{"name":"Season2017"');
    expect((await run('connections --server Track --format csv')).out()).toBe(
      'name,serverName,isSqlite,databaseName,identifier,rootPath\r\nSeason2017,,false,DB,x,\r\n',
    );
    expect((await run('connections --server Track')).out()).toMatch(/^Connection +Saved sessions/);
  });

  it('are those last seen when offline, which is said and is no failure', async () => {
    const { run, server } = await withTrack();
    await run('connections --server Track');
    server.failure = new Failure('unreachable');
    const offline = await run('connections --server Track --format json');
    expect(offline.exit).toBe(0);
    expect(JSON.parse(offline.out())).toMatchObject({
      source: 'saved',
      connections: [{ name: 'Season2017' }, { name: 'Live Session Cache' }],
    });
    expect(offline.err()).toContain('saved');
    expect((await run('connections --server Track --quiet')).err()).toBe('');
  });

  it.each([
    ['unreachable', 4],
    ['html-answer', 4],
    ['sign-in-refused', 3],
    ['forbidden', 3],
    ['store-full', 6],
  ] as const)('fail with %s as %i where nothing is saved', async (code, exit) => {
    const { run, server } = await withTrack();
    server.failure = new Failure(code, undefined, { serverSaid: 'No \u001B[31mway' });
    const failed = await run('connections --server Track');
    expect(failed).toMatchObject({ exit });
    expect(failed.out()).toBe('');
    expect(failed.err()).toContain('The server said: “No \uFFFD[31mway”');
  });

  it('of an address need a user and a password for the run, and are kept under the address', async () => {
    const { run, store, server } = build();
    expect(await run('connections --server http://track')).toMatchObject({ exit: 2 });
    expect(await run('connections --server http://track --password-stdin', { stdin: 'right' })).toMatchObject({ exit: 2 });
    expect(server.signIns).toEqual([]);
    const live = await run('connections --server HTTP://TRACK/ --user engineer --password-stdin', { stdin: 'right' });
    expect(live.exit).toBe(0);
    expect((await store.connections(placeOf({ url, user: 'engineer' })))?.connections).toHaveLength(2);
    server.failure = new Failure('unreachable');
    expect(await run('connections --server http://track')).toMatchObject({ exit: 0 });
  });
});

describe('sync', () => {
  it('reads all connections in the server’s order, or those that are named', async () => {
    const { run } = await withTrack();
    const all = JSON.parse((await run('sync --server Track --format json')).out()) as { connections: { connection: string }[] };
    expect(all.connections.map(({ connection }) => connection)).toEqual(['Season2017', 'Live Session Cache']);
    expect(all.connections[0]).toEqual({
      ...{ connection: 'Season2017', snapshot: 1, status: 'complete', sessions: 1, new: 1, changed: 0, gone: 0 },
      ...{ skipped: 0, requests: 2, bytes: 100, ms: 5 },
    });
    const one = await run('sync --server Track --connection Live_Session_Cache --page-size 50 --full --format csv');
    expect(one.out().split('\r\n')).toHaveLength(3);
    const none = await run('sync --server Track --connection Nowhere');
    expect(none).toMatchObject({ exit: 2 });
    expect(none.err()).toContain('Nowhere');
  });

  const outcome = (failing: Readonly<Record<string, Failure | string>>): Sync => {
    return ({ connection }) => {
      const how = failing[connection];
      if (how instanceof Failure) return Promise.reject(how);
      const counts = { sessions: 1, new: 1, changed: 0, gone: 0, skipped: 2, requests: 1, bytes: 1, ms: 1 };
      const status = how === undefined ? ({ status: 'complete' } as const) : ({ status: 'partial', reason: how } as const);
      return Promise.resolve({ connection, snapshot: 1, ...status, ...counts });
    };
  };

  it('is done in part where a connection is, and prints the result all the same', async () => {
    const { run } = await withTrack({ sync: outcome({ Season2017: 'The server went away.' }) });
    const partial = await run('sync --server Track --format json');
    expect(partial.exit).toBe(5);
    expect(JSON.parse(partial.out())).toMatchObject({ connections: [{ status: 'partial', reason: 'The server went away.' }, {}] });
    const said = partial.err().trim().split('\n').at(-1) ?? '';
    expect(JSON.parse(said)).toMatchObject({ error: { code: 'partial', message: expect.stringContaining('went away') as unknown } });
    expect(partial.err()).toContain('2 records could not be read');
  });

  it('is done in part where some connections failed, and failed where all did', async () => {
    const some = await (
      await withTrack({ sync: outcome({ Season2017: new Failure('forbidden') }) })
    ).run('sync --server Track --format json');
    expect(some.exit).toBe(5);
    expect(JSON.parse(some.out())).toMatchObject({ connections: [{ connection: 'Live Session Cache' }] });
    const gone = new Failure('unreachable');
    const all = await (await withTrack({ sync: outcome({ 'Season2017': gone, 'Live Session Cache': gone }) })).run('sync --server Track');
    expect(all.exit).toBe(4);
    expect(all.out()).toBe('');
    const full = await (await withTrack({ sync: outcome({ 'Live Session Cache': new Failure('store-full') }) })).run('sync --server Track');
    expect(full.exit).toBe(6);
    expect(full.out()).toContain('Season2017');
  });

  it.each(['timed-out', 'html-answer', 'not-this-api'] as const)('ends after two connections in a row with %s', async (code) => {
    const asked: string[] = [];
    const good = outcome({});
    const tried = async (failing: readonly string[]) => {
      asked.length = 0;
      const house = await withTrack({
        sync: (request, ...rest) => {
          asked.push(request.connection);
          return failing.includes(request.connection) ? Promise.reject(new Failure(code)) : good(request, ...rest);
        },
      });
      house.server.connections = ['A', 'B', 'C', 'D', 'E'].map((name) => ({ name }));
      return house.run('sync --server Track --format json');
    };
    const all = await tried(['A', 'B', 'C', 'D', 'E']);
    expect(all.exit).toBe(4);
    expect(asked).toEqual(['A', 'B']);
    expect(all.err()).toContain('3 more connections were not asked for.');
    const some = await tried(['A', 'C', 'D']);
    expect(some.exit).toBe(5);
    expect(asked).toEqual(['A', 'B', 'C', 'D']);
    expect(some.err()).toContain('One more connection was not asked for.');
  });

  it('does not take what was saved for an answer', async () => {
    const { run, server } = await withTrack();
    await run('connections --server Track');
    server.failure = new Failure('unreachable');
    expect(await run('sync --server Track')).toMatchObject({ exit: 4 });
  });
});
