/** Rows found by how their identifier begins, against a plain comparison of what the list shows. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultSort, type Sort } from '../../preload/model.ts';
import { storeThread } from '../../test/setup/threads.ts';
import type { OpenedStore } from './client.ts';
import { fold } from './text.ts';
import { connection, inFolder, keyOf, readAll, season, sent, server, withStore, type Sent } from './trial.ts';

interface List {
  readonly store: OpenedStore;
  readonly view: number;
  readonly names: readonly string[];
  find: (text: string, from: number) => Promise<number | null>;
}

async function opened(store: OpenedStore, sort: Sort = defaultSort, filter = ''): Promise<List> {
  const { view, total } = await store.openView({ server, connection, filter, sort });
  const rows = await store.rows(view, 0, total);
  const names = rows.map(({ session }) => session.identifier ?? session.key);
  return { store, view, names, find: (text, from) => store.typed(view, text, from) };
}

function plainly(names: readonly string[], text: string, from: number): number | null {
  const order = names.map((_, step) => (from + step) % names.length);
  return order.find((index) => fold(names[index] ?? '').startsWith(fold(text))) ?? null;
}

async function withList(sessions: readonly Sent[], work: (list: List) => Promise<void>, sort?: Sort, filter?: string): Promise<void> {
  await inFolder((folder) =>
    withStore(folder, storeThread, async (store) => {
      await readAll(store, sessions, { pageSize: 1_000 });
      await work(await opened(store, sort, filter));
    }),
  );
}

const byIdentifier: Sort = { field: 'identifier', direction: 'asc' };

describe('a row that is typed', () => {
  it('is the next one that begins so, from a row on and then from the start', async () => {
    const named = ['monza', 'spa', 'Monaco', 'MONZA 2'].map((Identifier, at) => sent(at, { Identifier }));
    await withList(named, async ({ find }) => {
      expect(await find('mon', 0)).toBe(0);
      expect(await find('mon', 1)).toBe(2);
      expect(await find('monza', 1)).toBe(3);
      expect(await find('monza 2', 0)).toBe(3);
      expect(await find('spa', 2)).toBe(1);
      expect(await find('onza', 0)).toBeNull();
      expect(await find('mon', 99)).toBe(0);
    });
  });

  it('may be named in any script, by a key alone, or by what fits no column', async () => {
    const names = [
      '\u{5de}\u{5d5}\u{5e0}\u{5d6}\u{5d4}',
      'E\u{301}toile',
      '\u{c9}toile',
      '\u{39f}\u{394}\u{39f}\u{3a3}',
      '\u{1f3c1} flag',
      'nul\0name',
      '',
      'x',
    ];
    const sessions = [
      ...names.map((Identifier, at) => sent(at, { Identifier })),
      sent(90, { Identifier: null }),
      sent(91, { Key: 'Text key', Identifier: null }),
    ];
    await withList(sessions, async (list) => {
      expect(list.names).toHaveLength(sessions.length);
      for (const name of list.names.filter((known) => known !== '')) {
        for (const from of [0, 5]) {
          const begins = name.slice(0, name.startsWith('\u{1f3c1}') ? 2 : 1);
          expect(await list.find(begins, from)).toBe(plainly(list.names, begins, from));
          expect(await list.find(name, from)).toBe(plainly(list.names, name, from));
        }
      }
      expect(await list.find('οδος', 0)).toBe(list.names.indexOf('\u{39f}\u{394}\u{39f}\u{3a3}'));
      expect(await list.find(keyOf(90).slice(0, 8), 0)).toBe(list.names.indexOf(keyOf(90)));
      expect(await list.find('text', 0)).toBe(list.names.indexOf('Text key'));
    });
  });

  it('is found far away, too, sorted and filtered as the list is', async () => {
    const sessions = [
      ...season(3_000),
      sent(5_000, { Identifier: 'Überholt' }),
      sent(5_001, { Identifier: 'nul\0far' }),
      sent(5_002, { Identifier: null }),
    ];
    await withList(sessions, async (list) => {
      const texts = fc.constantFrom('ü', 'ÜBER', 'nul', 'n', '17', '1701', '171023', '16', '99', keyOf(5_002).slice(0, 8));
      await fc.assert(
        fc.asyncProperty(texts, fc.nat(list.names.length), async (text, from) => {
          expect(await list.find(text, from)).toBe(plainly(list.names, text, from % list.names.length));
        }),
        { numRuns: 60 },
      );
      const sorted = await opened(list.store, byIdentifier, '-type:Race');
      for (const text of ['1709', 'üb', '0']) expect(await sorted.find(text, 1_500)).toBe(plainly(sorted.names, text, 1_500));
    });
  });

  it('is one of what was read last, and gone ones are among them', async () => {
    await inFolder((folder) =>
      withStore(folder, storeThread, async (store) => {
        await readAll(store, season(2_400), { pageSize: 1_000 });
        const first = await opened(store);
        expect(await first.find('zz', 0)).toBeNull();
        const gone = keyOf(5);
        const changed = season(2_400)
          .filter(({ Key }) => Key !== gone)
          .map((session, at) => (at === 2_000 ? { ...session, Identifier: 'ZZ top' } : session));
        await readAll(store, [...changed, sent(9_000, { Identifier: 'zulu' })], { pageSize: 1_000 });
        const { view, total } = await store.openView({ server, connection, filter: '', sort: defaultSort, news: { goneSince: 1 } });
        const names = (await store.rows(view, 0, total)).map(({ session }) => session.identifier ?? '');
        expect(names).toHaveLength(2_401);
        for (const text of ['zz', 'zu', 'z', names[5] ?? '']) expect(await store.typed(view, text, 100)).toBe(plainly(names, text, 100));
        expect(await first.find('zz', 0)).toBeNull();
      }),
    );
  });

  it('is found while the first snapshot is still read', async () => {
    await inFolder((folder) =>
      withStore(folder, storeThread, async (store) => {
        const { read } = await store.beginRead({
          server,
          connection,
          generation: 'rest',
          startedAt: '2026-01-01T09:59:00.000Z',
          fresh: true,
        });
        const page = (from: number): Uint8Array => new TextEncoder().encode(JSON.stringify(season(1_500, from)));
        await store.addPage(read, 0, 1_500, page(0));
        const first = await opened(store);
        expect(await first.find('zz', 0)).toBeNull();
        await store.addPage(read, 1, 1_500, page(1_500));
        const second = await opened(store);
        const last = second.names.at(-1) ?? '';
        expect(await second.find(last, 0)).toBe(second.names.length - 1);
      }),
    );
  });
});
