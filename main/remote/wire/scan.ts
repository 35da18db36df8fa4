/**
 * A look at a JSON text before it is parsed: how deep it nests and how much it would weigh in memory, and whether it
 * holds integers that a parser would round. A few kilobytes of it can cost a parser gigabytes, so every answer passes here;
 * it runs over each page of each listing, so texts are passed over four bytes at a time.
 */

export interface Scanned {
  /** Arrays and objects within each other at the deepest place. */
  readonly depth: number;
  /** What the parsed value weighs, in cells of about 100 bytes, see `cellsOf`. */
  readonly cells: number;
  /** Elements of the outermost array, or members of the outermost object. */
  readonly items: number;
  /** Cells of the heaviest of them. */
  readonly heaviest: number;
  /** Members of the object that has most. */
  readonly widest: number;
  /** Texts that are values. */
  readonly texts: number;
  /** Bytes of the longest text. */
  readonly longest: number;
  /** Digits of the longest integer outside texts and fractions. */
  readonly digits: number;
}

const quote = 0x22;
const comma = 0x2c;
const point = 0x2e;
const zero = 0x30;
const nine = 0x39;
const colon = 0x3a;
const backslash = 0x5c;
/** The bit by which `[` and `{`, and `]` and `}`, differ. */
const brace = 0x20;
const open = 0x7b;
const close = 0x7d;
/** The first byte that may be a bracket: everything below is a digit, a blank or a sign. */
const lowestBracket = 0x5b;

/** Measured in Node 20: what an object, a member of a name of its own, an element and a short text take. */
const cellsOf = (containers: number, members: number, separators: number, texts: number): number =>
  2 * containers + members + separators + Math.max(0, texts - members);

const every = (byte: number): number => byte | (byte << 8) | (byte << 16) | (byte << 24);
const quotes = every(quote);
const backslashes = every(backslash);
const ones = every(0x01);
const highs = every(0x80);

/**
 * The place of the next quote or backslash at or after `from`; at most three bytes before it where none of four is one.
 * (A byte of a word is zero where subtracting one borrows from its high bit; the lowest such byte is never a false one.)
 */
function nextInText(view: DataView, from: number): number {
  const last = view.byteLength - 4;
  let at = from;
  while (at <= last) {
    const word = view.getInt32(at, true);
    const quoted = word ^ quotes;
    const escaped = word ^ backslashes;
    const found = (((quoted - ones) & ~quoted) | ((escaped - ones) & ~escaped)) & highs;
    if (found !== 0) return at + ((31 - Math.clz32(found & -found)) >> 3);
    at += 4;
  }
  return at;
}

/** The place behind the text that begins behind a quote at `from`; the end where it does not end. */
function endOfText(body: Uint8Array, view: DataView, from: number): number {
  let at = nextInText(view, from);
  while (at < body.length) {
    const byte = body[at];
    if (byte === quote) return at + 1;
    at = byte === backslash ? nextInText(view, at + 2) : at + 1;
  }
  return at;
}

/** Scans a JSON text in UTF-8; of one that is none it tells something, and the parser the rest. */
export function scan(body: Uint8Array): Scanned {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const { length } = body;
  const outer: number[] = [];
  let deepest = 0;
  let containers = 0;
  let members = 0;
  let own = 0;
  let widest = 0;
  let longest = 0;
  let separators = 0;
  let outermost = 0;
  let before = 0;
  let heaviest = 0;
  let texts = 0;
  let digits = 0;
  let at = 0;
  while (at < length) {
    const byte = body[at++] ?? 0;
    if (byte === quote) {
      texts++;
      const first = at;
      at = endOfText(body, view, at);
      if (at - first > longest) longest = at - first;
    } else if (byte === comma) {
      separators++;
      if (outer.length === 1) {
        outermost++;
        const now = cellsOf(containers, members, separators, texts);
        if (now - before > heaviest) heaviest = now - before;
        before = now;
      }
    } else if (byte >= lowestBracket) {
      const bracket = byte | brace;
      if (bracket === open) {
        containers++;
        if (outer.push(own) > deepest) deepest = outer.length;
        own = 0;
      } else if (bracket === close) {
        own = outer.pop() ?? 0;
      }
    } else if (byte === colon) {
      members++;
      if (++own > widest) widest = own;
    } else if (byte >= zero && byte <= nine) {
      const first = at - 1;
      let next = body[at] ?? 0;
      while (next >= zero && next <= nine) next = body[++at] ?? 0;
      if (at - first > digits && body[first - 1] !== point) digits = at - first;
    }
  }
  const cells = cellsOf(containers, members, separators, texts);
  return {
    depth: deepest,
    cells,
    items: outermost + 1,
    heaviest: Math.max(heaviest, cells - before),
    widest,
    texts: Math.max(0, texts - members),
    longest,
    digits,
  };
}
