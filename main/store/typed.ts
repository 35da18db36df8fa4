/**
 * The rows whose identifier begins with what is typed in a list. What a row is called (its identifier, or its key where it
 * has none) is kept folded in memory for the connection that is typed in, some 16 bytes a version: to look through a
 * million rows in SQL takes a quarter of a second at each key. What stands near is found without it, while it is made.
 */
import { setImmediate as turnOfOthers } from 'node:timers/promises';
import type { KnownTexts } from './dictionary.ts';
import { historyOf } from './filter/concordances.ts';
import { highest, keySql } from './order.ts';
import { decode, versionColumns } from './record.ts';
import { baseOf, numberMask, numbersOf, type Statements } from './rows.ts';
import type { Listed } from './selecting.ts';
import { fold } from './text.ts';

/** Rows that are looked at one by one before all names are read: some ten milliseconds. */
const mostNear = 1_000;
/** Versions that are read in one step, between which others are answered. */
const atOnce = 20_000;

/** What a version `v` is called, as SQL; what does not fit its column is corrected behind. */
const nameSql = `ifnull(v.identifier, ${keySql})`;

/** In one cell: a row each would cost four times as much. No text of a column holds a NUL. */
const stretchSql = `SELECT json_group_array(v.id & ${numberMask}), CAST(group_concat(${nameSql}, char(0)) || char(0) AS BLOB)
  FROM session_version AS v WHERE v.id BETWEEN ? AND ?`;
const oddSql = `SELECT v.id & ${numberMask}, ${versionColumns} FROM session_version AS v WHERE v.odd IS NOT NULL AND v.id BETWEEN ? AND ?`;

/** The folded names of a connection's versions, by number, in UTF-8. */
class Names {
  /** Versions up to this number are in it. */
  top = 0;
  #bytes = new Uint8Array(1 << 12);
  #used = 0;
  /** Where each begins; it ends where the next one does. */
  #starts = new Uint32Array(2);
  /** Of versions whose values fit no column. */
  readonly #odd = new Map<number, Uint8Array>();

  /** Adds the versions after `top` up to `to`. */
  add(statements: Statements, texts: KnownTexts, base: number, to: number): void {
    const range = [base + this.top + 1, base + to] as const;
    const row = statements.first(stretchSql, ...range);
    const numbers = numbersOf(row?.[0]);
    this.#reserve(to);
    if (numbers.length > 0 && row?.[1] instanceof Uint8Array) this.#take(numbers, folded(row[1]));
    this.#starts.fill(this.#used, (numbers.at(-1) ?? this.top) + 1, to + 2);
    for (const odd of statements.all(oddSql, ...range)) {
      const { identifier, key } = decode(odd, texts, 1);
      this.#odd.set(odd[0] as number, Buffer.from(fold(identifier ?? key)));
    }
    this.top = to;
  }

