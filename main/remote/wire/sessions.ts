/**
 * Sessions of all generations and of the shapes between them. This runs over every page of every listing, so a record
 * is walked once, by names that are compared as they are, and each field's type is checked where it is met.
 */
import type { Exact, Session, SessionState } from '../../../preload/model.ts';
import { holdNumbers, toDetails } from './details.ts';
import { isObject, nestsWithin, readRecords, readWrittenRecords, type JsonObject } from './json.ts';
import type { Decoded, DecodeSessions } from './wire.ts';

type Draft = { -readonly [Field in keyof Session]: Session[Field] };

/** Unknown fields may nest this deep: what is deeper was made to do harm. */
const deepest = 64;
const noExtra: JsonObject = Object.freeze({});

const states: ReadonlyMap<string, SessionState> = new Map(
  (
    [
      'open',
      'closed',
      'live',
      'historical',
      'created',
      'exporting',
      'indexed',
      'liveNotInServer',
      'waiting',
      'truncated',
      'failed',
      'abandoned',
    ] as const
  ).map((state) => [state.toLowerCase(), state]),
);

const isText = (value: Exact): value is string | null => typeof value === 'string' || value === null;
const isNumber = (value: Exact): value is number | bigint => typeof value === 'number' || typeof value === 'bigint';

/** A key is a text, or an object that holds it as its `value`. */
function keyText(value: Exact): string | undefined {
  if (typeof value === 'string') return value;
  if (!isObject(value)) return undefined;
  const inner = value['value'] ?? value['Value'];
  return typeof inner === 'string' ? inner : undefined;
}

/** Puts a field where it belongs; false where it is not known, of another type than documented, or there already. */
function take(session: Draft, name: string, value: Exact): boolean {
  switch (name) {
    case 'Key':
    case 'key': {
      const key = keyText(value);
      if (key === undefined || session.key !== '') return false;
      session.key = key;
      return true;
    }
    case 'Identifier':
    case 'identifier':
      if (!isText(value) || session.identifier !== undefined) return false;
      session.identifier = value;
      return true;
    case 'TimeOfRecording':
    case 'timeOfRecording':
      if (!isText(value) || session.timeOfRecording !== undefined) return false;
      session.timeOfRecording = value;
      return true;
    case 'TimeZone':
    case 'timeZone':
      if (!isText(value) || session.timeZone !== undefined) return false;
      session.timeZone = value;
      return true;
    case 'SessionType':
    case 'sessionType':
      if (!isText(value) || session.sessionType !== undefined) return false;
      session.sessionType = value;
      return true;
    case 'StartTime':
    case 'Start':
    case 'startTime':
    case 'start':
      if (!isText(value) || session.startTime !== undefined) return false;
      session.startTime = value;
      return true;
    case 'EndTime':
    case 'End':
    case 'endTime':
    case 'end':
      if (!isText(value) || session.endTime !== undefined) return false;
      session.endTime = value;
      return true;
    case 'LapsCount':
    case 'lapsCount':
      if (!(isNumber(value) || value === null) || session.lapsCount !== undefined) return false;
      session.lapsCount = value;
      return true;
    case 'Id':
    case 'id':
      if (!isNumber(value) || session.id !== undefined) return false;
      session.id = value;
      return true;
    case 'State':
    case 'state':
      if (!(isNumber(value) || isText(value)) || session.state !== undefined) return false;
      session.state = (typeof value === 'string' && states.get(value.toLowerCase())) || 'unknown';
      session.stateRaw = value;
      return true;
    case 'SessionDetails':
    case 'sessionDetails': {
      if (value === null) return true;
      const details = toDetails(value);
      if (details === undefined || session.details !== undefined) return false;
      session.details = details;
      return true;
    }
    default:
      return false;
  }
}

/** An object that takes any name as its own, `__proto__` too. */
function withMember(members: Record<string, Exact> | undefined, name: string, value: Exact): Record<string, Exact> {
  const into = members ?? {};
  if (name === '__proto__') Object.defineProperty(into, name, { value, enumerable: true, configurable: true, writable: true });
  else into[name] = value;
  return into;
}

function toSession(record: Exact): Session | undefined {
  if (!isObject(record)) return undefined;
  const session: Draft = { key: '', extra: noExtra };
  let extra: Record<string, Exact> | undefined;
  // for…in, not entries: no array per record. Parsed JSON inherits nothing enumerable.
  for (const name in record) {
    const value = record[name];
    if (value === undefined || take(session, name, value)) continue;
    if (!nestsWithin(value, deepest)) return undefined;
    extra = withMember(extra, name, value);
  }
  if (session.key === '') {
    // Later influx servers name the key `id`; `streamId` beside it stays among the unknown.
    const named = typeof extra?.['id'] === 'string' ? 'id' : 'Id';
    const id = extra?.[named];
    if (typeof id !== 'string' || id === '') return undefined;
    session.key = id;
    const others = Object.entries(extra ?? {}).filter(([name]) => name !== named);
    extra = others.length === 0 ? undefined : Object.fromEntries(others);
  }
  if (extra !== undefined) session.extra = extra;
  return session;
}

const detailsIn = (record: Exact | undefined): Exact =>
  record !== undefined && isObject(record) ? (record['SessionDetails'] ?? record['sessionDetails'] ?? null) : null;

/** The records with their details' numbers as they were written, where any details hold numbers: few servers write such. */
function withWrittenDetails(body: Uint8Array, records: readonly Exact[]): readonly Exact[] {
  if (!records.some((record) => holdNumbers(detailsIn(record)))) return records;
  const written = readWrittenRecords(body);
  return records.map((record, at) => {
    const details = detailsIn(record);
    if (!isObject(record) || !holdNumbers(details) || toDetails(details) === undefined) return record;
    const name = 'SessionDetails' in record ? 'SessionDetails' : 'sessionDetails';
    return { ...record, [name]: detailsIn(written[at]) };
  });
}

/** Reads a page of a listing, in the server's order. */
export const decodeSessions: DecodeSessions = (body): Decoded<Session> => {
  const records = withWrittenDetails(body, readRecords(body));
  const items: Session[] = [];
  for (const record of records) {
    const session = toSession(record);
    if (session !== undefined) items.push(session);
  }
  return { items, records: records.length, skipped: records.length - items.length };
};
