import { describe, expect, it } from 'vitest';
import type { Forgotten, ThinningOffer, Usage } from '../../preload/history.ts';
import { url, withTrack } from '../../test/fakes/house.ts';
import { Failure } from '../failure.ts';

const place = `${url} engineer`;

describe('store', () => {
  it('usage tells what each connection takes', async () => {
    const { run, store } = await withTrack();
    const usage: Usage = {
      bytes: 12_345_678,
      estimated: true,
      servers: [
        { server: place, bytes: 2_000_000, connections: [{ connection: 'Season2017', snapshots: 3, sessions: 1_003, bytes: 2_000_000 }] },
      ],
    };
    Object.assign(store, { usage: () => Promise.resolve(usage) });
    expect(JSON.parse((await run('store usage --format json')).out())).toEqual({
      bytes: 12_345_678,
      estimated: true,
      connections: [{ server: url, connection: 'Season2017', snapshots: 3, sessions: 1_003, bytes: 2_000_000 }],
    });
    const table = await run('store usage');
    expect(table.out()).toMatch(/Season2017 +3 +1,003 +2 MB/);
    expect(table.err()).toContain('12.3 MB');
  });

  it('thin says what it frees and how it is undone; with --dry-run it takes nothing away', async () => {
    const { run, store } = await withTrack();
    const snapshot = store.seed(place, 'Season2017', []);
    const offer: ThinningOffer = {
      snapshots: [{ server: place, connection: 'Season2017', snapshot }],
      of: 7,
      bytes: 1_500_000,
      byItself: false,
      undoable: 0,
    };
    let thinned = 0;
    Object.assign(store, {
      thinning: () => Promise.resolve(offer),
      thin: () => {
        thinned += 1;
        return Promise.resolve({ snapshots: 1, bytes: 1_500_000, undoUntil: '2026-11-29T12:00:00.000Z' });
      },
      undoThinning: () => Promise.resolve(1),
    });
    const dry = await run('store thin --dry-run --format json');
    expect(JSON.parse(dry.out())).toEqual({
      thinned: false,
      of: 7,
      bytes: 1_500_000,
      snapshots: [{ server: url, connection: 'Season2017', number: 1, takenAt: snapshot.takenAt }],
    });
    expect([thinned, dry.err()]).toEqual([0, expect.stringContaining('1 of 7 snapshots and free about 1.5 MB') as string]);
    const done = await run('store thin');
    expect([thinned, done.err()]).toEqual([1, expect.stringContaining('Until 2026-11-29T12:00:00.000Z') as string]);
    expect((await run('store undo-thin')).out()).toBe('One snapshot is back.\n');
  });

  it('thin --by-itself is chosen once, and said', async () => {
    const { run, store } = await withTrack();
    const chosen: boolean[] = [];
    Object.assign(store, { thinByItself: (on: boolean) => Promise.resolve(chosen.push(on)).then(() => undefined) });
    expect((await run('store thin --by-itself on --format json')).out()).toBe('{"byItself":true}\n');
    expect((await run('store thin --by-itself off')).out()).toContain('all snapshots are kept');
    expect((await run('store thin --by-itself maybe')).exit).toBe(2);
    expect(chosen).toEqual([true, false]);
  });

  it('compact tells sizes, and a disk that is too full', async () => {
    const { run, store } = await withTrack();
    Object.assign(store, { compact: () => Promise.resolve({ before: 30_000_000, after: 10_000_000 }) });
    expect((await run('store compact')).out()).toBe('The store takes 10 MB now; it took 30 MB.\n');
    expect((await run('store compact --format csv')).out()).toBe('before,after\r\n30000000,10000000\r\n');
    Object.assign(store, { compact: () => Promise.reject(new Failure('store-full', 'The disk is too full: 7 MB are missing.')) });
    expect(await run('store compact')).toMatchObject({ exit: 6 });
  });
});

describe('backup', () => {
  it('is written where it was told, from where the command stands', async () => {
    const { run, store } = await withTrack();
    const files: string[] = [];
    Object.assign(store, {
      backup: (file: string) => {
        files.push(file);
        return Promise.resolve({ file, bytes: 5_000_000, snapshots: 4 });
      },
    });
    const told = await run('backup --to copy.db --format json');
    expect(files[0]).toMatch(/[\\/]copy\.db$/);
    expect(JSON.parse(told.out())).toEqual({ file: files[0], bytes: 5_000_000, snapshots: 4 });
    expect((await run('backup')).exit).toBe(2);
  });
});

describe('forget', () => {
  const forgotten: Forgotten = { connections: ['Season2017'], snapshots: 1, sessions: 9, marks: 2, bytes: 90_000 };

  it('says what goes, does nothing without a yes, and tells what went', async () => {
    const { run, store } = await withTrack();
    store.seed(place, 'Season2017', []);
    const asked: unknown[][] = [];
    Object.assign(store, {
      forget: (...args: unknown[]) => {
        asked.push(args);
        return Promise.resolve(forgotten);
      },
    });
    const unsure = await run('forget --server Track --connection Season2017');
    expect([unsure.exit, unsure.err(), asked]).toEqual([2, expect.stringContaining('deletes for good') as string, []]);
    const done = await run('forget --server Track --connection Season2017 --yes --format json');
    expect(JSON.parse(done.out())).toEqual({ ...forgotten });
    expect(asked).toEqual([[expect.stringContaining(url), 'Season2017']]);
    expect((await run('forget --server Track --yes')).out()).toContain('Forgotten: 1 snapshot of 9 sessions, 2 own marks, about 90 kB.');
  });

  it('names what was never saved', async () => {
    const { run, store } = await withTrack();
    expect((await run('forget --server Track --yes')).err()).toContain('“Track” was never saved');
    store.seed(place, 'Season2017', []);
    Object.assign(store, { forget: () => Promise.reject(new Failure('never-saved')) });
    expect((await run('forget --server Track --connection Season2017 --yes')).err()).toContain('“Season2017” of “Track” was never saved');
  });
});