  #reserve(to: number): void {
    if (to + 2 <= this.#starts.length) return;
    const starts = new Uint32Array(Math.max(to + 2, Math.ceil(this.#starts.length * 1.5)));
    starts.set(this.#starts.subarray(0, this.top + 2));
    this.#starts = starts;
  }

  #take(numbers: Uint32Array, names: Uint8Array): void {
    if (this.#used + names.length > this.#bytes.length) {
      const bytes = new Uint8Array(Math.ceil((this.#used + names.length) * 1.5));
      bytes.set(this.#bytes.subarray(0, this.#used));
      this.#bytes = bytes;
    }
    let from = 0;
    let before = this.top;
    for (let at = 0; at < numbers.length; at += 1) {
      const number = numbers[at] ?? 0;
      this.#starts.fill(this.#used, before + 1, number + 1);
      before = number;
      for (; names[from] !== 0; from += 1) {
        this.#bytes[this.#used] = names[from] ?? 0;
        this.#used += 1;
      }
      from += 1;
    }
  }

  /** The first index from `from` on, and then before it, of a version that begins so; -1 where none does. */
  find(numbers: Uint32Array, beginning: Uint8Array, from: number): number {
    for (let step = 0, at = from; step < numbers.length; step += 1, at += 1) {
      if (at === numbers.length) at = 0;
      if (this.#begins(numbers[at] ?? 0, beginning)) return at;
    }
    return -1;
  }

  #begins(number: number, beginning: Uint8Array): boolean {
    const odd = this.#odd.size > 0 ? this.#odd.get(number) : undefined;
    const bytes = odd ?? this.#bytes;
    const start = odd ? 0 : (this.#starts[number] ?? 0);
    const end = odd ? odd.length : (this.#starts[number + 1] ?? 0);
    if (end - start < beginning.length) return false;
    for (let at = 0; at < beginning.length; at += 1) if (bytes[start + at] !== beginning[at]) return false;
    return true;
  }
}

/** Texts with a NUL after each, folded. */
function folded(bytes: Uint8Array): Uint8Array {
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte > 127) return Buffer.from(fold(Buffer.from(bytes).toString()));
    if (byte >= 65 && byte <= 90) bytes[at] = byte + 32;
  }
  return bytes;
}

interface Known {
  readonly connectionId: number;
  readonly names: Names;
  /** The snapshots that they were read from; while the first one is read, what was written so far. */
  readonly history: string;
}

export class TypedRows {
  readonly #statements: Statements;
  readonly #texts: KnownTexts;
  /** Several queries over one state of the file. */
  readonly #still: <Result>(work: () => Result) => Result;
  /** Of the connection that was typed in last. */
  #known: Known | undefined;
  #isStopped = false;

  constructor(statements: Statements, texts: KnownTexts, still: <Result>(work: () => Result) => Result) {
    this.#statements = statements;
    this.#texts = texts;
    this.#still = still;
  }

  /**
   * The index of the first row from index `from` on, and then of those before it, whose identifier begins with a text, case
   * ignored as filters ignore it; null where none does. Others are answered while names are read.
   */
  async find(listed: Listed, text: string, from: number): Promise<number | null> {
    const { numbers } = listed;
    const begins = fold(text);
    const start = from < numbers.length ? from : 0;
    const near = this.#still(() => this.#findNear(listed, begins, start));
    if (near !== undefined) {
      // The next letter may want them. Nobody waits for it: whoever asks next meets the same fault, and is told.
      if (this.#isSealed(listed)) this.#names(listed).catch(() => undefined);
      return near;
    }
    if (numbers.length <= mostNear) return null;
    const found = (await this.#names(listed)).find(numbers, Buffer.from(begins), start);
    return found < 0 ? null : found;
  }

  /** Ends what is read. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Looks at the next rows alone. */
  #findNear({ connectionId, numbers }: Listed, begins: string, start: number): number | undefined {
    const next = [...numbers.subarray(start, start + mostNear)];
    const wrapped = [...numbers.subarray(0, Math.min(start, mostNear - next.length))];
    const rows = this.#statements.all(
      `SELECT ${versionColumns} FROM json_each(?1) AS j CROSS JOIN session_version AS v ON v.id = ?2 + j.value`,
      ...[JSON.stringify([...next, ...wrapped]), baseOf(connectionId)],
    );
    const found = rows.findIndex((row) => {
      const { identifier, key } = decode(row, this.#texts);
      return fold(identifier ?? key).startsWith(begins);
    });
    return found < 0 ? undefined : found < next.length ? start + found : found - next.length;
  }

  #isSealed({ connectionId }: Listed): boolean {
    return historyOf(this.#statements, connectionId) !== '';
  }

  /** All names up to the list's highest version. */
  async #names({ connectionId, numbers }: Listed): Promise<Names> {
    const top = highest(numbers);
    const { names } = this.#true(connectionId);
    while (names.top < top && !this.#isStopped) {
      this.#still(() => {
        if (names.top < top) names.add(this.#statements, this.#texts, baseOf(connectionId), Math.min(top, names.top + atOnce));
      });
      await turnOfOthers();
    }
    return names;
  }

  /** Those that are there, if the snapshots that they were read from are; their numbers may have come to mean others. */
  #true(connectionId: number): Known {
    const sealed = historyOf(this.#statements, connectionId);
    const history = sealed === '' ? `first ${this.#statements.number('PRAGMA data_version')}` : sealed;
    const known = this.#known;
    if (known?.connectionId === connectionId && history.startsWith(known.history)) return known;
    this.#known = { connectionId, names: new Names(), history };
    return this.#known;
  }
}
