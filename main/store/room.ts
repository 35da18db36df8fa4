/** What the store costs, and how room is given back: snapshots that are thinned away, connections that are forgotten. */
import type { ConnectionUsage, Forgotten, RetentionPlan, Thinned, ThinningOffer, Usage } from '../../preload/history.ts';
import { Failure } from '../failure.ts';
import { KnownTexts } from './dictionary.ts';
import { isBeingRead } from './lease.ts';
import { decode, versionColumns } from './record.ts';
import { toThin } from './retention.ts';
import { baseOf, numberMask, type Row, type Statements } from './rows.ts';
import { snapshotsOf } from './snapshots.ts';
import { indexable, indexedText } from './text.ts';

/** What was thinned can be had back for so long, ms. */
export const undoFor = 24 * 3_600_000;

/** Connections that are forgotten lie under a server that no one has until their rows are deleted, some at a time. */
export const nowhere = '';

/** Rows deleted in one transaction: few enough for whoever waits to write. */
const rowsAtOnce = 10_000;

interface Connection {
  readonly id: number;
  readonly server: string;
  readonly name: string;
  readonly lookedAt: number | null;
}

function connectionsOf(statements: Statements, server?: string, name?: string): readonly Connection[] {
  return statements
    .all(
      `SELECT c.id, v.url, c.name, c.looked_at FROM connection AS c JOIN server AS v ON v.id = c.server_id
       WHERE v.url <> '${nowhere}' AND (?1 IS NULL OR v.url = ?1) AND (?2 IS NULL OR c.name = ?2)
       ORDER BY v.id, c.position IS NULL, c.position, c.id`,
      server ?? null,
      name ?? null,
    )
    .map(([id, url, called, lookedAt]) => ({
      id: id as number,
      server: url as string,
      name: called as string,
      lookedAt: lookedAt as number | null,
    }));
}

/** Bytes that a version, a session, what was read of one, and an entry of the order take, indexes included, on average. */
interface Prices {
  readonly version: number;
  readonly session: number;
  readonly content: number;
}

function pricesOf(statements: Statements): Prices {
  const sizes = new Map(
    statements.all('SELECT name, pgsize FROM dbstat WHERE aggregate = TRUE').map(([name, size]) => [name as string, size as number]),
  );
  const sum = (test: RegExp): number => [...sizes].reduce((all, [name, size]) => (test.test(name) ? all + size : all), 0);
  const count = (table: string): number => Math.max(1, statements.number(`SELECT count(*) FROM ${table}`));
  return {
    version: sum(/^(session_version|search)/) / count('session_version'),
    session: sum(/^(session|sqlite_autoindex_session_1)$/) / count('session'),
    content: sum(/^(session_content|sqlite_autoindex_session_content_1)$/) / count('session_content'),
  };
}

const versionsIn = 'v.id BETWEEN ?1 + 1 AND ?1 + 4294967295';

function usageOfConnection(statements: Statements, { id, name }: Connection, prices: Prices): ConnectionUsage {
  const versions = statements.number(`SELECT count(*) FROM session_version AS v WHERE ${versionsIn}`, baseOf(id));
  const sessions = statements.number('SELECT count(*) FROM session WHERE connection_id = ?', id);
  const contents = statements.number('SELECT count(*) FROM session_content WHERE connection_id = ?', id);
  const order = statements.number('SELECT length(numbers) + length(facets) FROM list_order WHERE connection_id = ?', id);
  return {
    connection: name,
    snapshots: statements.number('SELECT count(*) FROM snapshot WHERE connection_id = ? AND thinned_at IS NULL', id),
    sessions,
    bytes: Math.round(versions * prices.version + sessions * prices.session + contents * prices.content + order),
  };
}

/** @param bytes of the store's files */
export function usageOf(statements: Statements, bytes: number): Usage {
  const prices = pricesOf(statements);
  const servers = new Map<string, ConnectionUsage[]>();
  for (const connection of connectionsOf(statements)) {
    const known = servers.get(connection.server) ?? [];
    servers.set(connection.server, [...known, usageOfConnection(statements, connection, prices)]);
  }
  return {
    bytes,
    // What connections share, and pages that hold rows of several, cannot be told apart by measuring.
    estimated: true,
    servers: [...servers].map(([server, connections]) => ({
      server,
      bytes: connections.reduce((sum, one) => sum + one.bytes, 0),
      connections,
    })),
  };
}

