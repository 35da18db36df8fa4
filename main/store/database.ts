/** Opens the store's file, and refuses one that is damaged or newer before a byte of it is changed. */
import { DatabaseSync } from '@photostructure/sqlite';
import { closeSync, existsSync, mkdirSync, openSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure } from '../failure.ts';
import { keepChecksums } from './checksums.ts';
import { sizeOf } from './copy.ts';
import { storeFailure } from './failures.ts';
import { keepOldSchema } from './old-schema.ts';
import { prepare, type Database } from './rows.ts';
import { applicationId, migrations, schemaVersion } from './schema/index.ts';

/** What the header of a file says: there is none yet, or it is a store of this version or an older one. */
export interface Inspection {
  readonly version: number;
}

const headerBytes = 100;
const magic = 'SQLite format 3\0';

/**
 * Looks at a file without SQLite, which would leave files beside it. Version 0: nothing there yet.
 * Fails with `store-damaged`, `store-newer`, `store-unwritable`.
 */
export function inspect(file: string): Inspection {
  if (!existsSync(file)) return { version: 0 };
  const header = Buffer.alloc(headerBytes);
  let read: number;
  try {
    const descriptor = openSync(file, 'r');
    try {
      read = readSync(descriptor, header, 0, headerBytes, 0);
    } finally {
      closeSync(descriptor);
    }
  } catch (thrown) {
    throw storeFailure(thrown, file);
  }
  if (read === 0) return { version: 0 };
  const application = header.readUInt32BE(68);
  // One that was being made when its maker was killed, or its disk was full: SQLite takes back what was begun.
  const isBlank = application === 0 && header.readUInt32BE(60) === 0 && header.readUInt32BE(40) === 0;
  const isBegun = sizeOf(`${file}-journal`) > 0 && (isBlank || application === applicationId);
  if (isBegun || (isBlank && header.toString('latin1', 0, 16) === magic)) return { version: 0 };
  if (read < headerBytes || header.toString('latin1', 0, 16) !== magic || application !== applicationId) {
    throw new Failure('store-damaged');
  }
  const version = header.readUInt32BE(60);
  if (version > schemaVersion) throw new Failure('store-newer');
  const pageSize = header.readUInt16BE(16) === 1 ? 65536 : header.readUInt16BE(16);
  // While a write-ahead log waits to be folded in, the header may be ahead of the file.
  const log = sizeOf(`${file}-wal`);
  if (log === 0 && sizeOf(file) < pageSize * header.readUInt32BE(28)) throw new Failure('store-damaged');
  return { version };
}

/** Opens for writing, makes the file and brings its schema up to date where needed. */
export function openForWriting(file: string, patience: number): Database {
  const { version } = inspect(file);
  if (version > 0 && version < schemaVersion) keepOldSchema(file, version, patience);
  let database: Database | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true });
    // Foreign keys are checked by `verify`, not at each of a million rows.
    database = new DatabaseSync(file, { timeout: patience, defensive: true, enableForeignKeyConstraints: false });
    database.exec('PRAGMA trusted_schema = OFF; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY;');
    migrate(database);
    keepChecksums(database);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 2000;');
    return database;
  } catch (thrown) {
    quietly(() => database?.close());
    throw storeFailure(thrown, file);
  }
}

function migrate(database: Database): void {
  const version = (): number => (prepare(database, 'PRAGMA user_version').get() as [number])[0];
  if (version() === schemaVersion) return;
  const isEmpty = (prepare(database, 'SELECT count(*) FROM sqlite_schema').get() as [number])[0] === 0;
  if (version() === 0 && !isEmpty) throw new Failure('store-damaged');
  // Larger pages than usual: rows are written and read in long runs, and each page costs its own step.
  if (version() === 0) database.exec('PRAGMA page_size = 16384; PRAGMA auto_vacuum = INCREMENTAL');
  inTransaction(database, () => {
    // Another process may have been first.
    const from = version();
    if (from > schemaVersion) throw new Failure('store-newer');
    for (const step of migrations.slice(from)) {
      if (typeof step === 'string') database.exec(step);
      else step(database);
    }
    database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion};`);
  });
  // So that the header of the file itself says which version it is.
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}

/** Opens for reading. Where the folder cannot be written to, the file is read as it lies. */
export function openForReading(file: string, patience: number): Database {
  inspect(file);
  try {
    return prepareReading(new DatabaseSync(file, { timeout: patience, defensive: true }));
  } catch (thrown) {
    const failure = storeFailure(thrown, file);
    if (failure.code !== 'store-unwritable' || sizeOf(`${file}-wal`) > 0) throw failure;
  }
  try {
    const address = pathToFileURL(file);
    address.searchParams.set('immutable', '1');
    return prepareReading(new DatabaseSync(address, { readOnly: true, defensive: true }));
  } catch (thrown) {
    throw storeFailure(thrown, file);
  }
}

function prepareReading(database: Database): Database {
  try {
    // What is read again lies in the system's own cache; a large one here would hold most of it twice.
    database.exec('PRAGMA trusted_schema = OFF; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY; PRAGMA query_only = ON;');
    prepare(database, 'SELECT count(*) FROM sqlite_schema').get();
    return database;
  } catch (thrown) {
    quietly(() => database.close());
    throw thrown;
  }
}

/** Runs `work` in a transaction that takes the write lock at once; rolls back where it throws. */
export function inTransaction<Result>(database: Database, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (thrown) {
    // Some failures (a full disk) have rolled back already.
    if (database.isTransaction) quietly(() => database.exec('ROLLBACK'));
    throw thrown;
  }
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // What is being reported already counts more.
  }
}
