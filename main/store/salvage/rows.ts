/** Rows of small tables that were found, and whether each is what was saved. */
import { checksumOf, type Guarded } from '../checksums.ts';
import type { Value } from '../rows.ts';
import type { Found, FoundRow, TableShape } from './tables.ts';

/** Checksums that were found, by the table and the row's name; more than one where old pages are still there. */
export type FoundChecksums = ReadonlyMap<string, ReadonlySet<string>>;

const nameOf = (table: string, key: string): string => `${table} ${key}`;
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export function findChecksums(found: Found, shape: TableShape | undefined): FoundChecksums {
  const checksums = new Map<string, Set<string>>();
  if (shape === undefined) return checksums;
  for (const { row } of found.rows(shape)) {
    const { of_table: table, row_key: key, checksum } = row;
    if (typeof table !== 'string' || typeof key !== 'string' || !(checksum instanceof Uint8Array)) continue;
    const name = nameOf(table, key);
    const known = checksums.get(name) ?? new Set();
    known.add(hexOf(checksum));
    checksums.set(name, known);
  }
  return checksums;
}

/** `proven`: it has its checksum; `unproven`: none is known of it; `changed`: it has another. */
export type Standing = 'proven' | 'unproven' | 'changed';

export function createProver(guarded: readonly Guarded[], checksums: FoundChecksums): (shape: TableShape, row: FoundRow) => Standing {
  const byName = new Map(guarded.map((table) => [table.table, table]));
  return (shape, row) => {
    const table = byName.get(shape.name);
    const known = checksums.get(nameOf(shape.name, keyOf(table?.keys ?? [], row)));
    if (table === undefined || known === undefined) return 'unproven';
    const types = new Map(shape.columns.map(({ name, type }) => [name, type]));
    // A whole number in a column of any type may be stored as either kind.
    const isSame = (wholeAre: 'integer' | 'real'): boolean =>
      known.has(
        hexOf(
          checksumOf(
            shape.name,
            table.columns.flatMap((column) => {
              const value = row[column] ?? null;
              return value === null ? [] : [column, kindOf(value, types.get(column) ?? '', wholeAre), value];
            }),
          ),
        ),
      );
    return isSame('integer') || isSame('real') ? 'proven' : 'changed';
  };
}

function kindOf(value: Exclude<Value, null>, type: string, wholeAre: 'integer' | 'real'): string {
  if (typeof value === 'string') return 'text';
  if (value instanceof Uint8Array) return 'blob';
  if (typeof value === 'bigint' || type === 'INTEGER') return 'integer';
  return type === 'REAL' || !Number.isInteger(value) ? 'real' : wholeAre;
}

export function keyOf(keys: readonly string[], row: FoundRow): string {
  return keys
    .map((key) => {
      const value = row[key] ?? null;
      return value instanceof Uint8Array ? `x${hexOf(value).toUpperCase()}` : String(value);
    })
    .join('/');
}
