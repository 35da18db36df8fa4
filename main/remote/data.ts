/** A session's data and events' data: how each generation is asked for samples. */
import { Failure } from '../failure.ts';
import type { Missing } from './answers.ts';
import { isJson } from './answers.ts';
import { firstByte } from './bytes.ts';
import {
  get,
  influx,
  listable,
  noConnection,
  only,
  pageOf,
  segmentOf,
  sessionAt,
  sessionsOf,
  v1,
  withQuery,
  type Client,
  type Form,
  type QueryValue,
} from './client.ts';
import type { AggregateOver, Column, Condition, CsvPage, DataQuery, SampleQuery } from './queries.ts';
import type { Remote } from './remote.ts';
import { decodeCounts, decodeData, decodeEventData } from './wire/index.ts';

type Data = 'data' | 'dataCsv' | 'dataCount' | 'aggregate' | 'eventData';

const ticksPerSecond = 10_000_000n;
const nsPerTick = 100n;

/** Nanoseconds since midnight as rest's documents write a time of day. */
function timeOfDayText(ns: bigint): string {
  if (ns < 0n) throw new Failure('usage', 'A time of day is not negative.');
  const ticks = ns / nsPerTick;
  const seconds = ticks / ticksPerSecond;
  const two = (value: bigint): string => String(value).padStart(2, '0');
  const fraction = String(ticks % ticksPerSecond).padStart(7, '0');
  return `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}.${fraction}`;
}

/** What separates names, and a name from what follows it. */
const marks = [',', ';'];

const columnText = (client: Client, { parameter, aggregation }: Column): string => {
  if (aggregation !== undefined) only(client, v1, 'aggregations');
  return aggregation === undefined ? listable(parameter, marks) : `${listable(parameter, marks)};${aggregation}`;
};

const conditionsText = (conditions: readonly Condition[] | undefined): string | undefined =>
  conditions === undefined || conditions.length === 0
    ? undefined
    : conditions.map(({ name, operation, value }) => `${listable(name, marks)};${operation};${listable(String(value))}`).join(',');

type Query = Readonly<Record<string, QueryValue | readonly QueryValue[]>>;

/** The query that all questions about samples share. Fails with `usage` for what the generation does not have. */
function samplesOf(client: Client, query: Omit<SampleQuery, 'parameters'>): Query {
  const { from, to, laps = [], tagFilter, groupBy, sessionVersion } = query;
  if (laps.length > 1) only(client, influx, 'data of several laps at once');
  if (tagFilter !== undefined) only(client, v1, 'filters by tags');
  if (groupBy !== undefined) only(client, influx, 'groups of data');
  if (sessionVersion !== undefined) only(client, influx, 'versions of sessions');
  const moment = (ns: bigint | undefined): QueryValue => (ns === undefined || client.generation !== 'rest' ? ns : timeOfDayText(ns));
  return { from: moment(from), to: moment(to), lap: laps, tagFilter: conditionsText(tagFilter), groupBy, sessionVersion };
}

/**
 * The filter on samples of one session: `filter` on rest; on v1 `dataFilter`, and before September 2019 `filter`. A server that
 * does not know a name answers as if nothing had been asked, so v1 is told both; twice the same condition is the same condition.
 */
function filterOf(client: Client, filter: readonly Condition[] | undefined): Query {
  const text = conditionsText(filter);
  return client.generation === 'rest' ? { filter: text } : { dataFilter: text, filter: text };
}

const noData = (key: string): Missing => ({
  code: 'not-found',
  sentence: `The server has no session with the key “${key}”, or not all the parameters that were asked for.`,
});

/** The path of a session's data up to `data`. */
function dataPath(
  client: Client,
  connection: string,
  key: string,
  { parameters, frequency }: DataQuery | Omit<DataQuery, 'page' | 'pageSize'>,
) {
  const columns = segmentOf(parameters.map((column) => columnText(client, column)));
  if (frequency === undefined) only(client, v1, 'data at the loggers’ own rate');
  else if (!(frequency > 0) || !Number.isFinite(frequency)) throw new Failure('usage', 'A frequency is a number of samples a second.');
  return `${sessionAt(connection, key)}/parameters/${columns}${frequency === undefined ? '' : `/${frequency}`}/data`;
}

