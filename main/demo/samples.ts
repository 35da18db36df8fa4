/** What is asked of a session's data: columns, a range of time, laps, conditions; and the rows that fulfil it. */
import { badParameter, notFound, type Generation, type Query } from './answer.ts';
import { fulfils, parseFilter, type Term } from './filter.ts';
import { identifierOf, type Parameter } from './parameters.ts';
import type { SeasonSession } from './season.ts';
import type { Trace } from './trace.ts';

export type Aggregation = 'Mean' | 'First' | 'Last' | 'Min' | 'Max' | 'Median' | 'Sum' | 'Count' | 'Stddev';

const aggregations: Readonly<Record<Generation, readonly Aggregation[]>> = {
  rest: ['Mean'],
  sqlrace: ['First', 'Mean', 'Min', 'Max'],
  influx: ['Count', 'Mean', 'Median', 'Sum', 'First', 'Last', 'Max', 'Min', 'Stddev'],
};

export interface Column {
  readonly parameter: Parameter;
  readonly aggregation: Aggregation;
  /** As it was asked for, without the aggregation. */
  readonly written: string;
}

/** Reads `p1,p2;max`; fails where a parameter or an aggregation is not there. */
export function columnsOf(generation: Generation, written: string, parameters: ReadonlyMap<string, Parameter>): readonly Column[] {
  return written.split(',').map((part) => {
    const [name = '', wanted = 'mean'] = part.split(';');
    const parameter = parameters.get(name.trim());
    if (parameter === undefined) throw notFound(generation, `Parameter '${name}' was not found.`);
    const aggregation = aggregations[generation].find((one) => one.toLowerCase() === wanted.trim().toLowerCase());
    if (aggregation === undefined) throw badParameter(generation, 'Parameters', `The value '${wanted}' is not valid for Aggregation.`);
    return { parameter, aggregation, written: generation === 'rest' ? name.trim() : identifierOf(parameter) };
  });
}

/** Which moments are asked for, in milliseconds since midnight of the session's day. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly laps: readonly number[];
  readonly conditions: readonly Condition[];
}

interface Condition {
  readonly parameter: Parameter;
  readonly term: Term;
}

export interface RangeParts {
  readonly generation: Generation;
  readonly query: Query;
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** Nanoseconds since 1970 of the midnight that times count from. */
  readonly midnight: bigint;
  /** Conditions on samples, as they were written. */
  readonly filter: string | undefined;
}

export function rangeOf({ generation, query, parameters, midnight, filter }: RangeParts): Range {
  const moment = (field: string): number | undefined => {
    const value = query.get(field.toLowerCase());
    if (value === undefined) return undefined;
    if (generation === 'rest') return timeOfDay(value);
    if (!/^\d{1,19}$/.test(value)) throw badParameter(generation, field, `The value '${value}' is not valid for ${field}.`);
    // `Ms` is documented as microseconds.
    const unit = query.get('timeunit')?.toLowerCase() === 'ms' ? 1000n : 1n;
    return Number((BigInt(value) * unit - midnight) / 1_000_000n);
  };
  const laps = query.all('lap').filter((lap) => lap !== '');
  const wrong = laps.find((lap) => !/^\d{1,5}$/.test(lap));
  if (wrong !== undefined) throw badParameter(generation, 'Lap', `The value '${wrong}' is not valid for Lap.`);
  const tags = query.get('tagfilter');
  const byTag = tags === undefined ? [] : parseFilter(generation, tags).filter(({ property }) => property.toLowerCase() === 'lapnumber');
  const conditions = (filter === undefined ? [] : parseFilter(generation, filter)).map((term) => {
    const parameter = parameters.get(term.property);
    if (parameter === undefined) throw badParameter(generation, 'DataFilter', `Parameter '${term.property}' was not found.`);
    return { parameter, term };
  });
  return {
    from: moment('From') ?? -Infinity,
    to: moment('To') ?? Infinity,
    laps: [...laps, ...byTag.map(({ value }) => value)].map((lap) => Number.parseInt(lap, 10)),
    conditions,
  };
}

/** `11:15` or `11:19:45.045`, as milliseconds since midnight. */
function timeOfDay(text: string): number {
  const match = /^(\d{1,2}):(\d\d)(?::(\d\d(?:\.\d{1,7})?))?$/.exec(text);
  if (match === null) throw badParameter('rest', 'from', `String '${text}' was not recognized as a valid TimeSpan.`);
  return (Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0)) * 1000;
}

/** The moments of a session, every `step` milliseconds, that the range lets through. */
export function* momentsOf(session: SeasonSession, trace: Trace, range: Range, step: number): Generator<number> {
  const begin = session.start / 10_000;
  const end = session.end / 10_000;
  const from = Math.max(begin, range.from);
  // Counted and not added up, so that a step of a third of a millisecond does not drift.
  for (let count = Math.ceil(from / step); count * step < Math.min(end, range.to); count += 1) {
    const at = count * step;
    if (range.laps.length > 0 && !range.laps.includes(trace.lapAt(at)?.number ?? -1)) continue;
    // Conditions look at what is given, the mean over the step, as the documents say; a slow logger's last sample stands.
    const fulfilled = range.conditions.every(({ parameter, term }) =>
      fulfils(valueAt({ parameter, aggregation: 'Mean', written: '' }, trace, at, step) ?? trace.sample(parameter, at), term),
    );
    if (fulfilled) yield at;
  }
}

/** A column's value over the `step` milliseconds from `at` on; null where the logger is slower than that. */
export function valueAt({ parameter, aggregation }: Column, trace: Trace, at: number, step: number): number | null {
  const period = 1000 / parameter.rate;
  const first = Math.ceil(at / period) * period;
  if (first >= at + step) return null;
  const values: number[] = [];
  // Eight samples tell as much as a hundred about a made-up curve.
  const stride = Math.max(1, Math.floor(step / period / 8)) * period;
  for (let moment = first; moment < at + step && values.length < 8; moment += stride) values.push(trace.sample(parameter, moment));
  return aggregate(values, aggregation);
}

/** Of at least one value. */
export function aggregate(values: readonly number[], aggregation: Aggregation): number {
  const sum = values.reduce((total, value) => total + value, 0);
  const mean = sum / values.length;
  switch (aggregation) {
    case 'Mean':
      return mean;
    case 'Sum':
      return sum;
    case 'Count':
      return values.length;
    case 'First':
      return values[0] ?? 0;
    case 'Last':
      return values.at(-1) ?? 0;
    case 'Min':
      return Math.min(...values);
    case 'Max':
      return Math.max(...values);
    case 'Median':
      return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
    case 'Stddev':
      return Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length);
  }
}
