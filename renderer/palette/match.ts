/**
 * How well a text fits what was typed: every word typed has to stand in it, its letters in their order though not side by
 * side. Beginnings of words and letters in a row count most, so that `rwl` finds “Read the whole list”. Pure.
 */

export interface Match {
  /** The greater the better; only to be compared with those of the same query. */
  readonly score: number;
  /** Places in the text, in code points, of the letters that were typed; ascending. */
  readonly at: readonly number[];
}

const beginning = 8;
const inRow = 6;
const exactCase = 0.1;
const gap = 0.2;
const furtherBack = 0.05;
const longest = 200;

/** Undefined where it does not fit. An empty query fits all alike. */
export function match(query: string, text: string): Match | undefined {
  const letters = Array.from(text).slice(0, longest);
  let score = -letters.length * 0.01;
  const at = new Set<number>();
  for (const word of query.trim().split(/\s+/u)) {
    const found = matchWord(Array.from(word), letters);
    if (!found) return undefined;
    score += found.score;
    for (const place of found.at) at.add(place);
  }
  return { score, at: [...at].sort((a, b) => a - b) };
}

interface Chain {
  readonly score: number;
  /** Of the letter before, for the way back; -1 at the first. */
  readonly from: number;
}

/** The best of all ways in which the letters of one word stand in the text: a row of the table for each letter. */
function matchWord(word: readonly string[], letters: readonly string[]): Match | undefined {
  const rows: (readonly (Chain | undefined)[])[] = [];
  for (const [index, wanted] of word.entries()) {
    const before = rows[index - 1];
    const row: (Chain | undefined)[] = [];
    // The best chain so far that ends before the letter looked at, worn by each letter that it is away.
    let best: Chain | undefined;
    for (const [at, letter] of letters.entries()) {
      const last = before?.[at - 1];
      if (best) best = { score: best.score - gap, from: best.from };
      if (last && (!best || last.score > best.score)) best = { score: last.score, from: at - 1 };
      row.push(same(letter, wanted) ? chain(letters, at, letter === wanted, index, best, last) : undefined);
    }
    rows.push(row);
  }
  const ends = rows.at(-1);
  if (!ends) return { score: 0, at: [] };
  let end = -1;
  for (const [at, found] of ends.entries()) if (found && (end < 0 || found.score > (ends[end]?.score ?? 0))) end = at;
  const score = ends[end]?.score;
  if (score === undefined) return undefined;
  const places: number[] = [];
  for (let index = rows.length - 1, at = end; index >= 0; index -= 1) {
    places.unshift(at);
    at = rows[index]?.[at]?.from ?? -1;
  }
  return { score, at: places };
}

function chain(
  letters: readonly string[],
  at: number,
  isExact: boolean,
  index: number,
  best: Chain | undefined,
  last: Chain | undefined,
): Chain | undefined {
  const own = 1 + (isBeginning(letters, at) ? beginning : 0) + (isExact ? exactCase : 0);
  if (index === 0) return { score: own - at * furtherBack, from: -1 };
  const ways = [
    ...(best ? [{ score: best.score + own, from: best.from }] : []),
    ...(last ? [{ score: last.score + own + inRow, from: at - 1 }] : []),
  ];
  return ways.sort((a, b) => b.score - a.score)[0];
}

const same = (letter: string, wanted: string): boolean => letter === wanted || letter.toLowerCase() === wanted.toLowerCase();

/** Whether a word begins here: behind what is no letter, or with a capital or a digit behind a small letter. */
function isBeginning(letters: readonly string[], at: number): boolean {
  const before = letters[at - 1];
  const here = letters[at] ?? '';
  if (before === undefined) return true;
  if (!/[\p{L}\p{N}]/u.test(before)) return /[\p{L}\p{N}]/u.test(here);
  return /\p{Ll}/u.test(before) && /[\p{Lu}\p{N}]/u.test(here);
}

/** What can be chosen, by a text; `id` is how it is remembered. */
export interface Choice {
  readonly id: string;
  readonly text: string;
}

export interface Ranked<Of extends Choice> {
  readonly choice: Of;
  readonly at: readonly number[];
}

/** How much it is worth to have been chosen last. */
const lastChosen = 5;

/** Those that fit, the best first; without a query those chosen lately first. `recent`: ids, newest first. */
export function ranked<Of extends Choice>(query: string, choices: readonly Of[], recent: readonly string[]): readonly Ranked<Of>[] {
  const ages = new Map(recent.map((id, age) => [id, age] as const));
  const found = choices.flatMap((choice) => {
    const fits = match(query, choice.text);
    const age = ages.get(choice.id);
    return fits ? [{ choice, at: fits.at, score: fits.score, age: age ?? Infinity }] : [];
  });
  const isEmpty = query.trim() === '';
  const worth = ({ score, age }: (typeof found)[number]): number => score + lastChosen / (1 + age);
  // Sorting is stable: what is alike stays in the order in which it was given.
  const byAge = (a: { readonly age: number }, b: { readonly age: number }): number => (a.age === b.age ? 0 : a.age - b.age);
  return found.sort((a, b) => (isEmpty ? byAge(a, b) : worth(b) - worth(a)));
}
