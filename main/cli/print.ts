/** A result in each of the formats, written as it comes: batch after batch, never all at once. */
import { csvHeader, csvRow, type CsvOptions } from '../travel/csv-text.ts';
import { exactJson, members, type JsonRecord } from './json.ts';
import type { Sink } from './output.ts';
import { createTable, type Column } from './table.ts';

export const formats = ['table', 'json', 'ndjson', 'csv'] as const;
export type Format = (typeof formats)[number];

export interface Listed<Item> {
  /** What stands before the items in the JSON object. */
  readonly head: JsonRecord;
  /** Name of the items in the JSON object. */
  readonly name: string;
  readonly record: (item: Item) => JsonRecord;
  /** Columns of CSV: names in the record. */
  readonly fields: readonly string[];
  readonly columns: readonly Column<Item>[];
  /** Printed instead of an empty table. */
  readonly empty: string;
  readonly batches: AsyncIterable<readonly Item[]> | Iterable<readonly Item[]>;
}

type Written<Item> = Pick<Listed<Item>, 'head' | 'name' | 'record' | 'fields' | 'batches'>;

export async function writeJson<Item>({ head, name, record, batches }: Written<Item>, sink: Sink): Promise<void> {
  await sink.write(`{${[...members(head), `${JSON.stringify(name)}:[`].join(',')}`);
  let separator = '\n';
  for await (const batch of batches) {
    if (batch.length === 0) continue;
    await sink.write(separator + batch.map((item) => exactJson(record(item))).join(',\n'));
    separator = ',\n';
  }
  await sink.write(separator === '\n' ? ']}\n' : '\n]}\n');
}

export async function writeNdjson<Item>({ record, batches }: Written<Item>, sink: Sink): Promise<void> {
  for await (const batch of batches) {
    if (batch.length > 0) await sink.write(batch.map((item) => `${exactJson(record(item))}\n`).join(''));
  }
}

export async function writeCsv<Item>({ record, fields, batches }: Written<Item>, sink: Sink, options: CsvOptions): Promise<void> {
  await sink.write(csvHeader(fields));
  for await (const batch of batches) {
    if (batch.length > 0) await sink.write(batch.map((item) => csvRow(record(item), fields, options)).join(''));
  }
}

async function writeTable<Item>({ columns, empty, batches }: Listed<Item>, sink: Sink, width?: number): Promise<void> {
  const table = createTable(columns, width);
  let none = true;
  for await (const batch of batches) {
    if (batch.length === 0) continue;
    none = false;
    await sink.write(table.lines(batch));
  }
  if (none) await sink.write(`${empty}\n`);
}

/** @param width of the terminal that stdout is, if it is one. */
export async function print<Item>(listed: Listed<Item>, format: Format, sink: Sink, width?: number): Promise<void> {
  switch (format) {
    case 'json':
      return writeJson(listed, sink);
    case 'ndjson':
      return writeNdjson(listed, sink);
    case 'csv':
      return writeCsv(listed, sink, { guard: false });
    case 'table':
      return writeTable(listed, sink, width);
  }
}
