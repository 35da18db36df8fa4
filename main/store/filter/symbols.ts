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

/** A test of GUIDs (16 bytes each in `keys`) for a folded word of one or two characters; undefined where it fits none. */
export function guidTest(word: string): ((keys: Uint8Array, at: number) => boolean) | undefined {
  if (!/^[0-9a-f-]{1,2}$/.test(word) || word === '--') return undefined;
  const digitAt = (keys: Uint8Array, at: number, digit: number): number => {
    const byte = keys[at + (digit >> 1)] ?? 0;
    return digit & 1 ? byte & 15 : byte >> 4;
  };
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
