/** Events, as the influx generation of 2020 has them: definitions, and when each happened. */
import type { EventDefinition, EventSeries, Exact } from '../../../preload/model.ts';
import { Failure } from '../../failure.ts';
import { toTags } from './data.ts';
import { isArray, isObject, readRecords } from './json.ts';
import { liftStamps, type Lifted } from './stamps.ts';
import type { Decoded } from './wire.ts';

const textOf = (value: Exact | undefined): string | null => (typeof value === 'string' ? value : null);
const numberOf = (value: Exact | undefined): number | null =>
  typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : null;

function toDefinition(record: Exact): EventDefinition | undefined {
  if (!isObject(record)) return undefined;
  const { id, description, priority, appGroup, conversions } = record;
  if (typeof id !== 'string' || id === '') return undefined;
  return {
    id,
    description: textOf(description),
    priority: textOf(priority),
    appGroup: textOf(appGroup),
    conversions: conversions !== undefined && isArray(conversions) ? conversions : [],
  };
}

/** Reads an answer about the events that a session may hold, in the server's order. */
export function decodeEvents(body: Uint8Array): Decoded<EventDefinition> {
  const records = readRecords(body);
  const items = records.map(toDefinition).filter((event) => event !== undefined);
  return { items, records: records.length, skipped: records.length - items.length };
}

/** A list brought to so many members; absent ones are null. */
function column<Value>(list: Exact | undefined, count: number, of: (value: Exact | undefined) => Value): Value[] {
  const members = list !== undefined && isArray(list) ? list : [];
  return Array.from({ length: count }, (_, at) => of(members[at]));
}

function toSeries({ stamps }: Lifted, id: string, value: Exact): EventSeries {
  const timestamps = isObject(value) ? stamps(value['timeStamps'] ?? value['timestamps']) : undefined;
  if (timestamps === undefined || !isObject(value)) throw new Failure('answer-unreadable', 'The server’s events have no times.');
  const count = timestamps.length;
  const numbers = (told: Exact | undefined): (number | null)[] => (told !== undefined && isArray(told) ? told.map(numberOf) : []);
  return {
    id,
    timestamps,
    lapNumbers: column(value['lapNumbers'], count, numberOf),
    status: column(value['status'], count, textOf),
    values: column(value['values'], count, numbers),
    tags: column(value['tagValues'], count, toTags),
  };
}

/** Reads an answer about when events happened. Fails with `answer-unreadable` where one has no times. */
export function decodeEventData(body: Uint8Array): readonly EventSeries[] {
  const lifted = liftStamps(body);
  const data = isObject(lifted.value) ? lifted.value['eventData'] : undefined;
  if (data === undefined || !isObject(data)) throw new Failure('answer-unreadable');
  return Object.entries(data).map(([id, value]) => toSeries(lifted, id, value));
}
