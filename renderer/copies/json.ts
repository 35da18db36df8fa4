/** Sessions as the command line's JSON (`paddock list --format json`): names in its order, integers exact. Pure. */
import type { SessionRow } from '../../preload/list.ts';
import { sortFields } from '../../preload/model.ts';

function written(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(written).join(',')}]`;
  const members = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{${members.map(([name, inner]) => `${JSON.stringify(name)}:${written(inner)}`).join(',')}}`;
}

/** One session on one line; with one's own mark where there is one. */
function sessionJson({ session, own }: SessionRow): string {
  const fields = Object.fromEntries(sortFields.map((field) => [field, session[field]]));
  const details = session.details?.map(({ name, value }) => ({ name, value }));
  return written({ ...fields, details, extra: session.extra, own: own && { starred: own.starred, note: own.note, colour: own.colour } });
}

/** One session by itself, several as a list with a line each. */
export function sessionsJson(rows: readonly SessionRow[]): string {
  const lines = rows.map(sessionJson);
  return lines.length === 1 ? (lines[0] ?? '') : `[\n${lines.join(',\n')}\n]`;
}
