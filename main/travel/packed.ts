/**
 * Rows of a list by columns: thousands of values of a column come from SQLite as one piece of memory, NUL after each (no
 * text that has its own column holds one), since a JavaScript value per cell is what makes an export slow.
 */
import type { OwnMark } from '../../preload/history.ts';
import type { Session } from '../../preload/model.ts';
import type { KnownTexts } from '../store/dictionary.ts';
import { withContent } from '../store/filter/evaluate.ts';
import { markColumns, toMark } from '../store/marks.ts';
import { keySql } from '../store/order.ts';
import { decode, versionColumns } from '../store/record.ts';
import { baseOf, type Row, type Statements, type Value } from '../store/rows.ts';

/** Which rows of a connection, in their order. */
export interface Selection {
  readonly connectionId: number;
  readonly numbers: Uint32Array;
}

/** Columns that are read as texts; a NULL is an empty text, and the facet tells one from the other. */
const packable = {
  key: '',
  identifier: 'v.identifier',
  timeOfRecording: 'v.time_of_recording',
  startTime: 'v.start_time',
  endTime: 'v.end_time',
  lapsCount: 'v.laps_count',
  id: 'v.server_id',
  names: '',
  details: '',
  extra: 'v.extra',
} as const;
type Packable = keyof typeof packable;

/** Values one after another, each ended by NUL; read from the front. */
export class Values {
  readonly bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** End of the value at `at`. */
  end(): number {
    const { bytes } = this;
    let end = this.at;
    while (bytes[end] !== 0) end += 1;
    return end;
  }

  skip(): void {
    this.at = this.end() + 1;
  }

  /** The next value, a whole number that is not negative; 0 where there is none. */
  whole(): number {
    const { bytes } = this;
    let value = 0;
    let unit: number;
    while ((unit = bytes[this.at] ?? 0) !== 0) {
      value = value * 10 + unit - 48;
      this.at += 1;
    }
    this.at += 1;
    return value;
  }
}

export interface Packed {
  readonly rows: number;
  /** 16 bytes each where all keys of these rows are GUIDs, else texts in `keys`. */
  readonly guids: Uint8Array | undefined;
  readonly keys: Values;
  readonly identifier: Values;
  readonly timeOfRecording: Values;
  readonly startTime: Values;
  readonly endTime: Values;
  readonly lapsCount: Values;
  readonly id: Values;
  /** Row of the names of `details`; 0: there are none. */
  readonly names: Uint32Array;
  readonly details: Values;
  readonly extra: Values;
  readonly facets: Uint32Array;
  /** By place: rows with a value that no column holds. What the columns say of them is not to be read. */
  readonly whole: ReadonlyMap<number, Session>;
}

/** A session as JSON formats tell it. */
export interface Marked {
  readonly session: Session;
  readonly own?: OwnMark;
}

const joined = (sql: string): string => `CAST(group_concat(coalesce(${sql}, ''), x'00') || x'00' AS BLOB)`;

/** Details of the listing where it has any, else those that were read apart from it. */
const ownDetails = "(v.details IS NOT NULL AND (c.details IS NULL OR v.details <> '[]'))";
const withApart = {
  names: `CASE WHEN ${ownDetails} OR v.odd IS NOT NULL THEN v.names_id ELSE c.names_id END`,
  details: `CASE WHEN ${ownDetails} OR v.odd IS NOT NULL THEN v.details ELSE c.details END`,
};
const withoutApart = { names: 'v.names_id', details: 'v.details' };

const contentJoin = 'LEFT JOIN session_content AS c ON c.connection_id = ? AND c.session_id = v.session_id';
/** A key behind U+0001 is written in a way of the store's own; a number with a fraction loses digits as a text of SQL's. */
const isWhole = "v.odd IS NOT NULL OR typeof(v.laps_count) = 'real' OR typeof(v.server_id) = 'real' OR substr(v.key, 1, 1) = char(1)";
const names = Object.keys(packable) as Packable[];
const none = new Values(new Uint8Array(0));

export class PackedReader {
  readonly #statements: Statements;
  readonly #texts: KnownTexts;
  readonly #selection: Selection;
  readonly #base: number;
  /** Whether anything was read of these sessions apart from the listing. */
  readonly #apart: boolean;
  readonly #wanted: ReadonlySet<string>;

  /** `wanted`: JSON names of the columns that are to be read; what is not is empty. */
  constructor(statements: Statements, texts: KnownTexts, selection: Selection, wanted: ReadonlySet<string>) {
    this.#statements = statements;
    this.#texts = texts;
    this.#selection = selection;
    this.#base = baseOf(selection.connectionId);
    this.#apart =
      wanted.has('details') &&
      statements.number('SELECT EXISTS (SELECT 1 FROM session_content WHERE connection_id = ?)', selection.connectionId) === 1;
    this.#wanted = wanted;
  }

