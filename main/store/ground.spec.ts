import { expect, it } from 'vitest';
import { storeThread } from '../../test/setup/threads.ts';
import { defaultSort } from '../../preload/model.ts';
import { decodeSessions } from '../remote/wire/index.ts';
import type { OpenedStore } from './client.ts';
import { momentOf } from './moments.ts';
import { begin, body, connection, identifierOf, inFolder, keyOf, readAll, season, sent, server, withStore, type Sent } from './trial.ts';

const inStore = (work: (store: OpenedStore) => Promise<void>): Promise<void> => inFolder((folder) => withStore(folder, storeThread, work));

const endedAt = '2026-01-01T11:00:00.000Z';

/** Checks pages, and seals what differs as a refresh does. */
async function refresh(store: OpenedStore, ...pages: readonly (readonly Sent[])[]) {
  const open = await begin(store);
  await store.ground(open.read);
  for (const page of pages) await store.checkPage(open.read, body(page));
  return store.seal(open.read, { status: 'complete', basis: 'refresh', endedAt, keepCheckpoint: false });
}

async function shown(store: OpenedStore, snapshot?: number): Promise<readonly string[]> {
  const { view, total } = await store.openView({
    server,
    connection,
    filter: '',
    sort: defaultSort,
    ...(snapshot !== undefined && { snapshot }),
  });
  const rows = await store.rows(view, 0, total);
  await store.closeView(view);
  return rows.map(({ session }) => session.key);
}

it('is the moments of the newest snapshot, the latest first, and those of sessions that are not closed', () =>
  inStore(async (store) => {
    await readAll(store, [
      sent(-1),
      ...season(20),
      sent(20, { State: 0 }),
      sent(221, { TimeOfRecording: null }),
      sent(222, { State: 'Live' }),
    ]);
    await readAll(store, [...season(220), sent(220, { State: 0 }), sent(221, { TimeOfRecording: null }), sent(222, { State: 'Live' })]);
    const { read } = await begin(store);
    const { moments, undated, open } = await store.ground(read);
    expect([...moments]).toEqual([...season(220), sent(220), sent(222)].map(({ TimeOfRecording }) => momentOf(TimeOfRecording)));
    expect(undated).toBe(1);
    expect([...open].sort().reverse()).toEqual([sent(220), sent(222)].map(({ TimeOfRecording }) => momentOf(TimeOfRecording)));
    await store.endRead(read, false);
  }));

it('takes no state of which nothing is known for an open one where there are many', () =>
  inStore(async (store) => {
    const sessions = [...season(3_600), ...Array.from({ length: 17 }, (_, at) => sent(3_600 + at, { State: 0 }))];
    await readAll(store, sessions);
    const { read } = await begin(store);
    expect((await store.ground(read)).open).toHaveLength(0);
    await store.endRead(read, false);
  }));

it('is what a page is compared with', () =>
  inStore(async (store) => {
    await readAll(store, [sent(0, { State: 'Live' }), ...season(19, 1)]);
    const { read } = await begin(store);
    await store.ground(read);
    const page = [sent(-1), sent(0, { State: 'Live', LapsCount: 99 }), sent(1), sent(2, { LapsCount: 99 }), { Key: [] }];
    const checked = await store.checkPage(read, body(page));
    expect(checked).toMatchObject({ records: 5, added: 1, met: 1 });
    expect(checked.rows.map(({ is, open }) => [is, open])).toEqual([
      ['new', false],
      ['changed', true],
      ['same', false],
      ['changed', false],
    ]);
    expect(checked.rows[0]?.moment).toBe(momentOf(sent(-1)['TimeOfRecording']));
    expect(await store.checkPage(read, body([sent(-1), sent(-2)]))).toMatchObject({ added: 2, met: 1 });
    await expect(store.checkPage(read, new TextEncoder().encode('<html>'))).rejects.toMatchObject({ code: 'html-answer' });
    await store.endRead(read, false);
  }));

it('leaves out open sessions that are live just as it has them', () =>
  inStore(async (store) => {
    const live = [0, 1, 2, 3].map((at) => sent(at, { State: 'Live' }));
    await readAll(store, [...live, ...season(20, 4)]);
    const { read } = await begin(store);
    await store.ground(read);
    const [first, , changed] = live;
    const listed = decodeSessions(body([first ?? {}, { ...changed, LapsCount: 99 }, sent(4), sent(99, { State: 'Live' })])).items;
    const left = await store.stillOpen(read, listed);
    expect([...left].sort().reverse()).toEqual([1, 2, 3].map((at) => momentOf(sent(at)['TimeOfRecording'])));
    expect(await store.checkPage(read, body(live))).toMatchObject({
      met: 3,
      rows: [{ open: false }, { open: true }, { open: true }, { open: true }],
    });
    await store.endRead(read, false);
  }));

