/** Packed values in Parquet's plain encoding, a column at a time. */
import type { SchemaElement } from 'hyparquet-writer';
import type { Exact, Session } from '../../preload/model.ts';
import type { KnownTexts } from '../store/dictionary.ts';
import { writeExact } from '../store/exact.ts';
import { held, heldAt, shapeFields } from '../store/shape.ts';
import { Bytes, guidLength, putGuid } from './bytes.ts';
import { detailOf, valueOf } from './columns.ts';
import { DetailsJson, detailReader } from './details.ts';
import { TimeReader } from './instants.ts';
import type { Packed, Values } from './packed.ts';
import type { Encoded } from './parquet-pages.ts';

type Encoder = (packed: Packed) => Encoded;
export interface ParquetColumn {
  readonly element: SchemaElement;
  readonly encode: Encoder;
}

const textElement = (name: string, required = false): SchemaElement => ({
  name,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  logical_type: { type: 'STRING' },
  repetition_type: required ? 'REQUIRED' : 'OPTIONAL',
});
const integerElement = (name: string): SchemaElement => ({ name, type: 'INT64', repetition_type: 'OPTIONAL' });
const timestampElement = (name: string, isAdjustedToUTC: boolean): SchemaElement => ({
  name,
  type: 'INT64',
  logical_type: { type: 'TIMESTAMP', isAdjustedToUTC, unit: 'NANOS' },
  repetition_type: 'OPTIONAL',
});

const facetFields = ['timeZone', 'sessionType', 'state', 'stateRaw'] as const;
const timeFields = ['timeOfRecording', 'startTime', 'endTime'] as const;
const integerFields = ['lapsCount', 'id'] as const;
const isOneOf = <Name extends string>(all: readonly Name[], name: string): name is Name => all.some((known) => known === name);

/** Values of one column while they are encoded, in memory that is used again for the next row group. */
class Column {
  readonly out = new Bytes(1 << 16);
  #levels = new Uint8Array(0);
  nulls = 0;
  readonly element: SchemaElement;

  constructor(element: SchemaElement) {
    this.element = element;
  }

  begin(rows: number): void {
    this.out.clear();
    this.#levels = new Uint8Array(rows).fill(1);
    this.nulls = 0;
  }

  none(row: number): void {
    this.#levels[row] = 0;
    this.nulls += 1;
  }

  /** A text with its length before it. */
  text(text: string): void {
    const start = this.startText();
    this.out.text(text);
    this.endText(start);
  }

  startText(): number {
    this.out.room(4);
    this.out.at += 4;
    return this.out.at;
  }

  endText(start: number): void {
    const { bytes, at } = this.out;
    const length = at - start;
    bytes[start - 4] = length;
    bytes[start - 3] = length >>> 8;
    bytes[start - 2] = length >>> 16;
    bytes[start - 1] = length >>> 24;
  }

  /** A whole number within ±2^53. */
  integer(value: number): void {
    const high = Math.floor(value / 2 ** 32);
    this.#words(value - high * 2 ** 32, high);
  }

  long(value: bigint): void {
    this.#words(Number(BigInt.asUintN(32, value)), Number(value >> 32n));
  }

  /** Nanoseconds, beyond what a number holds: by halves of 16 bits. */
  time(seconds: number, nanoseconds: number): void {
    const high = Math.floor(seconds / 65_536);
    const upper = high * 1e9;
    const lower = (seconds - high * 65_536) * 1e9 + nanoseconds;
    const top = Math.floor(upper / 65_536);
    const sum = lower + (upper - top * 65_536) * 65_536;
    const carry = Math.floor(sum / 2 ** 32);
    this.#words(sum - carry * 2 ** 32, top + carry);
  }

  #words(low: number, high: number): void {
    this.out.room(8);
    const { bytes, at } = this.out;
    for (let byte = 0; byte < 4; byte += 1) {
      bytes[at + byte] = low >>> (byte * 8);
      bytes[at + 4 + byte] = high >>> (byte * 8);
    }
    this.out.at += 8;
  }

  encoded(different?: Encoded['different']): Encoded {
    const { element, nulls } = this;
    return { element, levels: this.#levels, nulls, plain: this.out.written(), ...(different !== undefined && { different }) };
  }
}

/** Copies the next value as a text with its length. */
function copy(values: Values, column: Column): void {
  const { bytes, at: from } = values;
  const end = values.end();
  values.at = end + 1;
  const start = column.startText();
  column.out.room(end - from);
  const { bytes: target } = column.out;
  for (let at = from; at < end; at += 1) target[start + at - from] = bytes[at] ?? 0;
  column.out.at = start + end - from;
  column.endText(start);
}

/** Texts of SQL for whole numbers. */
function wholeNumber(values: Values): number {
  const negative = values.bytes[values.at] === 45;
  if (negative) values.at += 1;
  const value = values.whole();
  return negative ? -value : value;
}

