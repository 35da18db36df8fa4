/** Whether a file's tables are the ones that this Paddock makes, to the letter. */
import { DatabaseSync } from '@photostructure/sqlite';
import { migrations } from '../schema/index.ts';
import { Statements } from '../rows.ts';

const schemaSql = 'SELECT type, name, tbl_name, sql FROM main.sqlite_schema ORDER BY type, name';

/** Tables and indexes that a later Paddock, or its user, added are none of ours. */
export function schemaIsOurs(statements: Statements): boolean {
  const fresh = new DatabaseSync(':memory:');
  try {
    for (const step of migrations) {
      if (typeof step === 'string') fresh.exec(step);
      else step(fresh);
    }
    const there = new Set(statements.all(schemaSql).map((row) => JSON.stringify(row)));
    return new Statements(fresh).all(schemaSql).every((row) => there.has(JSON.stringify(row)));
  } finally {
    fresh.close();
  }
}