/** A bare number counts too, which is what rest answers. */
const countForm: Form = { isData: (answer) => isJson(answer) || /\d/.test(firstByte(answer.body)) };
const csvForm: Form = { accept: 'text/csv', isData: (answer) => /^t$/i.test(firstByte(answer.body)) };

/** Fails with `answer-unreadable` where the first line is not a header as documented. */
function toCsv(body: Uint8Array): CsvPage {
  const end = body.indexOf(0x0a);
  const line = new TextDecoder().decode(end < 0 ? body : body.subarray(0, end)).trim();
  const columns = [...line.matchAll(/"((?:[^"]|"")*)"|([^,"]+)/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
  if (columns[0]?.toLowerCase() !== 'time') throw new Failure('answer-unreadable', 'The server’s answer is no table of data.');
  return { columns, body };
}

function aggregatePath(client: Client, connection: string, over: AggregateOver, { parameters, filter }: SampleQuery): [string, Query] {
  const rest = `parameters/${segmentOf(parameters.map((column) => columnText(client, column)))}/data/aggregate`;
  if ('session' in over) return [`${sessionAt(connection, over.session)}/${rest}`, filterOf(client, filter)];
  // Here “filter” chooses sessions, and only “dataFilter” samples.
  const dataFilter = conditionsText(filter);
  if ('sessions' in over) {
    const keys = segmentOf(over.sessions.map((key) => listable(key)));
    return [`${sessionsOf(connection)}/multi/${keys}/${rest}`, { dataFilter }];
  }
  return [`${sessionsOf(connection)}/${rest}`, { filter: over.sessionFilter, details: over.details, dataFilter }];
}

export function dataOf(client: Client): Pick<Remote, Data> {
  const queryOf = (query: DataQuery): Query => ({
    ...samplesOf(client, query),
    ...filterOf(client, query.filter),
    // v1 has no default: without one it would answer with everything.
    ...pageOf(query),
  });
  return {
    async data(connection, key, query, options) {
      const path = withQuery(dataPath(client, connection, key, query), queryOf(query));
      return decodeData((await get(client, path, noData(key), options)).body);
    },
    async dataCsv(connection, key, query, options) {
      only(client, v1, 'data as comma-separated values');
      const path = withQuery(dataPath(client, connection, key, query), queryOf(query));
      return toCsv((await get(client, path, noData(key), options, csvForm)).body);
    },
    async dataCount(connection, key, query, options) {
      const path = `${dataPath(client, connection, key, query)}/count`;
      const asked = withQuery(path, { ...samplesOf(client, query), ...filterOf(client, query.filter) });
      return decodeCounts((await get(client, asked, noData(key), options, countForm)).body);
    },
    async aggregate(connection, over, query, options) {
      only(client, influx, 'aggregates over tags');
      const [path, chosen] = aggregatePath(client, connection, over, query);
      const asked = withQuery(path, { ...samplesOf(client, query), ...chosen, ...pageOf(query) });
      const missing = 'session' in over ? noData(over.session) : noConnection(connection);
      return decodeData((await get(client, asked, missing, options)).body);
    },
    async eventData(connection, key, query, options) {
      only(client, influx, 'events');
      const { events, filter, ...rest } = query;
      const path = `${sessionAt(connection, key)}/events/${segmentOf(events.map((id) => listable(id)))}/data`;
      const asked = withQuery(path, { ...samplesOf(client, rest), dataFilter: conditionsText(filter), ...pageOf(query) });
      const missing: Missing = { code: 'not-found', sentence: `The session “${key}” is not there, or not all these events.` };
      return decodeEventData((await get(client, asked, missing, options)).body);
    },
  };
}
