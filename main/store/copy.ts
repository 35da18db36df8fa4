/** One state of a store in a file of its own. */
import { DatabaseSync } from '@photostructure/sqlite';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { prepare } from './rows.ts';

/** Where a copy is written until it is whole; beside the file that it becomes, so that it can be renamed. */
export const unfinished = (file: string): string => join(dirname(file), `.${basename(file)}.${process.pid}.part`);

/** Removes what is left of a copy that did not become whole. */
export function dropUnfinished(file: string): void {
  for (const end of ['', '-journal', '-wal', '-shm']) rmSync(`${unfinished(file)}${end}`, { force: true });
}

/** Bytes of a file; 0 where there is none. */
export const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

function toDisk(path: string, flags: string): void {
  const descriptor = openSync(path, flags);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Puts a finished file in the place of another, so that a power cut leaves the one or the other. */
export function replace(from: string, to: string): void {
  toDisk(from, 'r+');
  renameSync(from, to);
  syncFolder(dirname(to));
}

/** After a rename within it: Windows opens no folders; there the rename itself is written through. */
export function syncFolder(folder: string): void {
  if (process.platform !== 'win32') toDisk(folder, 'r');
}

/** Writes one state of the file at `source`, whoever writes meanwhile, to `target`, which must not be there. Throws as SQLite does. */
export function copy(source: string, target: string, patience: number): void {
  const database = new DatabaseSync(source, { timeout: patience, defensive: true });
  try {
    database.exec('PRAGMA trusted_schema = OFF');
    prepare(database, 'VACUUM INTO ?').run(target);
  } finally {
    database.close();
  }
}
