/** Writes a server's Postman collection to a file, whole or not at all. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { Failure } from '../failure.ts';
import { collectionText, postmanCollection, type CollectionParts } from './collection.ts';

/** Fails with `file-unwritable`; then what was there before is as it was. */
export async function writeCollection(file: string, parts: CollectionParts): Promise<void> {
  const beside = `${file}.${process.pid}.part`;
  try {
    await writeFile(beside, collectionText(postmanCollection(parts)));
    await rename(beside, file);
  } catch (thrown) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw new Failure('file-unwritable', `${file} could not be written.`, { cause: thrown });
  }
}
