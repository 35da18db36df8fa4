/**
 * Joins the histories of an opened file into those of a saved server, by the sessions' keys: the snapshots of both in their
 * order of time, each with the rows that it had. The joined history is written beside the old one, with numbers that were
 * never used, and takes its place; the old one is forgotten.
 */
import type { Merged } from '../../preload/travel.ts';
import { Failure } from '../failure.ts';
import { HashSum } from './hash.ts';
import { keyText, type StoredKey } from './keys.ts';
import { isBeingRead } from './lease.ts';
import { forgetConnection } from './room.ts';
import { baseOf, numberMask, type Row, type Statements, type Value } from './rows.ts';
import { standingHash } from './standing.ts';
import { indexable } from './text.ts';

/** A version as one of the two has it. */
interface Version {
  /** Its row id. */
  readonly id: number;
  readonly key: StoredKey;
  readonly hash: Uint8Array;
  readonly rank: number;
}

interface SnapshotRow {
  readonly source: Source;
  readonly number: number;
  readonly endedAt: string;
  readonly checksum: string;
  readonly closes: boolean;
  readonly columns: Row;
}

const copied = 'began_at, ended_at, confirmed_at, basis, status, reason, skipped, name, pinned, thinned_at, full_at, full_cap';
const contents =
  'identifier, time_of_recording, start_time, end_time, laps_count, server_id, facet_id, names_id, details, extra, odd, key, hash';

/** The history of one connection, walked from its first snapshot to its last. */
class Source {
  readonly connectionId: number;
  readonly #statements: Statements;
  readonly #base: number;
  /** What holds in the snapshot that was reached, by key. */
  readonly held = new Map<string, Version>();
  #reached = 0;

  constructor(statements: Statements, connectionId: number) {
    this.#statements = statements;
    this.connectionId = connectionId;
    this.#base = baseOf(connectionId);
  }

  snapshots(): readonly SnapshotRow[] {
    return this.#statements
      .all(
        `SELECT number, ended_at, hex(checksum), status, basis, ${copied} FROM snapshot WHERE connection_id = ? ORDER BY number`,
        this.connectionId,
      )
      .map(([number, endedAt, checksum, status, basis, ...columns]) => ({
        source: this,
        number: number as number,
        endedAt: endedAt as string,
        checksum: checksum as string,
        // Only a full read says that what is missing is gone.
        closes: status === 'complete' && basis === 'full',
        columns,
      }));
  }

  /** Goes on to a snapshot; answers the keys of all that is not as it was in the one before. */
  goTo(number: number): readonly string[] {
    const touched: string[] = [];
    const rows = (where: string, ...values: readonly Value[]): readonly Row[] =>
      this.#statements.all(
        `SELECT v.id, v.key, v.hash, v.rank FROM session_version AS v WHERE v.id BETWEEN ?1 + 1 AND ?1 + ${numberMask} AND ${where}`,
        this.#base,
        ...values,
      );
    for (const [, key] of rows('v.until_snapshot > ?2 AND v.until_snapshot <= ?3 AND v.from_snapshot <= ?2', this.#reached, number)) {
      const text = keyText(key as StoredKey);
      this.held.delete(text);
      touched.push(text);
    }
    const begun = rows(
      'v.from_snapshot > ?2 AND v.from_snapshot <= ?3 AND (v.until_snapshot IS NULL OR v.until_snapshot > ?3)',
      this.#reached,
      number,
    );
    for (const [id, key, hash, rank] of begun) {
      const text = keyText(key as StoredKey);
      this.held.set(text, { id: id as number, key: key as StoredKey, hash: hash as Uint8Array, rank: rank as number });
      touched.push(text);
    }
    this.#reached = number;
    return touched;
  }
}

interface Written {
  readonly number: number;
  readonly sessionId: number;
  readonly key: StoredKey;
  readonly hash: Uint8Array;
  readonly rank: number;
  readonly from: number;
  readonly follows: number;
  readonly open: boolean;
}

const isSame = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

