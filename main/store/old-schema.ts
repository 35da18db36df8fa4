/** A store as it was before its schema changed. */
import { DatabaseSync } from '@photostructure/sqlite';
import { Failure } from '../failure.ts';
import { copy, dropUnfinished, replace, unfinished } from './copy.ts';
import { storeFailure } from './failures.ts';
import { first, prepare } from './rows.ts';

/** Where the copy lies that is made before a store of a schema is brought up to date. */
export const copyOfSchema = (file: string, version: number): string => `${file}.schema-${version}`;

/** What SQLite says; the header of the file alone may be behind it, while a write-ahead log waits to be folded in. */
function schemaOf(file: string, patience: number): number {
  const database = new DatabaseSync(file, { timeout: patience, defensive: true });
  try {
    return Number(first(prepare(database, 'PRAGMA user_version'))?.[0]);
  } finally {
    database.close();
  }
}

/**
 * Keeps a store as it is before its schema changes; one that was brought up to date meanwhile leaves the copy that was made
 * then. Fails as a store does; then nothing was changed.
 */
export function keepOldSchema(file: string, version: number, patience: number): void {
  const target = copyOfSchema(file, version);
  const part = unfinished(target);
  try {
    if (schemaOf(file, patience) !== version) return;
    dropUnfinished(target);
    copy(file, part, patience);
    // Another process may have been first, between the look and the copy.
    if (schemaOf(part, patience) === version) replace(part, target);
  } catch (thrown) {
    const failure = storeFailure(thrown, file);
    throw failure.code === 'store-full'
      ? new Failure(
          'store-full',
          'Before what is saved is brought to this version a copy of it is made, and the disk is too full for it.',
          { cause: thrown },
        )
      : failure;
  } finally {
    dropUnfinished(target);
  }
}
