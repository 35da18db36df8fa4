/** The rows of a store's tables, found by their trees where those hold, and else by what they look like. */
import { all, prepare, type Database, type Value } from '../rows.ts';
import { kindOf, kinds, readTreePage, type Cell } from './cells.ts';
import type { Pages } from './pages.ts';

/** A table as this Paddock makes it. */
export interface TableShape {
  readonly name: string;
  /** Columns in the order in which a row stores them. */
  readonly columns: readonly { readonly name: string; readonly type: string; readonly required: boolean; readonly fallback: Value }[];
  readonly withoutRowid: boolean;
  /** Index of the column that is the row id itself; -1 where there is none. */
  readonly rowidColumn: number;
}

export type FoundRow = Readonly<Record<string, Value>>;

/** Tables of an empty store. The text index, which is made anew, is none of them. */
export function shapesOf(database: Database): ReadonlyMap<string, TableShape> {
  const tables = all(
    prepare(
      database,
      "SELECT name, sql LIKE '%WITHOUT ROWID' FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'search%'",
    ),
  );
  return new Map(
    tables.map(([table, without]) => {
      const withoutRowid = without === 1;
      const listed = all(
        prepare(database, 'SELECT name, type, "notnull", pk, dflt_value FROM pragma_table_info(?) ORDER BY cid'),
        table ?? null,
      );
      const keyed = listed.filter((column) => column[3] !== 0).sort((one, other) => (one[3] as number) - (other[3] as number));
      const stored = withoutRowid ? [...keyed, ...listed.filter((column) => column[3] === 0)] : listed;
      const [key, ...others] = keyed;
      const columns = stored.map(([name, type, required, , fallback]) => ({
        name: name as string,
        type: type as string,
        required: required === 1,
        fallback: typeof fallback === 'string' && /^-?\d+$/.test(fallback) ? Number(fallback) : null,
      }));
      const rowidColumn =
        !withoutRowid && others.length === 0 && key?.[1] === 'INTEGER' ? columns.findIndex(({ name }) => name === key[0]) : -1;
      return [table as string, { name: table as string, columns, withoutRowid, rowidColumn }];
    }),
  );
}

function fits(value: Value, type: string): boolean {
  switch (type) {
    case 'INTEGER':
      return typeof value === 'number' ? Number.isInteger(value) : typeof value === 'bigint';
    case 'REAL':
      return typeof value === 'number';
    case 'TEXT':
      return typeof value === 'string';
    default:
      return true;
  }
}

/** A cell as a row of a table; undefined where it cannot be one. */
export function rowOf({ rowid, values }: Cell, { columns, rowidColumn }: TableShape): FoundRow | undefined {
  if (values.length > columns.length) return undefined;
  const row: Record<string, Value> = {};
  for (const [at, { name, type, required, fallback }] of columns.entries()) {
    // A column that a later schema added is not there in rows that were written before.
    const value = at === rowidColumn ? rowid : at < values.length ? (values[at] ?? null) : fallback;
    if (value === null ? required : !fits(value, type)) return undefined;
    row[name] = value;
  }
  return row;
}

/** Where a table's rows may lie. */
export interface Found {
  /** Rows in pages that belong to the table, and then, with `stray`, rows that look like its in pages that belong to none. */
  rows(table: TableShape): Generator<{ readonly row: FoundRow; readonly stray: boolean }>;
}

interface Walked {
  readonly inner: readonly number[];
  readonly leaves: readonly number[];
}

export function findTables(pages: Pages, shapes: ReadonlyMap<string, TableShape>): Found {
  const owned = new Map<string, Walked>();
  const claimed = new Set<number>();
  for (const [name, root] of rootsOf(pages)) {
    const shape = shapes.get(name);
    const walked = walk(pages, root, (page) => shape === undefined || claims(pages, page, shape));
    for (const page of [...walked.inner, ...walked.leaves]) claimed.add(page);
    owned.set(name, walked);
  }
  const stray = (kind: number): readonly number[] => {
    const found: number[] = [];
    for (let page = 1; page <= pages.count; page += 1) {
      if (!claimed.has(page) && !pages.free.has(page) && kindOf(pages, page) === kind) found.push(page);
    }
    return found;
  };
  let strayTables: readonly number[] | undefined;
  let strayIndexes: readonly number[] | undefined;
  return {
    *rows(table) {
      const { inner = [], leaves = [] } = owned.get(table.name) ?? {};
      // Trees without row ids hold rows on inner pages too.
      for (const page of table.withoutRowid ? [...inner, ...leaves] : leaves) yield* rowsOn(page, table, false);
      if (table.withoutRowid) strayIndexes ??= [...stray(kinds.indexLeaf), ...stray(kinds.indexInterior)];
      else strayTables ??= stray(kinds.tableLeaf);
      for (const page of (table.withoutRowid ? strayIndexes : strayTables) ?? []) yield* rowsOn(page, table, true);
    },
  };

  function* rowsOn(page: number, table: TableShape, isStray: boolean): Generator<{ readonly row: FoundRow; readonly stray: boolean }> {
    for (const cell of readTreePage(pages, page)?.cells ?? []) {
      const row = rowOf(cell, table);
      if (row !== undefined) yield { row, stray: isStray };
    }
  }
}

/** Whether a leaf holds at least one row that the table could have: a pointer that went astray leads to another's. */
function claims(pages: Pages, page: number, shape: TableShape): boolean {
  const cells = readTreePage(pages, page)?.cells ?? [];
  return cells.length === 0 || cells.some((cell) => rowOf(cell, shape) !== undefined);
}

/** Names of tables and their root pages, as far as the list of them can be read. */
function rootsOf(pages: Pages): readonly (readonly [name: string, root: number])[] {
  const { leaves } = walk(pages, 1, () => true);
  return leaves.flatMap((page) =>
    (readTreePage(pages, page)?.cells ?? []).flatMap(({ values: [, name, , root] }) =>
      typeof name === 'string' && typeof root === 'number' && root > 1 && root <= pages.count ? [[name, root] as const] : [],
    ),
  );
}

function walk(pages: Pages, root: number, accepts: (leaf: number) => boolean): Walked {
  const inner: number[] = [];
  const leaves: number[] = [];
  const seen = new Set<number>();
  const waiting = [root];
  for (let page = waiting.pop(); page !== undefined; page = waiting.pop()) {
    if (page < 1 || page > pages.count || seen.has(page)) continue;
    seen.add(page);
    const kind = kindOf(pages, page);
    if (kind === kinds.tableLeaf || kind === kinds.indexLeaf) {
      if (accepts(page)) leaves.push(page);
    } else if (kind === kinds.tableInterior || kind === kinds.indexInterior) {
      inner.push(page);
      waiting.push(...(readTreePage(pages, page)?.children ?? []).toReversed());
    }
  }
  return { inner, leaves };
}
