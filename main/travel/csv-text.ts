/** RFC 4180: a header line, CRLF, quotes where needed; values that are no texts as their JSON. */
import { exactJson, type Json, type JsonRecord } from '../cli/json.ts';

/** What a spreadsheet would take for a formula, unless it is a plain number. */
const runs = /^[=+\-@\t\r]/;
const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const needsQuotes = /[",\r\n]/;

export interface CsvOptions {
  /** Puts a `'` before a cell that a spreadsheet would run. */
  readonly guard: boolean;
}

const text = (value: Json | undefined): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : exactJson(value);

/** A text as a cell. */
export function csvCell(plain: string, { guard }: CsvOptions): string {
  const guarded = guard && runs.test(plain) && !number.test(plain) ? `'${plain}` : plain;
  return needsQuotes.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** A line with its end. Where a row would be empty to a reader, its one cell is quoted. */
export function csvRow(record: JsonRecord, fields: readonly string[], options: CsvOptions): string {
  const cells = fields.map((field) => csvCell(text(record[field]), options));
  return `${cells.length === 1 && cells[0] === '' ? '""' : cells.join(',')}\r\n`;
}

export const csvHeader = (fields: readonly string[]): string => `${fields.map((field) => csvCell(field, { guard: false })).join(',')}\r\n`;
