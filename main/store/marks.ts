/** Own marks: a star, a note, a colour on a session. They belong to its key in its connection, whatever snapshots come and go. */
import { markColours, type MarkChanges, type OwnMark } from '../../preload/history.ts';
import { Failure } from '../failure.ts';
import { storedKey } from './keys.ts';
import type { Statements, Value } from './rows.ts';

/** Columns of `mark` as `m`, as `toMark` reads them. */
export const markColumns = 'm.starred, m.note, m.colour';

/** From the three columns; undefined where nothing is marked. */
export function toMark([starred, note, colour]: readonly (Value | undefined)[]): OwnMark | undefined {
  const known = markColours.find((one) => one === colour);
  if (starred !== 1 && typeof note !== 'string' && known === undefined) return undefined;
  return { starred: starred === 1, ...(typeof note === 'string' && { note }), ...(known !== undefined && { colour: known }) };
}

export function markOf(statements: Statements, connectionId: number, key: string): OwnMark | undefined {
  const row = statements.first(
    `SELECT ${markColumns} FROM mark AS m WHERE m.connection_id = ? AND m.key = ?`,
    connectionId,
    storedKey(key),
  );
  return row && toMark(row);
}

/** Characters of a note, at most: it is one to be read in a row. */
const longest = 10_000;

/** Inside a write transaction. */
export function putMarks(statements: Statements, connectionId: number, keys: readonly string[], changes: MarkChanges, at: string): void {
  if ((changes.note?.length ?? 0) > longest) throw new Failure('usage', `A note has at most ${longest.toLocaleString('en')} characters.`);
  for (const key of keys) {
    const stored = storedKey(key);
    const known = statements.first('SELECT 1 FROM session WHERE connection_id = ? AND key = ?', connectionId, stored);
    if (known === undefined) throw new Failure('not-found', 'This session was never saved, so it cannot be marked.');
    const before = markOf(statements, connectionId, key);
    const starred = changes.starred ?? before?.starred ?? false;
    // An empty note is none.
    const note = (changes.note === undefined ? before?.note : changes.note) || null;
    const colour = changes.colour === undefined ? (before?.colour ?? null) : changes.colour;
    if (starred || note !== null || colour !== null) {
      statements.run(
        `INSERT INTO mark (connection_id, key, starred, note, colour, changed_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET starred = excluded.starred, note = excluded.note, colour = excluded.colour, changed_at = excluded.changed_at`,
        ...[connectionId, stored, starred ? 1 : 0, note, colour, at],
      );
    } else statements.run('DELETE FROM mark WHERE connection_id = ? AND key = ?', connectionId, stored);
  }
}
