/** Concordances that are made elsewhere: which are made, when one is there, and when it is true no more. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { storeThread } from '../../../test/setup/threads.ts';
import type { OpenedStore } from '../client.ts';
import { storeFile } from '../start-thread.ts';
import { openForReading } from '../database.ts';
import { Statements } from '../rows.ts';
import { connection, inFolder, readAll, season, sent, server, withStore } from '../trial.ts';
import { Concordances, makeConcordance, type MakeElsewhere } from './concordances.ts';

const connectionId = 1;
/** Sessions of a list, more than are taken in at once. */
const many = 84;
const few = 20;

interface Trial {
  readonly concordances: Concordances;
  readonly asked: (readonly [number, number])[];
  /** Seals one list more. */
  readonly seal: (count: number) => Promise<void>;
  readonly store: OpenedStore;
  readonly statements: Statements;
}

/** Over a store with one list of so many sessions. `whileMade` happens while one is made. */
async function trial(work: (trial: Trial) => Promise<void>, whileMade?: (trial: Trial) => Promise<void>): Promise<void> {
  await inFolder((folder) =>
    withStore(folder, storeThread, async (store) => {
      await readAll(store, season(many));
      const database = openForReading(join(folder, storeFile), 1000);
      try {
        const statements = new Statements(database);
        const asked: (readonly [number, number])[] = [];
        const elsewhere: MakeElsewhere = async (...what) => {
          asked.push(what);
          const made = structuredClone(makeConcordance(statements, ...what));
          await whileMade?.(whole);
          return made;
        };
        const seal = async (count: number): Promise<void> => {
          await readAll(store, season(count));
        };
        const whole: Trial = { concordances: new Concordances(statements, elsewhere, few), asked, seal, store, statements };
        await work(whole);
      } finally {
        database.close();
      }
    }),
  );
}

const holding = (concordances: Concordances, word: string, top = many): number => {
  const mask = new Uint8Array(top + 1);
  concordances.ready(connectionId, top)?.find(word, mask);
  return mask.reduce((sum, hit) => sum + hit, 0);
};

describe('a concordance', () => {
  it('is there once it was wanted and made, finds what it held, and grows here by a little', async () => {
    await trial(async ({ concordances, asked, seal }) => {
      expect(concordances.ready(connectionId, many)).toBeUndefined();
      await concordances.make();
      expect(asked).toEqual([]);
      concordances.want(connectionId, many);
      await Promise.all([concordances.make(), concordances.make()]);
      expect(asked).toEqual([[connectionId, many]]);
      expect(holding(concordances, 'zz')).toBe(0);
      expect(holding(concordances, '17')).toBe(many);
      concordances.want(connectionId, many);
      await concordances.make();
      expect(asked).toHaveLength(1);
      await seal(many + 7);
      expect(holding(concordances, '-8', many + 7)).toBe(many + 7);
      expect(asked).toHaveLength(1);
    });
  });

  it('that is being made is not asked for again', async () => {
    await trial(
      async ({ concordances, asked }) => {
        concordances.want(connectionId, many);
        await concordances.make();
        expect(asked).toHaveLength(1);
      },
      ({ concordances }) => {
        concordances.want(connectionId, many);
        return Promise.resolve();
      },
    );
  });

  it('is not taken where its snapshots went meanwhile', async () => {
    await trial(
      async ({ concordances }) => {
        concordances.want(connectionId, many);
        await concordances.make();
        expect(concordances.ready(connectionId, many)).toBeUndefined();
      },
      async ({ store }) => {
        await store.forget(server, connection);
        await readAll(store, [sent(1)]);
      },
    );
  });

  it('that cannot be made is done without, and made when it is wanted again', async () => {
    let fails = true;
    await trial(
      async ({ concordances }) => {
        concordances.want(connectionId, many);
        await expect(concordances.make()).rejects.toThrow('no thread');
        fails = false;
        concordances.want(connectionId, many);
        await concordances.make();
        expect(holding(concordances, '17')).toBe(many);
      },
      () => (fails ? Promise.reject(new Error('no thread')) : Promise.resolve()),
    );
  });

  it('that nobody wants any more is stopped before its next step', async () => {
    await trial(({ statements }) => {
      expect(() => makeConcordance(statements, connectionId, many, () => false)).toThrow(expect.objectContaining({ code: 'cancelled' }));
      return Promise.resolve();
    });
  });
});

describe('a list of more sessions than are looked through at once', () => {
  it('is grouped, sorted and suggested by its details through the thread that makes it', async () => {
    await inFolder((folder) =>
      withStore(folder, storeThread, async (store) => {
        const drivers = ['VET', 'HAM', 'BOT'];
        const each = 3_000;
        const sessions = season(3 * each).map((session, at) => ({
          ...session,
          SessionDetails: [{ Name: 'Driver', Value: drivers[at % 3] ?? '' }],
        }));
        await readAll(store, sessions, { pageSize: each });
        const list = { server, connection };
        expect(await store.values({ ...list, field: 'driver', filter: '', part: '', most: 5 })).toEqual([
          { value: 'BOT', count: each },
          { value: 'HAM', count: each },
          { value: 'VET', count: each },
        ]);
        const { rows } = await store.openView({ ...list, filter: 'ha', sort: { field: 'detail:Driver', direction: 'asc' } });
        expect(new Set(rows.map(({ session }) => session.details?.[0]?.value))).toEqual(new Set(['HAM']));
      }),
    );
  });
});
