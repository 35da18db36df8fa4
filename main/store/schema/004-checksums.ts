/**
 * What `verify` needs to find any changed byte of content: a checksum of each row that has no hash of its own, and with each
 * snapshot the sum over how its versions stand (`standing.ts`). NULL there: not known, written by another way than a seal.
 */
import { writeChecksums } from '../checksums.ts';
import { baseOf, Statements, type Database } from '../rows.ts';
import { standingsOf } from '../standing.ts';

export function checksums(database: Database): void {
  database.exec(`
ALTER TABLE snapshot ADD COLUMN standings BLOB;

-- row_key: the values of the primary key, by slashes.
CREATE TABLE row_checksum (
  of_table TEXT NOT NULL,
  row_key TEXT NOT NULL,
  checksum BLOB NOT NULL,
  PRIMARY KEY (of_table, row_key)
) STRICT, WITHOUT ROWID;`);
  const statements = new Statements(database);
  for (const [connectionId, number] of statements.all('SELECT connection_id, number FROM snapshot')) {
    const sum = standingsOf(statements, baseOf(connectionId as number), number as number);
    statements.run('UPDATE snapshot SET standings = ? WHERE connection_id = ? AND number = ?', sum, connectionId ?? null, number ?? null);
  }
  writeChecksums(database);
}
