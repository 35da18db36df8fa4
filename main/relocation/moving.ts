/**
 * Moves the data to another folder at a start that does nothing else, before anything of it is opened: copied file by file, each compared with its source,
 * then one pointer is written, in one step. Until then, whatever happens, the old folder is in use; it stays as it is even behind
 * that. A move is tried once: one that was broken off is told, and asked for anew, since what it left is the user's to delete.
 */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { FailureShape } from '../../preload/model.ts';
import { Failure } from '../failure.ts';
import { tryLock } from '../file-lock.ts';
import { whileNobodyHasItOpen } from '../store/presence.ts';
import { contentOf } from './content.ts';
import {
  askedFile,
  begunFile,
  endedFile,
  markFile,
  ownFiles,
  pointerFile,
  readPointer,
  settleFolder,
  writePointer,
  type Pointer,
} from './pointer.ts';

/** How long who is at work in the folder is waited for, ms. */
const patience = 3000;

export interface Settled {
  /** Where the data lies now. */
  readonly folder: string;
  readonly notice?: FailureShape;
}

/** How a move is followed while it runs. */
export interface Watch {
  /** How much of it is done, from 0 to 1: each byte is copied, then compared. */
  readonly onShare: (share: number) => void;
  /** Asked again and again: true once it is to end without having moved anything. */
  readonly isStopped: () => boolean;
}

const unwatched: Watch = { onShare: () => undefined, isStopped: () => false };

/** Does the move that was asked for, and tells how it came; never throws. `folder`: where the data lies so far. `wait`: ms. */
export async function settleMove(home: string, folder: string, wait = patience, watch = unwatched): Promise<Settled> {
  const asked = readPointer(join(home, askedFile));
  const settled = asked === undefined ? { folder } : await move(home, folder, asked, wait, watch);
  quietly(() => rmSync(join(home, askedFile), { force: true }));
  quietly(() => rmSync(join(home, begunFile), { force: true }));
  return settled;
}

async function move(home: string, folder: string, asked: Pointer, wait: number, watch: Watch): Promise<Settled> {
  try {
    // From here on a start that finds this does not try again.
    renameSync(join(home, askedFile), join(home, begunFile));
    settleFolder(home);
    const pointer: Pointer = { ...asked, old: folder };
    await whileAlone(folder, wait, () => copyAll(home, pointer, watch));
    return { folder: pointer.folder, notice: movedNotice(pointer, home) };
  } catch (thrown) {
    return { folder, notice: failedNotice(asked, folder, thrown) };
  }
}

/** No other process has the store open, or writes one of the files beside it. */
async function whileAlone(folder: string, wait: number, work: () => void): Promise<void> {
  const release = await lockOf(join(folder, 'settings.lock'), wait);
  try {
    const store = join(folder, 'store', 'paddock.db');
    if (existsSync(dirname(store))) whileNobodyHasItOpen(store, wait, work);
    else work();
  } finally {
    release();
  }
}

async function lockOf(file: string, wait: number): Promise<() => void> {
  const until = Date.now() + wait;
  for (;;) {
    const release = await tryLock(file);
    if (release !== undefined) return release;
    await setTimeout(50);
    if (Date.now() >= until) throw new Failure('store-locked', 'Another Paddock is at work in the folder.');
  }
}

function copyAll(home: string, pointer: Pointer, watch: Watch): void {
  const { folder: target, old } = pointer;
  const isThere = existsSync(target);
  mkdirSync(target, { recursive: true, mode: 0o700 });
  if (readdirSync(target).some((name) => !ownFiles.has(name))) throw new Failure('usage', `The folder ${target} is not empty.`);
  const { folders, files, bytes } = contentOf(old);
  const { bavail, bsize } = statfsSync(target);
  if (bavail * bsize < bytes) throw new Failure('store-full', `There is too little room in ${target}.`);
  const made: string[] = [];
  const passed = passing(2 * bytes, watch);
  try {
    for (const path of folders) mkdirSync(join(target, path), { mode: 0o700 });
    for (const path of files) {
      made.push(path);
      copyOne(join(old, path), join(target, path), passed);
    }
    for (const path of ['', ...folders]) settleFolder(join(target, path));
    writePointer(join(target, markFile), pointer);
    writePointer(join(home, pointerFile), pointer);
  } catch (thrown) {
    // Only what was made here: a full disk is not left full.
    for (const path of [markFile, `${markFile}.part`, ...made, ...made.map((name) => `${name}.part`)])
      quietly(() => rmSync(join(target, path), { force: true }));
    for (const path of folders.toReversed()) quietly(() => rmdirSync(join(target, path)));
    if (!isThere) quietly(() => rmdirSync(target));
    throw thrown;
  }
}

