/** CSV from columns of packed values: cells are copied byte by byte, and only those that need it become texts of JavaScript. */
import type { Session } from '../../preload/model.ts';
import type { KnownTexts } from '../store/dictionary.ts';
import { writeExact } from '../store/exact.ts';
import type { Facet } from '../store/record.ts';
import { Bytes, guidLength, putGuid } from './bytes.ts';
import { detailOf, valueOf } from './columns.ts';
import { csvCell, csvRow, type CsvOptions } from './csv-text.ts';
import { DetailsJson, detailReader } from './details.ts';
import type { Packed, Values } from './packed.ts';

const comma = 44;
const carriageReturn = 13;
const lineFeed = 10;
const quote = 34;

/** Bytes that stand in quotes only, and those that a cell may not begin with unless it is a number. */
const quoted = new Uint8Array(256);
for (const unit of [quote, comma, carriageReturn, lineFeed]) quoted[unit] = 1;
const guarded = new Uint8Array(256);
for (const sign of '=+-@\t\r') guarded[sign.charCodeAt(0)] = 1;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();
const facetColumns = ['timeZone', 'sessionType', 'state', 'stateRaw'] as const;
const packedColumns = ['identifier', 'timeOfRecording', 'startTime', 'endTime', 'lapsCount', 'id'] as const;
const isOneOf = <Name extends string>(all: readonly Name[], name: string): name is Name => all.some((known) => known === name);

/** Adds a cell of row `row`, whose values stand next in `packed`. */
type Cell = (packed: Packed, row: number) => void;

export class CsvWriter {
  readonly #columns: readonly string[];
  readonly #options: CsvOptions;
  readonly #texts: KnownTexts;
  readonly #cells: readonly Cell[];
  readonly #out = new Bytes(1 << 16);
  readonly #facetCells = facetColumns.map(() => [] as (Uint8Array | undefined)[]);
  readonly #before: Uint8Array;
  /** Where this row's details begin: several columns may read them. */
  #detailsAt = 0;

  /** `connection`: what the cell before the others holds, where there is one. */
  constructor(columns: readonly string[], options: CsvOptions, texts: KnownTexts, connection?: string) {
    this.#columns = columns;
    this.#options = options;
    this.#texts = texts;
    this.#cells = columns.map((column) => this.#cell(column));
    this.#before = encoder.encode(connection === undefined ? '' : `${csvCell(connection, options)},`);
  }

  /** The rows as bytes; good until the next call. */
  rows(packed: Packed): Uint8Array {
    const out = this.#out;
    out.clear();
    const alone = this.#cells.length === 1 && this.#before.length === 0;
    for (let row = 0; row < packed.rows; row += 1) {
      const start = out.at;
      this.#detailsAt = packed.details.at;
      out.put(this.#before);
      for (const cell of this.#cells) {
        cell(packed, row);
        out.room(2);
        out.bytes[out.at] = comma;
        out.at += 1;
      }
      if (packed.whole.size > 0) this.#whole(packed.whole.get(row), start);
      else if (alone && out.at === start + 1) this.#quoteNothing();
      // In place of the last comma.
      out.bytes[out.at - 1] = carriageReturn;
      out.bytes[out.at] = lineFeed;
      out.at += 1;
    }
    return out.written();
  }

  /** A row that would be empty to a reader. */
  #quoteNothing(): void {
    this.#out.at -= 1;
    this.#out.text('"",');
  }

  /** In place of what the columns say of such a row. */
  #whole(session: Session | undefined, start: number): void {
    const out = this.#out;
    if (session === undefined) {
      if (this.#columns.length === 1 && out.at === start + this.#before.length + 1) this.#quoteNothing();
      return;
    }
    out.at = start + this.#before.length;
    const record = Object.fromEntries(this.#columns.map((column) => [column, valueOf(session, column)]));
    out.text(csvRow(record, this.#columns, this.#options).replace(/\r\n$/, ','));
  }

  #cell(column: string): Cell {
    const detail = detailOf(column);
    if (detail !== undefined) {
      const read = detailReader(this.#texts, detail);
      return (packed, row) => {
        packed.details.at = this.#detailsAt;
        this.#out.text(csvCell(read(packed, row) ?? '', this.#options));
      };
    }
    if (column === 'key') return (packed, row) => this.#key(packed, row);
    if (column === 'details') {
      const json = new DetailsJson(this.#texts, true);
      return (packed, row) => {
        packed.details.at = this.#detailsAt;
        json.put(packed, row, this.#out);
      };
    }
    if (column === 'extra') return (packed) => this.#extra(packed.extra);
    if (isOneOf(packedColumns, column)) return (packed) => this.#copy(packed[column]);
    const place = facetColumns.findIndex((known) => known === column);
    const known = this.#facetCells[place] ?? [];
    const name = facetColumns[place] ?? 'state';
    return (packed, row) => {
      const facet = packed.facets[row] ?? 0;
      this.#out.put((known[facet] ??= this.#facetCell(this.#texts.facet(facet), name)));
    };
  }

  #facetCell(facet: Facet, name: (typeof facetColumns)[number]): Uint8Array {
    const value = facet[name];
    return encoder.encode(csvCell(value === null ? '' : typeof value === 'string' ? value : writeExact(value), this.#options));
  }

  #key({ guids, keys }: Packed, row: number): void {
    if (guids === undefined) {
      this.#copy(keys);
      return;
    }
    const out = this.#out;
    out.room(guidLength);
    putGuid(guids, row * 16, out.bytes, out.at);
    out.at += guidLength;
  }

  /** Copies the next value, as it is where nothing in it needs quotes or a guard. */
  #copy(values: Values): void {
    const { bytes, at: from } = values;
    const to = this.#out;
    let unit = bytes[from] ?? 0;
    let odd = guarded[unit] ?? 0;
    let at = from;
    const start = to.at;
    let place = start;
    to.room(64);
    let target = to.bytes;
    while (unit !== 0) {
      odd |= quoted[unit] ?? 0;
      if (place === target.length) {
        to.at = place;
        to.room(target.length);
        target = to.bytes;
      }
      target[place] = unit;
      place += 1;
      at += 1;
      unit = bytes[at] ?? 0;
    }
    values.at = at + 1;
    to.at = place;
    if (odd === 0) return;
    to.at = start;
    to.text(csvCell(decoder.decode(bytes.subarray(from, at)), this.#options));
  }

  #extra(values: Values): void {
    if (values.bytes[values.at] !== 0) {
      this.#copy(values);
      return;
    }
    values.at += 1;
    this.#out.text('{}');
  }
}
