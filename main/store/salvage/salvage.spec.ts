/** What a store that is damaged in one way or another gives back; the damaged file is kept as it was. */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeThread } from '../../../test/setup/threads.ts';
import { defaultSort, type Session } from '../../../preload/model.ts';
import { tryLock } from '../../file-lock.ts';
import { silent } from '../../log.ts';
import type { OpenedStore } from '../client.ts';
import { storeFile } from '../start-thread.ts';
import { createSalvaging } from '../salvaging.ts';
import { connection, inFolder, keyOf, readAll, season, sent, server, withStore } from '../trial.ts';
import { finishSwap } from './swap.ts';

const top = mkdtempSync(join(tmpdir(), 'paddock-salvage-'));
const source = join(top, 'source');
afterAll(() => rmSync(top, { recursive: true, force: true }));

type State = Readonly<Record<number, readonly Session[]>>;

async function stateOf(store: OpenedStore): Promise<State> {
  const states: Record<number, readonly Session[]> = {};
  for (const { number } of await store.snapshots(server, connection)) {
    const { view, total } = await store.openView({ server, connection, snapshot: number, filter: '', sort: defaultSort });
    states[number] = (await store.rows(view, 0, total)).map(({ session }) => session);
    await store.closeView(view);
  }
  return states;
}

let before: State = {};
beforeAll(async () => {
  await withStore(source, storeThread, async (store) => {
    const details = [{ Name: 'driver', Value: 'Hamilton' }];
    const first = season(700).map((session, at) =>
      at % 2 === 0 ? { ...session, SessionDetails: details, Note: 'x'.repeat(at % 90) } : session,
    );
    await readAll(store, first);
    await readAll(store, [sent(9_000), ...first.slice(0, 650)]);
    await readAll(store, [sent(9_001), sent(9_000), ...first.slice(20, 640)]);
    await store.saveContent(server, connection, keyOf(3), {
      takenAt: '2026-01-01T11:00:00.000Z',
      details: [{ name: 'engineer', value: 'Adami' }],
    });
    await store.mark(server, connection, [keyOf(3)], { starred: true, note: 'brakes' });
    await store.keepSnapshot(server, connection, 1, { name: 'Friday', pinned: true });
    await store.settled();
    before = await stateOf(store);
  });
});

/** A copy of the good store in `folder`. */
function copied(folder: string): string {
  const file = join(folder, storeFile);
  copyFileSync(join(source, storeFile), file);
  return file;
}

const runs = Math.min(200, Math.max(4, Number(process.env['PADDOCK_RUNS'] ?? 0)));
const salvaging = (folder: string): ReturnType<typeof createSalvaging> => createSalvaging({ folder, thread: storeThread, log: silent });
const asides = (folder: string): readonly string[] => readdirSync(folder).filter((name) => name.includes('damaged'));

/** Salvages, and checks that each snapshot that was kept is the one that was saved; answers their numbers. */
async function salvaged(folder: string): Promise<readonly number[]> {
  const harmed = readFileSync(join(folder, storeFile));
  const offer = await salvaging(folder).offer();
  expect(readFileSync(join(folder, storeFile)).equals(harmed)).toBe(true);
  const { kept, lost, aside } = await salvaging(folder).salvage();
  expect({ kept, lost }).toEqual(offer);
  expect(readFileSync(aside).equals(harmed)).toBe(true);
  return withStore(folder, storeThread, async (store) => {
    await store.settled();
    expect(await store.verify()).toEqual([]);
    const after = await stateOf(store);
    for (const [number, sessions] of Object.entries(after)) expect(sessions).toEqual(before[Number(number)]);
    const numbers = Object.keys(after).map(Number);
    expect(kept.flatMap(({ snapshots }) => snapshots)).toEqual(numbers);
    if (kept.length > 0) {
      const { snapshot } = await readAll(store, season(5, 20_000));
      expect(snapshot.number).toBe(Math.max(4, ...numbers.map((number) => number + 1)));
      expect(await store.verify()).toEqual([]);
    }
    return numbers;
  });
}

