/** Sessions as a table that a spreadsheet takes: cells between tabs, times as the server wrote them, all their decimals. Pure. */
import type { SessionRow } from '../../preload/list.ts';
import type { Session } from '../../preload/model.ts';
import { exactLapTime, nanoseconds } from '../session/lap-time.ts';
import type { Column } from '../sessions/columns.ts';

/** What a spreadsheet would run, unless it is a plain number. As in exported CSV files, a `'` before it keeps it a text. */
const runs = /^[=+\-@]/;
const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

const asWritten: ReadonlySet<string> = new Set(['timeOfRecording', 'startTime', 'endTime'] satisfies readonly (keyof Session)[]);

/** What a column tells of a session, for people and programs elsewhere. */
export function cellText(column: Column, row: SessionRow): string {
  const { field } = column;
  if (field === 'fastest') {
    const ns = nanoseconds(row.fastest ?? null);
    return ns === undefined ? '' : exactLapTime(ns);
  }
  return asWritten.has(field) ? (row.session[field as 'timeOfRecording'] ?? '') : column.text(row.session);
}

/** One cell: what would end it is a blank. */
function guarded(text: string): string {
  const inOneCell = text.replace(/[\t\r\n]+/g, ' ');
  return runs.test(inOneCell) && !number.test(inOneCell) ? `'${inOneCell}` : inOneCell;
}

export const tableHead = (columns: readonly Column[]): string => columns.map(({ label }) => guarded(label)).join('\t');

export const tableRow = (columns: readonly Column[], row: SessionRow): string =>
  columns.map((column) => guarded(cellText(column, row))).join('\t');
