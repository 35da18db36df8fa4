import { describe, expect, it } from 'vitest';
import type { MarkChanges, OwnMark, SnapshotDiff } from '../../preload/history.ts';
import { session, url, withTrack } from '../../test/fakes/house.ts';
import { Failure } from '../failure.ts';

const of = '--server Track --connection Season2017';

const found: SnapshotDiff = {
  from: 1,
  to: 2,
  new: [session('k1', { lapsCount: 3 })],
  changed: [
    {
      key: 'k2',
      identifier: 'id-k2',
      fields: [
        { field: 'lapsCount', from: 3, to: 9007199254740993n },
        { field: 'Driver', from: null, to: 'HAM' },
      ],
    },
  ],
  gone: [session('k3', {})],
};

describe('diff', () => {
  const withDiff = async () => {
    const { run, store } = await withTrack();
    const asked: unknown[][] = [];
    Object.assign(store, {
      diff: (...args: unknown[]) => {
        asked.push(args);
        return Promise.resolve(found);
      },
    });
    return { run, store, asked };
  };

  it('prints the documented object, exact to the digit', async () => {
    const { run, asked } = await withDiff();
    const told = await run(`diff ${of} 1 2 --format json`);
    expect(told.exit).toBe(0);
    expect(told.out()).toBe(
      '{"from":1,"to":2,"new":[\n{"key":"k1","identifier":"id-k1","lapsCount":3,"extra":{}}\n],"changed":[\n' +
        '{"key":"k2","identifier":"id-k2","fields":[{"field":"lapsCount","from":3,"to":9007199254740993},{"field":"Driver","from":null,"to":"HAM"}]}\n' +
        '],"gone":[\n{"key":"k3","identifier":"id-k3","extra":{}}\n]}\n',
    );
    expect(asked).toEqual([[expect.stringContaining(url), 'Season2017', 1, 2]]);
    expect(told.err()).toContain('1 new, 1 changed, 1 gone between snapshots 1 and 2.');
  });

  it('prints a line for each session, each changed field, or a table', async () => {
    const { run } = await withDiff();
    const lines = (await run(`diff ${of} 1 2 --format ndjson`)).out().trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { change: string; key: string }).change)).toEqual(['new', 'changed', 'gone']);
    expect((await run(`diff ${of} 1 2 --format csv`)).out()).toBe(
      'change,key,identifier,field,from,to\r\nnew,k1,id-k1,,,\r\nchanged,k2,id-k2,lapsCount,3,9007199254740993\r\n' +
        'changed,k2,id-k2,Driver,,HAM\r\ngone,k3,id-k3,,,\r\n',
    );
    const table = (await run(`diff ${of} 1 2`)).out();
    for (const text of ['new', 'changed', 'gone', 'lapsCount', 'HAM', '–']) expect(table).toContain(text);
  });

  it('says where nothing is different', async () => {
    const { run, store } = await withDiff();
    Object.assign(store, { diff: () => Promise.resolve({ from: 1, to: 2, new: [], changed: [], gone: [] }) });
    expect((await run(`diff ${of} 1 2`)).out()).toBe('Nothing is different.\n');
    expect((await run(`diff ${of} 1 2 --format json`)).out()).toBe('{"from":1,"to":2,"new":[],"changed":[],"gone":[]}\n');
  });

  it('refuses numbers that are none, and names what is not there', async () => {
    const { run, store } = await withDiff();
    for (const words of ['0 1', '1 x', '1']) expect((await run(`diff ${of} ${words}`)).exit).toBe(2);
    Object.assign(store, { diff: () => Promise.reject(new Failure('not-found', 'Snapshot 9 of this connection is not there.')) });
    const refused = await run(`diff ${of} 1 9`);
    expect([refused.exit, refused.err()]).toEqual([2, expect.stringContaining('Snapshot 9') as string]);
    Object.assign(store, { diff: () => Promise.reject(new Failure('never-saved')) });
    expect((await run(`diff ${of} 1 2`)).err()).toContain('“Season2017” of “Track” was never saved');
  });
});

describe('snapshot', () => {
  it('names, pins and unpins, and prints the snapshot', async () => {
    const { run, store } = await withTrack();
    const kept = store.seed(url, 'Season2017', []);
    const changes: unknown[] = [];
    Object.assign(store, {
      keepSnapshot: (...[, , number, keep]: readonly [string, string, number, object]) => {
        changes.push([number, keep]);
        return Promise.resolve({ ...kept, ...keep });
      },
    });
    const named = await run(`snapshot name ${of} 1 FP1 --format json`);
    expect(JSON.parse(named.out())).toMatchObject({ snapshots: [{ number: 1, name: 'FP1', pinned: false }] });
    expect((await run(`snapshot pin ${of} 1`)).exit).toBe(0);
    expect((await run(`snapshot unpin ${of} 1`)).exit).toBe(0);
    expect(changes).toEqual([
      [1, { name: 'FP1' }],
      [1, { pinned: true }],
      [1, { pinned: false }],
    ]);
  });
});

describe('mark', () => {
  it('changes what is said, leaves the rest, and tells the mark', async () => {
    const { run, store } = await withTrack();
    const changed: MarkChanges[] = [];
    let own: OwnMark | null = { starred: true, note: 'wet' };
    Object.assign(store, {
      mark: (...[, , , changes]: readonly [string, string, readonly string[], MarkChanges]) => {
        changed.push(changes);
        return Promise.resolve();
      },
      markOf: () => Promise.resolve(own),
    });
    const told = await run(`mark ${of} --session k1 --star --note wet --colour red --format json`);
    expect(JSON.parse(told.out())).toEqual({ session: 'k1', marks: [{ starred: true, note: 'wet' }] });
    await run(`mark ${of} --session k1 --no-star --colour none`);
    await run(`mark ${of} --session k1`);
    expect(changed).toEqual([
      { starred: true, note: 'wet', colour: 'red' },
      { starred: false, colour: null },
    ]);
    own = null;
    expect((await run(`mark ${of} --session k1`)).out()).toBe('This session is not marked.\n');
    expect((await run(`mark ${of} --session k1 --colour pink`)).exit).toBe(2);
  });
});
