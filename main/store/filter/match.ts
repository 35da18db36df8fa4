/**
 * Whether a value meets a test, in plain JavaScript: what SQL does not do itself, and rows whose values fit no column,
 * come here.
 */
import type { Exact, Session } from '../../../preload/model.ts';
import { isDate } from '../dates.ts';
import { writeExact } from '../exact.ts';
import { durationOf } from '../laps.ts';
import { extraTexts, fold } from '../text.ts';
import type { Field, Leaf, Literal, Operator } from './ast.ts';
import { numberOf } from './literal.ts';
import { isClockField, isDateField } from './parse.ts';

export type ValueTest = (value: Exact | undefined) => boolean;

/** A value as the text in which words are looked for; undefined where there is none. */
export function textOf(value: Exact | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : writeExact(value);
}

export function contains(value: Exact | undefined, word: string): boolean {
  const text = textOf(value);
  return text !== undefined && fold(text).includes(word);
}

function order<Item extends number | bigint | string>(value: Item, low: Item, high: Item, operator: Operator): boolean {
  switch (operator) {
    case '>':
      return value > high;
    case '>=':
      return value >= low;
    case '<':
      return value < low;
    case '<=':
      return value <= high;
  }
}

const clockIn = /(?:^|[Tt ])(\d{2}:\d{2}(?::\d{2}(?:\.\d*)?)?)/;

const measured = (value: string | number | bigint): number | bigint | undefined =>
  typeof value === 'string' ? numberOf(value.trim()) : value;

/** Nanoseconds: a text is a length of time, a number is nanoseconds already. */
const lasting = (value: string | number | bigint): number | undefined => (typeof value === 'string' ? durationOf(value) : Number(value));

/** Compares by what the literal and the field can mean; false where the value means nothing of the kind. */
export function compare(field: Field, value: Exact | undefined, operator: Operator, literal: Literal): boolean {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return false;
  const { number, duration, clock, dates } = literal;
  const text = String(value);
  if (isDateField(field)) return dates !== undefined && isDate(text) && order(text, dates.from, dates.to, operator);
  if (isClockField(field) && clock !== undefined) {
    const time = clockIn.exec(text)?.[1];
    return time !== undefined && order(time, clock, `${clock}~`, operator);
  }
  if (field.kind === 'fastest') {
    const limit = duration ?? (number === undefined ? undefined : number * 1e9);
    return limit !== undefined && order(Number(value), limit, limit, operator);
  }
  const measure = number === undefined ? undefined : measured(value);
  if (number !== undefined && measure !== undefined) return order<number | bigint>(measure, number, number, operator);
  const length = duration === undefined ? undefined : lasting(value);
  if (duration !== undefined && length !== undefined) return order(length, duration, duration, operator);
  return dates !== undefined && isDate(text) && order(text, dates.from, dates.to, operator);
}

export function equals(field: Field, value: Exact | undefined, word: string, literal: Literal): boolean {
  const text = textOf(value);
  if (text === undefined) return false;
  if (fold(text) === word) return true;
  return compare(field, value, '>=', literal) && compare(field, value, '<=', literal);
}

/** The test of a leaf on one value of its field. */
export function valueTest(leaf: Leaf): ValueTest {
  switch (leaf.kind) {
    case 'text':
    case 'contains':
      return (value) => contains(value, leaf.word);
    case 'equals':
      return (value) => equals(leaf.field, value, leaf.word, leaf.literal);
    case 'compare':
      return (value) => compare(leaf.field, value, leaf.operator, leaf.literal);
    case 'flag':
    case 'own':
      return () => false;
  }
}

const textFields = [
  'key',
  'identifier',
  'timeOfRecording',
  'timeZone',
  'sessionType',
  'startTime',
  'endTime',
  'state',
  'stateRaw',
] as const;

/** Every text of a session in which bare words are looked for. Numbers are no texts. */
export function textsOf(session: Session): readonly string[] {
  const texts = textFields.map((field) => session[field]).filter((value) => typeof value === 'string');
  return [...texts, ...(session.details ?? []).map(({ value }) => value), ...extraTexts(session.extra)];
}

/** The values of a field of the listing or of a detail; several where a detail's name occurs several times. */
export function valuesOf(session: Session, field: Field): readonly (Exact | undefined)[] {
  if (field.kind === 'listed') return [session[field.name]];
  if (field.kind === 'fastest') return [];
  const name = fold(field.name);
  const details = (session.details ?? []).filter((detail) => fold(detail.name) === name).map(({ value }) => value);
  const unknown = Object.entries(session.extra).flatMap(([known, value]) => (fold(known) === name ? [value] : []));
  return [...details, ...unknown];
}

/** Whether a session meets a leaf; what is not in the session (flags, own marks) is asked elsewhere. */
export function meets(session: Session, leaf: Exclude<Leaf, { kind: 'flag' | 'own' }>): boolean {
  if (leaf.kind === 'text') return textsOf(session).some((text) => fold(text).includes(leaf.word));
  const test = valueTest(leaf);
  return valuesOf(session, leaf.field).some(test);
}
