/** Details (once "items"): name-value pairs, in any form that a generation gives them. */
import type { Exact, SessionDetail } from '../../../preload/model.ts';
import { isArray, isObject, readWrittenRecords, type JsonObject } from './json.ts';
import type { Decoded, DecodeDetails } from './wire.ts';

/** A value as its text: numbers and booleans are kept as they are written, nothing is an empty text. */
function valueText(value: Exact | undefined): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return value === null ? '' : undefined;
  }
}

function toDetail(record: Exact): SessionDetail | undefined {
  if (!isObject(record)) return undefined;
  const name = record['Name'] ?? record['name'];
  const value = valueText(record['Value'] ?? record['value'] ?? ('Value' in record || 'value' in record ? null : undefined));
  return typeof name === 'string' && value !== undefined ? { name, value } : undefined;
}

/** An object whose members are the details. */
function fromMembers(members: JsonObject): readonly SessionDetail[] | undefined {
  const details: SessionDetail[] = [];
  for (const [name, member] of Object.entries(members)) {
    const value = valueText(member);
    if (value === undefined) return undefined;
    details.push({ name, value });
  }
  return details;
}

/** Whether a session's details hold numbers, which a fast parser does not keep as they were written. */
export function holdNumbers(value: Exact): boolean {
  const isNumber = (one: Exact | undefined): boolean => typeof one === 'number' || typeof one === 'bigint';
  if (isArray(value)) return value.some((record) => isObject(record) && isNumber(record['Value'] ?? record['value']));
  return isObject(value) && Object.values(value).some(isNumber);
}

/** The session details inside a session's record; undefined where they are in no known form. */
export function toDetails(value: Exact): readonly SessionDetail[] | undefined {
  if (isObject(value)) return fromMembers(value);
  if (!isArray(value)) return undefined;
  const details: SessionDetail[] = [];
  for (const record of value) {
    const detail = toDetail(record);
    if (detail === undefined) return undefined;
    details.push(detail);
  }
  return details;
}

/** Whether a record is a session, whose own fields are no details. */
const isSession = (record: JsonObject): boolean =>
  ['SessionDetails', 'sessionDetails', 'TimeOfRecording', 'timeOfRecording'].some((field) => field in record);

/**
 * Reads an answer about a session's details: an array of pairs, an object whose members are the details, or (influx)
 * the session itself with `sessionDetails` filled in.
 */
export const decodeDetails: DecodeDetails = (body): Decoded<SessionDetail> => {
  let records = readWrittenRecords(body);
  const first = records[0];
  if (records.length === 1 && first !== undefined && isObject(first)) {
    if (isSession(first)) {
      const inside = first['SessionDetails'] ?? first['sessionDetails'] ?? [];
      records = isArray(inside) ? inside : [inside];
    }
    const only = records[0];
    if (records.length === 1 && only !== undefined && isObject(only) && toDetail(only) === undefined) {
      const items = fromMembers(only);
      if (items !== undefined) return { items, records: items.length, skipped: 0 };
    }
  }
  const items = records.map(toDetail).filter((detail) => detail !== undefined);
  return { items, records: records.length, skipped: records.length - items.length };
};
