/** Exports of lists: `.csv`, `.json`, `.ndjson`, `.parquet`. */
import type { Exact, Snapshot } from '../../preload/model.ts';
import type { ExportFormat } from '../../preload/travel.ts';
import type { KnownTexts } from '../store/dictionary.ts';
import { writeExact } from '../store/exact.ts';
import type { Statements } from '../store/rows.ts';
import { columnsFor, fieldsFor, onlyColumns } from './columns.ts';
import type { Control } from './control.ts';
import { CsvWriter } from './csv.ts';
import { csvHeader } from './csv-text.ts';
import { formatOf, type ExportRequest } from './export.ts';
import { PackedReader, type Marked, type Selection } from './packed.ts';
import { ParquetFile } from './parquet.ts';
import type { Replacement } from './replacement.ts';

/** A connection's list as it is asked for. */
export interface List extends Selection {
  readonly connection: string;
  readonly snapshot: Snapshot;
}

/** What the writers of all formats are given. */
export interface Dump {
  readonly statements: Statements;
  readonly texts: KnownTexts;
  readonly request: ExportRequest;
  readonly lists: readonly List[];
  readonly control: Control;
  readonly out: Replacement;
}

const csvRows = 8_192;
const parquetRows = 16_384;
const jsonRows = 1_000;

const count = (lists: readonly List[]): number => lists.reduce((sum, { numbers }) => sum + numbers.length, 0);

/** Calls `use` for every so many rows of every list, and tells how far it is. */
function inChunks({ lists, control }: Dump, rows: number, use: (list: List, from: number, to: number) => void): number {
  const total = count(lists);
  let done = 0;
  control.tell(done, total);
  for (const list of lists) {
    for (let from = 0; from < list.numbers.length; from += rows) {
      control.check();
      const to = Math.min(list.numbers.length, from + rows);
      use(list, from, to);
      done += to - from;
      control.tell(done, total);
    }
  }
  return total;
}

/** One of each list, made when it is first asked for. */
function perList<Made>(make: (list: List) => Made): (list: List) => Made {
  const made = new Map<List, Made>();
  return (list) => {
    let found = made.get(list);
    if (found === undefined) {
      found = make(list);
      // Lists come one after another.
      made.clear();
      made.set(list, found);
    }
    return found;
  };
}

function csv(dump: Dump): number {
  const { request, out, statements, texts } = dump;
  const columns = columnsFor(request.columns);
  const named = request.connection === undefined;
  const options = { guard: request.raw !== true };
  out.write(Buffer.from(csvHeader(named ? ['connection', ...columns] : columns)));
  const parts = perList((list) => ({
    reader: new PackedReader(statements, texts, list, fieldsFor(columns)),
    writer: new CsvWriter(columns, options, texts, named ? list.connection : undefined),
  }));
  return inChunks(dump, csvRows, (list, from, to) => {
    const { reader, writer } = parts(list);
    out.write(writer.rows(reader.read(from, to)));
  });
}

function parquet(dump: Dump): number {
  const { request, out, statements, texts } = dump;
  const columns = columnsFor(request.columns);
  const file = new ParquetFile(columns, texts, request.connection === undefined, (bytes) => out.write(bytes));
  const reader = perList((list) => new PackedReader(statements, texts, list, fieldsFor(columns)));
  const sessions = inChunks(dump, parquetRows, (list, from, to) => file.rows(reader(list).read(from, to), list.connection));
  file.finish();
  return sessions;
}

/** Sessions as JSON, one after another. */
function json(dump: Dump, write: (list: List, from: number, sessions: readonly string[]) => void): number {
  const { request, statements, texts } = dump;
  const columns = request.columns === undefined ? undefined : columnsFor(request.columns);
  const namedItems = request.connection === undefined && formatOf(request.file) === 'ndjson';
  const reader = perList((list) => new PackedReader(statements, texts, list, new Set()));
  return inChunks(dump, jsonRows, (list, from, to) => {
    const item = ({ session, own }: Marked): string => {
      const record = columns === undefined ? (session as unknown as Readonly<Record<string, Exact>>) : onlyColumns(session, columns);
      const before = namedItems ? { connection: list.connection } : {};
      return writeExact({ ...before, ...record, ...(own && { own: { ...own } }) });
    };
    write(list, from, reader(list).sessions(from, to).map(item));
  });
}

function ndjson(dump: Dump): number {
  return json(dump, (_, __, sessions) => dump.out.write(Buffer.from(sessions.map((session) => `${session}\n`).join(''))));
}

/** The shape of `list`; of a whole server a list of such, each with its connection's name. */
function jsonObject(dump: Dump): number {
  const { request, out, lists } = dump;
  const text = (piece: string): void => out.write(Buffer.from(piece));
  const named = request.connection === undefined;
  const head = ({ connection, snapshot, numbers }: List): string => {
    const { number, takenAt } = snapshot;
    const record = { ...(named ? { connection } : { source: 'saved' }), snapshot: number, takenAt, total: numbers.length };
    return `${writeExact(record).slice(0, -1)},"sessions":[`;
  };
  const end = ({ numbers }: List): string => (numbers.length === 0 ? ']}' : '\n]}');
  let open: List | undefined;
  const begin = (list: List): void => {
    if (open === list) return;
    if (open !== undefined) text(`${end(open)},\n`);
    text(head(list));
    open = list;
  };
  if (named) text('{"source":"saved","connections":[\n');
  // Empty lists have no rows to come with.
  const upTo = (list: List): void => {
    for (let at = open === undefined ? 0 : lists.indexOf(open) + 1; at <= lists.indexOf(list); at += 1) {
      const next = lists[at];
      if (next !== undefined) begin(next);
    }
  };
  const sessions = json(dump, (list, from, items) => {
    upTo(list);
    text(`${from === 0 ? '\n' : ',\n'}${items.join(',\n')}`);
  });
  const last = lists.at(-1);
  if (last !== undefined) {
    upTo(last);
    text(end(last));
  }
  text(named ? '\n]}\n' : '\n');
  return sessions;
}

/** Writes one of the formats that hold lists; answers how many sessions. */
export function writeLists(format: Exclude<ExportFormat, 'paddock'>, dump: Dump): number {
  switch (format) {
    case 'csv':
      return csv(dump);
    case 'parquet':
      return parquet(dump);
    case 'ndjson':
      return ndjson(dump);
    case 'json':
      return jsonObject(dump);
  }
}
