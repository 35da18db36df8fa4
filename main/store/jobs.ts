/** The jobs' thread: long work that nobody waits for (the text index, the kept order) or that may take its time (checks). */
import { sizeOf } from './copy.ts';
import { inTransaction, openForReading, openForWriting } from './database.ts';
import { needRoom } from './failures.ts';
import { KnownTexts } from './dictionary.ts';
import { KeptConcordances } from './filter/kept.ts';
import { Tests } from './filter/tests.ts';
import { keepOrder, orderOf } from './order.ts';
import { decode, versionColumns } from './record.ts';
import { usualPlan } from './retention.ts';
import { purgeSome, sweepSome, thinningOffer, thinWhereChosen, usageOf } from './room.ts';
import { baseOf, numberMask, Statements, type Database, type Value } from './rows.ts';
import type { Problem } from './store.ts';
import { indexedText } from './text.ts';
import { verify } from './verify/verify.ts';
import type { Compacted, RetentionPlan, ThinningOffer, Usage } from '../../preload/history.ts';
import { defaultSort } from '../../preload/model.ts';

export interface JobsOptions {
  readonly file: string;
  readonly patience: number;
}

/** Rows indexed in one transaction: many enough for the index, few enough for whoever waits to write. */
const rowsAtOnce = 10_000;
const textsAtOnce = 100;

export class Jobs {
  readonly #options: JobsOptions;
  #database: Database | undefined;

  constructor(options: JobsOptions) {
    this.#options = options;
  }

  /**
   * Does what sealed snapshots left to do, one step at a time, and says whether more is left: between steps the thread
   * hears of other work.
   */
  tidy(): boolean {
    this.#database ??= openForWriting(this.#options.file, this.#options.patience);
    const database = this.#database;
    const statements = new Statements(database);
    const isMoreLeft =
      keepMissingOrder(database, statements) ||
      indexSome(database, statements) ||
      inTransaction(
        database,
        () => thinWhereChosen(statements, usualPlan, Date.now()) || sweepSome(statements) || purgeSome(statements, Date.now()),
      ) ||
      giveBackSome(database, statements);
    if (!isMoreLeft) new KeptConcordances(this.#options.file).dropStale(statements);
    return isMoreLeft;
  }

  usage(): Usage {
    return this.#reading((statements) => usageOf(statements, this.#bytes() + new KeptConcordances(this.#options.file).bytes));
  }

  thinning(plan: RetentionPlan): ThinningOffer {
    return this.#reading((statements) => thinningOffer(statements, plan, Date.now()));
  }

  /**
   * Deletes what was thinned, gives all free room back to the disk, and answers the file's size before and after. Fails
   * with `store-full` before anything is changed where there is no room to write the file once more.
   */
  compact(): Compacted {
    const before = this.#bytes();
    needRoom(this.#options.file, before);
    while (this.tidy());
    this.#database ??= openForWriting(this.#options.file, this.#options.patience);
    const database = this.#database;
    const statements = new Statements(database);
    while (inTransaction(database, () => purgeSome(statements, Infinity)));
    database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE);');
    new KeptConcordances(this.#options.file).dropStale(statements);
    return { before, after: this.#bytes() };
  }

  #bytes(): number {
    return ['', '-wal'].reduce((sum, end) => sum + sizeOf(`${this.#options.file}${end}`), 0);
  }

  #reading<Result>(work: (statements: Statements) => Result): Result {
    const { file, patience } = this.#options;
    const database = openForReading(file, patience);
    try {
      database.exec('BEGIN');
      return work(new Statements(database));
    } finally {
      database.close();
    }
  }

  verify(): readonly Problem[] {
    const { file, patience } = this.#options;
    const database = openForReading(file, patience);
    try {
      return verify(database);
    } finally {
      database.close();
    }
  }

  close(): void {
    this.#database?.close();
    this.#database = undefined;
  }
}

/** Free pages up to this part of the file stay, for what is read next. */
const mostFree = 0.005;
/** Pages given back in one transaction. */
const pagesAtOnce = 256;

/** Gives some free pages back to the disk. */
function giveBackSome(database: Database, statements: Statements): boolean {
  const free = statements.number('PRAGMA freelist_count');
  if (free <= Math.max(8, statements.number('PRAGMA page_count') * mostFree)) return false;
  database.exec(`PRAGMA incremental_vacuum(${pagesAtOnce})`);
  // A store of a time when files were not made for it keeps its free pages.
  return statements.number('PRAGMA freelist_count') < free;
}

/** Keeps the order of one connection's newest list, where it is not kept yet. */
function keepMissingOrder(database: Database, statements: Statements): boolean {
  const row = statements.first(
    `SELECT s.connection_id, max(s.number) AS newest FROM snapshot AS s LEFT JOIN list_order AS o ON o.connection_id = s.connection_id
     GROUP BY s.connection_id HAVING o.snapshot IS NULL OR o.snapshot <> newest LIMIT 1`,
  );
  if (row === undefined) return false;
  const [connectionId, snapshot] = row as readonly [number, number];
  new Tests(database);
  const scope = { base: baseOf(connectionId), snapshot };
  const order = orderOf(statements, new KnownTexts(statements), scope, defaultSort);
  // A snapshot sealed meanwhile finds this one kept, and is kept by the next step.
  inTransaction(database, () => {
    // Forgotten meanwhile, perhaps.
    const isThere = statements.first('SELECT 1 FROM snapshot WHERE connection_id = ? AND number = ?', connectionId, snapshot) !== undefined;
    if (isThere) keepOrder(statements, connectionId, scope, order);
  });
  return true;
}

/** Brings some versions of sealed snapshots into the text index. */
function indexSome(database: Database, statements: Statements): boolean {
  return inTransaction(database, () => {
    const row = statements.first(
      `SELECT c.id, c.indexed_to, c.next_snapshot FROM connection AS c WHERE EXISTS (
         SELECT 1 FROM session_version AS v WHERE v.id BETWEEN (c.id << 32) + c.indexed_to + 1 AND (c.id << 32) + 4294967295
         AND v.from_snapshot < c.next_snapshot) LIMIT 1`,
    );
    if (row === undefined) return false;
    const [connectionId, indexedTo, nextSnapshot] = row as readonly [number, number, number];
    const base = baseOf(connectionId);
    const rows = statements.all(
      `SELECT v.id & ${numberMask}, v.text_id, ${versionColumns} FROM session_version AS v
       WHERE v.id BETWEEN ? AND ? AND v.from_snapshot < ? ORDER BY v.id LIMIT ${rowsAtOnce}`,
      base + indexedTo + 1,
      base + numberMask,
      nextSnapshot,
    );
    const texts = new KnownTexts(statements);
    let waiting: Value[] = [];
    const flush = (): void => {
      if (waiting.length === 0) return;
      const places = Array.from({ length: waiting.length / 2 }, () => '(?, ?)').join();
      statements.run(`INSERT INTO search (rowid, text) VALUES ${places}`, ...waiting);
      waiting = [];
    };
    for (const version of rows) {
      if (version[1] !== null) continue;
      const text = indexedText(decode(version, texts, 2));
      if (text === '') continue;
      waiting.push(base + (version[0] as number), text);
      if (waiting.length >= textsAtOnce * 2) flush();
    }
    flush();
    statements.run('UPDATE connection SET indexed_to = ? WHERE id = ?', rows.at(-1)?.[0] ?? indexedTo, connectionId);
    return true;
  });
}