  /** The rows from `from` until `to`. */
  read(from: number, to: number): Packed {
    const numbers = this.#selection.numbers.subarray(from, to);
    const apart = this.#apart ? withApart : withoutApart;
    const cells = names.map((name) => {
      const column = name === 'names' || name === 'details' ? apart[name] : packable[name];
      const unwanted = column === '' || !this.#wanted.has(name === 'names' ? 'details' : name);
      return unwanted ? "''" : joined(column);
    });
    const [first, ...rest] = this.#rows(
      `total(v.odd IS NOT NULL OR ${isWhole}), total(typeof(v.key) = 'text'), CAST(group_concat(v.key, '') AS BLOB),
       CAST(group_concat(v.facet_id, x'00') || x'00' AS BLOB), ${cells.join(', ')}`,
      numbers,
      this.#apart,
    );
    if (first === undefined || rest.length > 0) throw new RangeError('one row was to come');
    const [odd, textKeys, guids, facets, ...columns] = first;
    const values = Object.fromEntries(
      names.map((name, at) => [name, columns[at] instanceof Uint8Array ? new Values(columns[at]) : none]),
    ) as Record<Packable, Values>;
    return {
      ...values,
      rows: numbers.length,
      guids: textKeys === 0 ? (guids as Uint8Array) : undefined,
      keys: textKeys === 0 || !this.#wanted.has('key') ? none : this.#keys(numbers),
      facets: wholes(new Values(facets as Uint8Array), numbers.length),
      names: values.names === none ? new Uint32Array(numbers.length) : wholes(values.names, numbers.length),
      whole: odd === 0 ? new Map<number, Session>() : this.#whole(numbers),
    };
  }

  /** The same rows, each a session with its own mark, where it has one. */
  sessions(from: number, to: number): readonly Marked[] {
    const numbers = this.#selection.numbers.subarray(from, to);
    const own = `(SELECT json_array(${markColumns}) FROM mark AS m WHERE m.connection_id = ${this.#selection.connectionId} AND m.key = v.key)`;
    return this.#rows(`${versionColumns}, ${own}, c.names_id, c.details`, numbers, true).map((row) => {
      const marks = row.at(-3);
      const mark = typeof marks === 'string' ? toMark(JSON.parse(marks) as Value[]) : undefined;
      return { session: this.#session(row), ...(mark && { own: mark }) };
    });
  }

  #session(row: Row): Session {
    return withContent(decode(row, this.#texts), row.at(-2), row.at(-1), this.#texts);
  }

  #keys(numbers: Uint32Array): Values {
    return new Values(this.#rows(joined(keySql), numbers, false)[0]?.[0] as Uint8Array);
  }

  #whole(numbers: Uint32Array): ReadonlyMap<number, Session> {
    const found = new Map<number, Session>();
    const rows = this.#rows(`v.id - ${this.#base}, ${versionColumns}, c.names_id, c.details`, numbers, true, isWhole);
    if (rows.length === 0) return found;
    const places = new Map(Array.from(numbers, (number, place) => [number, place]));
    for (const [number, ...row] of rows) found.set(places.get(number as number) ?? -1, this.#session(row));
    return found;
  }

  /** Numbers one after another are a range of the file, any others are looked up one by one in their order. */
  #rows(cells: string, numbers: Uint32Array, apart: boolean, condition = '1'): readonly Row[] {
    const content = apart ? contentJoin : '';
    const connection: Value[] = apart ? [this.#selection.connectionId] : [];
    const first = numbers[0] ?? 0;
    return isRun(numbers)
      ? this.#statements.all(
          `SELECT ${cells} FROM session_version AS v ${content} WHERE v.id BETWEEN ? AND ? AND (${condition})`,
          ...connection,
          this.#base + first,
          this.#base + first + numbers.length - 1,
        )
      : this.#statements.all(
          `SELECT ${cells} FROM json_each(?) AS j CROSS JOIN session_version AS v ON v.id = ? + j.value ${content} WHERE (${condition})`,
          `[${numbers.join()}]`,
          this.#base,
          ...connection,
        );
  }
}

function isRun(numbers: Uint32Array): boolean {
  const first = numbers[0] ?? 0;
  for (let at = 1; at < numbers.length; at += 1) if (numbers[at] !== first + at) return false;
  return true;
}

function wholes(values: Values, count: number): Uint32Array {
  const numbers = new Uint32Array(count);
  for (let at = 0; at < count; at += 1) numbers[at] = values.whole();
  return numbers;
}
