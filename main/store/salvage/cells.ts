/** The rows on a page of a b-tree, by SQLite's file format; a cell that cannot be read is left out. */
import type { Value } from '../rows.ts';
import type { Pages } from './pages.ts';

export const kinds = { indexInterior: 2, tableInterior: 5, indexLeaf: 10, tableLeaf: 13 } as const;

export interface Cell {
  /** 0 where the page is an index's, as those of tables without row ids are. */
  readonly rowid: number;
  /** Values as they are stored; none on inner pages of tables. */
  readonly values: readonly Value[];
}

export interface TreePage {
  readonly kind: number;
  readonly children: readonly number[];
  readonly cells: readonly Cell[];
}

/** More than any row of ours has. */
const longestPayload = 256 * 1024 * 1024;
const headerAt = (page: number): number => (page === 1 ? 100 : 0);

export function kindOf(pages: Pages, page: number): number {
  return pages.read(page)[headerAt(page)] ?? 0;
}

/** Undefined where it is no page of a b-tree. */
export function readTreePage(pages: Pages, page: number): TreePage | undefined {
  // Overflow pages are read into the same buffer.
  const bytes = Buffer.from(pages.read(page));
  const start = headerAt(page);
  const kind = bytes[start] ?? 0;
  const isInterior = kind === kinds.indexInterior || kind === kinds.tableInterior;
  if (!isInterior && kind !== kinds.indexLeaf && kind !== kinds.tableLeaf) return undefined;
  const pointers = start + (isInterior ? 12 : 8);
  const count = Math.min(bytes.readUInt16BE(start + 3), Math.floor((bytes.length - pointers) / 2));
  const children: number[] = [];
  const cells: Cell[] = [];
  for (let at = 0; at < count; at += 1) {
    try {
      let offset = bytes.readUInt16BE(pointers + at * 2);
      if (isInterior) {
        children.push(bytes.readUInt32BE(offset));
        offset += 4;
      }
      if (kind !== kinds.tableInterior) cells.push(readCell(pages, bytes, offset, kind === kinds.tableLeaf));
    } catch {
      // A cell that points out of its page, or a chain of pages that does not end: one row less.
    }
  }
  if (isInterior) children.push(bytes.readUInt32BE(start + 8));
  return { kind, children, cells };
}

class Unreadable extends Error {}

/** A number of SQLite's variable length, and the offset behind it. */
function varint(bytes: Buffer, at: number): readonly [value: number, next: number] {
  let value = 0;
  for (let length = 0; length < 8; length += 1) {
    const byte = bytes[at + length];
    if (byte === undefined) throw new Unreadable();
    value = value * 128 + (byte & 127);
    if (byte < 128) return [value, at + length + 1];
  }
  // The ninth byte counts whole: negative numbers, which row ids of ours never are.
  throw new Unreadable();
}

function readCell(pages: Pages, bytes: Buffer, offset: number, isTable: boolean): Cell {
  const usable = bytes.length;
  const [length, behind] = varint(bytes, offset);
  if (length > longestPayload) throw new Unreadable();
  const [rowid, from] = isTable ? varint(bytes, behind) : [0, behind];
  const most = isTable ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((length - least) % (usable - 4));
  const local = length <= most ? length : fitting <= most ? fitting : least;
  if (from + local > usable) throw new Unreadable();
  const parts = [bytes.subarray(from, from + local)];
  let left = length - local;
  let next = left > 0 ? bytes.readUInt32BE(from + local) : 0;
  while (left > 0) {
    if (next === 0 || next > pages.count) throw new Unreadable();
    const page = pages.read(next);
    const part = Buffer.from(page.subarray(4, Math.min(usable, 4 + left)));
    parts.push(part);
    left -= part.length;
    next = page.readUInt32BE(0);
  }
  return { rowid, values: readRecord(parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts)) };
}

const integerBytes = [0, 1, 2, 3, 4, 6, 8];

function readRecord(record: Buffer): readonly Value[] {
  const [headerLength, first] = varint(record, 0);
  const values: Value[] = [];
  let body = headerLength;
  for (let at = first; at < headerLength;) {
    const [type, next] = varint(record, at);
    at = next;
    const length = type >= 12 ? (type - (type % 2 === 0 ? 12 : 13)) / 2 : type === 7 ? 8 : (integerBytes[type] ?? 0);
    if (body + length > record.length) throw new Unreadable();
    const bytes = record.subarray(body, body + length);
    body += length;
    if (type === 0) values.push(null);
    else if (type === 7) values.push(bytes.readDoubleBE(0));
    else if (type === 8 || type === 9) values.push(type - 8);
    else if (type === 6) values.push(fromLong(bytes.readBigInt64BE(0)));
    else if (type < 6) values.push(bytes.readIntBE(0, length));
    else if (type < 12) throw new Unreadable();
    else if (type % 2 === 0) values.push(new Uint8Array(bytes));
    else values.push(bytes.toString('utf8'));
  }
  return values;
}

const fromLong = (value: bigint): number | bigint => (Number.isSafeInteger(Number(value)) ? Number(value) : value);
