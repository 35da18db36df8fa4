/**
 * Reads the values of options. A sentence names the option and never repeats the value: a secret may stand there by
 * mistake.
 */
import { sortFields, type Sort, type SortField } from '../../preload/model.ts';
import { Failure } from '../failure.ts';

/** What a text after an option becomes; fails with `usage`. */
export type Parser<Value> = (text: string) => Value;

/** A whole number between `least` and `most`. */
export const whole =
  (option: string, least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const number = /^\d+$/.test(text) ? Number(text) : NaN;
    if (number >= least && number <= most) return number;
    const range = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
    throw new Failure('usage', `${option} takes a whole number ${range}.`);
  };

/** One of the words. */
export const oneOf =
  <Word extends string>(option: string, words: readonly Word[]) =>
  (text: string): Word => {
    const word = words.find((known) => known === text);
    if (word === undefined) throw new Failure('usage', `${option} takes one of ${words.join(', ')}.`);
    return word;
  };

/** Any text but the empty one. */
export const filled =
  (option: string) =>
  (text: string): string => {
    if (text === '') throw new Failure('usage', `${option} takes a text that is not empty.`);
    return text;
  };

/** An option that may be given several times. */
export const several =
  (option: string) =>
  (text: string, before: readonly string[] = []): readonly string[] => [...before, filled(option)(text)];

/** Names with commas between them. */
export const names =
  (option: string) =>
  (text: string): readonly string[] => {
    const found = text.split(',').map((name) => name.trim());
    if (found.includes('')) throw new Failure('usage', `${option} takes names with commas between them.`);
    return found;
  };

const isField = (text: string): text is SortField =>
  (sortFields as readonly string[]).includes(text) || (text.startsWith('detail:') && text.length > 'detail:'.length);

/** `FIELD:asc` or `FIELD:desc`. */
export function sort(text: string): Sort {
  const colon = text.lastIndexOf(':');
  const field = text.slice(0, Math.max(0, colon));
  const direction = text.slice(colon + 1);
  if (isField(field) && (direction === 'asc' || direction === 'desc')) return { field, direction };
  throw new Failure('usage', '--sort takes FIELD:asc or FIELD:desc.', {
    todo: `FIELD is one of ${sortFields.join(', ')}, or detail:NAME.`,
  });
}
