/** Searching several lists at once, against looking through every session of each. */
import { describe, expect, it } from 'vitest';
import { storeThread } from '../../test/setup/threads.ts';
import type { Session } from '../../preload/model.ts';
import { Failure } from '../failure.ts';
import type { OpenedStore } from './client.ts';
import { textsOf } from './filter/match.ts';
import { begin, body, createRandom, inFolder, readAll, sent, server, withStore, type Sent } from './trial.ts';

const drivers = ['HAM', 'VET', 'BOT', 'Räikkönen', 'MAX', 'Ham sandwich'];
const words = ['ham', 'vet', 'räi', 'qualifying', 'spa', 'x7', 'ö', '3', '17', '1710', 'sandwich', '"m s"', 'nowhere'];
const names = ['Season2017', 'Season2018', 'Archive', 'Tests', 'Live'];

function listing(seed: number, count: number): readonly Sent[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, at) =>
    sent(random(50_000) + at * 50_000, {
      SessionDetails: [
        { Name: 'Driver', Value: drivers[random(drivers.length)] ?? '' },
        { Name: 'Circuit', Value: ['Spa', 'Monza', 'X7'][random(3)] ?? '' },
      ],
      ...(random(9) === 0 && { Identifier: `run ${random(99)}` }),
    }),
  );
}

async function everything(store: OpenedStore, connection: string): Promise<readonly Session[]> {
  const sort = { field: 'timeOfRecording', direction: 'desc' } as const;
  const { view, total } = await store.openView({ server, connection, filter: '', sort });
  return (await store.rows(view, 0, total)).map(({ session }) => session);
}

const lists = names.map((connection) => ({ server, connection }));
const keysOf = (rows: readonly { readonly session: Session }[]): readonly string[] => rows.map(({ session }) => session.key);

describe('a search over several lists', () => {
  it('finds in each what looking through all of it finds, the newest first', { timeout: 60_000 }, () =>
    inFolder(async (folder) => {
      await withStore(folder, storeThread, async (store) => {
        const check = async (): Promise<void> => {
          const all = await Promise.all(names.map((name) => everything(store, name)));
          for (const word of words) {
            const plain = word.replaceAll('"', '');
            const holds = (session: Session): boolean => textsOf(session).some((text) => text.toLowerCase().includes(plain));
            const found = await store.search({ filter: word, lists, most: 3 });
            for (const [at, name] of names.entries()) {
              const expected = (all[at] ?? []).filter(holds);
              expect(found[at], `${word} in ${name}`).toMatchObject({ total: expected.length, snapshot: { connection: name } });
              expect(keysOf(found[at]?.rows ?? []), `${word} in ${name}`).toEqual(expected.slice(0, 3).map(({ key }) => key));
            }
          }
        };
        for (const [at, name] of names.entries()) await readAll(store, listing(at, 40 + at * 60), { of: name });
        await check();
        await store.settled();
        await check();
        // What is sealed later is what is looked through.
        await readAll(store, listing(17, 80), { of: 'Archive' });
        await check();
      });
    }),
  );

  it('answers null for what was never saved, and looks through the rest', () =>
    inFolder(async (folder) => {
      await withStore(folder, storeThread, async (store) => {
        await readAll(store, listing(1, 20));
        const { read } = await begin(store, true, 'Archive');
        await store.addPage(read, 0, 100, body(listing(2, 20)));
        const found = await store.search({
          filter: 'driver:ham',
          lists: [...lists, { server: 'http://elsewhere', connection: 'x' }],
          most: 2,
        });
        expect(found.map((one) => one !== null)).toEqual([true, false, false, false, false, false]);
        expect(found[0]?.total).toBeGreaterThan(0);
      });
    }));

  it('takes a field that one list knows, and refuses one that none does, with its place', () =>
    inFolder(async (folder) => {
      await withStore(folder, storeThread, async (store) => {
        await readAll(store, [sent(1, { Weather: 'rain' })], { of: 'Archive' });
        await readAll(store, [sent(2)], { of: 'Tests' });
        const found = await store.search({ filter: 'weather:rain', lists, most: 2 });
        expect(found.map((one) => one?.total)).toEqual([undefined, undefined, 1, 0, undefined]);
        await expect(store.search({ filter: 'tyres:soft', lists: lists.slice(3), most: 2 })).rejects.toMatchObject({
          code: 'filter-invalid',
          more: { place: { at: 0 } },
        });
        await expect(store.search({ filter: 'laps>', lists: [], most: 2 })).rejects.toMatchObject({ code: 'filter-invalid' });
      });
    }));

  it('gives way to a later one, and to being withdrawn; other questions are answered meanwhile', { timeout: 60_000 }, () =>
    inFolder(async (folder) => {
      await withStore(folder, storeThread, async (store) => {
        for (const [at, name] of names.entries()) await readAll(store, listing(at, 50), { of: name });
        const many = Array.from({ length: 40 }, () => lists).flat();
        const order: string[] = [];
        const noting = async (name: string, work: Promise<unknown>): Promise<void> => {
          await work.catch((thrown: unknown) => (name += ` ${thrown instanceof Failure ? thrown.code : String(thrown)}`));
          order.push(name);
        };
        const first = noting('first', store.search({ filter: 'ham', lists: many, most: 3 }));
        const between = noting('between', store.connections(server));
        const second = noting('second', store.search({ filter: 'vet', lists, most: 3 }));
        await Promise.all([first, between, second]);
        expect(order).toEqual(['between', 'first cancelled', 'second']);

        const withdrawn = new AbortController();
        const third = store.search({ filter: 'ham', lists: many, most: 3 }, { signal: withdrawn.signal });
        withdrawn.abort();
        await expect(third).rejects.toMatchObject({ code: 'cancelled' });
        await expect(store.search({ filter: 'ham', lists, most: 1 }, { signal: withdrawn.signal })).rejects.toMatchObject({
          code: 'cancelled',
        });
        const found = await store.search({ filter: 'ham', lists, most: 1 });
        expect(found.every((one) => one !== null)).toBe(true);
      });
    }),
  );
});
