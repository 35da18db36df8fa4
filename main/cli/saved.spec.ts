import { describe, expect, it } from 'vitest';
import { build, session, url, withTrack } from '../../test/fakes/house.ts';
import { Failure } from '../failure.ts';

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

  it('tells an own mark where there is one', async () => {
    const { run, store } = await withTrack();
    store.seed(url, 'Season2017', [session('k'), session('l')]);
    const plain = { ...store };
    Object.assign(store, {
      rows: async (...args: Parameters<typeof plain.rows>) =>
        (await plain.rows(...args)).map((row) => (row.session.key === 'k' ? { ...row, own: { starred: true, note: 'wet' } } : row)),
    });
    const { sessions } = JSON.parse((await run('list --server Track --connection Season2017 --format json')).out()) as {
      sessions: object[];
    };
    expect(sessions).toEqual([
      { key: 'k', identifier: 'id-k', extra: {}, own: { starred: true, note: 'wet' } },
      { key: 'l', identifier: 'id-l', extra: {} },
    ]);
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

  it('takes what signs in elsewhere, and reads no password for it', async () => {
    const { run, store, server } = await withTrack();
    store.seed(url, 'Season2017', many.slice(0, 1));
    for (const words of ['list --server http://track --connection Season2017', 'snapshots --server http://track']) {
      expect(await run(`${words} --user demo --password-stdin`)).toMatchObject({ exit: 0 });
    }
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