describe('salvage', () => {
  it('is refused where nothing is damaged, or a newer Paddock wrote the file', async () => {
    await inFolder(async (folder) => {
      await expect(salvaging(folder).offer()).rejects.toMatchObject({ code: 'usage' });
      const file = copied(folder);
      await expect(salvaging(folder).salvage()).rejects.toMatchObject({ code: 'usage' });
      const newer = new DatabaseSync(file);
      newer.exec('PRAGMA journal_mode = DELETE; PRAGMA user_version = 99');
      newer.close();
      await expect(salvaging(folder).salvage()).rejects.toMatchObject({ code: 'store-newer' });
      expect(asides(folder)).toEqual([]);
    });
  });

  it('waits for nobody who has the store open, and nobody opens it meanwhile', async () => {
    await inFolder(async (folder) => {
      const file = new DatabaseSync(copied(folder));
      file.exec('UPDATE snapshot SET sessions = 1 WHERE number = 3');
      file.close();
      const impatient = createSalvaging({ folder, thread: storeThread, log: silent, patience: 20 });
      await withStore(folder, storeThread, async (store) => {
        expect((await store.verify()).map(({ code }) => code)).toContain('snapshot');
        await expect(impatient.salvage()).rejects.toMatchObject({ code: 'store-locked' });
        expect((await impatient.offer()).lost).toEqual([{ server, connection, snapshots: [3] }]);
      });
      const release = await tryLock(join(folder, 'open.lock'));
      const opening = withStore(folder, storeThread, (store) => store.servers(), 20);
      await expect(opening).rejects.toMatchObject({ code: 'store-locked' });
      release?.();
      expect(await salvaged(folder)).toEqual([1, 2]);
    });
  });

  it('keeps everything where only the header, or what is derived, is damaged', async () => {
    await inFolder(async (folder) => {
      const file = copied(folder);
      const bytes = readFileSync(file);
      bytes.fill(0, 0, 100);
      writeFileSync(file, bytes);
      expect(await salvaged(folder)).toEqual([1, 2, 3]);
      await withStore(folder, storeThread, async (store) => {
        expect(await store.content(server, connection, keyOf(3))).toMatchObject({ details: [{ name: 'engineer', value: 'Adami' }] });
        const found = await store.openView({ server, connection, snapshot: 1, filter: 'adami', sort: defaultSort });
        expect(found.total).toBe(1);
        const marked = await store.openView({ server, connection, snapshot: 1, filter: 'note:brakes', sort: defaultSort });
        expect(marked.rows).toMatchObject([{ session: { key: keyOf(3) }, own: { starred: true, note: 'brakes' } }]);
        expect((await store.snapshots(server, connection))[0]).toMatchObject({ number: 1, name: 'Friday', pinned: true });
      });
    });
  });

  it('keeps everything where the first page, or a root of a tree, is gone', async () => {
    for (const harm of ['page 1', 'session_version', 'session_version_closed', 'session', 'list_order', 'row_checksum']) {
      await inFolder(async (folder) => {
        const file = copied(folder);
        const database = new DatabaseSync(file);
        const root = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(harm) as { rootpage: number } | undefined;
        database.close();
        const bytes = readFileSync(file);
        const page = root?.rootpage ?? 1;
        bytes.fill(0xee, 16_384 * (page - 1) + (page === 1 ? 100 : 0), 16_384 * page);
        writeFileSync(file, bytes);
        expect(await salvaged(folder), harm).toEqual([1, 2, 3]);
      });
    }
  });

  it('keeps the snapshots that a damaged row does not concern, and says which it does', async () => {
    await inFolder(async (folder) => {
      const file = new DatabaseSync(copied(folder));
      file.exec(`UPDATE session_version SET identifier = 'other' WHERE id = (SELECT max(id) FROM session_version WHERE from_snapshot = 3)`);
      file.close();
      const { kept, lost } = await salvaging(folder).offer();
      expect(kept).toEqual([{ server, connection, snapshots: [1, 2], sessions: 651 }]);
      expect(lost).toEqual([{ server, connection, snapshots: [3] }]);
      expect(await salvaged(folder)).toEqual([1, 2]);
      expect(asides(folder)).toHaveLength(1);
    });
  });

  it('makes do with what is left of a file that was cut off, and of one that is none', async () => {
    await inFolder(async (folder) => {
      const file = copied(folder);
      truncateSync(file, Math.floor(readFileSync(file).length / 2 / 16_384) * 16_384);
      await salvaged(folder);
    });
    await inFolder(async (folder) => {
      writeFileSync(join(folder, storeFile), 'a letter to my aunt. '.repeat(900));
      expect(await salvaged(folder)).toEqual([]);
      expect(readFileSync(join(folder, asides(folder)[0] ?? ''), 'utf8')).toContain('aunt');
    });
  });

  it('reads a log up to where it is torn', async () => {
    await inFolder(async (folder) => {
      const live = join(folder, 'live');
      const torn = join(folder, 'torn');
      for (const each of [live, torn]) mkdirSync(each);
      await withStore(live, storeThread, async (store) => {
        await readAll(store, season(30));
        await readAll(store, season(40));
        // As a power cut leaves it: the log holds it all, and its end is torn.
        copyFileSync(join(live, storeFile), join(torn, storeFile));
        copyFileSync(join(live, `${storeFile}-wal`), join(torn, `${storeFile}-wal`));
      });
      const log = readFileSync(join(torn, `${storeFile}-wal`));
      writeFileSync(join(torn, `${storeFile}-wal`), Buffer.concat([log, log.subarray(100, 9_000)]));
      const bytes = readFileSync(join(torn, storeFile));
      bytes.fill(0xff, 0, 16);
      writeFileSync(join(torn, storeFile), bytes);
      const { kept, aside } = await salvaging(torn).salvage();
      expect(kept).toEqual([{ server, connection, snapshots: [1, 2], sessions: 40 }]);
      expect(readFileSync(aside).equals(bytes)).toBe(true);
      expect(readFileSync(`${aside}-wal`).length).toBe(log.length + 8_900);
      await withStore(torn, storeThread, async (store) => expect(await store.verify()).toEqual([]));
    });
  });

  it('is carried through where it was cut off after it was decided, and undone where it was cut off before', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, storeFile);
      writeFileSync(file, 'damaged');
      writeFileSync(`${file}-wal`, 'its log');
      writeFileSync(`${file}.salvaging-1`, 'half of it');
      expect(finishSwap(file)).toBeUndefined();
      expect(readFileSync(file, 'utf8')).toBe('damaged');
      // Decided: what comes then may be cut off after each step.
      copyFileSync(join(source, storeFile), `${file}.salvaged`);
      const aside = finishSwap(file) ?? '';
      copyFileSync(file, `${file}.salvaged`);
      await withStore(folder, storeThread, async (store) => expect(await store.verify()).toEqual([]));
      expect(readFileSync(aside, 'utf8')).toBe('damaged');
      expect(readFileSync(`${aside}-wal`, 'utf8')).toBe('its log');
    });
  });

  it('gives back from pages harmed at random only what was saved', { timeout: Math.max(30_000, runs * 5_000) }, async () => {
    const bytes = readFileSync(join(source, storeFile));
    let seed = Number(process.env['PADDOCK_SEED'] ?? 5);
    for (let run = 0; run < runs; run += 1) {
      await inFolder(async (folder) => {
        const harmed = Buffer.from(bytes);
        for (let times = 0; times < 6; times += 1) {
          seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 1;
          const at = seed % harmed.length;
          harmed.fill(0x5a, at, Math.min(harmed.length, at + 700));
        }
        writeFileSync(join(folder, storeFile), harmed);
        await salvaged(folder).catch(async (thrown: unknown) => {
          // Only room that was free was harmed.
          expect(thrown).toMatchObject({ code: 'usage' });
          await withStore(folder, storeThread, async (store) => expect(await stateOf(store)).toEqual(before));
        });
      });
    }
  });
});
