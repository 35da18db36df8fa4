/** What people add to the history: own marks, what was looked at, and snapshots that were thinned away but can come back. */
export const history = `
-- The snapshot in which this list was last looked at; NULL: never.
ALTER TABLE connection ADD COLUMN looked_at INTEGER;

-- When it was thinned away (ISO 8601, UTC); such a snapshot is in no list, and its versions go for good a day later.
ALTER TABLE snapshot ADD COLUMN thinned_at TEXT;

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
