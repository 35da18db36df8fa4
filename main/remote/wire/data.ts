/**
 * Samples, in every form that an answer with data has (api.md, "Content of a session"): rows with a time of day on rest; on v1 one
 * list of timestamps for all columns at a frequency, and one for each parameter at the loggers' own rate.
 */
import type { DataPage, DataSeries, Exact, Tags } from '../../../preload/model.ts';
import { Failure } from '../../failure.ts';
import { isArray, isObject, type JsonObject } from './json.ts';
import { liftStamps, type Lifted } from './stamps.ts';

const nsPerMs = 1_000_000n;
const unreadable = (): Failure => new Failure('answer-unreadable', 'The server’s data do not fit their timestamps.');

const member = (record: JsonObject, camel: string): Exact | undefined =>
  record[camel] ?? record[`${camel.charAt(0).toUpperCase()}${camel.slice(1)}`];

/** A sample; null for `"NULL"`, `"NaN"` and whatever else is no number. */
function sample(value: Exact | undefined): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** A list of samples, as many as timestamps. Fails with `answer-unreadable` where it is none: rows would stand at the wrong time. */
function samples(list: Exact | undefined, count: number): readonly (number | null)[] {
  if (list === undefined || !isArray(list) || list.length !== count) throw unreadable();
  return list.map(sample);
}

export function toTags(value: Exact | undefined): Tags {
  if (value === undefined || !isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, tag]) =>
      typeof tag === 'string' ? [[name, tag]] : typeof tag === 'number' || typeof tag === 'bigint' ? [[name, String(tag)]] : [],
    ),
  );
}

/** Columns at a common frequency, perhaps grouped by tags. */
function sampled({ stamps }: Lifted, record: JsonObject): DataPage {
  const timestamps = stamps(member(record, 'timestamps'));
  const values = member(record, 'values');
  if (timestamps === undefined || values === undefined || !isObject(values)) throw unreadable();
  const series = Object.entries(values).map(([name, list]): DataSeries => ({ name, timestamps, values: samples(list, timestamps.length) }));
  const tags = member(record, 'tags');
  const grouped = tags !== undefined && isArray(tags) && tags.length === timestamps.length;
  return { since: '1970', series, skipped: 0, ...(grouped && { tags: tags.map(toTags) }) };
}

/** Each parameter at its logger's own rate. */
function raw({ stamps }: Lifted, parameters: JsonObject): DataPage {
  const series = Object.entries(parameters).map(([name, one]): DataSeries => {
    const timestamps = isObject(one) ? stamps(member(one, 'timestamps')) : undefined;
    if (timestamps === undefined || !isObject(one)) throw unreadable();
    return { name, timestamps, values: samples(member(one, 'values'), timestamps.length) };
  });
  return { since: '1970', series, skipped: 0 };
}

/** `11:19:45.0450000` as nanoseconds since midnight; days before it, as .NET writes what is longer, count too. */
export function timeOfDay(text: string): bigint | undefined {
  const match = /^(?:(\d{1,4})\.)?(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?$/.exec(text.trim());
  if (match === null) return undefined;
  const [, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = ''] = match;
  const whole = ((BigInt(days) * 24n + BigInt(hours)) * 60n + BigInt(minutes)) * 60n + BigInt(seconds);
  return whole * 1000n * nsPerMs + BigInt(fraction.padEnd(9, '0'));
}

/** Rows of a time of day and values by name. */
function rows(records: readonly Exact[]): DataPage {
  const times: bigint[] = [];
  const read: JsonObject[] = [];
  const names = new Set<string>();
  for (const record of records) {
    if (!isObject(record)) continue;
    const time = member(record, 'time');
    const values = member(record, 'values');
    const at = typeof time === 'string' ? timeOfDay(time) : undefined;
    if (at === undefined || values === undefined || !isObject(values)) continue;
    times.push(at);
    read.push(values);
    for (const name in values) names.add(name);
  }
  const timestamps = BigInt64Array.from(times);
  const series = [...names].map((name): DataSeries => ({ name, timestamps, values: read.map((values) => sample(values[name])) }));
  return { since: 'midnight', series, skipped: records.length - read.length };
}

/**
 * Reads a page of data in any form. Fails with `answer-unreadable` where samples and timestamps do not go together, and as
 * `readJson`.
 */
export function decodeData(body: Uint8Array): DataPage {
  const lifted = liftStamps(body);
  const { value } = lifted;
  if (isArray(value)) return rows(value);
  if (!isObject(value)) throw unreadable();
  const parameters = member(value, 'parameters');
  if (parameters !== undefined && isObject(parameters)) return raw(lifted, parameters);
  return member(value, 'time') === undefined ? sampled(lifted, value) : rows([value]);
}

/** How many samples there are: of each column on v1; on rest a bare number for the question as a whole. */
export interface SampleCount {
  /** The column's title; absent on rest. */
  readonly name?: string;
  readonly count: number;
}

/** Reads an answer about numbers of samples: `6236.0` is a count too. Fails as `readJson`, and where it is none. */
export function decodeCounts(body: Uint8Array): readonly SampleCount[] {
  const { value } = liftStamps(body);
  if (typeof value === 'number') return [{ count: value }];
  if (!isArray(value)) throw new Failure('answer-unreadable');
  return value.map((record) => {
    const name = isObject(record) ? member(record, 'name') : undefined;
    const count = isObject(record) ? member(record, 'count') : undefined;
    if (typeof name !== 'string' || typeof count !== 'number') throw new Failure('answer-unreadable');
    return { name, count };
  });
}
