/** Columns of an export: the JSON names of `list`, and `detail:NAME`. */
import { sortFields, type Exact, type Session } from '../../preload/model.ts';
import { Failure } from '../failure.ts';
import { fold } from '../store/text.ts';

const all = [...sortFields, 'details', 'extra'] as const;
const detailPrefix = 'detail:';

/** What a column `detail:NAME` is of; undefined of any other. */
export const detailOf = (column: string): string | undefined =>
  column.startsWith(detailPrefix) ? column.slice(detailPrefix.length) : undefined;

/** The columns asked for, all where none are. Fails with `usage`. */
export function columnsFor(wanted: readonly string[] | undefined): readonly string[] {
  if (wanted === undefined || wanted.length === 0) return all;
  if (wanted.some((column) => detailOf(column) === undefined && !all.some((known) => known === column))) {
    throw new Failure('usage', 'One of these columns is none.', { todo: `Columns are ${all.join(', ')}, and detail:NAME.` });
  }
  return [...new Set(wanted)];
}

/** What has to be read for these columns. */
export const fieldsFor = (columns: readonly string[]): ReadonlySet<string> =>
  new Set(columns.map((column) => (detailOf(column) === undefined ? column : 'details')));

/** The value of a column; undefined where the session has none. */
export function valueOf(session: Session, column: string): Exact | undefined {
  const detail = detailOf(column);
  if (detail !== undefined) return session.details?.find(({ name }) => fold(name) === fold(detail))?.value;
  return session[column as Exclude<keyof Session, 'details'>];
}

/** A session with these columns alone, as JSON has it: of details those that have a column. */
export function onlyColumns(session: Session, columns: readonly string[]): Readonly<Record<string, Exact>> {
  const kept: Record<string, Exact> = {};
  const wanted = new Set(columns.flatMap((column) => detailOf(column) ?? []).map(fold));
  for (const column of all) {
    const value: Exact | undefined = session[column] as Exact | undefined;
    if (column === 'details' && !columns.includes('details')) {
      if (wanted.size > 0 && session.details !== undefined)
        kept['details'] = session.details
          .filter(({ name }) => wanted.has(fold(name)))
          .map(({ name, value: text }) => ({ name, value: text }));
    } else if (value !== undefined && columns.includes(column)) kept[column] = value;
  }
  return kept;
}
