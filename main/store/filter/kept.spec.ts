/** Concordances in files: what is read is what was written, of this store as it is, or nothing. */
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { DatabaseSync } from '@photostructure/sqlite';
import { describe, expect, it } from 'vitest';
import { storeThread } from '../../../test/setup/threads.ts';
import { defaultSort } from '../../../preload/model.ts';
import { silent } from '../../log.ts';
import type { Line } from '../calls.ts';
import type { OpenedStore } from '../client.ts';
import { openForReading } from '../database.ts';
import { Reader } from '../reader.ts';
import { Statements } from '../rows.ts';
import { swap } from '../salvage/swap.ts';
import { storeFile, startThread } from '../start-thread.ts';
import { connection, createRandom, inFolder, readAll, season, sent, server, withStore } from '../trial.ts';
import { Concordance } from './concordance.ts';
import { makeConcordance, type MadeConcordance } from './concordances.ts';
import { KeptConcordances } from './kept.ts';

const connectionId = 1;
/** Sessions with what no array of numbers holds by itself: a text that is not ASCII, an unknown field, a key that is no GUID. */
const sessions = [
  ...season(80),
  sent(80, { Identifier: 'Größe', Odd: 'zz' }),
  sent(81, { Key: 'no guid' }),
  sent(82, { SessionDetails: [{ Name: 'Driver', Value: 'HAM' }] }),
];

interface Trial {
  readonly store: OpenedStore;
  readonly statements: Statements;
  readonly kept: KeptConcordances;
  readonly made: MadeConcordance;
  /** Where it is kept, and the store's own file. */
  readonly file: string;
  readonly database: string;
}

/** With a concordance that was written. */
async function trial(work: (trial: Trial) => unknown): Promise<void> {
  await inFolder((folder) =>
    withStore(folder, storeThread, async (store) => {
      await readAll(store, sessions);
      const database = join(folder, storeFile);
      const reading = openForReading(database, 1000);
      try {
        const statements = new Statements(reading);
        const kept = new KeptConcordances(database);
        const made = makeConcordance(statements, connectionId, sessions.length);
        kept.write(statements, connectionId, made);
        await work({ store, statements, kept, made, database, file: join(folder, 'words', `${connectionId}.words`) });
      } finally {
        reading.close();
      }
    }),
  );
}

const holding = ({ parts }: MadeConcordance, word: string): number => {
  const mask = new Uint8Array(parts.top + 1);
  Concordance.of(parts).find(word, mask);
  return mask.reduce((sum, hit) => sum + hit, 0);
};

/** How often each file of a folder was written or taken. */
const used = (file: string): number => statSync(file).mtimeMs;

describe('a concordance in a file', () => {
  it('is the one that was written, for its user alone', async () => {
    await trial(({ kept, statements, made, file }) => {
      expect(kept.read(statements, connectionId)).toEqual(made);
      expect(statSync(file).mode & 0o077).toBe(0);
      expect(kept.read(statements, 2)).toBeUndefined();
      expect([kept.has(connectionId), kept.has(2)]).toEqual([true, false]);
      expect(kept.bytes).toBe(statSync(file).size);
    });
  });

  it('stays true after later snapshots, and is gone on with', async () => {
    await trial(async ({ kept, store, statements }) => {
      await readAll(store, [...sessions, sent(90, { Identifier: 'later' })]);
      const read = kept.read(statements, connectionId);
      expect(read?.parts.top).toBe(sessions.length);
      const grown = makeConcordance(statements, connectionId, sessions.length + 1, () => true, read);
      expect([holding(grown, 'later'), holding(grown, 'größe'), holding(grown, 'zz'), holding(grown, 'no guid')]).toEqual([1, 1, 1, 1]);
      expect(grown).toEqual(makeConcordance(statements, connectionId, sessions.length + 1));
    });
  });

  it('is not taken with any byte changed, nor cut off', async () => {
    await trial(({ kept, statements, file, made }) => {
      const whole = readFileSync(file);
      const random = createRandom(7);
      const places = [0, 8, 9, 12, 15, 16, whole.length - 1, ...Array.from({ length: 60 }, () => random(whole.length))];
      for (const at of places) {
        const damaged = Buffer.from(whole);
        damaged[at] = (damaged[at] ?? 0) ^ (1 << random(8));
        writeFileSync(file, damaged);
        expect([at, kept.read(statements, connectionId)]).toEqual([at, undefined]);
      }
      for (const length of [0, 5, 20, random(whole.length), whole.length - 1]) {
        writeFileSync(file, whole);
        truncateSync(file, length);
        expect([length, kept.read(statements, connectionId)]).toEqual([length, undefined]);
      }
      writeFileSync(file, whole);
      expect(kept.read(statements, connectionId)).toEqual(made);
    });
  });

  it('is not taken over another store, whatever its snapshots say', async () => {
    await trial(({ kept, statements, database }) => {
      const other = new DatabaseSync(database);
      other.exec('UPDATE session_version SET hash = zeroblob(16) WHERE id = (SELECT min(id) FROM session_version)');
      other.close();
      expect(kept.read(statements, connectionId)).toBeUndefined();
    });
  });

  it('goes with its connection, and with the half of one that was left behind', async () => {
    await trial(async ({ kept, store, statements, made, file }) => {
      writeFileSync(`${file}.part`, readFileSync(file));
      await store.forget(server, connection);
      expect(readdirSync(join(file, '..'))).toEqual([]);
      // Made before it was forgotten, written after.
      kept.write(statements, connectionId, made);
      expect(readdirSync(join(file, '..'))).toEqual([]);
    });
  });

  it('is not taken once a snapshot that it was made from was thinned out', async () => {
    await trial(async ({ kept, store, statements, file }) => {
      for (const count of [20, 30, 40]) await readAll(store, season(count));
      kept.write(statements, connectionId, makeConcordance(statements, connectionId, sessions.length));
      expect((await store.thin({ hourlyAfter: 0, dailyAfter: 0, weeklyAfter: 0 })).snapshots).toBe(1);
      await store.compact();
      expect([existsSync(file), kept.read(statements, connectionId)]).toEqual([false, undefined]);
    });
  });

  it('does not outlive the damaged store that it was made of', async () => {
    await trial(async ({ store, database, file }) => {
      await store.close();
      const fresh = `${database}.fresh`;
      copyFileSync(database, fresh);
      swap(database, fresh);
      expect([existsSync(file), existsSync(database)]).toEqual([false, true]);
    });
  });

  it('that cannot be written is done without', async () => {
    await inFolder((folder) =>
      withStore(folder, storeThread, async (store) => {
        await readAll(store, sessions);
        writeFileSync(join(folder, 'words'), 'in the way');
        const database = join(folder, storeFile);
        const reading = openForReading(database, 1000);
        const statements = new Statements(reading);
        const kept = new KeptConcordances(database);
        kept.write(statements, connectionId, makeConcordance(statements, connectionId, sessions.length));
        expect(kept.read(statements, connectionId)).toBeUndefined();
        expect(readFileSync(join(folder, 'words'), 'utf8')).toBe('in the way');
        reading.close();
      }),
    );
  });

  it('says by its bytes when its form changed: then `form` of `kept.ts` is counted up, and this', async () => {
    await trial(({ file }) => {
      const whole = readFileSync(file);
      const from = 16 + whole.readUInt32LE(12);
      expect([whole.toString('latin1', 0, 8), crc32(whole.subarray(from))]).toEqual(['words1LE', 1198349754]);
    });
  });
});

