/** What may happen to a file and to who writes it. */
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { describe, expect, it } from 'vitest';
import { bundledPath, storeThread } from '../../test/setup/threads.ts';
import { defaultSort } from '../../preload/model.ts';
import { storeFile } from './start-thread.ts';
import { begin, body, connection, identifierOf, inFolder, keyOf, readAll, season, server, withStore } from './trial.ts';

const root = process.getuid?.() === 0;
const trialProcess = bundledPath('trial-process');

/** Starts a process that stages pages of 100 until it is killed; answers when it has said so many times "staged". */
async function stagedThenKilled(folder: string, pages: number): Promise<void> {
  const child = spawn(process.execPath, [trialProcess, 'stage', folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let said = '';
  for await (const text of child.stdout) {
    said += String(text);
    if (said.split('\n').length > pages) child.kill('SIGKILL');
  }
  await ended;
}

const filesOf = (folder: string): readonly (readonly [string, string])[] =>
  readdirSync(folder)
    .sort()
    .map((name) => [name, readFileSync(join(folder, name)).toString('base64')]);

describe('a process that is killed', () => {
  it('leaves what it staged, and the next read goes on from there', async () => {
    await inFolder(async (folder) => {
      await withStore(folder, storeThread, (store) => readAll(store, season(50)));
      await stagedThenKilled(folder, 3);
      await withStore(folder, storeThread, async (store) => {
        expect(await store.verify()).toEqual([]);
        const list = await store.openView({ server, connection, filter: '', sort: defaultSort });
        expect(list).toMatchObject({ total: 50, snapshot: { number: 1 } });
        const { read, resume } = await begin(store);
        const pages = resume?.pages ?? [];
        expect(pages.length).toBeGreaterThanOrEqual(3);
        expect(resume?.sessions).toBe(pages.length * 100);
        const last = pages.length - 1;
        const again = await store.addPage(read, last, 100, body(season(100, last * 100)));
        expect(again.digest).toBe(pages[last]?.digest);
        await store.addPage(read, last + 1, 100, body(season(7, (last + 1) * 100)));
        const { snapshot } = await store.seal(read, { status: 'complete', endedAt: '2026-01-01T12:00:00.000Z', keepCheckpoint: false });
        expect(snapshot).toMatchObject({ number: 2, sessions: pages.length * 100 + 7, new: pages.length * 100 - 43, changed: 0, gone: 0 });
        expect(await store.verify()).toEqual([]);
      });
    });
  });
});

describe('what is staged', () => {
  it('is read anew where it was changed past Paddock, and becomes no snapshot', async () => {
    await inFolder(async (folder) => {
      await withStore(folder, storeThread, async (store) => {
        await readAll(store, season(50));
        const { read } = await begin(store);
        await store.addPage(read, 0, 40, body(season(40)));
        await store.endRead(read, true);
      });
      const file = new DatabaseSync(join(folder, storeFile));
      file.exec('UPDATE staged_page SET numbers = zeroblob(length(numbers))');
      file.close();
      await withStore(folder, storeThread, async (store) => {
        expect(await store.verify()).toContainEqual(expect.objectContaining({ code: 'staged', connection }));
        const { read, resume } = await begin(store);
        expect(resume).toBeUndefined();
        await store.addPage(read, 0, 50, body(season(50)));
        const { snapshot } = await store.seal(read, { status: 'complete', endedAt: '2026-01-01T12:00:00.000Z', keepCheckpoint: false });
        expect(snapshot).toMatchObject({ number: 1, sessions: 50 });
        expect(await store.verify()).toEqual([]);
      });
    });
  });
});

describe('a file that cannot be used', () => {
  async function refused(folder: string, code: string): Promise<void> {
    const before = filesOf(folder);
    const opening = withStore(folder, storeThread, (store) => store.servers());
    await expect(opening).rejects.toMatchObject({ code });
    expect(filesOf(folder)).toEqual(before);
  }
  const kept = (folder: string): Promise<unknown> => withStore(folder, storeThread, (store) => readAll(store, season(500)));

  it('is refused unchanged when it is no store', async () => {
    await inFolder(async (folder) => {
      writeFileSync(
        join(folder, storeFile),
        'this is a letter to my aunt, and quite a long one, so that it has a header’s length. '.repeat(9),
      );
      await refused(folder, 'store-damaged');
      writeFileSync(join(folder, storeFile), 'short');
      await refused(folder, 'store-damaged');
      rmSync(join(folder, storeFile));
      const other = new DatabaseSync(join(folder, storeFile));
      other.exec('CREATE TABLE aunt (letter TEXT)');
      other.close();
      await refused(folder, 'store-damaged');
    });
  });

  it('is refused unchanged when it was cut off', async () => {
    await inFolder(async (folder) => {
      await kept(folder);
      truncateSync(join(folder, storeFile), 20_000);
      await refused(folder, 'store-damaged');
    });
  });

  it('is refused unchanged when a newer Paddock wrote it', async () => {
    await inFolder(async (folder) => {
      await kept(folder);
      const file = new DatabaseSync(join(folder, storeFile));
      file.exec('PRAGMA journal_mode = DELETE; PRAGMA user_version = 99');
      file.close();
      await refused(folder, 'store-newer');
    });
  });

  it('is told where the damage lies deeper, and verify names the snapshots concerned', async () => {
    await inFolder(async (folder) => {
      await withStore(folder, storeThread, async (store) => {
        await readAll(store, season(500));
        await readAll(store, season(499));
        await store.settled();
      });
      const bytes = readFileSync(join(folder, storeFile));
      // The last session's identifier, wherever it lies: only snapshot 1 holds it.
      const identifier = Buffer.from(identifierOf(499));
      const at = bytes.indexOf(identifier);
      expect(at).toBeGreaterThan(0);
      bytes[at] = 0x39;
      writeFileSync(join(folder, storeFile), bytes);
      await withStore(folder, storeThread, async (store) => {
        const problems = await store.verify();
        expect(problems.map(({ code }) => code)).toEqual(['snapshot']);
        expect(problems[0]?.message).toContain(`Snapshot 1 of ${connection}`);
      });
      expect(readFileSync(join(folder, storeFile)).equals(bytes)).toBe(true);
    });
  });

  it('has its trouble named by verify even where whole pages are gone', async () => {
    await inFolder(async (folder) => {
      await kept(folder);
      const bytes = readFileSync(join(folder, storeFile));
      bytes.fill(0xee, 4096 * 30, 4096 * 40);
      writeFileSync(join(folder, storeFile), bytes);
      await withStore(folder, storeThread, async (store) => {
        expect(await store.verify()).not.toEqual([]);
      });
      expect(readFileSync(join(folder, storeFile)).equals(bytes)).toBe(true);
    });
  });

  it('is told to be locked when another program holds it', async () => {
    await inFolder(async (folder) => {
      await kept(folder);
      const other = new DatabaseSync(join(folder, storeFile));
      other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
      try {
        const opening = withStore(
          folder,
          storeThread,
          (store) => store.saveConnections(server, { takenAt: '2026-01-01', connections: [] }),
          50,
        );
        await expect(opening).rejects.toMatchObject({ code: 'store-locked' });
      } finally {
        other.close();
      }
    });
  });
});

describe('a folder that cannot be written to', () => {
  /** The check as a user whom permissions bind. */
  function asNobody(folder: string, what: string): { readonly code: string; readonly total: number } {
    const user = root ? { uid: 65534, gid: 65534 } : {};
    const { stdout, stderr } = spawnSync(process.execPath, [trialProcess, what, folder], { encoding: 'utf8', ...user });
    expect(stderr).toBe('');
    return JSON.parse(stdout) as { code: string; total: number };
  }

  it('can still be read, and says that it cannot be written', async () => {
    await inFolder(async (folder) => {
      await withStore(folder, storeThread, (store) => readAll(store, season(50)));
      chmodSync(join(folder, storeFile), 0o444);
      chmodSync(folder, 0o555);
      try {
        expect(asNobody(folder, 'list')).toEqual({ code: 'none', total: 50 });
        expect(asNobody(folder, 'save')).toMatchObject({ code: 'store-unwritable' });
        expect(asNobody(join(folder, 'deeper'), 'save')).toMatchObject({ code: 'store-unwritable' });
      } finally {
        chmodSync(folder, 0o755);
      }
      expect(readdirSync(folder)).toEqual(['open.lock', storeFile]);
    });
  });
});

describe('a full disk', () => {
  const mount = mkdtempSync(join(tmpdir(), 'paddock-full-'));
  const mounted = root && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'none', mount]).status === 0;
  if (mounted) spawnSync('umount', [mount]);
  rmSync(mount, { recursive: true, force: true });

  // Only root mounts a small file system, and not in every container.
  it.skipIf(!mounted)('is told; what was sealed is read, what was staged is kept, and it goes on when there is room', async () => {
    await inFolder(async (folder) => {
      const small = join(folder, 'small');
      mkdirSync(small);
      expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'none', small]).status).toBe(0);
      try {
        chownSync(small, 0, 0);
        await withStore(small, storeThread, async (store) => {
          await readAll(store, season(200));
          const { read } = await begin(store);
          let staged = 0;
          const filling = async (): Promise<void> => {
            for (;;) {
              await store.addPage(read, staged, 200, body(season(200, 1000 + staged * 200)));
              staged += 1;
            }
          };
          await expect(filling()).rejects.toMatchObject({ code: 'store-full' });
          expect(staged).toBeGreaterThan(0);
          const list = await store.openView({ server, connection, filter: '', sort: defaultSort });
          expect(list.total).toBe(200);
          expect(await store.locate(list.view, keyOf(7))).toBe(7);
          expect(spawnSync('mount', ['-o', 'remount,size=64m', small]).status).toBe(0);
          await store.addPage(read, staged, 200, body(season(10, 1000 + staged * 200)));
          const { snapshot } = await store.seal(read, { status: 'complete', endedAt: '2026-01-01T12:00:00.000Z', keepCheckpoint: false });
          expect(snapshot).toMatchObject({ number: 2, sessions: staged * 200 + 10, gone: 200 });
          expect(await store.verify()).toEqual([]);
        });
        expect(existsSync(join(small, storeFile))).toBe(true);
      } finally {
        spawnSync('umount', [small]);
      }
    });
  });
});
