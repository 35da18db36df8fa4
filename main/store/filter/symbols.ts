/**
 * The two small alphabets in which most of a listing is written: times and numbers (sixteen symbols, so that a pair of
 * neighbours is one bit in 256), and GUIDs as their 16 bytes.
 */

/** What times are written with, case ignored; a symbol's place is its code. */
const clockSymbols = '0123456789t:.+-z';
/** The code of what is no symbol of times. */
export const none = 255;
/** By byte the code of a symbol of times. */
export const clockCodes = Uint8Array.from({ length: 256 }, (_, byte) => {
  const at = byte < 128 ? clockSymbols.indexOf(String.fromCharCode(byte).toLowerCase()) : -1;
  return at < 0 ? none : at;
});

/** The codes of a folded word; undefined where it holds anything else. */
export function clockWord(word: string): readonly number[] | undefined {
  const codes = Array.from(word, (symbol) => clockSymbols.indexOf(symbol));
  return codes.includes(-1) ? undefined : codes;
}

/** Between which digits of a GUID a dash stands: after the 8th, 12th, 16th and 20th. */
const dashesAfter = [8, 12, 16, 20];

const digitAt = (keys: Uint8Array, at: number, digit: number): number => {
  const byte = keys[at + (digit >> 1)] ?? 0;
  return digit & 1 ? byte & 15 : byte >> 4;
};

/** A test of GUIDs (16 bytes each in `keys`) for a folded word; undefined where it fits none. */
export function guidTest(word: string): ((keys: Uint8Array, at: number) => boolean) | undefined {
  if (word.length > 2) return longGuidTest(word);
  if (!/^[0-9a-f-]{1,2}$/.test(word) || word === '--') return undefined;
  if (word === '-') return () => true;
  if (word.includes('-')) {
    const digit = Number.parseInt(word.replace('-', ''), 16);
    // "-x" asks for the digit after a dash, "x-" for the one before it.
    const places = word.startsWith('-') ? dashesAfter : dashesAfter.map((place) => place - 1);
    return (keys, at) => places.some((place) => digitAt(keys, at, place) === digit);
  }
  const value = Number.parseInt(word, 16);
  if (word.length === 1) {
    return (keys, at) => {
      for (let byte = at; byte < at + 16; byte += 1) {
        const two = keys[byte] ?? 0;
        if (two >> 4 === value || (two & 15) === value) return true;
      }
      return false;
    };
  }
  return (keys, at) => {
    for (let byte = at; byte < at + 16; byte += 1) {
      const two = keys[byte] ?? 0;
      if (two === value) return true;
      // Across two bytes, but not where a dash stands between them.
      const within = byte - at;
      if (within === 15 || within === 3 || within === 5 || within === 7 || within === 9) continue;
      if ((((two & 15) << 4) | ((keys[byte + 1] ?? 0) >> 4)) === value) return true;
    }
    return false;
  };
}

/** Digits of a GUID as it is written: what stands at each place, -1: a dash. */
const written = Array.from('00000000-0000-0000-0000-000000000000', (symbol) => symbol === '-').reduce<readonly number[]>(
  (places, isDash) => [...places, isDash ? -1 : places.filter((place) => place >= 0).length],
  [],
);

function longGuidTest(word: string): ((keys: Uint8Array, at: number) => boolean) | undefined {
  if (!/^[0-9a-f-]{3,36}$/.test(word)) return undefined;
  const wanted = Array.from(word, (symbol) => (symbol === '-' ? -1 : Number.parseInt(symbol, 16)));
  const digits = Uint8Array.from(wanted.filter((digit) => digit >= 0));
  // The digits at which the word can begin: its dashes stand where a GUID has them.
  const begins = written.flatMap((_, place) => {
    const fits = wanted.every((digit, at) => place + at < written.length && digit < 0 === (written[place + at] ?? 0) < 0);
    const begin = written.slice(place).find((digit) => digit >= 0);
    return fits && begin !== undefined ? [begin] : [];
  });
  return (keys, at) =>
    begins.some((begin) => {
      let same = 0;
      while (same < digits.length && digitAt(keys, at, begin + same) === digits[same]) same += 1;
      return same === digits.length;
    });
}
