import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storeThread } from '../../test/setup/threads.ts';
import { defaultSort } from '../../preload/model.ts';
import { silent } from '../log.ts';
import { openStore, type OpenedStore } from './client.ts';
import { begin, body, connection, keyOf, readAll, season, sent, server } from './trial.ts';

let folder: string;
let store: OpenedStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paddock-merging-'));
  store = await openStore({ folder: join(folder, 'store'), thread: storeThread, log: silent });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const place = 'paddock-file:1';

async function rowsOf(of: string, snapshot: number, name = connection) {
  const { view, total } = await store.openView({ server: of, connection: name, snapshot, filter: '', sort: defaultSort });
  const rows = await store.rows(view, 0, total);
  await store.closeView(view);
  return rows.map(({ session }) => session);
}

/** All of it as a file, and that taken in beside it; then the server begins anew. */
async function sendAway(filter = ''): Promise<void> {
  const file = join(folder, 'away.paddock');
  rmSync(file, { force: true });
  await store.export({
    ...{ server, filter, sort: defaultSort, file },
    ...(filter !== '' && { connection }),
    origin: { productVersion: '0', createdAt: '2026-01-02T00:00:00.000Z' },
  });
  await store.adopt({ file, place, seenAt: '2026-01-02T00:00:00.000Z', ...(filter !== '' && { filter }) });
  await store.forget(server);
}

const at = (hour: number): string => `2026-01-01T${String(hour).padStart(2, '0')}:00:00.000Z`;

