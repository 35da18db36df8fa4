/**
 * Puts a salvaged store in the place of the damaged one. The one step that decides is the renaming of the finished file to
 * `paddock.db.salvaged`: before it the old store is as it was, after it whoever opens the store next carries the rest through.
 * The damaged file gets a second name first, so at no moment it is without one.
 */
import { closeSync, copyFileSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { wordsFolder } from '../start-thread.ts';

const finished = (file: string): string => `${file}.salvaged`;

/** The name under which the damaged file is kept; told by when the salvage was done, so that it is the same however often this is tried. */
function asideOf(file: string): string {
  const at = statSync(finished(file)).mtime.toISOString().slice(0, 19).replaceAll(':', '-');
  return `${file}.damaged-${at}`;
}

function flush(path: string): void {
  // Windows opens no folder as a file, and needs no such flush.
  if (process.platform === 'win32' && statSync(path).isDirectory()) return;
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A second name for a file, or a copy where the file system knows no second names. */
function keepAs(file: string, name: string): void {
  if (!existsSync(file) || existsSync(name)) return;
  try {
    linkSync(file, name);
  } catch {
    const part = `${name}.part`;
    copyFileSync(file, part);
    flush(part);
    renameSync(part, name);
  }
}

/** Whether a swap was decided and not carried through. */
export const isSwapBegun = (file: string): boolean => existsSync(finished(file));

/** Puts `fresh` in the place of `file`; answers where the damaged file is kept. */
export function swap(file: string, fresh: string): string {
  flush(fresh);
  renameSync(fresh, finished(file));
  flush(dirname(file));
  return finishSwap(file) ?? file;
}

/** Carries a swap through that was begun; answers where the damaged file is kept, undefined where there was nothing to do. */
export function finishSwap(file: string): string | undefined {
  if (!existsSync(finished(file))) return undefined;
  const aside = asideOf(file);
  keepAs(file, aside);
  keepAs(`${file}-wal`, `${aside}-wal`);
  flush(dirname(file));
  // The log belongs to the damaged file: beside the new one it would be played back into it.
  rmSync(`${file}-wal`, { force: true });
  rmSync(`${file}-shm`, { force: true });
  // Made of the damaged one, whose lists of names had other numbers.
  rmSync(join(dirname(file), wordsFolder), { recursive: true, force: true });
  renameSync(finished(file), file);
  flush(dirname(file));
  return aside;
}
