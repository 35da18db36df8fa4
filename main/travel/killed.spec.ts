import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { storeThread } from '../../test/setup/threads.ts';
import { storeFile } from '../store/start-thread.ts';
import { readAll, season, withStore } from '../store/trial.ts';
import { exported } from './trial-export.ts';

/** An export in a process of its own, by the thread that does it in the application. */
const child = `
  const { Worker } = require('node:worker_threads');
  const [thread, file, request] = process.argv.slice(1);
  const worker = new Worker(new URL(thread), { workerData: { role: 'dumps', file, patience: 1000 } });
  worker.on('message', ({ failure }) => process.stdout.write(failure?.code ?? 'written', () => process.exit()));
  worker.postMessage({ call: 1, verb: 'export', args: [JSON.parse(request), new SharedArrayBuffer(24)] });
`;

// Some containers let nobody trace.
const traces = spawnSync('strace', ['-f', '-o', '/dev/null', process.execPath, '-e', '']).status === 0;

it.skipIf(!traces).each(['csv', 'parquet', 'paddock'])(
  'a killed export to .%s leaves the old file, and the next one nothing of it',
  async (format) => {
    const folder = mkdtempSync(join(tmpdir(), 'paddock-killed-'));
    const files = join(folder, 'files');
    const file = join(files, `a.${format}`);
    try {
      mkdirSync(files);
      await withStore(folder, storeThread, (store) => readAll(store, season(200)));
      writeFileSync(file, 'old');
      const run = (...before: readonly string[]): ReturnType<typeof spawnSync> => {
        const words = [...before, process.execPath, '-e', child, storeThread.href, join(folder, storeFile), JSON.stringify(exported(file))];
        return spawnSync(words[0] ?? '', words.slice(1), { encoding: 'utf8' });
      };
      // All is written, and nothing is in its place yet.
      for (const call of ['fsync', 'rename']) {
        run('strace', '-f', '-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=1`);
        expect(readFileSync(file, 'utf8')).toBe('old');
        expect(readdirSync(files)).toHaveLength(2);
      }
      expect(run().stdout).toBe('written');
      expect(readdirSync(files)).toEqual([`a.${format}`]);
      expect(readFileSync(file, 'latin1')).not.toBe('old');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

it.skipIf(!traces)('a disk that fails at a write is told, and the old file stays', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'paddock-failing-'));
  const files = join(folder, 'files');
  const file = join(files, 'a.csv');
  try {
    mkdirSync(files);
    await withStore(folder, storeThread, (store) => readAll(store, season(200)));
    writeFileSync(file, 'old');
    for (const [error, call, code] of [
      ['ENOSPC', 'fsync', 'store-full'],
      ['EIO', 'fsync', 'file-unwritable'],
      ['EACCES', 'rename', 'file-unwritable'],
    ]) {
      const words = ['-f', '-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:error=${error}`, process.execPath, '-e', child];
      const more = [storeThread.href, join(folder, storeFile), JSON.stringify(exported(file))];
      expect(spawnSync('strace', [...words, ...more], { encoding: 'utf8' }).stdout).toBe(code);
      expect(readFileSync(file, 'utf8')).toBe('old');
      expect(readdirSync(files)).toEqual(['a.csv']);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