describe('joining histories', () => {
  it('puts the snapshots of both into their order of time, each with its rows, and changes nothing the second time', async () => {
    await readAll(store, season(10), { endedAt: at(1) });
    await readAll(store, [...season(8), sent(3, { LapsCount: 77 }), sent(40)], { endedAt: at(3) });
    await store.keepSnapshot(server, connection, 2, { name: 'Theirs' });
    await sendAway();
    await readAll(store, season(12), { endedAt: at(2) });
    await readAll(store, [...season(5), sent(50)], { endedAt: at(4) });
    await store.settled();
    const theirs = [await rowsOf(place, 1), await rowsOf(place, 2)];
    const ours = [await rowsOf(server, 1), await rowsOf(server, 2)];
    expect(await store.merge(place, server)).toEqual({ snapshots: 2, sessions: 14, marks: 0, conflicts: [] });
    const joined = await store.snapshots(server, connection);
    // Numbers that were used are not used again.
    expect(joined.map(({ number, takenAt, name }) => [number, takenAt, name])).toEqual([
      [3, at(1), undefined],
      [4, at(2), undefined],
      [5, at(3), 'Theirs'],
      [6, at(4), undefined],
    ]);
    for (const [number, rows] of [
      [3, theirs[0]],
      [4, ours[0]],
      [5, theirs[1]],
      [6, ours[1]],
    ] as const) {
      expect(await rowsOf(server, number)).toEqual(rows);
    }
    expect(joined.map(({ sessions, new: fresh, changed, gone }) => [sessions, fresh, changed, gone])).toEqual([
      [10, 10, 0, 0],
      [12, 2, 0, 0],
      [9, 1, 1, 4],
      [6, 1, 1, 4],
    ]);
    expect(await store.verify()).toEqual([]);
    expect(await store.merge(place, server)).toEqual({ snapshots: 0, sessions: 0, marks: 0, conflicts: [] });
    await store.settled();
    expect(await store.snapshots(server, connection)).toEqual(joined);
    expect(await store.verify()).toEqual([]);
    // And the next read goes on from there.
    const next = await readAll(store, [...season(5), sent(50)], { endedAt: at(5) });
    expect(next).toMatchObject({ confirmed: true, snapshot: { number: 6 } });
  });

  it('tells what stands against each other, and keeps one’s own', async () => {
    await readAll(store, season(5), { endedAt: at(1) });
    await store.mark(server, connection, [keyOf(1), keyOf(2), keyOf(3)], { note: 'theirs' });
    await store.saveContent(server, connection, keyOf(1), { takenAt: at(8), details: [{ name: 'Driver', value: 'later' }] });
    await store.saveContent(server, connection, keyOf(2), { takenAt: at(1), details: [{ name: 'Driver', value: 'older' }] });
    await sendAway();
    await readAll(store, season(6), { endedAt: at(1) });
    await store.mark(server, connection, [keyOf(1)], { note: 'ours' });
    await store.mark(server, connection, [keyOf(2)], { note: 'theirs' });
    await store.saveContent(server, connection, keyOf(1), { takenAt: at(7), details: [{ name: 'Driver', value: 'own' }] });
    await store.saveContent(server, connection, keyOf(2), { takenAt: at(7), details: [{ name: 'Driver', value: 'newer' }] });
    await store.settled();
    const { marks, conflicts } = await store.merge(place, server);
    expect(marks).toBe(1);
    expect(conflicts).toEqual([
      `“${connection}” has two snapshots of ${at(1)} that are not the same: both are kept.`,
      `1 of the sessions of “${connection}” are marked in another way in the file: your own marks were kept.`,
    ]);
    expect(await store.markOf(server, connection, keyOf(1))).toMatchObject({ note: 'ours' });
    expect(await store.markOf(server, connection, keyOf(3))).toMatchObject({ note: 'theirs' });
    expect(await store.content(server, connection, keyOf(1))).toMatchObject({ details: [{ value: 'later' }] });
    expect(await store.content(server, connection, keyOf(2))).toMatchObject({ details: [{ value: 'newer' }] });
    await store.settled();
    expect(await store.verify()).toEqual([]);
  });

  it('takes over a connection that one does not have, and waits for no reading', async () => {
    await readAll(store, season(5), { endedAt: at(1), of: 'Other' });
    await readAll(store, season(5), { endedAt: at(1) });
    await sendAway();
    const { read } = await begin(store);
    await store.addPage(read, 0, 5, body(season(5)));
    await expect(store.merge(place, server)).rejects.toMatchObject({ code: 'store-locked' });
    expect(await store.snapshots(server)).toEqual([]);
    await store.endRead(read, false);
    expect(await store.merge(place, server)).toMatchObject({ snapshots: 2 });
    expect(await rowsOf(server, 1, 'Other')).toEqual(await rowsOf(place, 1, 'Other'));
    await expect(store.merge('nowhere', server)).rejects.toMatchObject({ code: 'never-saved' });
    await store.settled();
    expect(await store.verify()).toEqual([]);
  });

  it('joins once what stands against one’s own, and what is only a part', async () => {
    await readAll(store, season(5), { endedAt: at(1) });
    await readAll(store, [...season(3), sent(40)], { endedAt: at(3), partial: 'cut off' });
    await sendAway();
    await readAll(store, season(6), { endedAt: at(1) });
    await readAll(store, season(9), { endedAt: at(2) });
    expect(await store.merge(place, server)).toMatchObject({ snapshots: 2, conflicts: [expect.stringContaining(at(1)) as string] });
    const once = await store.snapshots(server, connection);
    expect(await store.merge(place, server)).toEqual({ snapshots: 0, sessions: 0, marks: 0, conflicts: [] });
    expect(await store.snapshots(server, connection)).toEqual(once);
  });

  it('takes nothing for gone that a filter left out', async () => {
    await readAll(store, season(30), { endedAt: at(2) });
    await sendAway('Race');
    expect(await store.snapshots(place)).toMatchObject([
      { sessions: 10, status: 'partial', reason: expect.stringContaining('“Race”') as string },
    ]);
    await readAll(store, [...season(30).slice(1), sent(31)], { endedAt: at(1) });
    expect(await store.merge(place, server)).toMatchObject({ snapshots: 1, conflicts: [] });
    expect((await store.snapshots(server, connection)).at(-1)).toMatchObject({ sessions: 30, gone: 0, status: 'partial' });
    expect(await store.merge(place, server)).toMatchObject({ snapshots: 0 });
    await store.settled();
    expect(await store.verify()).toEqual([]);
  });

  it('loses nothing, whatever the two histories', async () => {
    const state = fc.record({ rows: fc.uniqueArray(fc.nat(12), { minLength: 1 }), laps: fc.nat(3), partial: fc.boolean() });
    for (const [theirs, ours] of fc.sample(
      fc.tuple(fc.array(state, { minLength: 1, maxLength: 4 }), fc.array(state, { minLength: 1, maxLength: 4 })),
      12,
    )) {
      let hour = 0;
      const read = async (states: typeof theirs, odd: number): Promise<void> => {
        for (const { rows, laps, partial } of states) {
          hour += 2;
          const sessions = rows.map((one) => sent(one, { LapsCount: one % 2 === 0 ? laps : 0 }));
          await readAll(store, sessions, {
            endedAt: `2026-02-01T00:${String(hour + odd).padStart(2, '0')}:00.000Z`,
            ...(partial && { partial: 'x' }),
          });
        }
        hour = 0;
      };
      await read(theirs, 0);
      await sendAway();
      await read(ours, 1);
      const before = new Map<string, { readonly complete: boolean; readonly rows: Awaited<ReturnType<typeof rowsOf>> }>();
      for (const of of [place, server]) {
        for (const { number, takenAt, status } of await store.snapshots(of, connection)) {
          before.set(takenAt, { complete: status === 'complete', rows: await rowsOf(of, number) });
        }
      }
      await store.merge(place, server);
      const joined = await store.snapshots(server, connection);
      expect(joined.map(({ takenAt }) => takenAt)).toEqual([...before.keys()].sort());
      for (const { number, takenAt } of joined) {
        const wanted = before.get(takenAt);
        const rows = await rowsOf(server, number);
        if (wanted?.complete === true) expect(rows).toEqual(wanted.rows);
        // A partial one says nothing of what it lacks: the one before stands for that.
        else for (const row of wanted?.rows ?? []) expect(rows).toContainEqual(row);
      }
      expect(await store.merge(place, server)).toMatchObject({ snapshots: 0 });
      expect(await store.snapshots(server, connection)).toEqual(joined);
      expect(await store.verify()).toEqual([]);
      await store.forget(place);
      await store.forget(server);
      await store.settled();
    }
  }, 60_000);
});
