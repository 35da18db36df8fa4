/** The writer's thread: everything that changes the store, one transaction at a time. */
import type { Forgotten, MarkChanges, RetentionPlan, SnapshotKeep, Thinned } from '../../preload/history.ts';
import type { Exact, Session, Snapshot } from '../../preload/model.ts';
import type { Merged } from '../../preload/travel.ts';
import { randomUUID } from 'node:crypto';
import { Failure } from '../failure.ts';
import { adopt, type Adoption } from './adopting.ts';
import { guardedTables, unsoundRows } from './checksums.ts';
import { putContent } from './content.ts';
import { inTransaction, openForWriting } from './database.ts';
import { KnownTexts, WrittenTexts } from './dictionary.ts';
import { writeExact } from './exact.ts';
import { GroundCheck } from './ground.ts';
import { storedKey } from './keys.ts';
import { beat, beatEvery, holdsLease, releaseLease, takeLease, type Owner } from './lease.ts';
import { merge } from './merging.ts';
import { putMarks } from './marks.ts';
import { Reading } from './reading.ts';
import { KeptConcordances } from './filter/kept.ts';
import { forget, setThinsByItself, thin, undoThinning } from './room.ts';
import { Statements, type Database } from './rows.ts';
import { missingOf, seal } from './sealing.ts';
import { connectionOf, fullReadOf, requireConnection, requireSnapshot, snapshotOf } from './snapshots.ts';
import type {
  CheckedPage,
  Ground,
  Missing,
  OpenRead,
  PageReceipt,
  Placed,
  ReadOutcome,
  ReadRequest,
  SavedConnections,
  SavedContent,
  SealedRead,
} from './store.ts';

/** A request to read, as it crosses to the thread. */
export type BeginRead = Omit<ReadRequest, 'onWait' | 'signal'>;

/** Pages that were changed, of all connections: more need not be known. */
const mostPages = 1_000;

interface Started {
  readonly reading: Reading;
  /** What a refresh found; absent once pages are staged. */
  found?: GroundCheck;
  readonly startedAt: string;
  /** True after a transaction that failed: what is in memory may be ahead of the file. */
  stale: boolean;
}

export interface WriterOptions {
  readonly file: string;
  readonly patience: number;
}

export class Writer {
  readonly #database: Database;
  readonly #statements: Statements;
  readonly #concordances: KeptConcordances;
  readonly #texts: WrittenTexts;
  readonly #known: KnownTexts;
  readonly #owner: Owner = { name: `${process.pid}/${randomUUID()}`, pid: process.pid };
  readonly #reads = new Map<number, Started>();
  readonly #beating: NodeJS.Timeout;
  #lastRead = 0;

  constructor({ file, patience }: WriterOptions) {
    this.#database = openForWriting(file, patience);
    this.#statements = new Statements(this.#database);
    this.#concordances = new KeptConcordances(file);
    this.#texts = new WrittenTexts(this.#statements);
    this.#known = new KnownTexts(this.#statements);
    this.#beating = setInterval(() => this.#beat(), beatEvery);
    this.#beating.unref();
  }

  #beat(): void {
    if (this.#reads.size === 0) return;
    try {
      this.#write(() => beat(this.#statements, this.#owner, Date.now()));
    } catch {
      // The next page, or the next beat, tells the same trouble to somebody who can act on it.
    }
  }

  #write<Result>(work: () => Result): Result {
    try {
      return inTransaction(this.#database, work);
    } catch (thrown) {
      this.#texts.forget();
      for (const read of this.#reads.values()) read.stale = true;
      throw thrown;
    }
  }

  /** Inside a write transaction. */
  #serverId(url: string): number {
    this.#statements.run('INSERT INTO server (url) VALUES (?) ON CONFLICT DO NOTHING', url);
    return this.#statements.number('SELECT id FROM server WHERE url = ?', url);
  }

