/** The reader's thread: everything that only looks. It never waits for who writes. */
import type { Connection, Lap, Session, Snapshot } from '../../preload/model.ts';
import type { SessionRow } from '../../preload/list.ts';
import type { IndexRange, KeysHow } from '../../preload/selecting.ts';
import type { OwnMark, SnapshotDiff } from '../../preload/history.ts';
import type { FieldValue } from '../../preload/suggestions.ts';
import type { Line } from './calls.ts';
import { diff } from './changes.ts';
import { openForReading } from './database.ts';
import { KnownTexts } from './dictionary.ts';
import { readExact } from './exact.ts';
import { Failure } from '../failure.ts';
import type { MadeConcordance } from './filter/concordances.ts';
import { withContent } from './filter/evaluate.ts';
import { KeptConcordances } from './filter/kept.ts';
import { fieldNamed } from './filter/parse.ts';
import { Tests } from './filter/tests.ts';
import { storedKey } from './keys.ts';
import { markOf } from './marks.ts';
import { decode, decodeDetails, versionColumns } from './record.ts';
import { nowhere } from './room.ts';
import { baseOf, Statements, type Database } from './rows.ts';
import { keysOf, movedRanges, notKept } from './selecting.ts';
import { Search } from './search.ts';
import { TypedRows } from './typed.ts';
import { connectionOf, snapshotsOf } from './snapshots.ts';
import type { FoundSessions, OpenedView, SavedConnections, SavedContent, SearchQuery, ValuesQuery, ViewQuery } from './store.ts';
import { Views } from './views.ts';

export interface ReaderOptions {
  readonly file: string;
  readonly patience: number;
  /** Starts a thread that makes concordances; absent where none is worth it. */
  readonly startConcordances?: () => Line;
}

/** By then a command that shows one list is over, and a window that was just started is painted, ms. */
const restBefore = 1000;
/** The same before what is only read from a file: a tenth of a second of one processor, ms. */
const shortRest = 300;
/** How long the thread that makes them stays when there is nothing to make, ms. */
const lineRest = 100;

export class Reader {
  readonly #database: Database;
  readonly #statements: Statements;
  readonly #kept: KeptConcordances;
  readonly #texts: KnownTexts;
  readonly #views: Views;
  readonly #search: Search;
  readonly #typed: TypedRows;
  #preparing: NodeJS.Timeout | undefined;
  #startConcordances: (() => Line) | undefined;
  #line: Line | undefined;
  /** The list that could not be kept: to make it takes seconds, and each seal would do it again. */
  #unkept: number | undefined;
  /** What is made on another thread, while it is, and the number that stops it. */
  readonly #elsewhere = new Set<Promise<unknown>>();
  readonly #stop = new Int32Array(new SharedArrayBuffer(4));

  constructor({ file, patience, startConcordances }: ReaderOptions) {
    this.#startConcordances = startConcordances;
    this.#database = openForReading(file, patience);
    this.#statements = new Statements(this.#database);
    this.#kept = new KeptConcordances(file);
    this.#texts = new KnownTexts(this.#statements);
    this.#views = new Views(
      this.#statements,
      this.#texts,
      new Tests(this.#database),
      () => new Date(),
      (...what) => this.#make(...what),
    );
    this.#search = new Search(this.#views, (work) => this.#still(work));
    this.#typed = new TypedRows(this.#statements, this.#texts, (work) => this.#still(work));
  }

