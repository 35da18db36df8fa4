/** JSON whose integers are exact, as text. */
import { parse } from 'lossless-json';
import type { Exact } from '../../preload/model.ts';

/** Integers beyond 2^53 are written as their digits. */
export function writeExact(value: Exact): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isArray(value)) return `[${value.map(writeExact).join(',')}]`;
  return `{${Object.entries(value)
    .map(([name, inner]) => `${JSON.stringify(name)}:${writeExact(inner)}`)
    .join(',')}}`;
}

const isArray = (value: Exact): value is readonly Exact[] => Array.isArray(value);

function exactNumber(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) || !/^-?\d+$/.test(text) ? value : BigInt(text);
}

/** Reads what `writeExact` wrote. */
export function readExact(text: string): Exact {
  return (/\d{16}/.test(text) ? parse(text, null, exactNumber) : JSON.parse(text)) as Exact;
}
