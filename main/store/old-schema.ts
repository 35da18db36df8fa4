/** A store as it was before its schema changed. */
import { closeSync, openSync, readSync } from 'node:fs';
import { Failure } from '../failure.ts';
import { copy, dropUnfinished, replace, unfinished } from './copy.ts';
import { storeFailure } from './failures.ts';

/** Where the copy lies that is made before a store of a schema is brought up to date. */
export const copyOfSchema = (file: string, version: number): string => `${file}.schema-${version}`;

function versionOf(file: string): number {
  const header = Buffer.alloc(64);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, header, 0, header.length, 0);
    return header.readUInt32BE(60);
  } finally {
    closeSync(descriptor);
  }
}

/** Keeps a store as it is before its schema changes. Fails as a store does; then nothing was changed. */
export function keepOldSchema(file: string, version: number, patience: number): void {
  const target = copyOfSchema(file, version);
  const part = unfinished(target);
  try {
    dropUnfinished(target);
    copy(file, part, patience);
    // Somebody else was first: what was copied is of another schema, and the copy that there may be is the right one.
    if (versionOf(part) === version) replace(part, target);
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
