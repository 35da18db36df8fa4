/** Writes what was gathered into a fresh store, and proves it there. */
import { rmSync } from 'node:fs';
import { Failure } from '../../failure.ts';
import { inTransaction, openForReading, openForWriting } from '../database.ts';
import { numberMask, Statements, type Value } from '../rows.ts';
import { indexable } from '../text.ts';
import { verify } from '../verify/verify.ts';
import { foundVersions, type Gathered, type GatheredConnection } from './gather.ts';
import type { FoundRow } from './tables.ts';

/** Written by their own rules, made anew, or only of use while a read is under way. */
const apart: ReadonlySet<string> = new Set([
  ...['server', 'connection', 'snapshot', 'facet', 'detail_names', 'session', 'session_version'],
  ...['list_order', 'open_read', 'staged_page', 'row_checksum'],
]);

/** `file` is made; where this fails it is not left behind. */
export function rebuild(gathered: Gathered, file: string): void {
  removeStore(file);
  try {
    const database = openForWriting(file, 0);
    try {
      // Until it is whole nobody relies on it.
      database.exec('PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY');
      inTransaction(database, () => new Rebuilding(gathered, new Statements(database)).run());
      database.exec('PRAGMA journal_mode = WAL');
    } finally {
      database.close();
    }
    const written = openForReading(file, 0);
    try {
      const [problem] = verify(written);
      if (problem !== undefined) throw new Failure('store-damaged', `What was salvaged does not prove right: ${problem.message}`);
    } finally {
      written.close();
    }
  } catch (thrown) {
    removeStore(file);
    throw thrown;
  }
}

export function removeStore(file: string): void {
  for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${ending}`, { force: true });
}

class Rebuilding {
  readonly #gathered: Gathered;
  readonly #statements: Statements;
  readonly #connections: ReadonlyMap<
    number,
    { readonly connection: GatheredConnection; readonly kept: readonly number[]; readonly newest: number }
  >;

  constructor(gathered: Gathered, statements: Statements) {
    this.#gathered = gathered;
    this.#statements = statements;
    this.#connections = new Map(
      gathered.connections.map((connection) => {
        const numbers = connection.kept.map(({ number }) => number as number);
        return [connection.id, { connection, kept: numbers, newest: numbers.at(-1) ?? 0 }];
      }),
    );
  }

  #insert(table: string, row: FoundRow): void {
    const columns = (this.#gathered.shapes.get(table)?.columns ?? []).map(({ name }) => name);
    const places = columns.map(() => '?').join();
    this.#statements.run(
      `INSERT OR IGNORE INTO "${table}" (${columns.map((name) => `"${name}"`).join()}) VALUES (${places})`,
      ...columns.map((name) => row[name] ?? null),
    );
  }

  run(): void {
    const { servers, facets, nameLists } = this.#gathered;
    for (const row of servers) this.#insert('server', row);
    for (const row of facets) this.#insert('facet', row);
    for (const row of nameLists) this.#insert('detail_names', row);
    for (const { connection } of this.#connections.values()) this.#connection(connection);
    this.#versions();
    this.#sessions();
    this.#others();
    this.#contentIndex();
  }

  #connection({ row, kept, lost }: GatheredConnection): void {
    const numbers = [...kept.map(({ number }) => number as number), ...lost];
    // Numbers are never used again, those of lost snapshots neither.
    const next = Math.max(row['next_snapshot'] as number, ...numbers.map((number) => number + 1));
    this.#insert('connection', { ...row, next_snapshot: next, indexed_to: 0 });
    for (const snapshot of kept) this.#insert('snapshot', snapshot);
  }

  #versions(): void {
    const { found, shapes, lookup } = this.#gathered;
    for (const { connectionId, row, stray, from, until, sound } of foundVersions(found, shapes.get('session_version'), lookup)) {
      const known = this.#connections.get(connectionId);
      if (known === undefined || !sound || (stray && !known.connection.stray)) continue;
      const first = known.kept[firstFrom(known.kept, from)];
      if (first === undefined || (until !== null && first >= until)) continue;
      // What ended with a snapshot that is lost still holds in the newest one that is kept.
      const ends = until !== null && until <= known.newest ? until : null;
      this.#insert('session_version', { ...row, until_snapshot: ends, text_id: null });
    }
  }

  #sessions(): void {
    for (const id of this.#connections.keys()) {
      this.#statements.run(
        `INSERT INTO session (connection_id, key, id, current)
         SELECT ?1, key, session_id, max(iif(until_snapshot IS NULL, id & ${numberMask}, NULL)) FROM session_version
         WHERE id > ?2 AND id <= ?2 + ${numberMask} GROUP BY key ORDER BY key`,
        id,
        id * 2 ** 32,
      );
    }
  }

  /** What was read of sessions apart from the listings, own marks, and whatever else a later schema keeps. */
  #others(): void {
    const { found, shapes, prove } = this.#gathered;
    for (const shape of shapes.values()) {
      if (apart.has(shape.name)) continue;
      for (const { row, stray } of found.rows(shape)) {
        const standing = prove(shape, row);
        if (standing === 'changed' || (stray && standing !== 'proven')) continue;
        const connectionId: Value = row['connection_id'] ?? null;
        if (typeof connectionId === 'number' && !this.#connections.has(connectionId)) continue;
        this.#insert(shape.name, row);
      }
    }
  }

  #contentIndex(): void {
    const known = new Set(this.#gathered.nameLists.map(({ id }) => id));
    for (const [id, namesId, details] of this.#statements.all('SELECT id, names_id, details FROM session_content')) {
      if (namesId !== null && !known.has(namesId ?? null)) {
        // Values without their names say nothing.
        this.#statements.run('UPDATE session_content SET names_id = NULL, details = NULL WHERE id = ?', id ?? null);
      } else if (typeof details === 'string') {
        const text = indexable(JSON.parse(details) as string[]);
        if (text !== '') this.#statements.run('INSERT INTO search (rowid, text) VALUES (?, ?)', -(id as number), text);
      }
    }
  }
}

/** Index of the first of ascending numbers that is not below `from`. */
function firstFrom(numbers: readonly number[], from: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
