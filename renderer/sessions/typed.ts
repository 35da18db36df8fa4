/**
 * What of a filter is being typed: the test at the caret, by the grammar of `main/store/filter/parse.ts`. Pure; reads
 * any text, since what is typed is mostly unfinished.
 */
export interface Typed {
  /** What a suggestion takes the place of. */
  readonly from: number;
  readonly to: number;
  /** Before a sign there is none. */
  readonly field?: string;
  readonly sign?: string;
  /** The part before the caret, without quotation marks. */
  readonly part: string;
  /** The filter without the whole term. */
  readonly rest: string;
}

interface Test {
  /** Of the value, or of a word without a sign. */
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly field?: string;
  readonly sign?: string;
}

const isBlank = (text: string | undefined): boolean => text === undefined || /\s/u.test(text);

/** Undefined where the caret stands in a field's name that has its sign already. */
export function typedAt(text: string, caret: number): Typed | undefined {
  let at = 0;
  while (at <= caret) {
    while (at < caret && isBlank(text[at])) at += 1;
    const start = at;
    const tests = term(text, start);
    const end = tests.at(-1)?.to ?? start;
    const test = tests.find(({ start: begins, to }) => begins <= caret && caret <= to);
    if (test) {
      if (caret < test.from) return undefined;
      const { from, to, field, sign } = test;
      return {
        ...{ from, to, part: plain(text.slice(from, caret)), rest: `${text.slice(0, start)}${text.slice(end)}`.trim() },
        ...(field !== undefined && { field }),
        ...(sign !== undefined && { sign }),
      };
    }
    at = Math.max(end, start + 1);
  }
  return undefined;
}

/** The tests of a term, which `|` keeps apart; one without a field takes that of the one before it. */
function term(text: string, start: number): readonly Test[] {
  const tests: Test[] = [];
  let at = start;
  for (;;) {
    const begins = at;
    if (text[at] === '-') at += 1;
    const first = piece(text, at, ':=<>|');
    const name = text.slice(at, first);
    const sign = /^["\p{L}]/u.test(name) ? /^(?:>=|<=|[:=<>])/.exec(text.slice(first, first + 2))?.[0] : undefined;
    const before = tests.at(-1);
    const from = sign === undefined ? at : first + sign.length;
    const to = piece(text, from, '|');
    const field = sign === undefined ? before?.field : plain(name);
    const shown = sign ?? before?.sign;
    tests.push({ from, to, start: begins, ...(field !== undefined && { field }), ...(shown !== undefined && { sign: shown }) });
    if (text[to] !== '|') return tests;
    at = to + 1;
  }
}

/** Where a quoted text or a word ends. */
function piece(text: string, from: number, stops: string): number {
  let at = from;
  if (text[at] === '"') {
    for (at += 1; at < text.length; at += 1) {
      if (text[at] !== '"') continue;
      if (text[at + 1] !== '"') return at + 1;
      at += 1;
    }
    return at;
  }
  while (!isBlank(text[at]) && !stops.includes(text[at] ?? '')) at += 1;
  return at;
}

const plain = (piece: string): string =>
  piece.startsWith('"')
    ? piece
        .slice(1)
        .replace(/(?<!")"$/, '')
        .replaceAll('""', '"')
    : piece;

/** A value, or a field's name, as a filter has to write it. */
export function written(text: string): string {
  return /^[^\s"|:=<>-][^\s"|:=<>]*$/u.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}
