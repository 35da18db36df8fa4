/** A backup: the whole store in a file, checked before it takes the place of one that was there. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Backup } from '../../preload/history.ts';
import { Failure } from '../failure.ts';
import { copy, dropUnfinished, replace, unfinished } from './copy.ts';
import { openForReading } from './database.ts';
import { storeFailure } from './failures.ts';
import { Statements } from './rows.ts';
import { verify } from './verify/verify.ts';

const real = (file: string): string => {
  const whole = resolve(file);
  return existsSync(whole)
    ? realpathSync(whole)
    : join(existsSync(dirname(whole)) ? realpathSync(dirname(whole)) : dirname(whole), basename(whole));
};

/**
 * Writes the whole store to a file and checks the copy; a file that was there is replaced when it is sound. Fails as a
 * store does, with `store-damaged` where what would be saved is, and with `file-unwritable` where the target is no place for it.
 */
export function backUp(source: string, target: string, patience: number): Backup {
  const part = unfinished(target);
  if (['', '-wal', '-shm'].some((end) => real(target) === `${real(source)}${end}`)) {
    throw new Failure('file-unwritable', 'That is the store itself: a backup needs a file of its own.');
  }
  if (existsSync(`${target}-wal`)) {
    throw new Failure('file-unwritable', `“${target}” is a database in use.`, { todo: 'Choose another name.' });
  }
  try {
    dropUnfinished(target);
    copy(source, part, patience);
    const snapshots = soundSnapshots(part, patience);
    replace(part, target);
    return { file: resolve(target), bytes: statSync(target).size, snapshots };
  } catch (thrown) {
    throw copyFailure(thrown, target);
  } finally {
    dropUnfinished(target);
  }
}

function soundSnapshots(file: string, patience: number): number {
  const database = openForReading(file, patience);
  try {
    const [problem] = verify(database);
    if (problem !== undefined) {
      throw new Failure('store-damaged', `What is saved is damaged, so no backup was made of it: ${problem.message}`, {
        todo: 'See “paddock verify”, and “paddock store salvage”.',
      });
    }
    return new Statements(database).number('SELECT count(*) FROM snapshot WHERE thinned_at IS NULL');
  } finally {
    database.close();
  }
}

/** The trouble is the target's, not the store's. */
function copyFailure(thrown: unknown, target: string): Failure {
  const failure = storeFailure(thrown, target);
  switch (failure.code) {
    case 'store-unwritable':
      return new Failure('file-unwritable', `“${target}” cannot be written.`, { cause: thrown });
    case 'store-full':
      return new Failure('store-full', `The disk is too full for “${target}”.`, {
        safe: 'What is saved is as it was, and no unfinished file was left.',
        cause: thrown,
      });
    default:
      return failure;
  }
}