/** That a version is in no snapshot that is left, of ?2 the connection, where `left` holds for those that are (`snapshot` as `s`). */
const isDead = (left: string): string => `v.until_snapshot IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM snapshot AS s WHERE s.connection_id = ?2 AND s.number >= v.from_snapshot AND s.number < v.until_snapshot AND ${left})`;

function candidates(
  statements: Statements,
  plan: RetentionPlan,
  now: number,
): readonly (Connection & { readonly numbers: readonly number[] })[] {
  return connectionsOf(statements).flatMap((connection) => {
    const snapshots = snapshotsOf(statements, connection.server, connection.name);
    const numbers = toThin(snapshots, plan, now, connection.lookedAt);
    return numbers.length === 0 ? [] : [{ ...connection, numbers }];
  });
}

/** What a plan would take away at a moment (ms since 1970), and about how much room that gives back. */
export function thinningOffer(statements: Statements, plan: RetentionPlan, now: number): ThinningOffer {
  const price = pricesOf(statements).version;
  let dead = 0;
  const snapshots = candidates(statements, plan, now).flatMap(({ id, server, name, numbers }) => {
    dead += statements.number(
      `SELECT count(*) FROM session_version AS v
       WHERE ${versionsIn} AND ${isDead('s.thinned_at IS NULL AND s.number NOT IN (SELECT value FROM json_each(?3))')}`,
      ...[baseOf(id), id, JSON.stringify(numbers)],
    );
    const going = new Set(numbers);
    return snapshotsOf(statements, server, name)
      .filter(({ number }) => going.has(number))
      .map((snapshot) => ({ server, connection: name, snapshot }));
  });
  const of = statements.number('SELECT count(*) FROM snapshot WHERE thinned_at IS NULL');
  const undoable = statements.number('SELECT count(*) FROM snapshot WHERE thinned_at > ?', before(now));
  return { snapshots, of, bytes: Math.round(dead * price), byItself: thinsByItself(statements), undoable };
}

/** Takes away what the plan gives up; their versions stay for a day. Inside a write transaction. */
export function thin(statements: Statements, plan: RetentionPlan, now: number): Thinned {
  const { snapshots, bytes } = thinningOffer(statements, plan, now);
  const at = new Date(now).toISOString();
  for (const { id, numbers } of candidates(statements, plan, now)) {
    statements.run(
      'UPDATE snapshot SET thinned_at = ? WHERE connection_id = ? AND number IN (SELECT value FROM json_each(?))',
      ...[at, id, JSON.stringify(numbers)],
    );
  }
  return { snapshots: snapshots.length, bytes, undoUntil: new Date(now + undoFor).toISOString() };
}

const byItself = 'thins_by_itself';

/** Whether old snapshots are thinned without being told each time. */
export function thinsByItself(statements: Statements): boolean {
  return statements.first('SELECT 1 FROM setting WHERE name = ?', byItself) !== undefined;
}

/** Inside a write transaction. */
export function setThinsByItself(statements: Statements, on: boolean): void {
  if (on) statements.run("INSERT INTO setting VALUES (?, '1') ON CONFLICT DO NOTHING", byItself);
  else statements.run('DELETE FROM setting WHERE name = ?', byItself);
}

/** Thins where that was chosen, and says whether it did. Inside a write transaction. */
export function thinWhereChosen(statements: Statements, plan: RetentionPlan, now: number): boolean {
  return thinsByItself(statements) && candidates(statements, plan, now).length > 0 && thin(statements, plan, now).snapshots > 0;
}

const before = (now: number): string => new Date(now - undoFor).toISOString();

/**
 * Brings back what was thinned during the last day, and says how many that is; from now on nothing is thinned by itself, or it would
 * be gone again. Inside a write transaction.
 */
export function undoThinning(statements: Statements, now: number): number {
  setThinsByItself(statements, false);
  return statements.run('UPDATE snapshot SET thinned_at = NULL WHERE thinned_at > ?', before(now));
}

