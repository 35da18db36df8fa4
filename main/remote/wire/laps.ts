/** Laps: times are texts on rest and integer nanoseconds on v1, kept as the server wrote them. */
import type { Exact, Lap } from '../../../preload/model.ts';
import { isObject, readRecords } from './json.ts';
import type { Decoded, DecodeLaps } from './wire.ts';

type LapTime = Lap['startTime'];
type Draft = { -readonly [Field in keyof Lap]: Lap[Field] };

const toTime = (value: Exact): LapTime =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? value : null;

/** Fields of another type than documented are null; a record without any field of a lap is none. */
function toLap(record: Exact): Lap | undefined {
  if (!isObject(record)) return undefined;
  const lap: Draft = { number: null, name: null, startTime: null, endTime: null, lapTime: null, countForFastestLap: null };
  let known = false;
  for (const [field, value] of Object.entries(record)) {
    switch (field) {
      case 'Number':
      case 'number':
        lap.number = typeof value === 'number' ? value : null;
        break;
      case 'Name':
      case 'name':
        lap.name = typeof value === 'string' ? value : null;
        break;
      case 'StartTime':
      case 'startTime':
      case 'Start':
      case 'start':
        lap.startTime = toTime(value);
        break;
      case 'EndTime':
      case 'endTime':
      case 'End':
      case 'end':
        lap.endTime = toTime(value);
        break;
      case 'LapTime':
      case 'lapTime':
        lap.lapTime = toTime(value);
        break;
      case 'CountForFastestLap':
      case 'countForFastestLap':
        lap.countForFastestLap = typeof value === 'boolean' ? value : null;
        break;
      default:
        continue;
    }
    known = true;
  }
  return known ? lap : undefined;
}

/** Reads an answer about a session's laps, in the server's order. */
export const decodeLaps: DecodeLaps = (body): Decoded<Lap> => {
  const records = readRecords(body);
  const items = records.map(toLap).filter((lap) => lap !== undefined);
  return { items, records: records.length, skipped: records.length - items.length };
};
