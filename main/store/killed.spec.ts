/**
 * A process that is killed, or whose disk fails it, at a system call chosen by a seed: what was acknowledged is there, nothing is
 * there that was not attempted, and whoever comes next goes on where it ended. `npm run soak` tries 500.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { describe, expect, it } from 'vitest';
import { bundledPath, storeThread } from '../../test/setup/threads.ts';
import { defaultSort } from '../../preload/model.ts';
import { silent } from '../log.ts';
import type { OpenedStore } from './client.ts';
import { storeFile } from './start-thread.ts';
import { createSalvaging } from './salvaging.ts';
import { canTrace, runWork, type Ended } from './spec-work.ts';
import { begin, connection, createRandom, inFolder, roundBody, roundOf, roundPage, rounds, roundSize, server, withStore } from './trial.ts';
import type { Said } from './trial-work.ts';

const usualRuns = 6;
const most = 500;
const runs = Math.min(most, Number(process.env['PADDOCK_RUNS'] ?? usualRuns));
const firstSeed = Number(process.env['PADDOCK_SEED'] ?? 11);

type Row = readonly [key: unknown, laps: unknown];
const sorted = (rows: readonly Row[]): readonly Row[] => rows.toSorted(([one], [other]) => String(one).localeCompare(String(other)));
const expected = (round: number): readonly Row[] => sorted(roundOf(round).map(({ Key, LapsCount }) => [Key, LapsCount]));

async function listed(store: OpenedStore, snapshot: number): Promise<readonly Row[]> {
  const { view, total } = await store.openView({ server, connection, snapshot, filter: '', sort: defaultSort });
  const rows = await store.rows(view, 0, total);
  await store.closeView(view);
  return sorted(rows.map(({ session }) => [session.key, session.lapsCount]));
}

const isSealed = (said: Said): said is Extract<Said, { did: 'sealed' }> => said.did === 'sealed';
const isStaged = (said: Said): said is Extract<Said, { did: 'staged' }> => said.did === 'staged';

/** What was acknowledged is present, what is present was attempted; and the next read goes on from there to the end. */
async function goesOn(folder: string, { said }: Ended): Promise<void> {
  const acknowledged = said.filter(isSealed).map(({ round }) => round);
  await withStore(folder, storeThread, async (store) => {
    expect(await store.verify()).toEqual([]);
    const present = (await store.snapshots(server, connection)).map(({ number }) => number);
    expect(present).toEqual(expect.arrayContaining(acknowledged));
    expect(present.length).toBeLessThanOrEqual(acknowledged.length + 1);
    for (const number of present) expect(await listed(store, number)).toEqual(expected(number));
    const round = present.length + 1;
    if (round > rounds) return;
    const { read, resume } = await begin(store);
    const staged = said.filter(isStaged).filter((one) => one.round === round).length;
    const resumed = resume?.pages.length ?? 0;
    // The page that was in flight may have come through.
    expect(resumed).toBeGreaterThanOrEqual(staged);
    expect(resumed).toBeLessThanOrEqual(staged + 1);
    for (let page = resumed; page * roundPage < roundSize; page += 1) await store.addPage(read, page, roundPage, roundBody(round, page));
    await store.seal(read, { status: 'complete', endedAt: '2026-01-02T10:00:00.000Z', keepCheckpoint: false });
    expect(await listed(store, round)).toEqual(expected(round));
    expect(await store.verify()).toEqual([]);
  });
}

const where = canTrace ? 'at system calls' : 'after what it said, since system calls cannot be chosen here';

