/**
 * A lock over processes: a tiny SQLite file that whoever holds it has open in an exclusive transaction. The system lets go of it
 * in the moment in which its holder ends, however it ends, so there is no stale lock to be recognised and taken over, which two
 * that wait could do at once.
 */
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/** SQLITE_BUSY: somebody else holds it. */
const busy = 5;

/**
 * Takes the lock if nobody holds it; answers what lets go of it, or undefined. `file` is made where it is missing, and its
 * folder; it stays empty, and is never deleted. Throws what the system or SQLite says where that cannot be.
 */
export async function tryLock(file: string): Promise<(() => void) | undefined> {
  // Loaded at the first lock: most runs only read.
  const { DatabaseSync } = await import('@photostructure/sqlite');
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // For its owner alone. Once it is there SQLite alone opens it: when a process closes a handle of a file, all its locks on it go.
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return () => database.close();
  } catch (thrown) {
    database.close();
    if ((((thrown as { sqliteCode?: number }).sqliteCode ?? 0) & 0xff) === busy) return undefined;
    throw thrown;
  }
}
