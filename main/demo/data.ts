/** Parameters of a session and their data: lists, samples at a frequency and at the loggers' own rate, counts, aggregates. */
import { aggregated } from './aggregates.ts';
import { json, notFound, text, type Answer, type Generation, type Refusal } from './answer.ts';
import { ticksPerMs, timeText } from './clock.ts';
import type { Faults } from './faults.ts';
import { compareValues, fulfils, parseFilter, parseOrder, type Value } from './filter.ts';
import { paging, usualCap } from './listing.ts';
import { allParameters, identifierOf, type Parameter } from './parameters.ts';
import { cell, csv, mostRows, readerOf, tagsOf, tagText, titleOf, type DataAsked, type Reader } from './reader.ts';
import { columnsOf, momentsOf, valueAt, type Column } from './samples.ts';
import type { SeasonConnection, SeasonSession } from './season.ts';
import { influxUrl, topicOf } from './shapes.ts';

const restPage = 200;

export interface Data {
  /** Answers `…/sessions/{s}/parameters` and all below it. */
  ofSession(asked: DataAsked): Answer;
  /** Answers the aggregates over several sessions; `path` as in `DataAsked`. Influx only. */
  ofSessions(sessions: readonly SeasonSession[], asked: Omit<DataAsked, 'session'>): Answer;
}

export function createData(generation: Generation, faults: Faults): Data {
  const list = allParameters();
  const byName = new Map<string, Parameter>(list.flatMap((one) => [[identifierOf(one), one] as const, [one.name, one] as const]));
  const missing = faults.has('early') ? '"NaN"' : '"NULL"';
  const number = (value: number | null): string => (value === null ? missing : String(value));
  const nothing = (): Refusal => notFound(generation, 'No HTTP resource was found that matches the request.');

  return { ofSession, ofSessions };

  function ofSession(asked: DataAsked): Answer {
    const [names, second = '', third = '', fourth = ''] = asked.path;
    if (names === undefined) return json(parametersOf(asked));
    const columns = columnsOf(generation, names, byName);
    const hz = /^\d{1,4}(\.\d+)?$/.test(second) ? Number(second) : undefined;
    const [data, what] = hz === undefined ? [second, third] : [third, fourth];
    if (data.toLowerCase() !== 'data' || hz === 0) throw nothing();
    const read = readerOf(generation, byName, asked, columns, 'datafilter', 'filter');
    switch (what.toLowerCase()) {
      case '':
        if (generation === 'rest') return restData(read, hz ?? 10);
        return hz === undefined ? rawData(read) : sampledData(read, hz);
      case 'count':
        return countOf(read, hz);
      case 'aggregate':
        // Documented for InfluxDB alone; the Postman collection asks any v1 server for it.
        if (generation !== 'rest') return aggregated([read]);
    }
    throw nothing();
  }

  function ofSessions(sessions: readonly SeasonSession[], asked: Omit<DataAsked, 'session'>): Answer {
    const [names = '', data = '', what = ''] = asked.path;
    if (data.toLowerCase() !== 'data' || what.toLowerCase() !== 'aggregate') throw nothing();
    const columns = columnsOf(generation, names, byName);
    // Here “filter” chooses sessions, and only “dataFilter” samples.
    const reads = sessions.map((session) => readerOf(generation, byName, { ...asked, session }, columns, 'datafilter'));
    return aggregated(reads, {
      InfluxDbUri: influxUrl,
      DatabaseName: topicOf(asked.connection),
      MeasurementName: topicOf(asked.connection),
    });
  }

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
        moments.map((at, row) => [read.stamp(at), tagText(tags[row] ?? {}), ...values.map((column) => cell(column[row]))]),
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
