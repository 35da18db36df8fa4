/** Parameters of a session and their data: lists, samples at a frequency and at the loggers' own rate, counts, aggregates. */
import { json, notFound, text, wholeNumber, type Answer, type Generation, type Query } from './answer.ts';
import { nanoseconds, ticksPerMs, timeText } from './clock.ts';
import type { Faults } from './faults.ts';
import { compareValues, fulfils, parseFilter, parseOrder, type Value } from './filter.ts';
import { paging, usualCap } from './listing.ts';
import { allParameters, identifierOf, type Parameter } from './parameters.ts';
import { aggregate, columnsOf, momentsOf, rangeOf, valueAt, type Column, type Range } from './samples.ts';
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

/** Rows of one answer at most: v1 has no default page size for data, and a session holds millions. */
const mostRows = 200_000;
const restPage = 200;

/** Answers `…/parameters` and all below it. */
export function createData(generation: Generation, faults: Faults): (asked: DataAsked) => Answer {
  const list = allParameters();
  const byName = new Map<string, Parameter>(list.flatMap((one) => [[identifierOf(one), one] as const, [one.name, one] as const]));
  const missing = faults.has('early') ? '"NaN"' : '"NULL"';

  return (asked) => {
    const [names, second = '', third = '', fourth = ''] = asked.path;
    if (names === undefined) return json(parametersOf(asked));
    const columns = columnsOf(generation, names, byName);
    const hz = /^\d{1,4}(\.\d+)?$/.test(second) ? Number(second) : undefined;
    const [data, what] = hz === undefined ? [second, third] : [third, fourth];
    if (data.toLowerCase() !== 'data' || hz === 0) throw notFound(generation, 'No HTTP resource was found that matches the request.');
    const read = readerOf(asked, columns);
    switch (what.toLowerCase()) {
      case '':
        if (generation === 'rest') return restData(read, hz ?? 10);
        return hz === undefined ? rawData(read) : sampledData(read, hz);
      case 'count':
        return countOf(read, hz);
      case 'aggregate':
        if (generation === 'influx') return aggregated(read);
    }
    throw notFound(generation, 'No HTTP resource was found that matches the request.');
  };

  function parametersOf({ query, connection, session }: DataAsked): readonly object[] {
    const contains = query.get('contains')?.toLowerCase() ?? '';
    const starts = query.get('startswith')?.toLowerCase() ?? '';
    const filter = query.get('filter');
    const terms = filter === undefined ? [] : parseFilter(generation, filter);
    const order = query.get('order', 'orderby');
    const found = list.filter((one) => {
      const name = identifierOf(one).toLowerCase();
      return name.includes(contains) && name.startsWith(starts) && terms.every((term) => fulfils(propertyOf(one, term.property), term));
    });
    if (order !== undefined) {
      const { property, descending } = parseOrder(generation, order);
      found.sort((a, b) => (descending ? -1 : 1) * compareValues(propertyOf(a, property), propertyOf(b, property)));
    }
    const { page, size } = paging(generation, query, 50, faults.get('cap') ?? usualCap);
    return found.slice(page * size, (page + 1) * size).map((one) => written(one, connection, session));
  }

  function written(one: Parameter, connection: SeasonConnection, session: SeasonSession): object {
    if (generation === 'rest') return { Name: one.name, MaximumValue: one.high, MinimumValue: one.low, Description: one.description };
    return {
      identifier: identifierOf(one),
      name: one.name,
      maximumValue: one.high,
      minimumValue: one.low,
      description: one.description,
      units: one.units,
      format: one.format,
      parentParameterGroup: one.group,
      frequency: one.rate,
      aggregates: 'Avg',
      ...(generation === 'influx' && { streamId: connection.stream(session) }),
    };
  }

  interface Reader {
    readonly session: SeasonSession;
    readonly query: Query;
    readonly csv: boolean;
    readonly columns: readonly Column[];
    readonly trace: Trace;
    readonly range: Range;
    /** Nanoseconds since 1970 of a moment of the day. */
    readonly stamp: (at: number) => string;
    /** The page of the moments that was asked for. */
    readonly page: (moments: Iterable<number>, usual: number) => readonly number[];
  }

  function readerOf({ session, connection, query, accept }: DataAsked, columns: readonly Column[]): Reader {
    const midnight = nanoseconds(generation === 'influx' ? session.day : 0, 0);
    const perUnit = query.get('timeunit')?.toLowerCase() === 'ms' ? 1000n : 1n;
    const chance = session.run?.running.chance ?? 0;
    const trace = createTrace(connection.laps(session), session.run?.block.circuit.lap ?? 90_000, chance);
    return {
      session,
      query,
      csv: generation !== 'rest' && accept.toLowerCase().includes('text/csv'),
      columns,
      trace,
      range: rangeOf({ generation, query, parameters: byName, midnight }),
      stamp: (at) => String((midnight + BigInt(Math.round(at * 1000)) * 1000n) / perUnit),
      page(moments, usual) {
        const page = wholeNumber(generation, query, 'Page', 0) ?? 0;
        const size = Math.min(wholeNumber(generation, query, 'PageSize', 1) ?? usual, mostRows);
        const rows: number[] = [];
        let seen = 0;
        for (const at of moments) {
          if (seen >= page * size) rows.push(at);
          seen += 1;
          if (rows.length === size) break;
        }
        return rows;
      },
    };
  }

  function restData(read: Reader, hz: number): Answer {
    const step = 1000 / hz;
    return json(
      read.page(momentsOf(read.session, read.trace, read.range, step), restPage).map((at) => ({
        Time: timeText(Math.round(at * ticksPerMs)),
        Values: Object.fromEntries(read.columns.map((column) => [column.written, valueAt(column, read.trace, at, step)])),
      })),
    );
  }

  function sampledData(read: Reader, hz: number): Answer {
    const step = 1000 / hz;
    const moments = read.page(momentsOf(read.session, read.trace, read.range, step), mostRows);
    const values = read.columns.map((column) => moments.map((at) => valueAt(column, read.trace, at, step)));
    const groups = generation === 'influx' ? read.query.all('groupby') : [];
    const tags = moments.map((at) => tagsOf(read, groups, at));
    if (read.csv)
      return csv(
        read.columns.map(titleOf),
        moments.map((at, row) => [read.stamp(at), tagText(tags[row]), ...values.map((column) => cell(column[row]))]),
      );
    const columns = read.columns.map((column, at) => `${JSON.stringify(titleOf(column))}:[${values[at]?.map(number).join(',') ?? ''}]`);
    const tagged = groups.length > 0 ? `,"tags":${JSON.stringify(tags)}` : '';
    return text(`{"timestamps":[${moments.map(read.stamp).join(',')}],"values":{${columns.join(',')}}${tagged}}`);
  }

  function rawData(read: Reader): Answer {
    const step = Math.min(...read.columns.map(({ parameter }) => 1000 / parameter.rate));
    const moments = read.page(momentsOf(read.session, read.trace, read.range, step), mostRows);
    const has = (column: Column, at: number): boolean => at % (1000 / column.parameter.rate) === 0;
    if (read.csv) {
      const session = `sessionId=${read.session.key}`;
      const rows = moments.map((at) => [
        read.stamp(at),
        session,
        ...read.columns.map((column) => (has(column, at) ? cell(read.trace.sample(column.parameter, at)) : '')),
      ]);
      return csv(
        read.columns.map(({ written: name }) => name),
        rows,
      );
    }
    const parameters = read.columns.map((column) => {
      const own = moments.filter((at) => has(column, at));
      const values = own.map((at) => read.trace.sample(column.parameter, at)).join(',');
      return `${JSON.stringify(column.written)}:{"timestamps":[${own.map(read.stamp).join(',')}],"values":[${values}]}`;
    });
    return text(`{"parameters":{${parameters.join(',')}}}`);
  }

  function countOf(read: Reader, hz: number | undefined): Answer {
    const count = (column: Column): number => {
      const rate = Math.min(hz ?? column.parameter.rate, column.parameter.rate);
      return Array.from(momentsOf(read.session, read.trace, read.range, 1000 / rate)).length;
    };
    const [first] = read.columns;
    if (generation === 'rest') return json(first === undefined ? 0 : count(first));
    return json(read.columns.map((column) => ({ name: hz === undefined ? column.written : titleOf(column), count: count(column) })));
  }

  /** One row for each group of tags, from a sample every second. */
  function aggregated(read: Reader): Answer {
    const groups = read.query.all('groupby');
    const moments = new Map<string, number[]>();
    for (const at of momentsOf(read.session, read.trace, read.range, 1000)) {
      const tags = tagText(tagsOf(read, groups, at));
      const known = moments.get(tags);
      if (known === undefined) moments.set(tags, [at]);
      else known.push(at);
    }
    const start = read.stamp(read.session.start / ticksPerMs);
    const rows = read.page([...moments.keys()].keys(), mostRows);
    const kept = [...moments].filter((_, row) => rows.includes(row));
    const values = read.columns.map(({ parameter, aggregation }) =>
      kept.map(([, at]) =>
        aggregate(
          at.map((one) => read.trace.sample(parameter, one)),
          aggregation,
        ),
      ),
    );
    if (read.csv)
      return csv(
        read.columns.map(titleOf),
        kept.map(([tags], row) => [start, tags, ...values.map((column) => cell(column[row]))]),
      );
    const columns = read.columns.map((column, at) => `${JSON.stringify(titleOf(column))}:[${values[at]?.map(number).join(',') ?? ''}]`);
    const tags = kept.map(([, [at = 0]]) => tagsOf(read, groups, at));
    return text(`{"timestamps":[${kept.map(() => start).join(',')}],"values":{${columns.join(',')}},"tags":${JSON.stringify(tags)}}`);
  }

  function number(value: number | null): string {
    return value === null ? missing : String(value);
  }
}

