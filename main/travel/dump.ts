/** The thread for dumps: exports, each in a read transaction of its own. */
import { defaultSort, type Snapshot } from '../../preload/model.ts';
import { Failure } from '../failure.ts';
import { openForReading } from '../store/database.ts';
import { KnownTexts } from '../store/dictionary.ts';
import { Tests } from '../store/filter/tests.ts';
import { Statements } from '../store/rows.ts';
import { numbersAmong } from '../store/selecting.ts';
import { snapshotsOf } from '../store/snapshots.ts';
import { Views } from '../store/views.ts';
import { columnsFor } from './columns.ts';
import { Control } from './control.ts';
import { formatOf, type Exported, type ExportRequest } from './export.ts';
import { writeLists, type Dump, type List } from './lists.ts';
import { writePaddock } from './paddock.ts';
import { Replacement } from './replacement.ts';

/** Far less than the reader's: rows pass once. */
const cacheKilobytes = 8_000;

/** Names of the connections that a request means. */
function connectionsOf(statements: Statements, { server, connection }: ExportRequest): readonly string[] {
  if (connection !== undefined) return [connection];
  const found = new Set(snapshotsOf(statements, server).map((snapshot: Snapshot) => snapshot.connection));
  if (found.size === 0) throw new Failure('never-saved');
  return [...found];
}

function listsOf(statements: Statements, texts: KnownTexts, tests: Tests, request: ExportRequest): readonly List[] {
  const { server, snapshot, filter, sort } = request;
  return connectionsOf(statements, request).map((connection) => {
    // Of each its own: the orders of those before would only hold memory.
    const views = new Views(statements, texts, tests, () => new Date());
    const query = { server, connection, filter, sort, ...(snapshot !== undefined && { snapshot }) };
    const opened = views.open(query);
    if (opened.snapshot === undefined) throw new Failure('never-saved', `The first read of “${connection}” has not ended yet.`);
    const listed = views.selection(opened.view);
    const { keys } = request;
    const numbers = keys === undefined ? listed.numbers : numbersAmong(statements, listed, keys);
    return { ...listed, numbers, connection, snapshot: opened.snapshot };
  });
}

/**
 * Writes a file as asked for, or leaves what was there. `patience`: how long a locked store is waited for, ms.
 * Fails with `never-saved`, `not-found`, `filter-invalid`, `usage`, `file-unwritable`, `store-full`, `cancelled`.
 */
export function exportFile(file: string, patience: number, request: ExportRequest, memory: SharedArrayBuffer): Exported {
  const format = formatOf(request.file);
  columnsFor(request.columns);
  const control = new Control(memory);
  const database = openForReading(file, patience);
  try {
    database.exec(`PRAGMA cache_size = -${cacheKilobytes}; BEGIN`);
    const statements = new Statements(database);
    const texts = new KnownTexts(statements);
    // The order of a `.paddock` file is the server's own.
    const wanted = format === 'paddock' ? { ...request, sort: defaultSort } : request;
    const lists = listsOf(statements, texts, new Tests(database), wanted);
    return replace(request.file, control, (out) => {
      const dump: Dump = { statements, texts, request, lists, control, out };
      const sessions = format === 'paddock' ? writePaddock(dump) : writeLists(format, dump);
      return { connections: lists.length, sessions };
    });
  } finally {
    database.close();
  }
}

function replace(file: string, control: Control, write: (out: Replacement) => Omit<Exported, 'bytes'>): Exported {
  const out = new Replacement(file);
  try {
    const written = write(out);
    control.check();
    out.finish();
    return { ...written, bytes: out.bytes };
  } catch (thrown) {
    const failure = out.explain(thrown, control.total === 0 ? 0 : control.done / control.total);
    out.drop();
    throw failure;
  }
}
