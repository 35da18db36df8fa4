/** Names and types of what a server answers, without what they hold: for a report. */
import type { Exact } from '../../../preload/model.ts';
import { isArray, isObject, readRecords } from './json.ts';

const isTimeOfDay = /^\d{1,2}:\d\d:\d\d(?:\.\d+)?$/;
const isDateTime = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)?$/;

function shapeOf(value: Exact): string {
  if (value === null) return 'null';
  if (isArray(value)) return value.length === 0 ? 'empty list' : 'list';
  if (isObject(value)) return `object of ${Object.keys(value).join(', ')}`;
  if (typeof value !== 'string') return typeof value === 'boolean' ? 'true or false' : 'number';
  if (isTimeOfDay.test(value)) return 'time of day';
  const zone = isDateTime.exec(value);
  if (zone === null) return 'text';
  return zone[1] === undefined ? 'date-time' : zone[1] === 'Z' ? 'date-time in UTC' : 'date-time with an offset';
}

/** `Key: object of value; Identifier: text; …`, all types that a field has. Fails as `readRecords`. */
export function fieldShapes(body: Uint8Array): string {
  const shapes = new Map<string, Set<string>>();
  for (const record of readRecords(body)) {
    if (!isObject(record)) continue;
    for (const [name, value] of Object.entries(record)) {
      const known = shapes.get(name) ?? new Set();
      shapes.set(name, known.add(shapeOf(value)));
    }
  }
  return [...shapes].map(([name, known]) => `${name}: ${[...known].join(' or ')}`).join('; ');
}