describe('a list of more sessions than are looked through at once', () => {
  const many = 8_100;
  const filters = ['17', 'größe', 'z', 'laps>30'];

  const totals = (store: OpenedStore): Promise<readonly number[]> =>
    Promise.all(filters.map(async (filter) => (await store.openView({ server, connection, filter, sort: defaultSort })).total));

  it('has them kept before it was ever looked at, and where there is room alone', async () => {
    await inFolder(async (folder) => {
      await withStore(folder, storeThread, async (store) => {
        await readAll(store, season(many), { pageSize: many });
        await readAll(store, season(20), { of: 'Small' });
        await store.settled();
        expect(readdirSync(join(folder, 'words'))).toEqual(['1.words']);
        // Little is added to what is kept when it is opened; much is kept anew.
        await readAll(store, season(many + 10), { pageSize: many });
        const before = used(join(folder, 'words', '1.words'));
        await store.settled();
        expect(used(join(folder, 'words', '1.words'))).toBe(before);
        await readAll(store, season(2 * many + 10), { pageSize: many });
        await store.settled();
        expect(used(join(folder, 'words', '1.words'))).toBeGreaterThan(before);
      });
      const reading = openForReading(join(folder, storeFile), 1000);
      const statements = new Statements(reading);
      const kept = new KeptConcordances(join(folder, storeFile));
      expect(kept.nextToKeep(statements)).toBeUndefined();
      expect(kept.topOf(statements, 1)).toBe(2 * many + 10);
      rmSync(join(folder, 'words', '1.words'));
      expect(kept.nextToKeep(statements)).toEqual([1, 2 * many + 10]);
      // 200 MB of others, of which a hole takes the most.
      writeFileSync(join(folder, 'words', '9.words'), '');
      truncateSync(join(folder, 'words', '9.words'), 199_000_000);
      expect(kept.nextToKeep(statements)).toBeUndefined();
      reading.close();
    });
  });

  it('is not made again at each seal where it cannot be kept', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, storeFile);
      await withStore(folder, storeThread, (store) => readAll(store, season(many), { pageSize: many }));
      rmSync(join(folder, 'words'), { recursive: true, force: true });
      writeFileSync(join(folder, 'words'), 'in the way');
      const asked: string[] = [];
      const startConcordances = (): Line => {
        const line = startThread(storeThread, { role: 'concordances', file, patience: 1000 }, silent);
        const call = line.call.bind(line);
        return Object.assign(line, { call: (verb: string, args: readonly unknown[]) => (asked.push(verb), call(verb, args)) });
      };
      const reader = new Reader({ file, patience: 1000, startConcordances });
      await reader.keepConcordances();
      await reader.keepConcordances();
      expect(asked).toEqual(['keep']);
      await reader.close();
    });
  });

  it('keeps its words, and finds the same by them when it is opened again', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'words', '1.words');
      const before = await withStore(folder, storeThread, async (store) => {
        await readAll(store, [...season(many), sent(many, { Identifier: 'Größe' })], { pageSize: many });
        const scanned = await totals(store);
        await expect.poll(() => existsSync(file), { timeout: 20_000 }).toBe(true);
        expect((await store.usage()).bytes).toBeGreaterThan(statSync(file).size + statSync(join(folder, storeFile)).size - 1);
        return scanned;
      });
      utimesSync(file, 0, 0);
      await withStore(folder, storeThread, async (store) => {
        expect(await totals(store)).toEqual(before);
        await expect.poll(() => used(file), { timeout: 20_000 }).toBeGreaterThan(0);
        expect(await totals(store)).toEqual(before);
      });
    });
  });
});