const leastLong = -(2n ** 63n);
const greatestLong = 2n ** 63n - 1n;
const asText = (value: Exact | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
function asLong(value: Exact | undefined): bigint | undefined {
  const long = typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
  return typeof long === 'bigint' && long >= leastLong && long <= greatestLong ? long : undefined;
}

/** What of a session the columns cannot hold, as JSON; undefined where they hold all of it. */
function exactOf(session: Session): string | undefined {
  const odd: Record<string, Exact> = {};
  for (const field of shapeFields) {
    const value: Exact | undefined = session[field];
    if (value === undefined || value === null) continue;
    const fits = isOneOf(integerFields, field) ? asLong(value) !== undefined : field === 'stateRaw' || typeof value === 'string';
    if (!fits) odd[field] = value;
  }
  return Object.keys(odd).length === 0 ? undefined : writeExact(odd);
}

export class ParquetColumns {
  readonly #texts: KnownTexts;
  readonly #reader = new TimeReader();
  /** Bit by field of `shapeFields`: whether rows of a facet have a value in its column. */
  readonly #held: (number | undefined)[] = [];

  constructor(texts: KnownTexts) {
    this.#texts = texts;
  }

  /** Columns of the file for one of the export: a time has further ones, as timestamps. */
  of(column: string): readonly ParquetColumn[] {
    const detail = detailOf(column);
    if (detail !== undefined) return [this.#rowByRow(textElement(column), this.#detail(column, detail))];
    if (column === 'key') return [this.#key()];
    if (column === 'details') return [this.#details()];
    if (column === 'extra') return [this.#rowByRow(textElement(column), extra)];
    if (isOneOf(facetFields, column)) return [this.#facetColumn(column)];
    if (isOneOf(integerFields, column)) return [this.#integers(column)];
    if (isOneOf(timeFields, column)) return this.#timeColumns(column);
    return [this.#rowByRow(textElement(column), this.#text('identifier'))];
  }

  /** The same text in all rows. */
  constant(name: string, text: () => string): ParquetColumn {
    const column = new Column(textElement(name, true));
    const encode: Encoder = ({ rows }) => {
      column.begin(rows);
      column.text(text());
      return column.encoded({ count: 1, indexes: new Uint32Array(rows) });
    };
    return { element: column.element, encode };
  }

  /** A JSON object with what the columns cannot hold. */
  exact(): ParquetColumn {
    const add = (packed: Packed, row: number, column: Column): boolean => {
      const session = packed.whole.get(row);
      const text = session && exactOf(session);
      if (text !== undefined) column.text(text);
      return text !== undefined;
    };
    return this.#rowByRow(textElement('exact'), add);
  }

  /** `add` adds a row's value, or nothing and answers false. */
  #rowByRow(element: SchemaElement, add: (packed: Packed, row: number, column: Column) => boolean): ParquetColumn {
    const column = new Column(element);
    const encode: Encoder = (packed) => {
      column.begin(packed.rows);
      for (let row = 0; row < packed.rows; row += 1) if (!add(packed, row, column)) column.none(row);
      return column.encoded();
    };
    return { element, encode };
  }

  #holds(facet: number, field: (typeof shapeFields)[number]): boolean {
    let bits = this.#held[facet];
    if (bits === undefined) {
      const { shape } = this.#texts.facet(facet);
      bits = shapeFields.reduce((sum, _, at) => sum | (heldAt(shape, at) === held.plain ? 1 << at : 0), 0);
      this.#held[facet] = bits;
    }
    return (bits & (1 << shapeFields.indexOf(field))) !== 0;
  }

  #text(field: 'identifier' | (typeof timeFields)[number]): (packed: Packed, row: number, column: Column) => boolean {
    return (packed, row, column) => {
      const values = packed[field];
      const session = packed.whole.size > 0 ? packed.whole.get(row) : undefined;
      if (session === undefined && this.#holds(packed.facets[row] ?? 0, field)) {
        copy(values, column);
        return true;
      }
      values.skip();
      const text = asText(session?.[field]);
      if (text !== undefined) column.text(text);
      return text !== undefined;
    };
  }

  #key(): ParquetColumn {
    const { element, encode } = this.#rowByRow(textElement('key', true), (packed, row, column) => {
      const { guids, keys, whole } = packed;
      if (guids !== undefined) {
        const start = column.startText();
        column.out.room(guidLength);
        putGuid(guids, row * 16, column.out.bytes, start);
        column.out.at = start + guidLength;
        column.endText(start);
        return true;
      }
      const session = whole.get(row);
      if (session === undefined) copy(keys, column);
      else {
        keys.skip();
        column.text(session.key);
      }
      return true;
    });
    return { element, encode: (packed) => ({ ...encode(packed), random: packed.guids !== undefined }) };
  }

  #integers(field: (typeof integerFields)[number]): ParquetColumn {
    return this.#rowByRow(integerElement(field), (packed, row, column) => {
      const values = packed[field];
      const session = packed.whole.size > 0 ? packed.whole.get(row) : undefined;
      if (session === undefined && this.#holds(packed.facets[row] ?? 0, field)) {
        column.integer(wholeNumber(values));
        return true;
      }
      values.skip();
      const long = asLong(session?.[field]);
      if (long !== undefined) column.long(long);
      return long !== undefined;
    });
  }

  #facetColumn(field: (typeof facetFields)[number]): ParquetColumn {
    const column = new Column(textElement(field));
    const encode: Encoder = ({ rows, facets, whole }) => {
      column.begin(rows);
      const indexes = new Uint32Array(rows);
      const different = new Map<string, number>();
      const known: (number | undefined)[] = [];
      let count = 0;
      const indexOf = (value: Exact | undefined): number => {
        if (value === undefined || value === null) return -1;
        const text = typeof value === 'string' ? value : writeExact(value);
        let index = different.get(text);
        if (index === undefined) {
          index = different.size;
          different.set(text, index);
          column.text(text);
        }
        return index;
      };
      for (let row = 0; row < rows; row += 1) {
        const facet = facets[row] ?? 0;
        const session = whole.size > 0 ? whole.get(row) : undefined;
        const index =
          session === undefined ? (known[facet] ??= indexOf(this.#texts.facet(facet)[field])) : indexOf(this.#odd(session, field));
        if (index < 0) column.none(row);
        else {
          indexes[count] = index;
          count += 1;
        }
      }
      return column.encoded({ count: different.size, indexes: indexes.subarray(0, count) });
    };
    return { element: column.element, encode };
  }

  /** Of a field of texts only texts; a state is told as its JSON, whatever it is. */
  #odd(session: Session, field: (typeof facetFields)[number]): Exact | undefined {
    return field === 'stateRaw' ? session.stateRaw : asText(session[field]);
  }

  #details(): ParquetColumn {
    const json = new DetailsJson(this.#texts, false);
    return this.#rowByRow(textElement('details'), (packed, row, column) => {
      const start = column.startText();
      const session = packed.whole.size > 0 ? packed.whole.get(row) : undefined;
      const has = json.put(packed, row, column.out);
      if (session !== undefined) column.out.at = start;
      if (session?.details !== undefined) column.out.text(writeExact(session.details.map(({ name, value }) => ({ name, value }))));
      if (session === undefined ? has : session.details !== undefined) {
        column.endText(start);
        return true;
      }
      column.out.at = start - 4;
      return false;
    });
  }

  #detail(title: string, name: string): (packed: Packed, row: number, column: Column) => boolean {
    const read = detailReader(this.#texts, name);
    return (packed, row, column) => {
      const listed = read(packed, row);
      const session = packed.whole.get(row);
      const text = session === undefined ? listed : asText(valueOf(session, title));
      if (text !== undefined) column.text(text);
      return text !== undefined;
    };
  }

  #timeColumns(field: (typeof timeFields)[number]): readonly ParquetColumn[] {
    const text = this.#rowByRow(textElement(field), this.#text(field));
    const local = new Column(timestampElement(`${field}Local`, false));
    const instants = new Column(timestampElement(`${field}Utc`, true));
    // Both are made of the texts that were copied just before: each text is read once.
    const encode: Encoder = (packed) => {
      this.#times(packed, field, local, instants);
      return local.encoded();
    };
    return [text, { element: local.element, encode }, { element: instants.element, encode: () => instants.encoded() }];
  }

  #times(packed: Packed, field: (typeof timeFields)[number], local: Column, instants: Column): void {
    const reader = this.#reader;
    const values = packed[field];
    values.at = 0;
    local.begin(packed.rows);
    instants.begin(packed.rows);
    for (let row = 0; row < packed.rows; row += 1) {
      const { at } = values;
      const end = values.end();
      values.at = end + 1;
      const session = packed.whole.size > 0 ? packed.whole.get(row) : undefined;
      const zone = session === undefined ? this.#texts.facet(packed.facets[row] ?? 0).timeZone : asText(session.timeZone);
      const isTime =
        session === undefined ? reader.read(values.bytes, at, end, zone ?? null) : reader.text(asText(session[field]) ?? '', zone ?? null);
      if (isTime) local.time(reader.seconds, reader.nanoseconds);
      else local.none(row);
      if (isTime && reader.ahead !== undefined) instants.time(reader.seconds - reader.ahead, reader.nanoseconds);
      else instants.none(row);
    }
  }
}

/** Nothing where a session has no fields that this version does not know. */
function extra(packed: Packed, row: number, column: Column): boolean {
  const session = packed.whole.size > 0 ? packed.whole.get(row) : undefined;
  if (session === undefined && packed.extra.bytes[packed.extra.at] !== 0) {
    copy(packed.extra, column);
    return true;
  }
  packed.extra.skip();
  if (session === undefined || Object.keys(session.extra).length === 0) return false;
  column.text(writeExact(session.extra));
  return true;
}
