/**
 * Who has the store open, over all processes: each thread that opens it shares a lock on an empty SQLite file beside it, and
 * salvage, which puts another file in its place, takes that lock alone. Without it a process that still has the damaged file open
 * would, when it closes it, delete the log of the new one by its name. The system lets go of what a process held when it ends.
 */
import { DatabaseSync } from '@photostructure/sqlite';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from '../failure.ts';
import type { Database } from './rows.ts';

const lockFile = 'open.lock';
const busy = 5;

const isBusy = (thrown: unknown): boolean => (((thrown as { sqliteCode?: number }).sqliteCode ?? 0) & 0xff) === busy;

function opened(file: string, patience: number): Database {
  mkdirSync(dirname(file), { recursive: true });
  return new DatabaseSync(join(dirname(file), lockFile), { timeout: patience });
}

/**
 * Holds a store open; answers what lets go of it. Waits for a salvage that is under way, and fails with `store-locked` where it
 * takes longer than `patience`, ms. In a folder that cannot be written to nobody can salvage, so nothing is held.
 */
export function holdOpen(file: string, patience: number): () => void {
  let database: Database | undefined;
  try {
    database = opened(file, patience);
    database.exec('BEGIN; SELECT 1 FROM sqlite_schema');
    const held = database;
    return () => held.close();
  } catch (thrown) {
    database?.close();
    if (isBusy(thrown)) throw new Failure('store-locked', 'Another Paddock puts these snapshots right just now.');
    return () => undefined;
  }
}

/** Does `work` while nobody has the store open; fails with `store-locked` where somebody has. */
export function whileNobodyHasItOpen<Result>(file: string, patience: number, work: () => Result): Result {
  const database = opened(file, patience);
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (thrown) {
    database.close();
    if (!isBusy(thrown)) throw thrown;
    throw new Failure('store-locked', 'Another Paddock has these snapshots open.', {
      todo: 'Close its window, or let its command end, then try again.',
    });
  }
  try {
    return work();
  } finally {
    database.close();
  }
}
