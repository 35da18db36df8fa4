/**
 * Where the data lies. The default folder may hold a pointer to another one, which bears a mark with the pointer's id: an empty
 * mount point, or another drive under the same letter, is not taken for it. Read before anything is opened; plain Node.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { Failure } from '../failure.ts';

export interface Pointer {
  /** Of the move that made it. */
  readonly id: string;
  /** Where the data lies, absolute. */
  readonly folder: string;
  /** Where it lay before. */
  readonly old: string;
}

export const pointerFile = 'data-location.json';
/** In the folder that a pointer names. */
export const markFile = 'data-here.json';
/** A move that was asked for, and one that has begun; both in the default folder. */
export const askedFile = 'data-move.json';
export const begunFile = 'data-move-begun.json';
/** How one ended, for the start that follows to tell. */
export const endedFile = 'data-move-ended.json';
export const ownFiles: ReadonlySet<string> = new Set([pointerFile, markFile, askedFile, begunFile, endedFile]);

export interface Lost {
  readonly failure: Failure;
  /** Where the data lay before, where that is known. */
  readonly old?: string;
}

export interface DataPlace {
  /** Absolute. */
  readonly folder: string;
  /** Why it must not be used: its data is somewhere else just now. */
  readonly lost?: Lost;
}

/** `home`: the default folder, absolute; it need not be there. Writes nothing. */
export function findData(home: string): DataPlace {
  if (!existsSync(join(home, pointerFile))) return { folder: home };
  const pointer = readPointer(join(home, pointerFile));
  if (pointer === undefined) return { folder: home, lost: { failure: unreadable(home) } };
  if (readPointer(join(pointer.folder, markFile))?.id === pointer.id) return { folder: pointer.folder };
  return { folder: pointer.folder, lost: { failure: gone(pointer), old: pointer.old } };
}

/** Where a start has a move to do, its target. */
export const moveToDo = (home: string): string | undefined => readPointer(join(home, askedFile))?.folder;

/** Whether a start has a move to tell about. */
export const hasMoved = (home: string): boolean => existsSync(join(home, endedFile)) || existsSync(join(home, begunFile));

/** Undefined where there is none, or none that can be read. */
export function readPointer(file: string): Pointer | undefined {
  try {
    const { id, folder, old } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Record<keyof Pointer, unknown>>;
    if (typeof id !== 'string' || typeof folder !== 'string' || typeof old !== 'string') return undefined;
    return isAbsolute(folder) && isAbsolute(old) ? { id, folder, old } : undefined;
  } catch {
    return undefined;
  }
}

/** Whole or not at all, and on the disk when it returns. */
export function writePointer(file: string, pointer: Pointer): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const part = `${file}.part`;
  const handle = openSync(part, 'w', 0o600);
  try {
    writeSync(handle, `${JSON.stringify(pointer, null, 2)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(part, file);
  settleFolder(dirname(file));
}

/** Puts the names in a folder on the disk, where the system lets one. */
export function settleFolder(folder: string): void {
  try {
    const handle = openSync(folder, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // Windows does so by itself.
  }
}

/** From now on the data is looked for in `folder`, what lies there: what the pointer said is set aside, not deleted. */
export function useInstead(home: string, folder: string): void {
  const kept = join(home, `${pointerFile}.forgotten`);
  rmSync(kept, { force: true });
  renameSync(join(home, pointerFile), kept);
  if (folder === home) return;
  const pointer = { id: crypto.randomUUID(), folder, old: readPointer(kept)?.folder ?? home };
  writePointer(join(folder, markFile), pointer);
  writePointer(join(home, pointerFile), pointer);
}

const gone = ({ folder, old }: Pointer): Failure =>
  new Failure('folder-gone', `The data of Paddock lies in ${folder}, which is not there just now, or is another folder of that name.`, {
    todo: `Connect its drive and start again, or use the folder where the data lay before with --user-data-dir “${old}”.`,
  });

const unreadable = (home: string): Failure =>
  new Failure('folder-gone', `${join(home, pointerFile)}, which says where the data of Paddock lies, cannot be read.`, {
    todo: 'Name the folder with --user-data-dir, or delete that file to use the default folder.',
  });
