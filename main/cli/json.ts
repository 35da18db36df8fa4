/**
 * The one JSON writer of the command line: integers beyond 2^53 keep their digits, what is `undefined` is left out,
 * names stand in the order of the object.
 */
import type { Exact } from '../../preload/model.ts';

/** What can be written. `undefined` is allowed as a property's value and means absent. */
export type Json = Exact | readonly Json[] | { readonly [name: string]: Json | undefined };
export type JsonRecord = Readonly<Record<string, Json | undefined>>;

/** One line, without blanks. */
export function exactJson(value: Json): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(exactJson).join(',')}]`;
  return `{${members(value as JsonRecord).join(',')}}`;
}

/** `"name":value` for each that is there. */
export function members(record: JsonRecord): readonly string[] {
  const written: string[] = [];
  for (const [name, value] of Object.entries(record)) {
    if (value !== undefined) written.push(`${JSON.stringify(name)}:${exactJson(value)}`);
  }
  return written;
}
