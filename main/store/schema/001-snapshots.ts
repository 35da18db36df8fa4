/**
 * The first schema. Numbers of versions count per connection; a version's row id is `connection << 32 | number`, so that
 * a connection's rows lie together and can be read, and forgotten, as one range.
 */
export const snapshots = `
CREATE TABLE server (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,
  -- When the connections were last asked for (ISO 8601, UTC); NULL: never.
  seen_at TEXT
) STRICT;

CREATE TABLE connection (
  id INTEGER PRIMARY KEY,
  server_id INTEGER NOT NULL REFERENCES server (id),
  name TEXT NOT NULL,
  -- Place in the server's list; NULL: the last list did not hold it.
  position INTEGER,
  -- The connection as it was listed, JSON.
  fields TEXT,
  -- The next snapshot's number. Numbers are never used twice.
  next_snapshot INTEGER NOT NULL DEFAULT 1,
  -- Versions up to this number are in the text index.
  indexed_to INTEGER NOT NULL DEFAULT 0,
  UNIQUE (server_id, name)
) STRICT;

CREATE TABLE snapshot (
  connection_id INTEGER NOT NULL REFERENCES connection (id),
  number INTEGER NOT NULL,
  began_at TEXT NOT NULL,
  ended_at TEXT NOT NULL,
  -- When a later read found nothing different.
  confirmed_at TEXT,
  basis TEXT NOT NULL CHECK (basis IN ('full', 'refresh')),
  status TEXT NOT NULL CHECK (status IN ('complete', 'partial')),
  reason TEXT,
  sessions INTEGER NOT NULL,
  added INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  gone INTEGER NOT NULL,
  skipped INTEGER NOT NULL,
  -- Sum of the hashes of its versions modulo 2^128.
  checksum BLOB NOT NULL,
  name TEXT,
  pinned INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (connection_id, number)
) STRICT, WITHOUT ROWID;

-- Identity: key is 16 bytes for a GUID, else a text. id: number of its first version; current: of the newest one that
-- is sealed, NULL when the session is gone.
CREATE TABLE session (
  connection_id INTEGER NOT NULL REFERENCES connection (id),
  key ANY NOT NULL,
  id INTEGER NOT NULL,
  current INTEGER,
  PRIMARY KEY (connection_id, key)
) STRICT, WITHOUT ROWID;

-- Texts that repeat. shape: two bits a field (0 absent, 1 null, 2 in its column, 3 in odd), field 0 lowest, in the order
-- of the columns; bit 20: the time of recording is a date; 21: a time
-- holds other characters than times do; 22: the identifier is more than digits;
-- 23: the details have escapes or are not ASCII.
CREATE TABLE facet (
  id INTEGER PRIMARY KEY,
  shape INTEGER NOT NULL,
  time_zone TEXT,
  session_type TEXT,
  state TEXT,
  state_raw ANY
) STRICT;

-- Names of session details, a JSON array.
CREATE TABLE detail_names (
  id INTEGER PRIMARY KEY,
  names TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE session_version (
  id INTEGER PRIMARY KEY,
  session_id INTEGER NOT NULL,
  -- Snapshots in which it holds: from (inclusive) until (exclusive, NULL: still). A from that is not sealed is staged.
  from_snapshot INTEGER NOT NULL,
  until_snapshot INTEGER,
  -- How it came: 0 new, 1 changed, 2 only moved in the server's order.
  follows INTEGER NOT NULL,
  -- Orders as the server did.
  rank REAL NOT NULL,
  -- 16 bytes or a text: BLOB converts nothing.
  key BLOB NOT NULL,
  hash BLOB NOT NULL,
  identifier TEXT,
  time_of_recording TEXT,
  start_time TEXT,
  end_time TEXT,
  laps_count INTEGER,
  server_id INTEGER,
  facet_id INTEGER NOT NULL REFERENCES facet (id),
  -- Number of the version whose entry in the text index holds for this one too; NULL: its own.
  text_id INTEGER,
  names_id INTEGER REFERENCES detail_names (id),
  -- Values of the details, a JSON array of texts.
  details TEXT,
  -- Fields this version of Paddock does not know, a JSON object.
  extra TEXT,
  -- Values that do not fit their column (other type, beyond 64 bits, no valid Unicode), a JSON object by field.
  odd TEXT
);

CREATE INDEX session_version_again ON session_version (from_snapshot, id) WHERE from_snapshot > 1;
CREATE INDEX session_version_closed ON session_version (until_snapshot, id) WHERE until_snapshot IS NOT NULL;
-- Versions that are not their session's first.
CREATE INDEX session_version_later ON session_version (id, session_id, text_id) WHERE session_id <> (id & 4294967295);
CREATE INDEX session_version_odd ON session_version (id) WHERE odd IS NOT NULL;

-- What was read of a session apart from the listing. An id is never used again: it is also its entry's in the text index.
CREATE TABLE session_content (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  connection_id INTEGER NOT NULL REFERENCES connection (id),
  session_id INTEGER NOT NULL,
  taken_at TEXT NOT NULL,
  names_id INTEGER REFERENCES detail_names (id),
  details TEXT,
  -- JSON array of laps, integers exact; fastest: of those that count, nanoseconds.
  laps TEXT,
  fastest INTEGER,
  UNIQUE (connection_id, session_id)
) STRICT;

-- A connection's version numbers in the order of the list, and the facet of each, little endian, 4 bytes each; made again
-- when it is missing. (An index over facets would cost every row that is staged a third more.)
CREATE TABLE list_order (
  connection_id INTEGER PRIMARY KEY REFERENCES connection (id),
  snapshot INTEGER NOT NULL,
  numbers BLOB NOT NULL,
  facets BLOB NOT NULL
) STRICT;

-- Trigrams of folded texts; row ids of versions, and negative ones of content.
CREATE VIRTUAL TABLE search USING fts5 (text, content = '', columnsize = 0, detail = none, tokenize = 'trigram case_sensitive 1');

-- A read that is under way or was cut off. owner is whoever reads, NULL: nobody.
CREATE TABLE open_read (
  connection_id INTEGER PRIMARY KEY REFERENCES connection (id),
  started_at TEXT NOT NULL,
  owner TEXT,
  pid INTEGER,
  -- Milliseconds since 1970.
  beat INTEGER
) STRICT;

CREATE TABLE staged_page (
  connection_id INTEGER NOT NULL REFERENCES connection (id),
  page INTEGER NOT NULL,
  page_size INTEGER NOT NULL,
  records INTEGER NOT NULL,
  fresh INTEGER NOT NULL,
  skipped INTEGER NOT NULL,
  digest TEXT NOT NULL,
  first_key TEXT,
  last_key TEXT,
  -- Version numbers in the server's order, little endian, 4 bytes each.
  numbers BLOB NOT NULL,
  PRIMARY KEY (connection_id, page)
) STRICT, WITHOUT ROWID;
`;