const chunk = 1 << 20;

/** Told of bytes that are done with, `of` in all; throws once the move is to stop. */
type Passed = (bytes: number) => void;

function passing(of: number, { onShare, isStopped }: Watch): Passed {
  let done = 0;
  return (bytes) => {
    if (isStopped()) throw new Failure('cancelled', 'It was stopped.');
    done += bytes;
    onShare(of === 0 ? 1 : Math.min(1, done / of));
  };
}

/** By another name first, and compared with its source once it is on the disk. */
function copyOne(from: string, to: string, passed: Passed): void {
  const part = `${to}.part`;
  const source = openSync(from, 'r');
  try {
    const target = openSync(part, 'wx', 0o600);
    try {
      const buffer = Buffer.allocUnsafe(chunk);
      for (let read = readSync(source, buffer); read > 0; read = readSync(source, buffer)) {
        for (let done = 0; done < read;) done += writeSync(target, buffer, done, read - done);
        passed(read);
      }
      fsyncSync(target);
    } finally {
      closeSync(target);
    }
  } finally {
    closeSync(source);
  }
  if (digestOf(part, passed) !== digestOf(from)) throw new Failure('store-unwritable', `${from} reads differently in ${dirname(to)}.`);
  chmodSync(part, statSync(from).mode & 0o777);
  renameSync(part, to);
}

function digestOf(file: string, passed: Passed = () => undefined): string {
  const hash = createHash('sha256');
  const handle = openSync(file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(chunk);
    for (let read = readSync(handle, buffer); read > 0; read = readSync(handle, buffer)) {
      hash.update(buffer.subarray(0, read));
      passed(read);
    }
  } finally {
    closeSync(handle);
  }
  return hash.digest('hex');
}

/** Leaves how it came to the start that follows. */
export function leaveToTell(home: string, { notice }: Settled): void {
  if (notice !== undefined) quietly(() => writeFileSync(join(home, endedFile), JSON.stringify(notice), { mode: 0o600 }));
}

/** What the last start but this left to tell of a move, once. `folder`: where the data lies. */
export function toldMove(home: string, folder: string): FailureShape | undefined {
  const begun = readPointer(join(home, begunFile));
  const isMoved = begun !== undefined && readPointer(join(home, pointerFile))?.id === begun.id;
  const told = readNotice(join(home, endedFile)) ?? (begun && (isMoved ? movedNotice(begun, home) : brokenOff(begun, folder)));
  for (const file of [endedFile, begunFile]) quietly(() => rmSync(join(home, file), { force: true }));
  return told;
}

function readNotice(file: string): FailureShape | undefined {
  try {
    const { code, message, safe, todo } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Record<keyof FailureShape, unknown>>;
    if ((code !== 'folder-moved' && code !== 'move-failed') || typeof message !== 'string') return undefined;
    return { code, message, ...(typeof safe === 'string' && { safe }), ...(typeof todo === 'string' && { todo }) };
  } catch {
    return undefined;
  }
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // It is told otherwise, or harms nobody.
  }
}

function movedNotice({ folder, old }: Pointer, home: string): FailureShape {
  const message = `Your data lies in ${folder} now.`;
  const todo =
    old === home
      ? `What lies in ${old} can be deleted, but for ${pointerFile}, by which Paddock finds the new folder.`
      : `The old folder ${old} can be deleted.`;
  return new Failure('folder-moved', message, { todo }).shape();
}

const safeIn = (folder: string): string => `Your data lies in ${folder} as before; nothing of it was changed.`;

const brokenOff = ({ folder: target }: Pointer, folder: string): FailureShape =>
  new Failure('move-failed', `The move to ${target} was broken off before its end.`, {
    safe: safeIn(folder),
    todo: `What lies in ${target} can be deleted; then move again under Settings.`,
  }).shape();

function failedNotice({ folder: target }: Pointer, folder: string, thrown: unknown): FailureShape {
  return new Failure('move-failed', `The data was not moved to ${target}. ${reasonOf(thrown, target)}`, { safe: safeIn(folder) }).shape();
}

function reasonOf(thrown: unknown, target: string): string {
  if (thrown instanceof Failure) return thrown.message;
  const { code = '', path } = thrown as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'The disk is full.';
  if (['EROFS', 'EACCES', 'EPERM'].includes(code)) return `${path ?? target} may not be read or written.`;
  return `The system says: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
}