/** Writes a history, snapshot after snapshot. */
class History {
  readonly #statements: Statements;
  readonly #base: number;
  readonly #connectionId: number;
  readonly #sessions = new Map<string, Written>();
  readonly #hashes = new HashSum();
  readonly #standings = new HashSum();
  #top = 0;
  #open = 0;

  constructor(statements: Statements, connectionId: number) {
    this.#statements = statements;
    this.#connectionId = connectionId;
    this.#base = baseOf(connectionId);
  }

  /** @param keys those that may be different; all where absent */
  add(number: number, { source, closes, columns }: SnapshotRow, keys: readonly string[] | undefined): void {
    let [added, changed, gone] = [0, 0, 0];
    for (const key of keys ?? new Set([...source.held.keys(), ...this.#sessions.keys()])) {
      const wanted = source.held.get(key);
      const before = this.#sessions.get(key);
      const isOpen = before?.open === true;
      if (wanted === undefined) {
        if (!isOpen || !closes) continue;
        this.#close(before, number);
        gone += 1;
        continue;
      }
      if (isOpen && isSame(before.hash, wanted.hash) && before.rank === wanted.rank) continue;
      const follows = !isOpen ? 0 : isSame(before.hash, wanted.hash) ? 2 : 1;
      if (isOpen) this.#close(before, number);
      this.#begin(key, wanted, number, follows, before?.sessionId);
      if (follows === 0) added += 1;
      if (follows === 1) changed += 1;
    }
    this.#statements.run(
      `INSERT INTO snapshot (connection_id, number, sessions, added, changed, gone, checksum, standings, ${copied})
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[this.#connectionId, number, this.#open, added, changed, gone, this.#hashes.bytes(), this.#standings.bytes(), ...columns],
    );
  }

  #count({ number, sessionId, from, follows, rank, hash }: Written, sign: 1 | -1): void {
    const standing = standingHash(number, sessionId, from, follows, rank);
    const lanes = new Uint32Array(hash.slice().buffer);
    if (sign > 0) this.#hashes.add(lanes, 0);
    else this.#hashes.remove(lanes, 0);
    if (sign > 0) this.#standings.add(standing, 0);
    else this.#standings.remove(standing, 0);
    this.#open += sign;
  }

  #close(written: Written, until: number): void {
    this.#statements.run('UPDATE session_version SET until_snapshot = ?, slack = NULL WHERE id = ?', until, this.#base + written.number);
    this.#count(written, -1);
    this.#sessions.set(keyText(written.key), { ...written, open: false });
  }

  #begin(key: string, { id, key: stored, hash, rank }: Version, from: number, follows: number, known: number | undefined): void {
    this.#top += 1;
    const written: Written = { number: this.#top, sessionId: known ?? this.#top, key: stored, hash, rank, from, follows, open: true };
    this.#statements.run(
      `INSERT INTO session_version (id, session_id, from_snapshot, follows, rank, ${contents}) SELECT ?, ?, ?, ?, ?, ${contents} FROM session_version WHERE id = ?`,
      ...[this.#base + written.number, written.sessionId, from, follows, rank, id],
    );
    this.#count(written, 1);
    this.#sessions.set(key, written);
  }

  /** Ends it; answers the sessions' ids by key. */
  end(): ReadonlyMap<string, number> {
    for (const { key, sessionId, number, open } of this.#sessions.values()) {
      this.#statements.run(
        'INSERT INTO session (connection_id, key, id, current) VALUES (?, ?, ?, ?)',
        ...[this.#connectionId, key, sessionId, open ? number : null],
      );
    }
    return new Map([...this.#sessions].map(([key, { sessionId }]) => [key, sessionId]));
  }
}

interface Joined {
  snapshots: number;
  sessions: number;
  marks: number;
  readonly conflicts: string[];
}

/** Inside a write transaction. Fails with `never-saved`, and with `store-locked` while a list that is concerned is read. */
export function merge(statements: Statements, from: string, into: string): Merged {
  const connections = statements.all(
    'SELECT c.id, c.name, c.fields FROM connection AS c JOIN server AS v ON v.id = c.server_id WHERE v.url = ? ORDER BY c.position, c.id',
    from,
  );
  if (connections.length === 0) throw new Failure('never-saved');
  statements.run('INSERT INTO server (url) VALUES (?) ON CONFLICT DO NOTHING', into);
  const serverId = statements.number('SELECT id FROM server WHERE url = ?', into);
  const joined: Joined = { snapshots: 0, sessions: 0, marks: 0, conflicts: [] };
  for (const [id, name, fields] of connections) {
    const ours = statements.first(
      'SELECT id, next_snapshot, position, fields, looked_at FROM connection WHERE server_id = ? AND name = ?',
      serverId,
      name ?? null,
    );
    if (ours !== undefined && isBeingRead(statements, ours[0] as number)) {
      throw new Failure('store-locked', `“${String(name)}” is being read.`, {
        safe: 'Nothing was joined.',
        todo: 'Cancel the reading, or wait for its end.',
      });
    }
    joinConnection(statements, { serverId, name: name as string, theirs: id as number, fields: fields ?? null, ours }, joined);
  }
  return joined;
}

/** Whether joining a snapshot would add nothing to one of the same time: it holds the same, or all of one that says nothing is gone. */
function holdsAllOf(statements: Statements, twin: SnapshotRow, snapshot: SnapshotRow): boolean {
  if (twin.checksum === snapshot.checksum) return true;
  if (snapshot.closes) return false;
  // What was joined before stands among rows that were carried on from other snapshots.
  const [there, wanted] = [twin, snapshot].map(({ source, number }) => {
    const walk = new Source(statements, source.connectionId);
    walk.goTo(number);
    return walk.held;
  });
  return [...(wanted ?? [])].every(([key, { hash }]) => {
    const held = there?.get(key);
    return held !== undefined && isSame(held.hash, hash);
  });
}

interface Pair {
  readonly serverId: number;
  readonly name: string;
  readonly theirs: number;
  readonly fields: Value;
  readonly ours: Row | undefined;
}

function joinConnection(statements: Statements, { serverId, name, theirs, fields, ours }: Pair, joined: Joined): void {
  const other = new Source(statements, theirs);
  const own = ours && new Source(statements, ours[0] as number);
  const known = own?.snapshots() ?? [];
  const fresh = other.snapshots().filter((snapshot) => {
    const twins = known.filter(({ endedAt }) => endedAt === snapshot.endedAt);
    if (twins.some((twin) => holdsAllOf(statements, twin, snapshot))) return false;
    if (twins.length > 0) {
      joined.conflicts.push(`“${name}” has two snapshots of ${snapshot.endedAt} that are not the same: both are kept.`);
    }
    return true;
  });
  let target = own?.connectionId;
  if (fresh.length > 0 || target === undefined) {
    target = writeJoined(statements, { serverId, name, fields, ours, known, fresh }, joined);
    joined.snapshots += fresh.length;
  }
  joinContents(statements, own?.connectionId, theirs, target);
  joinMarks(statements, { name, own: own?.connectionId, theirs, target }, joined);
  if (own !== undefined && target !== own.connectionId) forgetConnection(statements, own.connectionId);
  // Now that the name is free.
  statements.run('UPDATE connection SET name = ? WHERE id = ?', name, target);
}

interface ToWrite {
  readonly serverId: number;
  readonly name: string;
  readonly fields: Value;
  readonly ours: Row | undefined;
  readonly known: readonly SnapshotRow[];
  readonly fresh: readonly SnapshotRow[];
}

function writeJoined(statements: Statements, { serverId, fields, ours, known, fresh }: ToWrite, joined: Joined): number {
  const all = [...known, ...fresh].sort((one, another) => (one.endedAt < another.endedAt ? -1 : one.endedAt > another.endedAt ? 1 : 0));
  const [, next = 1, position = null, ownFields = null] = ours ?? [];
  const first = Number(next);
  const lookedAt = ours === undefined ? null : first + all.findLastIndex(({ source }) => source === known[0]?.source);
  statements.run(
    'INSERT INTO connection (server_id, name, position, fields, next_snapshot, looked_at) VALUES (?, hex(randomblob(16)), ?, ?, ?, ?)',
    ...[serverId, position, ownFields ?? fields, first + all.length, (ours?.[4] ?? null) === null ? null : lookedAt],
  );
  const id = statements.number('SELECT last_insert_rowid()');
  const history = new History(statements, id);
  // The one whose snapshot is all that holds: then only what changes in it need be looked at.
  let alone: Source | undefined;
  for (const [at, snapshot] of all.entries()) {
    const touched = snapshot.source.goTo(snapshot.number);
    history.add(first + at, snapshot, snapshot.source === alone ? touched : undefined);
    if (snapshot.source !== alone) alone = snapshot.closes ? snapshot.source : undefined;
  }
  joined.sessions += history.end().size;
  return id;
}

/** What was read later counts. */
function joinContents(statements: Statements, own: number | undefined, theirs: number, target: number): void {
  const ids = [own, theirs].filter((id) => id !== undefined);
  const rows = statements.all(
    `SELECT t.id, c.taken_at, c.names_id, c.details, c.laps, CAST(c.fastest AS REAL), c.connection_id FROM session_content AS c
     JOIN session AS s ON s.connection_id = c.connection_id AND s.id = c.session_id
     JOIN session AS t ON t.connection_id = ?1 AND t.key = s.key
     WHERE c.connection_id IN (SELECT value FROM json_each(?2)) ORDER BY c.taken_at, c.connection_id`,
    target,
    JSON.stringify(ids),
  );
  const latest = new Map(rows.map((row) => [row[0], row]));
  for (const [session = null, takenAt = null, names = null, details = null, laps = null, fastest = null, connection] of latest.values()) {
    if (connection === target) continue;
    for (const [id, old] of statements.all(
      'SELECT id, details FROM session_content WHERE connection_id = ? AND session_id = ?',
      target,
      session,
    )) {
      const text = typeof old === 'string' ? indexable(JSON.parse(old) as string[]) : '';
      if (text !== '') statements.run("INSERT INTO search (search, rowid, text) VALUES ('delete', -?, ?)", id ?? null, text);
      statements.run('DELETE FROM session_content WHERE id = ?', id ?? null);
    }
    statements.run(
      'INSERT INTO session_content (connection_id, session_id, taken_at, names_id, details, laps, fastest) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ...[target, session, takenAt, names, details, laps, fastest],
    );
    const text = typeof details === 'string' ? indexable(JSON.parse(details) as string[]) : '';
    if (text !== '') statements.run('INSERT INTO search (rowid, text) VALUES (-last_insert_rowid(), ?)', text);
  }
}

/** One's own marks stay; those of the file come where there is none. */
function joinMarks(
  statements: Statements,
  {
    name,
    own,
    theirs,
    target,
  }: { readonly name: string; readonly own: number | undefined; readonly theirs: number; readonly target: number },
  joined: Joined,
): void {
  if (own !== undefined && own !== target) {
    statements.run('INSERT INTO mark SELECT ?, key, starred, note, colour, changed_at FROM mark WHERE connection_id = ?', target, own);
  }
  const against = statements.number(
    `SELECT count(*) FROM mark AS m JOIN mark AS t ON t.connection_id = ?1 AND t.key = m.key WHERE m.connection_id = ?2
     AND (t.starred <> m.starred OR t.note IS NOT m.note OR t.colour IS NOT m.colour)`,
    target,
    theirs,
  );
  if (against > 0)
    joined.conflicts.push(`${against} of the sessions of “${name}” are marked in another way in the file: your own marks were kept.`);
  joined.marks += statements.run(
    `INSERT INTO mark SELECT ?1, key, starred, note, colour, changed_at FROM mark WHERE connection_id = ?2 ON CONFLICT DO NOTHING`,
    target,
    theirs,
  );
}
