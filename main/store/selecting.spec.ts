import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storeThread } from '../../test/setup/threads.ts';
import { defaultSort } from '../../preload/model.ts';
import { silent } from '../log.ts';
import { openStore, type OpenedStore } from './client.ts';
import type { Statements } from './rows.ts';
import { movedRanges, type Listed } from './selecting.ts';
import { connection, keyOf, readAll, sent, server } from './trial.ts';

let folder: string;
let store: OpenedStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paddock-selecting-'));
  store = await openStore({ folder, thread: storeThread, log: silent });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const keysIn = async (view: number, total: number): Promise<readonly string[]> => store.keys(view, [[0, total]]);

describe('rows by ranges', () => {
  it('tell their keys in the order of the list, and where they stand in another list, changed or not', async () => {
    await readAll(store, [sent(0), sent(1), sent(2), sent(3)]);
    const before = await store.openView({ server, connection, filter: '', sort: defaultSort });
    const keys = await keysIn(before.view, before.total);
    expect([...keys].sort()).toEqual([0, 1, 2, 3].map(keyOf).sort());
    expect(await store.keys(before.view, [[1, 2] as const, [3, 9] as const])).toEqual([keys[1], keys[3]]);

    const chosen = keys.slice(1, 3);
    const changed = [0, 1, 2, 3, 9].map((at) => (keyOf(at) === chosen[0] ? sent(at, { LapsCount: 31 }) : sent(at)));
    await readAll(store, changed);
    const after = await store.openView({ server, connection, filter: '', sort: { field: 'timeOfRecording', direction: 'asc' } });
    const moved = await store.moved(before.view, [[1, 3]], after.view);
    expect([...(await store.keys(after.view, moved ?? []))].sort()).toEqual([...chosen].sort());
  });

  it('stay selected where they are gone, as long as the list shows them', async () => {
    await readAll(store, [sent(0), sent(1), sent(2), sent(3)]);
    const before = await store.openView({ server, connection, filter: '', sort: defaultSort });
    const [first, ...selected] = await keysIn(before.view, before.total);
    const gone = selected[1];
    await readAll(
      store,
      [0, 1, 2, 3, 4].map((at) => sent(at)).filter(({ Key }) => Key !== gone),
    );
    const withGone = await store.openView({ server, connection, filter: '', sort: defaultSort, news: { goneSince: 1 } });
    const kept = (await store.moved(before.view, [[1, 4]], withGone.view)) ?? [];
    expect([...(await store.keys(withGone.view, kept))].sort()).toEqual([...selected].sort());
    expect(await store.keys(withGone.view, kept)).not.toContain(first);
    expect(await store.keys(withGone.view, kept, { withoutGone: true })).toEqual(selected.filter((key) => key !== gone));
    // Dismissed, it is nowhere; and back where it was, it is selected no more.
    const dismissed = await store.openView({ server, connection, filter: '', sort: defaultSort, news: { goneSince: 2 } });
    const left = (await store.moved(withGone.view, kept, dismissed.view)) ?? [];
    expect(await store.keys(dismissed.view, left)).toEqual(selected.filter((key) => key !== gone));
    const again = (await store.moved(dismissed.view, left, withGone.view)) ?? [];
    expect(await store.keys(withGone.view, again)).toEqual(selected.filter((key) => key !== gone));
  });

  it('are left out of what is different where they are gone', async () => {
    await readAll(store, [sent(0), sent(1), sent(2)]);
    await readAll(store, [sent(0), sent(1, { LapsCount: 31 })]);
    const { view, total } = await store.openView({ server, connection, filter: '', sort: defaultSort, since: 1 });
    expect(await store.keys(view, [[0, total]])).toHaveLength(2);
    expect(await store.keys(view, [[0, total]], { withoutGone: true })).toEqual([keyOf(1)]);
  });

  it('are told apart from none where they would be too many stretches', () => {
    const statements = { all: () => [] } as unknown as Statements;
    const listed = (numbers: Uint32Array): Listed => ({ connectionId: 1, numbers });
    const whole = Uint32Array.from({ length: 40_002 }, (_, at) => at + 1);
    const odd = whole.filter((number) => number % 2 === 1);
    expect(movedRanges(statements, listed(odd), [[0, 20_000]], listed(whole))).toHaveLength(20_000);
    expect(movedRanges(statements, listed(odd), [[0, 20_001]], listed(whole))).toBeNull();
    expect(movedRanges(statements, listed(odd), [[0, 0]], listed(whole))).toEqual([]);
  });

  it('are too many beyond a bound, which is said', async () => {
    await readAll(store, [sent(0)]);
    const { view } = await store.openView({ server, connection, filter: '', sort: defaultSort });
    const again = Array.from({ length: 100_001 }, () => [0, 1] as const);
    await expect(store.keys(view, again)).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('live sessions first', () => {
  it('stand above the others, both in the order that is asked for, filtered or not', async () => {
    const live = { State: 'Live' };
    await readAll(store, [sent(0), sent(1), sent(2, live), sent(3), sent(4, live)]);
    const shown = async (filter: string): Promise<readonly string[]> => {
      const { view, total } = await store.openView({
        server,
        connection,
        filter,
        sort: { field: 'key', direction: 'asc' },
        liveFirst: true,
      });
      return keysIn(view, total);
    };
    const sorted = (...at: readonly number[]): readonly string[] => at.map(keyOf).sort();
    expect(await shown('')).toEqual([...sorted(2, 4), ...sorted(0, 1, 3)]);
    expect(await shown('-live:')).toEqual(sorted(0, 1, 3));
  });
});

describe('live sessions first in groups', () => {
  it('stand above the others of their group; the groups stay in their order', async () => {
    const of = (day: string, index: number, State: string): ReturnType<typeof sent> =>
      sent(index, { TimeOfRecording: `${day}T0${index}:00:00`, State });
    await readAll(store, [
      ...[of('2017-08-26', 1, 'Live'), of('2017-08-26', 2, 'Historical')],
      ...[of('2017-08-27', 3, 'Live'), of('2017-08-27', 4, 'Historical'), of('2017-08-27', 5, 'Live'), of('2017-08-27', 6, 'Historical')],
    ]);
    const shown = async (liveFirst: boolean): Promise<unknown> => {
      const { view, total, groups } = await store.openView({ server, connection, filter: '', sort: defaultSort, group: 'day', liveFirst });
      const keys = await keysIn(view, total);
      return groups?.map(({ key, from, count }) => [
        key,
        ...keys.slice(from, from + count).map((of) => Number.parseInt(of.slice(0, 8), 16)),
      ]);
    };
    expect(await shown(false)).toEqual([
      ['2017-08-27', 6, 5, 4, 3],
      ['2017-08-26', 2, 1],
    ]);
    expect(await shown(true)).toEqual([
      ['2017-08-27', 5, 3, 6, 4],
      ['2017-08-26', 1, 2],
    ]);
  });
});

describe('what is kept of sessions', () => {
  it('is not kept where it was never read, may go on, or changed in the list since', async () => {
    await readAll(store, [sent(0), sent(1), sent(2, { State: 'Live' })]);
    const all = [0, 1, 2].map(keyOf);
    expect(await store.notKept(server, connection, all)).toEqual(all);
    for (const key of all) await store.saveContent(server, connection, key, { takenAt: '2026-01-01T09:59:30.000Z', laps: [] });
    expect(await store.notKept(server, connection, all)).toEqual([keyOf(2)]);
    const { view, total } = await store.openView({ server, connection, filter: 'kept:', sort: defaultSort });
    expect((await store.rows(view, 0, total)).map(({ kept }) => kept)).toEqual([true, true, true]);
  });
});
