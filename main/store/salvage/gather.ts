/** What of a damaged store can be proven to be what was saved: reads its pages, changes nothing. */
import { DatabaseSync } from '@photostructure/sqlite';
import { guardedTables, type Guarded } from '../checksums.ts';
import { Hasher, hashBytes } from '../hash.ts';
import type { Facet, Lookup } from '../record.ts';
import { prepare, type Database, type Value } from '../rows.ts';
import { migrations } from '../schema/index.ts';
import { standingHash } from '../standing.ts';
import { Proof, type ProvenVersion, type Sealed } from '../verify/proof.ts';
import { soundSession } from '../verify/row.ts';
import { openPages } from './pages.ts';
import { createProver, findChecksums, keyOf, type Standing } from './rows.ts';
import { findTables, shapesOf, type Found, type FoundRow, type TableShape } from './tables.ts';

export interface GatheredConnection {
  readonly id: number;
  readonly row: FoundRow;
  /** A place of the store. */
  readonly server: string;
  readonly name: string;
  /** Snapshots that are what was saved, and numbers of those that are not; ascending. */
  readonly kept: readonly FoundRow[];
  readonly lost: readonly number[];
  /** Whether rows that belong to no tree any more are needed. */
  readonly stray: boolean;
}

export interface Gathered {
  readonly servers: readonly FoundRow[];
  readonly connections: readonly GatheredConnection[];
  readonly facets: readonly FoundRow[];
  readonly nameLists: readonly FoundRow[];
  readonly lookup: Lookup;
  readonly found: Found;
  readonly shapes: ReadonlyMap<string, TableShape>;
  readonly guarded: readonly Guarded[];
  readonly prove: (shape: TableShape, row: FoundRow) => Standing;
  close(): void;
}

/** The columns of `session_version` that are looked at, in `versionColumns`' order. */
const sessionColumns = [
  'key',
  'identifier',
  'time_of_recording',
  'start_time',
  'end_time',
  'laps_count',
  'server_id',
  'facet_id',
  'names_id',
  'details',
  'extra',
  'odd',
];

/** An empty store of our schema, for the shapes of its tables. */
function emptyStore(): Database {
  const database = new DatabaseSync(':memory:');
  for (const step of migrations) {
    if (typeof step === 'string') database.exec(step);
    else step(database);
  }
  return database;
}

export function gather(file: string): Gathered {
  const empty = emptyStore();
  const shapes = shapesOf(empty);
  const guarded = guardedTables(empty);
  prepare(empty, 'SELECT 1').get();
  empty.close();
  const pages = openPages(file);
  const found = findTables(pages, shapes);
  const prove = createProver(guarded, findChecksums(found, shapes.get('row_checksum')));
  const best = (table: string): readonly FoundRow[] =>
    bestRows(found, shapes.get(table), guarded.find((one) => one.table === table)?.keys ?? [], prove);
  const facets = best('facet');
  const nameLists = best('detail_names');
  const lookup = lookupOf(facets, nameLists);
  const servers = new Map(best('server').map((row) => [row['id'] as number, row]));
  const rows = new Map(best('connection').map((row) => [row['id'] as number, row]));
  const snapshots = new Map<number, FoundRow[]>();
  for (const row of best('snapshot')) {
    const id = row['connection_id'] as number;
    snapshots.set(id, [...(snapshots.get(id) ?? []), row]);
  }
  const told = toldSnapshots(snapshots, (row) => prove(shapes.get('snapshot') as TableShape, row));
  const damage = damageOf(found, shapes.get('session_version'), told, lookup);
  const ids = [...new Set([...rows.keys(), ...snapshots.keys()])].sort((one, other) => one - other);
  const connections = ids.map((id) => {
    const row = rows.get(id) ?? {
      id,
      server_id: 0,
      name: `connection ${id}, whose name is lost`,
      position: null,
      fields: null,
      next_snapshot: 1,
      indexed_to: 0,
    };
    const serverId = row['server_id'] as number;
    if (!servers.has(serverId)) servers.set(serverId, { id: serverId, url: `http://salvaged-server-${serverId}.invalid`, seen_at: null });
    const { damaged, stray } = damage.get(id) ?? { damaged: new Set<number>(), stray: false };
    const all = (snapshots.get(id) ?? []).toSorted((one, other) => (one['number'] as number) - (other['number'] as number));
    const provable = new Set((told.get(id) ?? []).map(({ number }) => number));
    const kept = all.filter(({ number }) => provable.has(number as number) && !damaged.has(number as number));
    const lost = all.filter((snapshot) => !kept.includes(snapshot)).map(({ number }) => number as number);
    return { id, row, server: servers.get(serverId)?.['url'] as string, name: row['name'] as string, kept, lost, stray };
  });
  return {
    servers: [...servers.values()],
    connections,
    facets,
    nameLists,
    lookup,
    found,
    shapes,
    guarded,
    prove,
    close: () => pages.close(),
  };
}