function propertyOf(parameter: Parameter, property: string): Value {
  switch (property.toLowerCase()) {
    case 'identifier':
      return identifierOf(parameter);
    case 'name':
      return parameter.name;
    case 'maximumvalue':
      return parameter.high;
    case 'minimumvalue':
      return parameter.low;
    case 'description':
      return parameter.description;
    case 'units':
      return parameter.units;
    case 'format':
      return parameter.format;
    case 'parentparametergroup':
      return parameter.group;
    case 'frequency':
      return parameter.rate;
    default:
      return null;
  }
}

/** `Mean(vCar:Chassis)`. */
const titleOf = ({ aggregation, written }: Column): string => `${aggregation}(${written})`;

/** The tags of a moment that are grouped by; `*` is all. */
function tagsOf(
  read: { readonly trace: Trace; readonly session: SeasonSession },
  groups: readonly string[],
  at: number,
): Readonly<Record<string, string>> {
  const wanted = (tag: string): boolean => groups.some((group) => group === '*' || group.toLowerCase() === tag.toLowerCase());
  return {
    ...(wanted('lapnumber') && { lapnumber: `${read.trace.lapAt(at)?.number ?? 0}l` }),
    ...(wanted('sessionId') && { sessionId: read.session.key }),
  };
}

const tagText = (tags: Readonly<Record<string, string>> = {}): string =>
  Object.entries(tags)
    .map(([name, value]) => `${name}=${value}`)
    .join(';');

const cell = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(value));

function csv(titles: readonly string[], rows: readonly (readonly string[])[]): Answer {
  const lines = [['time', 'tagValues', ...titles], ...rows].map((row) => row.join(','));
  return { status: 200, type: 'text/csv; charset=utf-8', body: `${lines.join('\r\n')}\r\n` };
}