/** Takes versions out of the text index; what others stand under stays. */
function unindex(statements: Statements, base: number, indexedTo: number, rows: readonly Row[]): void {
  const texts = new KnownTexts(statements);
  for (const row of rows) {
    const [number, textId, isShared] = row as readonly [number, number | null, number];
    if (textId !== null || number > indexedTo || isShared === 1) continue;
    const text = indexedText(decode(row, texts, 3));
    if (text !== '') statements.run("INSERT INTO search (search, rowid, text) VALUES ('delete', ?, ?)", base + number, text);
  }
}

/** Versions as `unindex` wants them. `shared`: whether another one that stays stands under its entry of the text index. */
const deletable = (shared: string): string =>
  `SELECT v.id & ${numberMask}, v.text_id, ${shared}, ${versionColumns} FROM session_version AS v`;

function unindexContent(statements: Statements, rows: readonly Row[]): void {
  for (const [id, details] of rows) {
    const text = typeof details === 'string' ? indexable(JSON.parse(details) as string[]) : '';
    if (text !== '') statements.run("INSERT INTO search (search, rowid, text) VALUES ('delete', -?, ?)", id ?? null, text);
    statements.run('DELETE FROM session_content WHERE id = ?', id ?? null);
  }
}

/**
 * Deletes for good what was thinned more than a day ago (all that was thinned, where `now` is Infinity), a step at a time: first
 * the snapshots, all of a connection at once, so that none of them comes back in part; then some of the versions that no other
 * one holds. Says whether more is left. Inside a write transaction.
 */
export function purgeSome(statements: Statements, now: number): boolean {
  const until = now === Infinity ? '9' : before(now);
  const due = statements.first('SELECT connection_id FROM snapshot WHERE thinned_at IS NOT NULL AND thinned_at <= ? LIMIT 1', until);
  if (due !== undefined) {
    const [connectionId = null] = due;
    statements.run('DELETE FROM snapshot WHERE connection_id = ? AND thinned_at <= ?', connectionId, until);
    statements.run('UPDATE connection SET to_sweep = 1 WHERE id = ?', connectionId);
    return true;
  }
  // Pages of a read that goes on later may name versions that no snapshot holds any more.
  const row = statements.first(
    'SELECT id, indexed_to FROM connection AS c WHERE to_sweep = 1 AND NOT EXISTS (SELECT 1 FROM staged_page AS p WHERE p.connection_id = c.id) LIMIT 1',
  );
  if (row === undefined) return false;
  const [connectionId, indexedTo] = row as readonly [number, number];
  const base = baseOf(connectionId);
  const shared = `EXISTS (SELECT 1 FROM session_version AS o WHERE o.session_id <> (o.id & ${numberMask})
    AND o.id BETWEEN ?1 + 1 AND ?1 + ${numberMask} AND o.session_id = v.session_id AND o.text_id = (v.id & ${numberMask}))`;
  // Numbers beyond what is indexed could be given again.
  const rows = statements.all(
    `${deletable(shared)} WHERE ${versionsIn} AND v.id <= ?1 + ?3 AND ${isDead('1')} ORDER BY v.id DESC LIMIT ${rowsAtOnce}`,
    base,
    connectionId,
    indexedTo,
  );
  unindex(statements, base, indexedTo, rows);
  for (const [number] of rows) statements.run('DELETE FROM session_version WHERE id = ?', base + (number as number));
  if (rows.length === rowsAtOnce) return true;
  statements.run('UPDATE connection SET to_sweep = 0 WHERE id = ?', connectionId);
  forgetEmptySessions(statements, connectionId);
  return true;
}

/** Sessions of which no version is left, and what was read of them. Own marks stay: they are by key. */
function forgetEmptySessions(statements: Statements, connectionId: number): void {
  const base = baseOf(connectionId);
  const later = new Set(
    statements
      .all(`SELECT DISTINCT v.session_id FROM session_version AS v WHERE v.session_id <> (v.id & ${numberMask}) AND ${versionsIn}`, base)
      .map(([id]) => id),
  );
  const empty = statements
    .all(
      `SELECT s.key, s.id FROM session AS s WHERE s.connection_id = ?2 AND s.current IS NULL
         AND NOT EXISTS (SELECT 1 FROM session_version AS v WHERE v.id = ?1 + s.id)`,
      base,
      connectionId,
    )
    .filter(([, id]) => !later.has(id ?? null));
  for (const [key, id] of empty) {
    unindexContent(
      statements,
      statements.all('SELECT id, details FROM session_content WHERE connection_id = ? AND session_id = ?', connectionId, id ?? null),
    );
    statements.run('DELETE FROM session WHERE connection_id = ? AND key = ?', connectionId, key ?? null);
  }
}

