import { describe, expect, it } from 'vitest';
import type { Session } from '../../preload/model.ts';
import { captureIo, type CapturedIo, type IoOptions } from '../../test/fakes/io.ts';
import { createFakeServer, type FakeServer } from '../../test/fakes/remote.ts';
import { createFakeServers } from '../../test/fakes/servers.ts';
import { createFakeStore, type FakeStore } from '../../test/fakes/store.ts';
import { Failure, type ExitCode } from '../failure.ts';
import { silent } from '../log.ts';
import type { Servers } from '../servers/servers.ts';
import { createSources } from '../sources.ts';
import type { Sync } from '../sync/sync.ts';
import { runCli } from './index.ts';

const url = 'http://track';
const session = (key: string, more: Partial<Session> = {}): Session => ({ key, identifier: `id-${key}`, extra: {}, ...more });

interface House {
  readonly server: FakeServer;
  readonly servers: Servers;
  readonly store: FakeStore;
  readonly opened: string[];
  readonly run: (words: string, io?: IoOptions) => Promise<CapturedIo & { readonly exit: ExitCode }>;
}

function build({ keychain = true, sync }: { keychain?: boolean; sync?: Sync } = {}): House {
  const server = createFakeServer();
  const servers = createFakeServers(keychain);
  const store = createFakeStore();
  const opened: string[] = [];
  const complete: Sync = (request) => {
    const snapshot = store.seed(request.server, request.connection, [session('k')]);
    const counts = { sessions: 1, new: 1, changed: 0, gone: 0, skipped: 0, requests: 2, bytes: 100, ms: 5 };
    return Promise.resolve({ connection: request.connection, snapshot: snapshot.number, status: 'complete', ...counts });
  };
  const sources = createSources({
    ...{ servers, store, connect: server.connect, sync: sync ?? complete, log: silent, now: () => 0 },
    startDemo: () => Promise.reject(new Error('no demo here')),
  });
  const open = <Part>(name: string, part: Part) => {
    return (): Promise<Part> => {
      opened.push(name);
      return Promise.resolve(part);
    };
  };
  const parts = {
    ...{ version: '1.2.3', log: silent },
    ...{ servers: open('servers', servers), store: open('store', store), sources: open('sources', sources) },
    startDemo: () => Promise.resolve({ url: 'http://127.0.0.1:9', identityUrl: 'http://127.0.0.1:8', close: () => Promise.resolve() }),
  };
  /** Words are split at blanks; `_` stands for a blank within one. */
  const run: House['run'] = async (words, options) => {
    const io = captureIo(options);
    if (words.startsWith('demo')) setImmediate(() => io.interrupt());
    const list = words.split(' ').map((word) => word.replaceAll('_', ' '));
    return Object.assign(io, { exit: await runCli(words === '' ? [] : list, parts, io) });
  };
  return { server, servers, store, opened, run };
}

async function withTrack(more: Parameters<typeof build>[0] = {}): Promise<House> {
  const house = build(more);
  await house.servers.add({ name: 'Track', url, user: 'engineer' }, 'right');
  return house;
}

