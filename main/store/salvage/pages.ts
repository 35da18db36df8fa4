/**
 * The pages of a store's file, whatever state it is in: read past SQLite, which gives up at the first thing that is wrong.
 * Pages that a write-ahead log holds and committed stand for those of the file. Nothing is written.
 */
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';

export interface Pages {
  readonly pageSize: number;
  readonly count: number;
  /** A page's bytes, counted from 1; what the file lacks is zero. The buffer is only good until the next call. */
  read(page: number): Buffer;
  /** Pages that are free, as far as the list of them can be read. */
  readonly free: ReadonlySet<number>;
  close(): void;
}

const magic = 'SQLite format 3\0';
const headerBytes = 100;
/** What a store is made with; a header that says nothing else of use is passed over. */
const usualPageSize = 16_384;
const logHeaderBytes = 32;
const frameHeaderBytes = 24;
const logMagic = 0x377f0682;

const isPageSize = (size: number): boolean => size >= 512 && size <= 65_536 && (size & (size - 1)) === 0;

/** Whether what stands at `offset` begins as a page of a tree does. */
function looksLikeTree(file: number, offset: number, pageSize: number): boolean {
  const start = Buffer.alloc(8);
  if (readSync(file, start, 0, 8, offset) < 8) return false;
  const [kind = 0] = start;
  const cells = start.readUInt16BE(3);
  if (kind !== 2 && kind !== 5 && kind !== 10 && kind !== 13) return false;
  return cells > 0 ? cells < pageSize / 4 : start.readUInt16BE(5) === pageSize % 65_536;
}

function pageSizeOf(file: number, size: number): number {
  const header = Buffer.alloc(headerBytes);
  readSync(file, header, 0, headerBytes, 0);
  const told = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  const share = (pageSize: number): number => {
    let count = 0;
    let looked = 0;
    for (let offset = pageSize; offset < Math.min(size, pageSize * 64); offset += pageSize) {
      looked += 1;
      if (looksLikeTree(file, offset, pageSize)) count += 1;
    }
    return looked === 0 ? 0 : count / looked;
  };
  if (isPageSize(told) && (header.toString('latin1', 0, 16) === magic || share(told) > 0.5)) return told;
  // Pages of twice the size would begin like trees as well: the smallest that fits is meant.
  const sizes = [1_024, 2_048, 4_096, 8_192, usualPageSize, 32_768, 65_536];
  const most = Math.max(...sizes.map(share));
  return most === 0 ? usualPageSize : (sizes.find((pageSize) => share(pageSize) >= most * 0.75) ?? usualPageSize);
}

/** The sums of a log's bytes, eight at a time, going on from those before. */
function addLogSum(sum: [number, number], bytes: Buffer, bigEndian: boolean): void {
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    sum[0] = (sum[0] + (bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + sum[1]) >>> 0;
    sum[1] = (sum[1] + (bigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + sum[0]) >>> 0;
  }
}

/** Where the log holds pages that were committed, up to the first frame that is torn. */
function committedPages(
  log: number,
  pageSize: number,
): { readonly places: ReadonlyMap<number, number>; readonly count: number | undefined } {
  const none = { places: new Map<number, number>(), count: undefined };
  const header = Buffer.alloc(logHeaderBytes);
  if (readSync(log, header, 0, logHeaderBytes, 0) < logHeaderBytes) return none;
  const magic = header.readUInt32BE(0);
  if (magic >>> 1 !== logMagic >>> 1 || header.readUInt32BE(8) !== pageSize) return none;
  const bigEndian = (magic & 1) === 1;
  const sum: [number, number] = [0, 0];
  addLogSum(sum, header.subarray(0, 24), bigEndian);
  if (sum[0] !== header.readUInt32BE(24) || sum[1] !== header.readUInt32BE(28)) return none;
  const frame = Buffer.alloc(frameHeaderBytes + pageSize);
  const places = new Map<number, number>();
  const pending = new Map<number, number>();
  let count: number | undefined;
  for (let offset = logHeaderBytes; readSync(log, frame, 0, frame.length, offset) === frame.length; offset += frame.length) {
    if (Buffer.compare(frame.subarray(8, 16), header.subarray(16, 24)) !== 0) break;
    addLogSum(sum, frame.subarray(0, 8), bigEndian);
    addLogSum(sum, frame.subarray(frameHeaderBytes), bigEndian);
    if (sum[0] !== frame.readUInt32BE(16) || sum[1] !== frame.readUInt32BE(20)) break;
    pending.set(frame.readUInt32BE(0), offset + frameHeaderBytes);
    const size = frame.readUInt32BE(4);
    if (size === 0) continue;
    for (const [page, place] of pending) places.set(page, place);
    pending.clear();
    count = size;
  }
  return { places, count };
}

/** Opens a file and the log beside it. */
export function openPages(path: string): Pages {
  const file = openSync(path, 'r');
  const log = existsSync(`${path}-wal`) ? openSync(`${path}-wal`, 'r') : undefined;
  const { size } = fstatSync(file);
  const pageSize = pageSizeOf(file, size);
  const committed = log === undefined ? { places: new Map<number, number>(), count: undefined } : committedPages(log, pageSize);
  const count = Math.max(committed.count ?? 0, Math.ceil(size / pageSize));
  const buffer = Buffer.alloc(pageSize);
  const read = (page: number): Buffer => {
    buffer.fill(0);
    const place = committed.places.get(page);
    if (place !== undefined && log !== undefined) readSync(log, buffer, 0, pageSize, place);
    else readSync(file, buffer, 0, pageSize, (page - 1) * pageSize);
    return buffer;
  };
  return {
    pageSize,
    count,
    read,
    free: freePages(read, count),
    close: () => {
      closeSync(file);
      if (log !== undefined) closeSync(log);
    },
  };
}

function freePages(read: (page: number) => Buffer, count: number): ReadonlySet<number> {
  const free = new Set<number>();
  let trunk = read(1).readUInt32BE(32);
  while (trunk > 0 && trunk <= count && !free.has(trunk)) {
    free.add(trunk);
    const page = read(trunk);
    const leaves = Math.min(page.readUInt32BE(4), page.length / 4 - 2);
    for (let at = 0; at < leaves; at += 1) free.add(page.readUInt32BE(8 + at * 4));
    trunk = page.readUInt32BE(0);
  }
  return free;
}