it('is left as it is by a refresh that adds and changes, and what it did not look at stays', () =>
  inStore(async (store) => {
    await readAll(store, season(50));
    const { snapshot, confirmed } = await refresh(store, [sent(-2), sent(-1), sent(0, { LapsCount: 99 }), sent(1)]);
    expect(confirmed).toBe(false);
    expect(snapshot).toMatchObject({ number: 2, status: 'complete', basis: 'refresh', fullAt: '2026-01-01T10:00:00.000Z' });
    expect(snapshot).toMatchObject({ takenAt: endedAt, sessions: 52, new: 2, changed: 1, gone: 0 });
    expect(await shown(store)).toEqual([-2, -1, ...season(50).keys()].map(keyOf));
    expect(await shown(store, 1)).toEqual([...season(50).keys()].map(keyOf));
    expect(await store.session(server, connection, keyOf(0))).toMatchObject({ lapsCount: 99 });
    expect(await store.session(server, connection, keyOf(-1))).toMatchObject({ identifier: identifierOf(-1) });
    expect(await store.verify()).toEqual([]);
    // The next full read finds what is gone, and nothing else.
    const whole = await readAll(store, [sent(-2), sent(-1), sent(0, { LapsCount: 99 }), ...season(48, 1)], {
      endedAt: '2026-01-02T10:00:00.000Z',
    });
    expect(whole.snapshot).toMatchObject({ number: 3, new: 0, changed: 0, gone: 1, sessions: 51 });
    expect(whole.snapshot).not.toHaveProperty('basis');
    expect(whole.snapshot).not.toHaveProperty('fullAt');
    expect(await store.verify()).toEqual([]);
  }));

it('puts what is new among its equals where the server has its latest', () =>
  inStore(async (store) => {
    const at = (index: number): Sent => sent(index, { TimeOfRecording: '2017-10-23T22:07:58' });
    for (const [of, sessions, expected] of [
      ['latest first', [at(1), at(2), sent(3)], [9, 1, 2, 3]],
      ['latest last', [sent(3), at(2), at(1)], [2, 1, 9, 3]],
    ] as const) {
      await readAll(store, sessions, { of });
      const { read } = await begin(store, false, of);
      await store.ground(read);
      await store.checkPage(read, body([at(9)]));
      await store.seal(read, { status: 'complete', basis: 'refresh', endedAt, keepCheckpoint: false });
      const { rows } = await store.openView({ server, connection: of, filter: '', sort: defaultSort });
      expect(rows.map(({ session }) => session.key)).toEqual(expected.map(keyOf));
    }
  }));

it('is confirmed where nothing differs, and the full read on which it rests stays told', () =>
  inStore(async (store) => {
    await readAll(store, season(50));
    const { snapshot, confirmed } = await refresh(store, season(10));
    expect(confirmed).toBe(true);
    expect(snapshot).toMatchObject({ number: 1, takenAt: endedAt, fullAt: '2026-01-01T10:00:00.000Z', new: 50 });
    expect(snapshot).not.toHaveProperty('basis');
    const { full, read } = await begin(store);
    expect(full).toEqual({ at: '2026-01-01T10:00:00.000Z', skipped: 0 });
    await store.endRead(read, false);
  }));

it('rests on a full read with its cap and what it could not read, and on none that is partial', () =>
  inStore(async (store) => {
    const { read } = await begin(store, true);
    await store.addPage(read, 0, 1000, body(season(20)));
    await store.addPage(read, 1, 20, body([...season(19, 20), { Key: [] }]));
    await store.seal(read, { status: 'complete', endedAt, keepCheckpoint: false });
    const again = await begin(store);
    expect(again.full).toEqual({ at: endedAt, skipped: 1, cap: 20 });
    await store.endRead(again.read, false);
    await readAll(store, season(60), { partial: 'Cancelled.' });
    const last = await begin(store);
    expect(last).not.toHaveProperty('full');
    await store.endRead(last.read, false);
  }));

it('keeps nothing of a refresh that ends otherwise, and a full read after it stages its own', () =>
  inStore(async (store) => {
    await readAll(store, season(50));
    const { read } = await begin(store);
    await store.ground(read);
    await store.checkPage(read, body([sent(-1)]));
    await store.addPage(read, 0, 100, body(season(50)));
    const { snapshot, confirmed } = await store.seal(read, { status: 'complete', endedAt, keepCheckpoint: false });
    expect([snapshot.number, confirmed]).toEqual([1, true]);
    expect(await shown(store)).toHaveLength(50);
  }));
