import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { bundledPath } from '../../test/setup/threads.ts';
import { tryLock } from '../file-lock.ts';
import { holdOpen } from '../store/presence.ts';
import { askMove, planMove } from './asking.ts';
import { leaveToTell, settleMove, toldMove } from './moving.ts';
import { begunFile, findData, hasMoved, markFile, moveToDo, pointerFile, useInstead } from './pointer.ts';

const top = mkdtempSync(join(tmpdir(), 'paddock-relocation-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

// Beside the packages, which the child finds from there.

let made = 0;
/** A default folder with data in it, and a folder to go to that is not there yet. */
function stage(bytes = 100) {
  made += 1;
  const at = join(top, String(made));
  const home = join(at, 'home');
  mkdirSync(join(home, 'store'), { recursive: true });
  mkdirSync(join(home, 'browser', 'Empty'), { recursive: true });
  writeFileSync(join(home, 'servers.json'), '{"servers":[]}', { mode: 0o600 });
  writeFileSync(join(home, 'browser', 'Local State'), 'key');
  writeFileSync(join(home, 'store', 'paddock.db'), Buffer.alloc(bytes, 7));
  writeFileSync(join(home, 'store', 'paddock.db-wal'), 'wal');
  return { home, target: join(at, 'new', 'folder') };
}

/** Every file and its content, but locks and what belongs to the move. */
function contents(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/\.lock(-journal)?$|data-[a-z-]+\.json$/.test(path));
  return Object.fromEntries(paths.sort().map((path) => [path.slice(folder.length), readFileSync(path, 'latin1')]));
}

const ask = (home: string, target: string, from = home): void => askMove(home, { from, to: target, bytes: 0, free: 0, notices: [] });

/** The old folder is in use, untouched, and the next start tells nothing more. */
async function expectStayed(home: string, before: Readonly<Record<string, string>>): Promise<void> {
  expect(findData(home)).toEqual({ folder: home });
  expect(contents(home)).toEqual(before);
  expect(isOver(home)).toBe(true);
  expect(await settleMove(home, home, 0)).toEqual({ folder: home });
}

/** No start has anything to do, or to tell. */
const isOver = (home: string): boolean => moveToDo(home) === undefined && !hasMoved(home);

describe('a move', () => {
  it('copies all of it at the next start, then goes by the pointer; the old folder stays', async () => {
    const { home, target } = stage();
    const before = contents(home);
    const plan = planMove(home, target);
    expect(plan).toMatchObject({ from: home, to: target, bytes: 100 + 3 + 3 + 14 });
    askMove(home, plan);
    expect(moveToDo(home)).toBe(target);
    expect(findData(home)).toEqual({ folder: home });
    const settled = await settleMove(home, home);
    expect(settled).toMatchObject({ folder: target, notice: { code: 'folder-moved', message: `Your data lies in ${target} now.` } });
    expect(settled.notice?.todo).toContain(pointerFile);
    expect(contents(target)).toEqual(before);
    expect(existsSync(join(target, 'browser', 'Empty'))).toBe(true);
    expect(contents(home)).toEqual(before);
    expect(isOver(home)).toBe(true);
    expect(findData(home)).toEqual({ folder: target });
  });

  it('is told once, by the start that follows', async () => {
    const { home, target } = stage();
    ask(home, target);
    const settled = await settleMove(home, home);
    leaveToTell(home, settled);
    expect(hasMoved(home)).toBe(true);
    expect(toldMove(home, target)).toEqual(settled.notice);
    expect(hasMoved(home)).toBe(false);
    expect(toldMove(home, target)).toBeUndefined();
    // Where nothing could be left, what had begun tells it.
    writeFileSync(join(home, begunFile), readFileSync(join(home, pointerFile)));
    expect(toldMove(home, target)).toEqual(settled.notice);
  });

  it('tells how far it is, and stops where it is told to, with nothing left behind', async () => {
    const { home, target } = stage(5_000_000);
    const before = contents(home);
    ask(home, target);
    let last = 0;
    const onShare = (share: number): void => {
      expect(share).toBeGreaterThanOrEqual(last);
      last = share;
    };
    const { notice } = await settleMove(home, home, undefined, { onShare, isStopped: () => last > 0.5 });
    expect(last).toBeLessThan(0.8);
    expect(notice).toMatchObject({ code: 'move-failed', message: `The data was not moved to ${target}. It was stopped.` });
    expect(existsSync(target)).toBe(false);
    await expectStayed(home, before);
    last = 0;
    ask(home, target);
    expect(await settleMove(home, home, undefined, { onShare, isStopped: () => false })).toMatchObject({ folder: target });
    expect(last).toBe(1);
  });

  it('goes on to a third folder, and back to the default one once that is empty', async () => {
    const { home, target } = stage();
    const before = contents(home);
    ask(home, target);
    await settleMove(home, home);
    const third = `${target} third`;
    ask(home, third, target);
    expect(await settleMove(home, target)).toMatchObject({ folder: third, notice: { todo: `The old folder ${target} can be deleted.` } });
    expect(() => planMove(third, home)).toThrow('not empty');
    for (const name of readdirSync(home)) if (name !== pointerFile) rmSync(join(home, name), { recursive: true });
    askMove(home, planMove(third, home));
    expect(await settleMove(home, third)).toMatchObject({ folder: home });
    expect(contents(home)).toEqual(before);
    expect(findData(home)).toEqual({ folder: home });
  });

  it('takes along what a link leads to, and neither locks nor the marks of a running browser', async () => {
    const { home, target } = stage();
    const elsewhere = `${home} elsewhere`;
    cpSync(join(home, 'store'), elsewhere, { recursive: true });
    rmSync(join(home, 'store'), { recursive: true });
    symlinkSync(elsewhere, join(home, 'store'));
    symlinkSync('nobody-1', join(home, 'SingletonLock'));
    symlinkSync(home, join(home, 'round'));
    ask(home, target);
    await settleMove(home, home);
    expect(readFileSync(join(target, 'store', 'paddock.db-wal'), 'utf8')).toBe('wal');
    expect(readdirSync(target).sort()).toEqual(['browser', markFile, 'round', 'servers.json', 'store'].sort());
    expect(readdirSync(join(target, 'round'))).toEqual([]);
  });
});

describe('what is refused', () => {
  it.each([
    ['the folder itself', (home: string) => home, 'lies in the one'],
    ['one inside', (home: string) => join(home, 'a', 'b'), 'lies in the one'],
    ['a file', (home: string) => join(home, '..', 'file', 'x'), 'is no folder'],
    ['one with something in it', (home: string) => join(home, '..', 'full'), 'is not empty'],
  ])('%s', (_what, where, says) => {
    const { home } = stage();
    writeFileSync(join(home, '..', 'file'), '');
    mkdirSync(join(home, '..', 'full', 'x'), { recursive: true });
    expect(() => planMove(home, where(home))).toThrow(says);
  });

  it('a folder that has been filled meanwhile', async () => {
    const { home, target } = stage();
    const before = contents(home);
    ask(home, target);
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, 'theirs'), 'x');
    const { notice } = await settleMove(home, home);
    expect(notice).toMatchObject({ code: 'move-failed', message: expect.stringContaining('is not empty') as unknown });
    expect(readdirSync(target)).toEqual(['theirs']);
    await expectStayed(home, before);
  });

  it.each(['the store', 'the files'])('while another holds %s', async (what) => {
    const { home, target } = stage();
    rmSync(join(home, 'store', 'paddock.db-wal'));
    const before = contents(home);
    const release = what === 'the store' ? holdOpen(join(home, 'store', 'paddock.db'), 0) : await tryLock(join(home, 'settings.lock'));
    ask(home, target);
    const { notice, folder } = await settleMove(home, home, 0);
    release?.();
    expect(folder).toBe(home);
    expect(notice).toMatchObject({ code: 'move-failed', message: expect.stringContaining('Another Paddock') as unknown });
    expect(existsSync(target)).toBe(false);
    await expectStayed(home, before);
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('a folder that cannot be written to', async () => {
    const { home, target } = stage();
    const before = contents(home);
    mkdirSync(target, { recursive: true });
    chmodSync(target, 0o500);
    expect(() => planMove(home, target)).toThrow('cannot be written to');
    ask(home, target);
    expect((await settleMove(home, home)).notice).toMatchObject({
      message: expect.stringContaining('may not be read or written') as unknown,
    });
    await expectStayed(home, before);
  });
});

/** A file system of its own, which root alone can mount. */
function mounted(options: string): string | undefined {
  const at = mkdtempSync(join(top, 'mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', at], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', at]));
  return at;
}

describe('a disk in the way', () => {
  it('is full: nothing is left there, and the old folder is in use', async ({ skip }) => {
    const disk = mounted('size=200k') ?? skip('only root can mount a small disk');
    const { home } = stage(400_000);
    expect(() => planMove(home, disk)).toThrow('too little room');
    // The size of a disk says nothing of how many files it takes.
    const few = mounted('nr_inodes=5') ?? skip('only root can mount a small disk');
    const before = contents(home);
    for (const target of [disk, few]) {
      ask(home, target);
      expect((await settleMove(home, home)).notice).toMatchObject({
        code: 'move-failed',
        message: expect.stringMatching(/too little room|The disk is full/) as unknown,
        safe: `Your data lies in ${home} as before; nothing of it was changed.`,
      });
      expect(readdirSync(target)).toEqual([]);
      await expectStayed(home, before);
    }
  });

  it('is read-only: the old folder is in use', async ({ skip }) => {
    const disk = mounted('ro') ?? skip('only root can mount a disk');
    const { home } = stage();
    const before = contents(home);
    ask(home, disk);
    expect((await settleMove(home, home)).notice).toMatchObject({
      message: expect.stringContaining('may not be read or written') as unknown,
    });
    await expectStayed(home, before);
  });

  it('is not there at a later start: no other folder is used unasked, and it is found again', async () => {
    const { home, target } = stage();
    ask(home, target);
    await settleMove(home, home);
    const away = `${target} away`;
    cpSync(target, away, { recursive: true });
    rmSync(target, { recursive: true });
    expect(findData(home)).toMatchObject({ folder: target, lost: { old: home, failure: { code: 'folder-gone' } } });
    expect(existsSync(target)).toBe(false);
    // An empty mount point is not the disk.
    mkdirSync(target);
    expect(findData(home).lost?.failure.message).toContain(target);
    cpSync(away, target, { recursive: true });
    expect(findData(home)).toEqual({ folder: target });
    useInstead(home, home);
    expect(findData(home)).toEqual({ folder: home });
    expect(readFileSync(join(home, `${pointerFile}.forgotten`), 'utf8')).toContain('folder');
  });

  it('holds a pointer that cannot be read: nothing begins anew unasked', () => {
    const { home } = stage();
    writeFileSync(join(home, pointerFile), '{"folder":');
    expect(findData(home)).toMatchObject({ lost: { failure: { code: 'folder-gone' } } });
    useInstead(home, home);
    expect(findData(home)).toEqual({ folder: home });
  });
});

describe('a move that is killed', () => {
  it('at any moment leaves the old folder in use, or the whole new one', { timeout: 60_000 }, async () => {
    const ends = new Set<string>();
    // The last one is left alone: however slow the machine is, one of them comes to its end.
    for (const wait of [0, 5, 15, 30, 60, 120, undefined]) {
      const { home, target } = stage(8_000_000);
      for (let at = 0; at < 20; at += 1) writeFileSync(join(home, 'browser', `${at}`), Buffer.alloc(100_000, at));
      const before = contents(home);
      ask(home, target);
      const child = fork(bundledPath('mover'), [home], { execArgv: [] });
      await once(child, 'message');
      const ended = once(child, 'exit');
      if (wait !== undefined) {
        await setTimeout(wait);
        child.kill('SIGKILL');
      }
      await ended;
      expect(contents(home)).toEqual(before);
      const { folder } = findData(home);
      expect(findData(home).lost).toBeUndefined();
      if (folder === target) expect(contents(target)).toEqual(before);
      const wasBegun = existsSync(join(home, begunFile));
      const notice = moveToDo(home) === undefined ? toldMove(home, folder) : (await settleMove(home, folder)).notice;
      ends.add(folder === target ? 'moved' : 'stayed');
      if (folder === home && wasBegun) expect(notice).toMatchObject({ message: `The move to ${target} was broken off before its end.` });
      expect(isOver(home)).toBe(true);
    }
    expect(ends).toEqual(new Set(['stayed', 'moved']));
  });
});
