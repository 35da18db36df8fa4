/** What was read of a session apart from the listing: details and laps. */
import type { Exact } from '../../preload/model.ts';
import type { WrittenTexts } from './dictionary.ts';
import { writeExact } from './exact.ts';
import { fastestOf } from './laps.ts';
import type { Statements } from './rows.ts';
import type { SavedContent } from './store.ts';
import { indexable } from './text.ts';

/** Inside a write transaction, after `texts.begin()`. What was not read this time stays as it was. */
export function putContent(
  statements: Statements,
  texts: WrittenTexts,
  connectionId: number,
  sessionId: number,
  { takenAt, details, laps }: SavedContent,
): void {
  const before = statements.first(
    'SELECT names_id, details, laps, CAST(fastest AS REAL) FROM session_content WHERE connection_id = ? AND session_id = ?',
    connectionId,
    sessionId,
  );
  statements.run('DELETE FROM session_content WHERE connection_id = ? AND session_id = ?', connectionId, sessionId);
  const detailColumns = details
    ? [texts.names(JSON.stringify(details.map(({ name }) => name))), JSON.stringify(details.map(({ value }) => value))]
    : [before?.[0] ?? null, before?.[1] ?? null];
  const lapColumns = laps ? [writeExact(laps as unknown as Exact), fastestOf(laps)] : [before?.[2] ?? null, before?.[3] ?? null];
  statements.run(
    'INSERT INTO session_content (connection_id, session_id, taken_at, names_id, details, laps, fastest) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ...[connectionId, sessionId, takenAt, ...detailColumns, ...lapColumns],
  );
  const values = detailColumns[1];
  if (typeof values !== 'string') return;
  const text = indexable(JSON.parse(values) as string[]);
  if (text !== '') statements.run('INSERT INTO search (rowid, text) VALUES (-last_insert_rowid(), ?)', text);
}