  /** Several queries over one state of the file. */
  #still<Result>(work: () => Result): Result {
    this.#database.exec('BEGIN');
    try {
      return work();
    } finally {
      this.#database.exec('COMMIT');
    }
  }

  servers(): readonly string[] {
    return this.#statements.all('SELECT url FROM server WHERE url <> ? ORDER BY id', nowhere).map(([url]) => url as string);
  }

  connections(server: string): SavedConnections | null {
    const seen = this.#statements.first('SELECT seen_at FROM server WHERE url = ?', server)?.[0];
    if (typeof seen !== 'string') return null;
    const rows = this.#statements.all(
      `SELECT c.fields FROM connection AS c JOIN server AS v ON v.id = c.server_id
       WHERE v.url = ? AND c.position IS NOT NULL ORDER BY c.position`,
      server,
    );
    return { takenAt: seen, connections: rows.map(([fields]) => readExact(fields as string) as unknown as Connection) };
  }

  snapshots(server: string, connection?: string): readonly Snapshot[] {
    return snapshotsOf(this.#statements, server, connection);
  }

  diff(server: string, connection: string, from: number, to: number): SnapshotDiff {
    return this.#still(() => diff(this.#statements, this.#texts, { server, connection, from, to }));
  }

  lookedAt(server: string, connection: string): number | null {
    const connectionId = connectionOf(this.#statements, server, connection) ?? 0;
    return (
      (this.#statements.first('SELECT looked_at FROM connection WHERE id = ?', connectionId)?.[0] as number | null | undefined) ?? null
    );
  }

  markOf(server: string, connection: string, key: string): OwnMark | null {
    return markOf(this.#statements, connectionOf(this.#statements, server, connection) ?? 0, key) ?? null;
  }

  async openView(query: ViewQuery): Promise<OpenedView> {
    await this.#prepared(query, query.sort.field.startsWith('detail:') || query.group === 'circuit');
    const opened = this.#still(() => this.#views.open(query));
    this.#prepareLater();
    return opened;
  }

  /** What makes the next filter faster is made once what is asked for now is answered. */
  #prepareLater(): void {
    const rest = this.#views.wanted.every((connectionId) => this.#kept.has(connectionId)) ? shortRest : restBefore;
    this.#preparing ??= setTimeout(() => {
      this.#preparing = undefined;
      void this.#prepare();
    }, rest).unref();
  }

  async #prepare(): Promise<void> {
    // What cannot be made is done without.
    await this.#views.prepare().catch(() => undefined);
  }

  /** Waits for what a list by a detail is slow without; meanwhile the thread hears of other questions. */
  async #prepared(query: Parameters<Views['waitsFor']>[0], isByDetail: boolean): Promise<void> {
    if (this.#still(() => this.#views.waitsFor(query, isByDetail))) await this.#prepare();
  }

  #make(connectionId: number, top: number): Promise<MadeConcordance> {
    return this.#askElsewhere('make', [connectionId, top, this.#stop]) as Promise<MadeConcordance>;
  }

  /** Keeps the concordances of large lists as files, once what is asked for now is there. */
  async keepConcordances(): Promise<void> {
    await this.#prepare();
    const [id] = this.#kept.nextToKeep(this.#statements) ?? [];
    if (id === undefined || id === this.#unkept) return;
    await this.#askElsewhere('keep', [this.#stop]);
    const [next] = this.#kept.nextToKeep(this.#statements) ?? [];
    this.#unkept = next;
  }

  async #askElsewhere(verb: string, args: readonly unknown[]): Promise<unknown> {
    const line = (this.#line ??= this.#startConcordances?.());
    if (line === undefined) throw new Failure('cancelled');
    const made = line.call(verb, args);
    this.#elsewhere.add(made);
    try {
      return await made;
    } finally {
      this.#elsewhere.delete(made);
      this.#endLineLater(line);
    }
  }

  /** Several lists that are searched are asked for one right after another: one thread does for all. */
  #endLineLater(line: Line): void {
    setTimeout(() => {
      if (!line.idle || this.#line !== line) return;
      this.#line = undefined;
      void line.end();
    }, lineRest).unref();
  }

  search(query: SearchQuery): Promise<readonly (FoundSessions | null)[]> {
    // The next word is typed soon.
    this.#prepareLater();
    return this.#search.run(query);
  }

  stopSearch(): void {
    this.#search.stop();
  }

  rows(view: number, from: number, to: number): readonly SessionRow[] {
    return this.#views.rows(view, from, to);
  }

  locate(view: number, key: string): number | null {
    return this.#views.locate(view, key);
  }

  async values(query: ValuesQuery): Promise<readonly FieldValue[]> {
    await this.#prepared(query, fieldNamed(query.field).kind === 'detail');
    return this.#still(() => this.#views.values(query));
  }

  typed(view: number, text: string, from: number): Promise<number | null> {
    return this.#typed.find(this.#views.selection(view), text, from);
  }

  closeView(view: number): void {
    this.#views.close(view);
  }

  keys(view: number, ranges: readonly IndexRange[], how?: KeysHow): readonly string[] {
    return keysOf(this.#statements, this.#views.selection(view), ranges, how);
  }

  moved(view: number, ranges: readonly IndexRange[], into: number): readonly IndexRange[] | null {
    return movedRanges(this.#statements, this.#views.selection(view), ranges, this.#views.selection(into));
  }

  notKept(server: string, connection: string, keys: readonly string[]): readonly string[] {
    const connectionId = connectionOf(this.#statements, server, connection);
    return connectionId === undefined ? keys : notKept(this.#statements, connectionId, keys);
  }

  /** A session as its newest version tells it, also one that is gone. */
  session(server: string, connection: string, key: string): Session | null {
    const connectionId = connectionOf(this.#statements, server, connection);
    if (connectionId === undefined) return null;
    const base = baseOf(connectionId);
    const stored = storedKey(key);
    const known = this.#statements.first('SELECT id, current FROM session WHERE connection_id = ? AND key = ?', connectionId, stored);
    const columns = `SELECT ${versionColumns}, c.names_id, c.details FROM session_version AS v
      LEFT JOIN session_content AS c ON c.connection_id = ${connectionId} AND c.session_id = v.session_id`;
    const row =
      known === undefined
        ? this.#statements.first(`${columns} WHERE v.id BETWEEN ?1 + 1 AND ?1 + 4294967295 AND v.key = ?2 LIMIT 1`, base, stored)
        : this.#statements.first(
            `${columns} WHERE v.id = coalesce(?1 + ?2, (
               SELECT max(id) FROM session_version WHERE id = ?1 + ?3 OR
                 (session_id <> (id & 4294967295) AND id BETWEEN ?1 + 1 AND ?1 + 4294967295 AND session_id = ?3)))`,
            base,
            known[1] ?? null,
            known[0] ?? null,
          );
    return row === undefined ? null : withContent(decode(row, this.#texts), row.at(-2), row.at(-1), this.#texts);
  }

  content(server: string, connection: string, key: string): SavedContent | null {
    const row = this.#statements.first(
      `SELECT c.taken_at, c.names_id, c.details, c.laps FROM session_content AS c
       JOIN session AS s ON s.connection_id = c.connection_id AND s.id = c.session_id WHERE s.connection_id = ? AND s.key = ?`,
      connectionOf(this.#statements, server, connection) ?? 0,
      storedKey(key),
    );
    if (row === undefined) return null;
    const [takenAt, namesId, details, laps] = row;
    return {
      takenAt: takenAt as string,
      ...(typeof details === 'string' && { details: decodeDetails(this.#texts.names(namesId as number), details) }),
      ...(typeof laps === 'string' && { laps: readExact(laps) as unknown as readonly Lap[] }),
    };
  }

  async close(): Promise<void> {
    this.#search.stop();
    this.#typed.stop();
    clearTimeout(this.#preparing);
    this.#startConcordances = undefined;
    Atomics.store(this.#stop, 0, 1);
    await Promise.allSettled(this.#elsewhere);
    await this.#line?.end();
    this.#database.close();
  }
}
