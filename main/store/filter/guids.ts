/** Words in GUIDs that are kept as their 16 bytes, read two bytes at a time: eight pairs a GUID. */
import { fitsGuid } from '../text.ts';
import { Automaton } from './automaton.ts';

/** Pairs of bytes in a GUID. */
export const guidPairs = 8;
/** Characters of a GUID as it is written. */
export const guidLength = 36;
/** In bits, before which pairs a dash is written. */
const dashes = 0b0011_1100;

const hexOf = (byte: number): string => byte.toString(16).padStart(2, '0');

export type GuidTest = (pairs: Uint16Array, from: number) => boolean;

/**
 * A test of GUIDs for a folded word, each the eight numbers of `pairs` (a pair's first byte in its lower bits) from a place
 * on; undefined where it fits none.
 */
export function guidTest(word: string): GuidTest | undefined {
  if (!fitsGuid(word) || word.length > guidLength) return undefined;
  return word.length < 3 ? shortTest(new Automaton(word)) : longTest(word);
}

/** What a dash does to each state. */
const overDash = (automaton: Automaton): Uint8Array => automaton.made(1, () => '-').next;

/** Short words are in most of them: one lookup a pair. */
function shortTest(automaton: Automaton): GuidTest {
  const byte = automaton.made(256, hexOf);
  const { next } = automaton.joined(byte, byte);
  const dash = overDash(automaton);
  const { found } = automaton;
  return (pairs, from) => {
    let state = next[pairs[from] ?? 0] ?? 0;
    state = next[(state << 16) | (pairs[from + 1] ?? 0)] ?? 0;
    state = next[((dash[state] ?? 0) << 16) | (pairs[from + 2] ?? 0)] ?? 0;
    state = next[((dash[state] ?? 0) << 16) | (pairs[from + 3] ?? 0)] ?? 0;
    state = next[((dash[state] ?? 0) << 16) | (pairs[from + 4] ?? 0)] ?? 0;
    state = next[((dash[state] ?? 0) << 16) | (pairs[from + 5] ?? 0)] ?? 0;
    state = next[(state << 16) | (pairs[from + 6] ?? 0)] ?? 0;
    return next[(state << 16) | (pairs[from + 7] ?? 0)] === found;
  };
}

/** Longer ones are in few: eight lookups that do not wait for each other leave those that may hold it. */
function longTest(word: string): GuidTest {
  const automaton = new Automaton(word);
  const { found } = automaton;
  const byte = automaton.made(256, hexOf).next;
  const dash = overDash(automaton);
  const possible = possiblePairs(word.replaceAll('-', ''));
  return (pairs, from) => {
    let any = 0;
    for (let pair = 0; pair < guidPairs; pair += 1) any |= possible[pairs[from + pair] ?? 0] ?? 0;
    if (any === 0) return false;
    let state = 0;
    for (let pair = 0; pair < guidPairs; pair += 1) {
      const two = pairs[from + pair] ?? 0;
      if ((dashes >> pair) & 1) state = dash[state] ?? 0;
      state = byte[(state << 8) | (two & 255)] ?? 0;
      state = byte[(state << 8) | (two >> 8)] ?? 0;
    }
    return state === found;
  };
}

/** By pair 1 where a word may be: two of its first three digits are those of one byte, whether the first is its upper or its lower one. */
function possiblePairs(digits: string): Uint8Array {
  const possible = new Uint8Array(1 << 16);
  // Where fewer than three digits are between dashes, none need be.
  if (digits.length < 3) return possible.fill(1);
  for (const at of [0, 1]) {
    const byte = Number.parseInt(digits.slice(at, at + 2), 16);
    possible.fill(1, byte << 8, (byte + 1) << 8);
    for (let other = 0; other < 256; other += 1) possible[(other << 8) | byte] = 1;
  }
  return possible;
}
