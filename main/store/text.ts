/** What bare words of a filter search in, and how case is ignored. */
import type { Session } from '../../preload/model.ts';

/** The same text with case ignored; the final sigma counts as any other. */
export function fold(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ');
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const clock = /^[0-9T:.+\-Z]*$/;
/** Whether a text holds nothing but what times are written with. */
export const isClock = (text: string): boolean => clock.test(text);

/** Whether a folded word could stand in a key that is a GUID, or in a time as servers write it. */
export const fitsGuid = (word: string): boolean => /^[0-9a-f-]+$/.test(word);
export const fitsClock = (word: string): boolean => /^[0-9t:.+\-z]+$/.test(word);

/** Texts among the fields that this version does not know. */
export function extraTexts(extra: Session['extra']): readonly string[] {
  return Object.values(extra).filter((value) => typeof value === 'string');
}

/**
 * The folded text that the index holds for a session: what is neither repeated (facets are searched apart) nor of an
 * alphabet so small that a scan for the few words that fit it is cheaper than 60 trigrams a session.
 * Lines keep fields apart. Empty where there is nothing to index.
 */
export function indexedText(session: Session): string {
  const texts: string[] = [];
  if (typeof session.identifier === 'string') texts.push(session.identifier);
  if (!guid.test(session.key)) texts.push(session.key);
  for (const time of [session.timeOfRecording, session.startTime, session.endTime]) {
    if (typeof time === 'string' && !isClock(time)) texts.push(time);
  }
  for (const { value } of session.details ?? []) texts.push(value);
  texts.push(...extraTexts(session.extra));
  return indexable(texts);
}

/** Folded, one text a line, without what the tokenizer would stop at. */
export function indexable(texts: readonly string[]): string {
  return fold(texts.join('\n')).replaceAll(/[\0\p{Cs}]/gu, '\u{fffd}');
}

/** The characters (code points) of a text, as the index counts them. */
export const charactersOf = (text: string): readonly string[] => Array.from(text);

/**
 * Trigrams that cover a folded word end to end, for FTS5's MATCH; undefined below three characters. Not all of them: what
 * they find is looked at anyway.
 */
export function trigrams(word: string): string | undefined {
  const characters = charactersOf(word);
  if (characters.length < 3) return undefined;
  const grams = new Set<string>();
  for (let at = 0; at < characters.length; at += 3) {
    const from = Math.min(at, characters.length - 3);
    grams.add(characters.slice(from, from + 3).join(''));
  }
  return [...grams].map((gram) => `"${gram.replaceAll('"', '""')}"`).join(' AND ');
}
