/**
 * The filters that the documents show: on v1 `property;op;value`, several joined by commas; on rest the simple forms of a
 * .NET expression (`LapsCount > 5 && TimeOfRecording > DateTime.Parse("2017-12-18")`). Used for sessions, laps,
 * parameters and data alike.
 */
import { badParameter, type Generation } from './answer.ts';

export type Value = string | number | boolean | null;
export type Operation = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le' | 'contain';

export interface Term {
  /** As it was written; compared in lower case. */
  readonly property: string;
  readonly operation: Operation;
  readonly value: string;
}

const signs: Readonly<Record<string, Operation>> = { '==': 'eq', '!=': 'ne', '>=': 'ge', '<=': 'le', '>': 'gt', '<': 'lt' };
const words: Readonly<Record<string, Operation>> = {
  eq: 'eq',
  ne: 'ne',
  gt: 'gt',
  ge: 'ge',
  lt: 'lt',
  le: 'le',
  contain: 'contain',
  contains: 'contain',
};

/** All terms must hold. */
export function parseFilter(generation: Generation, text: string): readonly Term[] {
  return generation === 'rest' && !/^[^;"]+;\w+;/.test(text)
    ? text.split('&&').map((part) => expression(part))
    : text.split(',').map((part) => triple(generation, part));
}

function triple(generation: Generation, part: string): Term {
  const [property = '', operation = '', ...rest] = part.split(';');
  const known = words[operation.trim().toLowerCase()];
  if (property.trim() === '' || known === undefined || rest.length === 0) {
    throw badParameter(generation, 'Filter', `The value '${part}' is not valid for Filter.`);
  }
  return {
    property: property.trim(),
    operation: known,
    value: rest
      .join(';')
      .trim()
      .replace(/^'(.*)'$/, '$1'),
  };
}

function expression(part: string): Term {
  const compared = /^\s*(\w+)\s*(==|!=|>=|<=|>|<)\s*(.+?)\s*$/s.exec(part);
  const contained = /^\s*(\w+)\.Contains\(\s*"([^"]*)"\s*\)\s*$/.exec(part);
  if (contained !== null) return { property: contained[1] ?? '', operation: 'contain', value: contained[2] ?? '' };
  const operation = signs[compared?.[2] ?? ''];
  const literal = /^(?:DateTime\.Parse\(\s*)?"([^"]*)"\s*\)?$|^(-?[\d.]+|true|false)$/i.exec(compared?.[3] ?? '');
  if (compared === null || operation === undefined || literal === null) {
    throw badParameter('rest', 'filter', `The expression '${part.trim()}' cannot be parsed.`);
  }
  return { property: compared[1] ?? '', operation, value: literal[1] ?? literal[2] ?? '' };
}

/** Whether a value fulfils a term: numbers by size, dates and texts as texts, equality in any case. */
export function fulfils(value: Value, { operation, value: wanted }: Term): boolean {
  if (operation === 'contain') return value !== null && String(value).toLowerCase().includes(wanted.toLowerCase());
  const order = compare(value, wanted);
  switch (operation) {
    case 'eq':
      return order === 0;
    case 'ne':
      return order !== 0;
    case 'gt':
      return order > 0;
    case 'ge':
      return order >= 0;
    case 'lt':
      return order < 0;
    case 'le':
      return order <= 0;
  }
}

function compare(value: Value, wanted: string): number {
  if (value === null) return wanted === '' || wanted === 'null' ? 0 : -1;
  // What is no number equals none and is greater than none: NaN makes every comparison false.
  if (typeof value === 'number') return value - Number(wanted);
  const left = String(value).toLowerCase();
  const right = (/^\d{4}-\d\d-\d\dT.*Z$/.test(wanted) ? wanted.slice(0, -1) : wanted).toLowerCase();
  return left < right ? -1 : left > right ? 1 : 0;
}

export interface Order {
  readonly property: string;
  readonly descending: boolean;
}

/** `property:asc|desc`, the direction ascending where it is left out. */
export function parseOrder(generation: Generation, text: string): Order {
  const match = /^\s*(\w+)\s*(?:[:;]\s*(asc|desc)\w*\s*)?$/i.exec(text);
  if (match === null) throw badParameter(generation, 'Order', `The value '${text}' is not valid for Order.`);
  return { property: match[1] ?? '', descending: match[2]?.toLowerCase() === 'desc' };
}

/** Orders two values: nothing first, then numbers by size and texts as texts. */
export function compareValues(a: Value, b: Value): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}
