/**
 * A refresh makes a snapshot, or confirms one, without reading the whole list: each snapshot says when the last full read
 * ended on which it rests, and how long the pages were that the server gave then, where it gave less than was asked for.
 */
import { writeChecksums } from '../checksums.ts';
import type { Database } from '../rows.ts';

export function refresh(database: Database): void {
  database.exec(`
ALTER TABLE snapshot ADD COLUMN full_at TEXT;
ALTER TABLE snapshot ADD COLUMN full_cap INTEGER;
UPDATE snapshot SET full_at = coalesce(confirmed_at, ended_at) WHERE status = 'complete';`);
  writeChecksums(database);
}
