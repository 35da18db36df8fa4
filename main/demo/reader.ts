/** A session's data as one request asks for it, and what the forms of an answer have in common. */
import { wholeNumber, type Answer, type Generation, type Query } from './answer.ts';
import { nanoseconds } from './clock.ts';
import type { Parameter } from './parameters.ts';
import { rangeOf, type Column, type Range } from './samples.ts';
import type { SeasonConnection, SeasonSession } from './season.ts';
import { createTrace, type Trace } from './trace.ts';

export interface DataAsked {
  readonly session: SeasonSession;
  readonly connection: SeasonConnection;
  /** What stands behind `parameters`. */
  readonly path: readonly string[];
  readonly query: Query;
  readonly accept: string;
}

export interface Reader {
  readonly session: SeasonSession;
  readonly query: Query;
  readonly csv: boolean;
  readonly columns: readonly Column[];
  readonly trace: Trace;
  readonly range: Range;
  /** Nanoseconds since 1970 of a moment of the day, or microseconds where these were asked for. */
  readonly stamp: (at: number) => string;
  /** The page of these rows that was asked for. */
  readonly page: <Row>(rows: Iterable<Row>, usual: number) => readonly Row[];
}

/** Rows of one answer at most: v1 has no default page size for data, and a session holds millions. */
export const mostRows = 200_000;

export type Tags = Readonly<Record<string, string>>;

/** `filters` are the query parameters that may hold conditions on samples. */
export function readerOf(
  generation: Generation,
  parameters: ReadonlyMap<string, Parameter>,
  { session, connection, query, accept }: DataAsked,
  columns: readonly Column[],
  ...filters: readonly string[]
): Reader {
  const midnight = nanoseconds(generation === 'influx' ? session.day : 0, 0);
  const perUnit = query.get('timeunit')?.toLowerCase() === 'ms' ? 1000n : 1n;
  const { running, block } = session.run ?? {};
  return {
    session,
    query,
    csv: generation !== 'rest' && accept.toLowerCase().includes('text/csv'),
    columns,
    trace: createTrace(connection.laps(session), block?.circuit.lap ?? 90_000, running?.chance ?? 0),
    range: rangeOf({ generation, query, parameters, midnight, filter: query.get(...filters) }),
    stamp: (at) => String((midnight + BigInt(Math.round(at * 1000)) * 1000n) / perUnit),
    page(rows, usual) {
      const page = wholeNumber(generation, query, 'Page', 0) ?? 0;
      const size = Math.min(wholeNumber(generation, query, 'PageSize', 1) ?? usual, mostRows);
      const found = [];
      let seen = 0;
      for (const row of rows) {
        if (seen >= page * size) found.push(row);
        seen += 1;
        if (found.length === size) break;
      }
      return found;
    },
  };
}

/** `Mean(vCar:Chassis)`. */
export const titleOf = ({ aggregation, written }: Column): string => `${aggregation}(${written})`;

/** The tags of a moment that are grouped by; `*` is all. */
export function tagsOf({ trace, session }: Reader, groups: readonly string[], at: number): Tags {
  const wanted = (tag: string): boolean => groups.some((group) => group === '*' || group.toLowerCase() === tag.toLowerCase());
  return {
    ...(wanted('lapnumber') && { lapnumber: `${trace.lapAt(at)?.number ?? 0}l` }),
    ...(wanted('sessionId') && { sessionId: session.key }),
  };
}

export const tagText = (tags: Tags): string =>
  Object.entries(tags)
    .map(([name, value]) => `${name}=${value}`)
    .join(';');

/** A cell of CSV; empty where there is no sample. */
export const cell = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(value));

export function csv(titles: readonly string[], rows: readonly (readonly string[])[]): Answer {
  const lines = [['time', 'tagValues', ...titles], ...rows].map((row) => row.join(','));
  return { status: 200, type: 'text/csv; charset=utf-8', body: `${lines.join('\r\n')}\r\n` };
}
