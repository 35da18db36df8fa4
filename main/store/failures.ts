/** What SQLite and the system say of the store's file, as failures for a person. */
import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from '../failure.ts';
import { sizeOf } from './copy.ts';

const sqliteCodes: Readonly<Record<number, Failure['code']>> = {
  3: 'store-unwritable',
  5: 'store-locked',
  6: 'store-locked',
  8: 'store-unwritable',
  11: 'store-damaged',
  13: 'store-full',
  14: 'store-unwritable',
  26: 'store-damaged',
};
const ioError = 10;
const systemCodes: Readonly<Record<string, Failure['code']>> = {
  ENOSPC: 'store-full',
  EDQUOT: 'store-full',
  EACCES: 'store-unwritable',
  EPERM: 'store-unwritable',
  EROFS: 'store-unwritable',
  ENOTDIR: 'store-unwritable',
  EISDIR: 'store-unwritable',
  EEXIST: 'store-unwritable',
  EIO: 'store-unwritable',
};
const leastRoom = 1_000_000;
/** Below this nothing of use gets done. */
const usualRoom = 8_000_000;

/** What SQLite or the system said, as a failure for a person; anything else stays what it is. */
export function storeFailure(thrown: unknown, file: string): Failure {
  if (thrown instanceof Failure) return thrown;
  const { sqliteCode, code } = thrown as { sqliteCode?: number; code?: string };
  const basic = sqliteCode === undefined ? undefined : sqliteCode & 0xff;
  if (basic === ioError) {
    return (roomAt(file) ?? Infinity) > leastRoom
      ? new Failure('store-unwritable', 'The disk with the snapshots answered with an error.', { cause: thrown })
      : fullFailure(file, thrown);
  }
  const known = (basic === undefined ? undefined : sqliteCodes[basic]) ?? systemCodes[code ?? ''];
  if (known === 'store-full') return fullFailure(file, thrown);
  return new Failure(known ?? 'bug', undefined, { cause: thrown });
}

/** Fails with `store-full`, saying how much is missing, where the file's disk has no room for so many bytes more. */
export function needRoom(file: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(dirname(file));
  const missing = bytes + leastRoom - bavail * bsize;
  if (missing <= 0) return;
  const megabytes = Math.ceil(missing / 1_000_000).toLocaleString('en');
  throw new Failure('store-full', `The disk with the snapshots is too full for this: ${megabytes} MB are missing.`);
}

const inMegabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Says how much room is missing: what waits in the log has to be folded into the file, which may grow by a tenth meanwhile. */
function fullFailure(file: string, cause: unknown): Failure {
  const room = roomAt(file);
  if (room === undefined) return new Failure('store-full', undefined, { cause });
  const wanted = Math.max(usualRoom, sizeOf(`${file}-wal`) + sizeOf(file) / 10);
  const missing = Math.max(leastRoom, wanted - room);
  return new Failure('store-full', `The disk is full: ${inMegabytes(room)} are free, and about ${inMegabytes(missing)} more are needed.`, {
    cause,
  });
}

/** Bytes that are free where a file lies; undefined where nobody says. */
function roomAt(file: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(dirname(file));
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