describe(`a process that is killed ${where}`, () => {
  const calls = ['pwrite64', 'pwrite64', 'pwrite64', 'fsync', 'ftruncate', 'openat', 'fcntl', 'pread64', 'unlink'];
  it.each(Array.from({ length: runs }, (_, at) => firstSeed + at))('leaves what it was told is saved (seed %i)', async (seed) => {
    await inFolder(async (folder) => {
      const random = createRandom(seed);
      const call = calls[random(calls.length)] ?? 'pwrite64';
      const when = 1 + random(call === 'pwrite64' || call === 'pread64' ? 90 : call === 'fcntl' ? 60 : 6);
      const inject = ['-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${when}`];
      const ended = await runWork(folder, canTrace ? { inject } : { killAfter: 1 + random(14) });
      expect(ended.killed || ended.said.at(-1)?.did === 'done').toBe(true);
      await goesOn(folder, ended);
    });
  });
});

describe.runIf(canTrace)('a disk that fails', () => {
  const faults = ['EIO', 'ENOSPC', 'EACCES', 'EROFS'];
  const calls = ['pwrite64', 'pwrite64', 'fsync', 'openat'];
  const codes: readonly string[] = ['store-full', 'store-unwritable'];

  it.each(Array.from({ length: runs }, (_, at) => firstSeed + at))(
    'is told, loses nothing, and goes on where it ends (seed %i)',
    async (seed) => {
      await inFolder(async (folder) => {
        const random = createRandom(seed + 77);
        const fault = faults[random(faults.length)] ?? 'EIO';
        const call = calls[random(calls.length)] ?? 'pwrite64';
        const when = 1 + random(call === 'pwrite64' ? 80 : 6);
        // Now once, now from then on.
        const lasts = random(2) === 0 ? '' : '+';
        const inject = ['-e', `trace=${call}`, '-e', `inject=${call}:error=${fault}:when=${when}${lasts}`];
        const ended = await runWork(folder, { inject });
        const last = ended.said.at(-1)?.did;
        expect(['done', 'gave up']).toContain(last);
        if (last === 'gave up') expect(ended.code).toBe(6);
        for (const one of ended.said) {
          if (one.did !== 'failed') continue;
          expect(codes, `${call} ${fault} ${when}${lasts}: ${one.message}`).toContain(one.code);
          if (one.code === 'store-full') expect(one.message).toMatch(/^The disk is full: .* MB .* free.* MB more/);
        }
        // What is saved can still be read while the disk fails to be written.
        const acknowledged = ended.said.filter(isSealed).length;
        if (call !== 'openat' && acknowledged > 0) {
          const reads = ended.said.filter((one) => one.did === 'read').length;
          expect(reads).toBeGreaterThanOrEqual(ended.said.some((one) => one.did === 'failed') && last === 'gave up' ? 1 : 0);
        }
        await goesOn(folder, ended);
      });
    },
  );
});

describe.runIf(canTrace)('a salvage that is killed', () => {
  it.each(Array.from({ length: Math.ceil(runs / 2) }, (_, at) => firstSeed + at))(
    'leaves the old store or the new one (seed %i)',
    async (seed) => {
      await inFolder(async (folder) => {
        const file = join(folder, storeFile);
        await runWork(folder, {});
        const database = new DatabaseSync(file);
        database.exec('UPDATE snapshot SET sessions = 7 WHERE number = 2');
        database.close();
        const harmed = readFileSync(file);
        const random = createRandom(seed);
        const calls = ['pwrite64', 'link,linkat', 'unlink,unlinkat', 'rename,renameat,renameat2', 'fsync', 'openat'];
        const call = calls[random(calls.length)] ?? 'fsync';
        const when = 1 + random(call === 'pwrite64' ? 60 : call === 'openat' ? 20 : 2);
        const salvage = bundledPath('trial-salvage');
        const only = call === 'openat' || call === 'pwrite64' ? ['-P', `${file}.salvaged`, '-P', file] : [];
        const words = ['-f', '-qq', '-o', '/dev/null', ...only, '-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${when}`];
        spawnSync('strace', [...words, process.execPath, salvage, folder]);
        // Whatever was done, the damaged file is there as it was, under its own name or put aside.
        const there = readdirSync(folder).filter((name) => /^paddock\.db(\.damaged-[\dT-]+)?$/.test(name));
        expect(there.some((name) => readFileSync(join(folder, name)).equals(harmed))).toBe(true);
        await withStore(folder, storeThread, async (store) => {
          const present = (await store.snapshots(server, connection)).map(({ number }) => number);
          expect([
            [1, 2, 3],
            [1, 3],
          ]).toContainEqual(present);
          for (const number of [1, 3]) expect(await listed(store, number)).toEqual(expected(number));
          expect((await store.verify()).length > 0).toBe(present.includes(2));
        });
        // And it can be tried again, or there is nothing more to do.
        await createSalvaging({ folder, thread: storeThread, log: silent })
          .salvage()
          .catch((thrown: unknown) => expect(thrown).toMatchObject({ code: 'usage' }));
        await withStore(folder, storeThread, async (store) => expect(await store.verify()).toEqual([]));
        expect(readdirSync(folder).filter((name) => name.includes('salvag'))).toEqual([]);
      });
    },
  );
});

describe.runIf(canTrace)('a power cut', () => {
  it('finds every snapshot that was called saved on the disk: its log is synced between the last write and the word', async () => {
    await inFolder((folder) => {
      const store = join(folder, 'store');
      mkdirSync(store);
      const trace = join(folder, 'trace');
      const work = bundledPath('trial-work');
      const words = [
        '-f',
        '-y',
        '-s',
        '64',
        '-o',
        trace,
        '-e',
        'trace=pwrite64,write,fdatasync,fsync',
        process.execPath,
        work,
        store,
        connection,
      ];
      expect(spawnSync('strace', words).status).toBe(0);
      let unsynced = false;
      let sealed = 0;
      for (const line of readFileSync(trace, 'utf8').split('\n')) {
        if (/ pwrite64\(\d+<[^>]*paddock\.db-wal>/.test(line)) unsynced = true;
        // Where another thread ran meanwhile the end of a call stands in a line of its own.
        if (/ f(data)?sync\(\d+<[^>]*paddock\.db-wal>\)\s+= 0/.test(line) || /f(data)?sync resumed>\)\s+= 0/.test(line)) unsynced = false;
        if (!line.includes('{\\"did\\":\\"sealed\\"')) continue;
        sealed += 1;
        expect(unsynced).toBe(false);
      }
      expect(sealed).toBe(rounds);
      return Promise.resolve();
    });
  });
});
