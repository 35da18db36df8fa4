/** One read of a connection at a time over all processes: a row that its owner keeps fresh, and a dead one loses. */
import type { Row, Statements } from './rows.ts';

/** Names a reader over all processes of one machine. */
export interface Owner {
  readonly name: string;
  readonly pid: number;
}

/** How often an owner says that it lives, and after what silence it counts as dead, in milliseconds. */
export const beatEvery = 5_000;
const silence = 60_000;

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // EPERM: it lives under another user.
    return (thrown as { code?: string }).code === 'EPERM';
  }
}

/** Whether the row of a read has an owner who lives. */
function isHeld([holder, pid, beat]: Row, now: number): boolean {
  return holder !== null && lives(Number(pid ?? 0)) && now - Number(beat ?? 0) < silence;
}

/** Whether somebody, of this process or another, reads a connection at this moment. */
export function isBeingRead(statements: Statements, connectionId: number): boolean {
  const row = statements.first('SELECT owner, pid, beat FROM open_read WHERE connection_id = ?', connectionId);
  return row !== undefined && isHeld(row, Date.now());
}

/** Takes the lease of a connection; false while a living other one holds it. Inside a write transaction. */
export function takeLease(statements: Statements, connectionId: number, owner: Owner, startedAt: string, now: number): boolean {
  const row = statements.first('SELECT owner, pid, beat FROM open_read WHERE connection_id = ?', connectionId);
  if (row === undefined) {
    statements.run('INSERT INTO open_read VALUES (?, ?, ?, ?, ?)', connectionId, startedAt, owner.name, owner.pid, now);
    return true;
  }
  if (row[0] !== owner.name && isHeld(row, now)) return false;
  statements.run('UPDATE open_read SET owner = ?, pid = ?, beat = ? WHERE connection_id = ?', owner.name, owner.pid, now, connectionId);
  return true;
}

export function holdsLease(statements: Statements, connectionId: number, owner: Owner): boolean {
  return statements.first('SELECT owner FROM open_read WHERE connection_id = ?', connectionId)?.[0] === owner.name;
}

export function beat(statements: Statements, owner: Owner, now: number): void {
  statements.run('UPDATE open_read SET beat = ? WHERE owner = ?', now, owner.name);
}

/** Lets go of one connection's lease, or of all that the owner holds. */
export function releaseLease(statements: Statements, owner: Owner, connectionId?: number): void {
  statements.run(
    'UPDATE open_read SET owner = NULL, pid = NULL, beat = NULL WHERE owner = ?1 AND (?2 IS NULL OR connection_id = ?2)',
    owner.name,
    connectionId ?? null,
  );
}
