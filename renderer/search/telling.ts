/** Why a session was found: the words of the filter, and where of the session they stand. Pure. */
import type { Session, SessionDetail } from '../../preload/model.ts';

const term = /(-?)((?:"(?:[^"]|"")*"|[^\s"])+)/gu;
const named = /^\p{L}[^\s:=<>|"]*(?:[:=]|[<>]=?)/u;

const unquoted = (text: string): string => (text.startsWith('"') ? text.slice(1).replace(/"$/, '').replaceAll('""', '"') : text);

/** The words that a filter looks for, in lower case; without those that must not be there. */
export function wordsOf(filter: string): readonly string[] {
  const words = [...filter.matchAll(term)].flatMap(([, minus, text = '']) =>
    minus === '-' ? [] : text.split('|').map((choice) => unquoted(choice.replace(named, '')).toLowerCase()),
  );
  return [...new Set(words)].filter((word) => word !== '');
}

export interface Piece {
  readonly text: string;
  readonly isWord: boolean;
}

/** A text in pieces: the words that stand in it, and what is between. */
export function pieces(text: string, words: readonly string[]): readonly Piece[] {
  // Folding that changes lengths would mark the wrong letters.
  const folded = text.toLowerCase();
  const all: Piece[] = [];
  let from = 0;
  while (folded.length === text.length && from < text.length) {
    const hits = words.map((word) => ({ word, at: folded.indexOf(word, from) })).filter(({ at }) => at >= 0);
    if (hits.length === 0) break;
    const { word, at } = hits.reduce((best, hit) =>
      hit.at < best.at || (hit.at === best.at && hit.word.length > best.word.length) ? hit : best,
    );
    if (at > from) all.push({ text: text.slice(from, at), isWord: false });
    all.push({ text: text.slice(at, at + word.length), isWord: true });
    from = at + word.length;
  }
  if (from < text.length) all.push({ text: text.slice(from), isWord: false });
  return all;
}

/** A detail that tells why a session was found, where none of the texts that are shown does. */
export function tellingDetail(session: Session, words: readonly string[], shown: readonly string[]): SessionDetail | undefined {
  const holds = (text: string, word: string): boolean => text.toLowerCase().includes(word);
  const unseen = words.filter((word) => !shown.some((text) => holds(text, word)));
  return session.details?.find(({ value }) => unseen.some((word) => holds(value, word)));
}
