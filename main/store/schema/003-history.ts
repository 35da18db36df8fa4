/** What people add to the history: own marks, what was looked at, and snapshots that were thinned away but can come back. */
export const history = `
-- The snapshot in which this list was last looked at; NULL: never.
ALTER TABLE connection ADD COLUMN looked_at INTEGER;
-- 1: snapshots went for good, and versions that no other one holds are to be deleted.
ALTER TABLE connection ADD COLUMN to_sweep INTEGER NOT NULL DEFAULT 0;

-- Two bytes that a version gives up when it ends, for the number of the snapshot that ends it: the row stays as long as it
-- was. Pages are filled to the brim as rows come, and one that grew in each would split them all.
ALTER TABLE session_version ADD COLUMN slack INTEGER DEFAULT 256;
-- Likewise for the longer number of a later version.
ALTER TABLE session ADD COLUMN slack INTEGER DEFAULT 256;

-- The row id stands at the end of every index by itself: naming it would store it twice.
DROP INDEX session_version_again;
DROP INDEX session_version_closed;
DROP INDEX session_version_later;
CREATE INDEX session_version_later ON session_version (session_id) WHERE session_id <> (id & 4294967295);
CREATE INDEX session_version_again ON session_version (from_snapshot) WHERE from_snapshot > 1;
CREATE INDEX session_version_closed ON session_version (until_snapshot) WHERE until_snapshot IS NOT NULL;

-- When it was thinned away (ISO 8601, UTC); such a snapshot is in no list, and its versions go for good a day later.
ALTER TABLE snapshot ADD COLUMN thinned_at TEXT;

-- What was chosen for this store: thins_by_itself (1).
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Own marks belong to a session's identity: they stay when it is gone, and are there when it comes back. key as in session.
CREATE TABLE mark (
  connection_id INTEGER NOT NULL REFERENCES connection (id),
  key BLOB NOT NULL,
  starred INTEGER NOT NULL DEFAULT 0,
  note TEXT,
  colour TEXT,
  changed_at TEXT NOT NULL,
  PRIMARY KEY (connection_id, key)
) WITHOUT ROWID;
`;