  /** Inside a write transaction. */
  #connectionId(url: string, name: string): number {
    const serverId = this.#serverId(url);
    this.#statements.run('INSERT INTO connection (server_id, name) VALUES (?, ?) ON CONFLICT DO NOTHING', serverId, name);
    return this.#statements.number('SELECT id FROM connection WHERE server_id = ? AND name = ?', serverId, name);
  }

  /** A read under way goes on: its connections keep their ids. */
  rename(from: string, to: string): boolean {
    return this.#write(() => {
      const isKnown = (server: string): boolean => this.#statements.first('SELECT 1 FROM server WHERE url = ?', server) !== undefined;
      if (!isKnown(from) || isKnown(to)) return false;
      this.#statements.run('UPDATE server SET url = ? WHERE url = ?', to, from);
      return true;
    });
  }

  saveConnections(server: string, saved: SavedConnections): void {
    this.#write(() => {
      const serverId = this.#serverId(server);
      this.#statements.run('UPDATE server SET seen_at = ? WHERE id = ?', saved.takenAt, serverId);
      this.#statements.run('UPDATE connection SET position = NULL WHERE server_id = ?', serverId);
      for (const [position, connection] of saved.connections.entries()) {
        this.#statements.run(
          `INSERT INTO connection (server_id, name, position, fields) VALUES (?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET position = excluded.position, fields = excluded.fields`,
          ...[serverId, connection.name, position, writeExact(connection as unknown as Exact)],
        );
      }
    });
  }

  /** Null while a living other one reads this connection. */
  beginRead(request: BeginRead): OpenRead | null {
    const begun = this.#write(() => {
      const connectionId = this.#connectionId(request.server, request.connection);
      const ours = [...this.#reads.values()].some(({ reading }) => reading.connectionId === connectionId);
      if (ours || !takeLease(this.#statements, connectionId, this.#owner, request.startedAt, Date.now())) return null;
      const reading = new Reading(this.#statements, this.#texts, this.#known, connectionId);
      if (reading.pages > 0 && (request.fresh || !this.#stagingIsSound(connectionId))) reading.clear();
      if (reading.pages === 0) {
        this.#statements.run('UPDATE open_read SET started_at = ? WHERE connection_id = ?', request.startedAt, connectionId);
      }
      const startedAt = this.#statements.first('SELECT started_at FROM open_read WHERE connection_id = ?', connectionId)?.[0] as string;
      const resume = reading.resume();
      const expected = snapshotOf(this.#statements, connectionId)?.sessions;
      const full = fullReadOf(this.#statements, connectionId);
      return {
        started: { reading, startedAt, stale: false },
        open: { ...(resume && { resume }), ...(expected !== undefined && { expected }), ...(full && { full }) },
      };
    });
    if (begun === null) return null;
    // Not before its transaction is through: one that failed would stand in the way of the next try.
    this.#lastRead += 1;
    this.#reads.set(this.#lastRead, begun.started);
    return { read: this.#lastRead, ...begun.open };
  }

  /** What was changed past Paddock since it was staged must not become a snapshot: then the read begins anew. */
  #stagingIsSound(connectionId: number): boolean {
    const guarded = guardedTables(this.#database).find(({ table }) => table === 'staged_page');
    const unsound = guarded === undefined ? [] : unsoundRows(this.#database, guarded, mostPages);
    return unsound.every(({ name }) => !name.startsWith(`${connectionId}/`));
  }

  #started(read: number): Started {
    const started = this.#reads.get(read);
    if (started === undefined) throw new RangeError(`read ${read} is not open`);
    return started;
  }

  /** Inside a write transaction. */
  #held(started: Started): Reading {
    if (!holdsLease(this.#statements, started.reading.connectionId, this.#owner)) {
      throw new Failure('store-locked', 'Another Paddock took over the reading of this connection.', { safe: 'What was read is kept.' });
    }
    if (started.stale) started.reading.load();
    started.stale = false;
    return started.reading;
  }

  addPage(read: number, page: number, pageSize: number, body: Uint8Array, note?: string): PageReceipt {
    const started = this.#started(read);
    delete started.found;
    return this.#write(() => this.#held(started).add(page, pageSize, body, note));
  }

  placePage(read: number, body: Uint8Array, from?: number): Placed {
    const reading = this.#current(read);
    if (from !== undefined && reading.holdsFrom(from)) this.#write(() => reading.takeBack(from));
    return reading.place(body);
  }

  ground(read: number): Ground {
    const started = this.#started(read);
    const { connectionId, base, snapshot } = this.#current(read);
    started.found = new GroundCheck(this.#statements, connectionId, base, snapshot);
    return started.found.ground();
  }

  stillOpen(read: number, live: readonly Session[]): Float64Array {
    return this.#found(read).settle(live);
  }

  checkPage(read: number, body: Uint8Array): CheckedPage {
    return this.#found(read).check(body);
  }

  #found(read: number): GroundCheck {
    const { found } = this.#started(read);
    if (found === undefined) throw new RangeError(`read ${read} is no refresh`);
    return found;
  }

  missing(read: number, most: number): Missing {
    const reading = this.#current(read);
    // The list was met whole: what an earlier look at it had and this one has not is missing as well.
    if (reading.hasPassed) this.#write(() => reading.forgetPassed());
    return missingOf(this.#statements, reading, most);
  }

  /** For a look at what is staged, outside of a transaction. */
  #current(read: number): Reading {
    const started = this.#started(read);
    if (started.stale) started.reading.load();
    started.stale = false;
    return started.reading;
  }

  seal(read: number, outcome: ReadOutcome): SealedRead {
    const started = this.#started(read);
    // What was called saved has to survive a power cut.
    this.#database.exec('PRAGMA synchronous = FULL');
    try {
      const { number, confirmed } = this.#write(() => {
        const reading = this.#held(started);
        if (outcome.basis === 'refresh') reading.addFound(started.found?.differing ?? []);
        return seal(this.#statements, reading, started.startedAt, outcome);
      });
      this.#reads.delete(read);
      const snapshot = snapshotOf(this.#statements, started.reading.connectionId, number);
      if (snapshot === undefined) throw new RangeError(`snapshot ${number} is not there`);
      return { snapshot, confirmed };
    } finally {
      this.#database.exec('PRAGMA synchronous = NORMAL');
    }
  }

  endRead(read: number, keep: boolean): void {
    const started = this.#reads.get(read);
    if (started === undefined) return;
    this.#write(() => {
      const { connectionId } = started.reading;
      if (holdsLease(this.#statements, connectionId, this.#owner)) {
        const reading = this.#held(started);
        if (!keep) reading.clear();
        if (reading.pages === 0) this.#statements.run('DELETE FROM open_read WHERE connection_id = ?', connectionId);
        else releaseLease(this.#statements, this.#owner, connectionId);
      }
    });
    this.#reads.delete(read);
  }

  look(server: string, connection: string, snapshot: number): void {
    this.#write(() => {
      const connectionId = requireConnection(this.#statements, server, connection);
      requireSnapshot(this.#statements, connectionId, snapshot);
      this.#statements.run('UPDATE connection SET looked_at = max(coalesce(looked_at, 0), ?) WHERE id = ?', snapshot, connectionId);
    });
  }

  keepSnapshot(server: string, connection: string, number: number, { name, pinned }: SnapshotKeep): Snapshot {
    return this.#write(() => {
      const connectionId = requireConnection(this.#statements, server, connection);
      const before = requireSnapshot(this.#statements, connectionId, number);
      const named = name === undefined ? (before.name ?? null) : name?.trim() || null;
      this.#statements.run(
        'UPDATE snapshot SET name = ?, pinned = ? WHERE connection_id = ? AND number = ?',
        ...[named, (pinned ?? before.pinned) ? 1 : 0, connectionId, number],
      );
      return requireSnapshot(this.#statements, connectionId, number);
    });
  }

  mark(server: string, connection: string, keys: readonly string[], changes: MarkChanges): void {
    this.#write(() => {
      const connectionId = requireConnection(this.#statements, server, connection);
      putMarks(this.#statements, connectionId, keys, changes, new Date().toISOString());
    });
  }

  thin(plan: RetentionPlan): Thinned {
    return this.#write(() => thin(this.#statements, plan, Date.now()));
  }

  thinByItself(on: boolean): void {
    this.#write(() => setThinsByItself(this.#statements, on));
  }

  undoThinning(): number {
    return this.#write(() => undoThinning(this.#statements, Date.now()));
  }

  forget(server: string, connection?: string): Forgotten {
    const forgotten = this.#write(() => forget(this.#statements, server, connection));
    this.#concordances.dropStale(this.#statements);
    return forgotten;
  }

  saveContent(server: string, connection: string, key: string, content: SavedContent): void {
    this.#write(() => {
      const connectionId = connectionOf(this.#statements, server, connection);
      const sessionId = this.#statements.first(
        'SELECT id FROM session WHERE connection_id = ? AND key = ?',
        connectionId ?? 0,
        storedKey(key),
      )?.[0];
      // A session that no sealed snapshot holds has nothing to hang its content on.
      if (connectionId === undefined || sessionId === undefined) return;
      this.#texts.begin();
      putContent(this.#statements, this.#texts, connectionId, sessionId as number, content);
    });
  }

  adopt(adoption: Adoption): void {
    this.#write(() => adopt(this.#statements, this.#texts, adoption));
  }

  merge(from: string, into: string): Merged {
    return this.#write(() => merge(this.#statements, from, into));
  }

  close(): void {
    clearInterval(this.#beating);
    try {
      if (this.#reads.size > 0) this.#write(() => releaseLease(this.#statements, this.#owner));
    } finally {
      this.#database.close();
    }
  }
}
