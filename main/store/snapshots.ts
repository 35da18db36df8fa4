/** Snapshots as the rest of the application knows them. */
import type { Snapshot, SnapshotStatus } from '../../preload/model.ts';
import { Failure } from '../failure.ts';
import type { Row, Statements } from './rows.ts';
import type { FullRead } from './store.ts';

const columns =
  'c.name, s.number, s.ended_at, s.confirmed_at, s.status, s.reason, s.sessions, s.added, s.changed, s.gone, s.skipped, s.name, s.pinned, s.basis, s.full_at';

function toSnapshot(row: Row): Snapshot {
  const [connection, number, endedAt, confirmedAt, status, reason, sessions, added, changed, gone, skipped, name, pinned, basis, fullAt] =
    row;
  const takenAt = [endedAt as string, (confirmedAt as string | null) ?? ''].sort().at(-1) ?? '';
  return {
    connection: connection as string,
    number: number as number,
    takenAt,
    status: status as SnapshotStatus,
    ...(basis === 'refresh' && { basis }),
    ...(fullAt !== null && fullAt !== takenAt && { fullAt: fullAt as string }),
    ...(reason !== null && { reason: reason as string }),
    sessions: sessions as number,
    new: added as number,
    changed: changed as number,
    gone: gone as number,
    skipped: skipped as number,
    ...(name !== null && { name: name as string }),
    pinned: pinned === 1,
  };
}

/** Of one connection, or of all of a server in the order of its list; oldest first. */
export function snapshotsOf(statements: Statements, server: string, connection?: string): readonly Snapshot[] {
  return statements
    .all(
      `SELECT ${columns} FROM snapshot AS s JOIN connection AS c ON c.id = s.connection_id JOIN server AS v ON v.id = c.server_id
       WHERE s.thinned_at IS NULL AND v.url = ?1 AND (?2 IS NULL OR c.name = ?2) ORDER BY c.position IS NULL, c.position, c.id, s.number`,
      server,
      connection ?? null,
    )
    .map(toSnapshot);
}

/** One snapshot by its number, or the newest. */
export function snapshotOf(statements: Statements, connectionId: number, number?: number): Snapshot | undefined {
  const row = statements.first(
    `SELECT ${columns} FROM snapshot AS s JOIN connection AS c ON c.id = s.connection_id
     WHERE s.connection_id = ?1 AND s.thinned_at IS NULL AND (?2 IS NULL OR s.number = ?2) ORDER BY s.number DESC LIMIT 1`,
    connectionId,
    number ?? null,
  );
  return row === undefined ? undefined : toSnapshot(row);
}

/** The full read on which the newest snapshot rests; undefined where there is none, or where it is partial. */
export function fullReadOf(statements: Statements, connectionId: number): FullRead | undefined {
  const [status, at, skipped, cap] =
    statements.first(
      'SELECT status, full_at, skipped, full_cap FROM snapshot WHERE connection_id = ? ORDER BY number DESC LIMIT 1',
      connectionId,
    ) ?? [];
  if (status !== 'complete' || typeof at !== 'string') return undefined;
  return { at, skipped: skipped as number, ...(typeof cap === 'number' && { cap }) };
}

/** Row id of a connection; undefined where nothing was ever saved of it. */
export function connectionOf(statements: Statements, server: string, connection: string): number | undefined {
  return statements.first(
    'SELECT c.id FROM connection AS c JOIN server AS v ON v.id = c.server_id WHERE v.url = ? AND c.name = ?',
    server,
    connection,
  )?.[0] as number | undefined;
}

/** Fails with `never-saved`. */
export function requireConnection(statements: Statements, server: string, connection: string): number {
  const connectionId = connectionOf(statements, server, connection);
  if (connectionId === undefined) throw new Failure('never-saved');
  return connectionId;
}

/** Fails with `not-found` where a connection that was saved has no such snapshot, and with `never-saved` where it has none. */
export function requireSnapshot(statements: Statements, connectionId: number, number: number): Snapshot {
  const found = snapshotOf(statements, connectionId, number);
  if (found !== undefined) return found;
  const newest = snapshotOf(statements, connectionId)?.number;
  throw newest === undefined
    ? new Failure('never-saved')
    : new Failure('not-found', `Snapshot ${number} of this connection is not there; the newest is ${newest}.`);
}