/** One row for each key: one with its checksum before one of which none is known, and that before one that was changed. */
function bestRows(
  found: Found,
  shape: TableShape | undefined,
  keys: readonly string[],
  prove: (shape: TableShape, row: FoundRow) => Standing,
): readonly FoundRow[] {
  if (shape === undefined) return [];
  const worth: Readonly<Record<Standing, number>> = { proven: 2, unproven: 1, changed: 0 };
  const rows = new Map<string, { readonly row: FoundRow; readonly worth: number }>();
  for (const { row, stray } of found.rows(shape)) {
    const standing = prove(shape, row);
    // What lies in no tree may be anything: old, or another table's.
    if (stray && standing !== 'proven' && (shape.name !== 'snapshot' || standing === 'changed')) continue;
    const key = keyOf(keys, row);
    if (worth[standing] > (rows.get(key)?.worth ?? -1)) rows.set(key, { row, worth: worth[standing] });
  }
  return [...rows.values()].map(({ row }) => row);
}

function lookupOf(facets: readonly FoundRow[], nameLists: readonly FoundRow[]): Lookup {
  const known = new Map(
    facets.map(({ id, shape, time_zone: timeZone, session_type: sessionType, state, state_raw: stateRaw }) => [
      id as number,
      { shape, timeZone, sessionType, state, stateRaw } as Facet,
    ]),
  );
  const names = new Map<number, readonly string[]>();
  for (const row of nameLists) {
    try {
      names.set(row['id'] as number, JSON.parse(row['names'] as string) as string[]);
    } catch {
      // Sessions that use it are not what was saved.
    }
  }
  const there = <Value>(value: Value | undefined): Value => {
    if (value === undefined) throw new RangeError('a repeated text is not there');
    return value;
  };
  return { facet: (id) => there(known.get(id)), names: (id) => there(names.get(id)) };
}

/** Snapshots whose own rows can be believed: what they tell of their versions is then proven by those. */
function toldSnapshots(
  snapshots: ReadonlyMap<number, readonly FoundRow[]>,
  prove: (row: FoundRow) => Standing,
): ReadonlyMap<number, readonly Sealed[]> {
  return new Map(
    [...snapshots].map(([id, rows]) => [
      id,
      rows
        .filter((row) => prove(row) !== 'changed')
        .map(({ number, sessions, checksum, standings }) => ({ number, sessions, checksum, standings }) as Sealed)
        .sort((one, other) => one.number - other.number),
    ]),
  );
}

export interface FoundVersion extends ProvenVersion {
  readonly connectionId: number;
  readonly row: FoundRow;
  readonly stray: boolean;
}

/** Versions, each with what proves it; of those that were found twice the one that lies in the table's tree. */
export function* foundVersions(found: Found, shape: TableShape | undefined, lookup: Lookup): Generator<FoundVersion> {
  if (shape === undefined) return;
  const hasher = new Hasher();
  const seen = new Set<number>();
  for (const { row, stray } of found.rows(shape)) {
    const id = row['id'] as number;
    const { session_id: sessionId, from_snapshot: from, until_snapshot: until, follows, rank, hash } = row;
    if (seen.has(id)) continue;
    const columns = sessionColumns.map((name) => row[name] ?? null) as readonly Value[];
    const sound = soundSession(columns, 0, hash, lookup, hasher) !== undefined;
    if (stray && !sound) continue;
    seen.add(id);
    yield {
      connectionId: Math.floor(id / 2 ** 32),
      row,
      stray,
      from: from as number,
      until: until as number | null,
      hash: hash instanceof Uint8Array && hash.byteLength === hashBytes ? hash : new Uint8Array(hashBytes),
      standing: standingHash(id % 2 ** 32, sessionId as number, from as number, follows as number, rank as number),
      sound,
    };
  }
}

interface Damage {
  readonly damaged: ReadonlySet<number>;
  readonly stray: boolean;
}

/** Which snapshots do not hold what was saved; with stray rows where more of them do. */
function damageOf(
  found: Found,
  shape: TableShape | undefined,
  told: ReadonlyMap<number, readonly Sealed[]>,
  lookup: Lookup,
): ReadonlyMap<number, Damage> {
  const proofs = new Map([...told].map(([id, sealed]) => [id, { tree: new Proof(sealed), all: new Proof(sealed) }]));
  for (const version of foundVersions(found, shape, lookup)) {
    const proof = proofs.get(version.connectionId);
    proof?.all.add(version);
    if (!version.stray) proof?.tree.add(version);
  }
  return new Map(
    [...proofs].map(([id, { tree, all }]) => {
      const [without, withStray] = [tree.damaged(), all.damaged()];
      const stray = withStray.size < without.size;
      return [id, { damaged: stray ? withStray : without, stray }];
    }),
  );
}
