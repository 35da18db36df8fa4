/** Parameters: named alone on rest, `name:group` on v1. Fields of another type than documented stay among the unknown. */
import type { Exact, Parameter } from '../../../preload/model.ts';
import { isObject, nestsWithin, readRecords } from './json.ts';
import type { Decoded } from './wire.ts';

type Draft = { -readonly [Field in keyof Parameter]?: Parameter[Field] };

const texts = { description: 'description', units: 'units', format: 'format', parentparametergroup: 'parentParameterGroup' } as const;
const numbers = { minimumvalue: 'minimumValue', maximumvalue: 'maximumValue', frequency: 'frequency' } as const;
/** Unknown fields may nest this deep. */
const deepest = 16;

const has = <Names extends object>(names: Names, name: string): name is string & keyof Names => Object.hasOwn(names, name);

/** Puts a field where it belongs; false where it is not known or of another type. */
function take(draft: Draft, name: string, value: Exact): boolean {
  if (has(texts, name) && (typeof value === 'string' || value === null)) draft[texts[name]] = value;
  else if (has(numbers, name) && (typeof value === 'number' || value === null)) draft[numbers[name]] = value;
  else if (name === 'identifier' && typeof value === 'string' && value !== '') draft.identifier = value;
  else if (name === 'name' && typeof value === 'string' && value !== '') draft.name = value;
  else return false;
  return true;
}

function toParameter(record: Exact): Parameter | undefined {
  if (!isObject(record)) return undefined;
  const draft: Draft = {};
  const extra: [string, Exact][] = [];
  for (const [name, value] of Object.entries(record)) {
    if (take(draft, name.toLowerCase(), value)) continue;
    if (!nestsWithin(value, deepest)) return undefined;
    extra.push([name, value]);
  }
  const { identifier = draft.name, name = draft.identifier, ...rest } = draft;
  if (identifier === undefined || name === undefined) return undefined;
  return { identifier, name, ...rest, extra: Object.fromEntries(extra) };
}

/** Reads an answer about a session's parameters, in the server's order. */
export function decodeParameters(body: Uint8Array): Decoded<Parameter> {
  const records = readRecords(body);
  const items = records.map(toParameter).filter((parameter) => parameter !== undefined);
  return { items, records: records.length, skipped: records.length - items.length };
}