describe('usage', () => {
  it('answers help and version on stdout and opens nothing', async () => {
    const { run, opened } = build();
    const help = await run('--help');
    expect(help).toMatchObject({ exit: 0 });
    expect(help.out()).toContain('snapshots');
    for (const absent of ['diff', 'import', '.paddock', '.parquet']) expect(help.out()).not.toContain(absent);
    expect((await run('--version')).out()).toBe('1.2.3\n');
    expect(opened).toEqual([]);
  });

  it.each(['server add', 'server list', 'server remove', 'connections', 'sync', 'list', 'snapshots', 'show', 'export', 'verify', 'demo'])(
    'has help with an example for %s',
    async (command) => {
      const help = await build().run(`${command} --help`);
      expect(help.exit).toBe(0);
      expect(help.out()).toContain(`Example:\n  paddock ${command}`);
      expect(help.out()).toContain('--user-data-dir');
      expect(help.err()).toBe('');
    },
  );

  it.each([
    '',
    'server',
    'bogus',
    'diff',
    'import file',
    'server add',
    'list',
    'list --server',
    'list --server Track',
    'verify extra',
    '--bogus list',
  ])('refuses “%s” with 2, on stderr', async (words) => {
    const refused = await build().run(words);
    expect(refused.exit).toBe(2);
    expect(refused.out()).toBe('');
    expect(refused.err()).not.toBe('');
  });

  it.each([
    'sync --server Track --password hunter2',
    'sync --server Track --password=hunter2',
    '--password hunter2 sync --server Track',
    'sync --server Track -phunter2',
    'sync --server Track --pwned=hunter2',
    'sync --server Track --unknown hunter2',
    '--unknown hunter2',
    'server add Track --url http://engineer:hunter2@track --user engineer',
    'list --server http://engineer:hunter2@track --connection x',
    'list --server Track --connection x --limit hunter2',
    'list --server Track --connection x --format hunter2',
    'list --server Track --connection x --sort hunter2',
    'list hunter2 --server Track --connection x',
  ])('never repeats a secret: %s', async (words) => {
    const { run } = await withTrack();
    for (const format of ['', ' --format json']) {
      const refused = await run(words + format);
      expect(refused.exit).toBe(2);
      expect(refused.out() + refused.err()).not.toContain('hunter2');
    }
  });

  it('tells failures as JSON where JSON is asked for', async () => {
    const { run } = build();
    const refused = await run('--format json list --server Nowhere --connection x');
    expect(refused.exit).toBe(2);
    expect(refused.out()).toBe('');
    expect(JSON.parse(refused.err())).toEqual({ error: { code: 'not-found', message: 'No server named “Nowhere” is saved.' } });
  });
});

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
    expect((await store.connections(url))?.connections).toHaveLength(2);
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

  it('does not take what was saved for an answer', async () => {
    const { run, server } = await withTrack();
    await run('connections --server Track');
    server.failure = new Failure('unreachable');
    expect(await run('sync --server Track')).toMatchObject({ exit: 4 });
  });
});

describe('list', () => {
  const many = Array.from({ length: 5000 }, (_, index) => session(`k${index}`, { lapsCount: index, stateRaw: 2, state: 'unknown' }));

  it('prints the documented object, exact to the digit, and closes what it opened', async () => {
    const { run, store } = await withTrack();
    store.seed(url, 'Season2017', [
      session('k', {
        id: 1234567890123456789n,
        timeZone: null,
        details: [{ name: 'Driver', value: 'HAM' }],
        extra: { Ns: 9007199254740993n },
      }),
    ]);
    const listed = await run('list --server Track --connection Season2017 --format json');
    expect(listed.out()).toBe(
      '{"source":"saved","snapshot":1,"takenAt":"2017-10-23T20:00:00.000Z","total":1,"sessions":[\n' +
        '{"key":"k","identifier":"id-k","timeZone":null,"id":1234567890123456789,' +
        '"details":[{"name":"Driver","value":"HAM"}],"extra":{"Ns":9007199254740993}}\n]}\n',
    );
    expect(store.open.size).toBe(0);
  });

  it('streams in batches, counts before the limit, and needs no network', async () => {
    const { run, store, server } = await withTrack();
    store.seed(url, 'Season2017', many);
    const listed = await run('list --server http://track/ --connection Season2017 --format json --limit 4500');
    const { total, sessions } = JSON.parse(listed.out()) as { total: number; sessions: unknown[] };
    expect([total, sessions.length]).toEqual([5000, 4500]);
    expect(store.asked).toEqual([
      [0, 2000],
      [2000, 4000],
      [4000, 4500],
    ]);
    expect(server.signIns).toEqual([]);
  });

  it('ends quietly when the reader goes away, and tells a full disk', async () => {
    const { run, store } = await withTrack();
    store.seed(url, 'Season2017', many);
    const words = 'list --server Track --connection Season2017 --format ndjson';
    const gone = await run(words, { stdoutEnds: { after: 0, code: 'EPIPE' } });
    expect([gone.exit, gone.err()]).toEqual([0, '']);
    expect(store.open.size).toBe(0);
    expect(await run(words, { stdoutEnds: { after: 1000, code: 'ENOSPC' } })).toMatchObject({ exit: 2 });
  });

  it('shows a state without a documented meaning as the server’s own', async () => {
    const { run, store } = await withTrack();
    store.seed(url, 'Season2017', many.slice(0, 1));
    const table = await run('list --server Track --connection Season2017', { terminal: 60 });
    expect(table.out()).toContain('State 2');
    expect(
      table
        .out()
        .split('\n')
        .every((line) => line.length <= 60),
    ).toBe(true);
  });

  it('names what is not there', async () => {
    const { run, store } = await withTrack();
    await store.saveConnections(url, { takenAt: 'x', connections: [{ name: 'Known' }] });
    store.seed(url, 'Season2017', []);
    for (const [words, named, code] of [
      ['--server Track --connection Known', 'Known', 'never-saved'],
      ['--server Track --connection Nowhere', 'Nowhere', 'not-found'],
      ['--server Track --connection Season2017 --snapshot 9', '9', 'not-found'],
      ['--server http://elsewhere --connection x', 'http://elsewhere', 'never-saved'],
    ] as const) {
      const refused = await run(`list ${words} --format json`);
      expect(refused.exit).toBe(2);
      const { error } = JSON.parse(refused.err()) as { error: { code: string; message: string } };
      expect(error.code).toBe(code);
      expect(error.message).toContain(named);
    }
  });

  it('marks the place of a filter that cannot be read', async () => {
    const { run, store } = await withTrack();
    store.seed(url, 'Season2017', []);
    const refused = await run('list --server Track --connection Season2017 --filter "');
    expect(refused.exit).toBe(2);
    expect(refused.err()).toContain('\n  "\n  ^\n');
  });
});