/** From now on nothing of a connection is there; its rows go some at a time. Inside a write transaction. */
export function forgetConnection(statements: Statements, id: number): void {
  statements.run('INSERT INTO server (url) VALUES (?) ON CONFLICT DO NOTHING', nowhere);
  for (const table of ['snapshot', 'mark', 'list_order', 'staged_page', 'open_read']) {
    statements.run(`DELETE FROM ${table} WHERE connection_id = ?`, id);
  }
  // No snapshot, so nothing of it is indexed any more; the name only has to differ from others there.
  statements.run(
    `UPDATE connection SET server_id = (SELECT id FROM server WHERE url = ?), name = hex(randomblob(16)), fields = NULL, position = NULL, next_snapshot = 0
     WHERE id = ?`,
    nowhere,
    id,
  );
}

/**
 * Forgets a connection, or all of a server: from now on nothing of it is there, and its rows go some at a time. Inside a
 * write transaction. Fails with `never-saved`, and with `store-locked` while one of them is being read.
 */
export function forget(statements: Statements, server: string, name?: string): Forgotten {
  const connections = connectionsOf(statements, server, name);
  if (connections.length === 0) throw new Failure('never-saved');
  const ids = JSON.stringify(connections.map(({ id }) => id));
  const count = (table: string, more = ''): number =>
    statements.number(`SELECT count(*) FROM ${table} WHERE connection_id IN (SELECT value FROM json_each(?))${more}`, ids);
  if (connections.some(({ id }) => isBeingRead(statements, id))) {
    throw new Failure('store-locked', 'This list is being read.', {
      safe: 'Nothing was forgotten.',
      todo: 'Cancel the reading, or wait for its end.',
    });
  }
  const prices = pricesOf(statements);
  const told: Forgotten = {
    connections: connections.map((one) => one.name),
    snapshots: count('snapshot', ' AND thinned_at IS NULL'),
    sessions: count('session'),
    marks: count('mark'),
    bytes: connections.reduce((sum, one) => sum + usageOfConnection(statements, one, prices).bytes, 0),
  };
  for (const { id } of connections) forgetConnection(statements, id);
  if (name === undefined) statements.run('DELETE FROM server WHERE url = ?', server);
  return told;
}

/** Deletes some rows of a connection that was forgotten, and says whether more are left. Inside a write transaction. */
export function sweepSome(statements: Statements): boolean {
  const row = statements.first(
    `SELECT c.id, c.indexed_to FROM connection AS c JOIN server AS v ON v.id = c.server_id
     WHERE v.url = ? AND (c.next_snapshot = 0 OR c.id < (SELECT max(id) FROM connection)) LIMIT 1`,
    nowhere,
  );
  if (row === undefined) return false;
  const [id, indexedTo] = row as readonly [number, number];
  const base = baseOf(id);
  const versions = statements.all(`${deletable('0')} WHERE ${versionsIn} ORDER BY v.id LIMIT ${rowsAtOnce}`, base);
  if (versions.length > 0) {
    unindex(statements, base, indexedTo, versions);
    statements.run('DELETE FROM session_version WHERE id BETWEEN ? AND ?', base + 1, base + (versions.at(-1)?.[0] as number));
    return true;
  }
  const contents = statements.all(`SELECT id, details FROM session_content WHERE connection_id = ? LIMIT ${rowsAtOnce}`, id);
  unindexContent(statements, contents);
  if (contents.length > 0) return true;
  const sessions = statements.run(
    `DELETE FROM session WHERE connection_id = ?1 AND key IN (SELECT key FROM session WHERE connection_id = ?1 LIMIT ${rowsAtOnce})`,
    id,
  );
  if (sessions > 0) return true;
  // The last id stays, empty: none is given twice, since readers know what they keep by it.
  statements.run('DELETE FROM list_order WHERE connection_id = ?', id);
  statements.run('UPDATE connection SET next_snapshot = -1 WHERE id = ?', id);
  statements.run('DELETE FROM connection WHERE id = ? AND id < (SELECT max(id) FROM connection)', id);
  return true;
}