describe('snapshots, verify and demo', () => {
  it('lists snapshots, and names what was never saved', async () => {
    const { run, store } = await withTrack();
    expect((await run('snapshots --server Track --format json')).out()).toBe('{"snapshots":[]}\n');
    store.seed(url, 'Season2017', [], { status: 'partial', reason: 'It was cut off.', name: 'Friday' });
    const { snapshots } = JSON.parse((await run('snapshots --server Track --format json')).out()) as { snapshots: object[] };
    expect(Object.keys(snapshots[0] ?? {})).toEqual([
      'connection',
      'number',
      'takenAt',
      'status',
      'reason',
      'sessions',
      'new',
      'changed',
      'gone',
      'name',
      'pinned',
    ]);
    expect(await run('snapshots --server Track --connection Nowhere')).toMatchObject({ exit: 2 });
    expect(await run('snapshots --server http://elsewhere')).toMatchObject({ exit: 2 });
  });

  it('verifies: 0 and ok, or 6 and the problems', async () => {
    const { run, store } = build();
    expect(await run('verify --format json')).toMatchObject({ exit: 0 });
    store.problems = [{ code: 'snapshot-damaged', message: 'Snapshot 3 is damaged.' }];
    const damaged = await run('verify --format json');
    expect(damaged.exit).toBe(6);
    expect(JSON.parse(damaged.out())).toEqual({ ok: false, problems: store.problems });
    expect(JSON.parse(damaged.err())).toMatchObject({ error: { code: 'store-damaged' } });
    store.verify = () => Promise.reject(new Failure('store-damaged'));
    expect(JSON.parse((await run('verify --format json')).out())).toMatchObject({ ok: false, problems: [{ code: 'store-damaged' }] });
    store.verify = () => Promise.reject(new Failure('store-newer'));
    expect(await run('verify')).toMatchObject({ exit: 6 });
  });

  it('prints the demo server’s addresses and ends when it is told to', async () => {
    const { run, opened } = build();
    const ended = await run('demo --port 0 --generation influx --password x --fault html');
    expect(ended.exit).toBe(0);
    expect(ended.out()).toBe('Paddock demo server: http://127.0.0.1:9\nIdentity server: http://127.0.0.1:8\n');
    expect(opened).toEqual([]);
  });

  it('tells a bug briefly', async () => {
    const { run, store } = build();
    store.verify = () => Promise.reject(new TypeError('inner details'));
    const bug = await run('verify');
    expect(bug.exit).toBe(1);
    expect(bug.err()).not.toContain('inner details');
  });
});
