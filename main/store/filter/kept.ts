/**
 * Concordances as files beside the store, so that one that took seconds to make is there at once when its list is opened the
 * next time. They are worth nothing by themselves: one that is missing, damaged or of another state of the store is made anew,
 * and one that cannot be written is done without.
 *
 * A file: eight bytes that name its form, a checksum of all that follows, the length of its head, both as 32 bits, the head as
 * JSON, then the numbers of its arrays as they lie in memory.
 */
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { endianness } from 'node:os';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { baseOf, numberMask, type Statements } from '../rows.ts';
import { wordsFolder } from '../start-thread.ts';
import type { ConcordanceParts } from './concordance.ts';
import { fewVersions, historyOf, type MadeConcordance } from './concordances.ts';

/** Counted up when what an array of a concordance says changes; `kept.spec` tells when. */
const form = `words1${endianness()}`;
const formBytes = 8;
const headAt = formBytes + 8;

/** Files of more bytes together are too many: those not used for longest go. */
const mostBytes = 200_000_000;
/** About what a version takes. */
const versionBytes = 80;
/** Room that stays free is so many times what a file takes: snapshots need it more. */
const roomLeft = 8;
/** Versions by which a file is told to be of this store. */
const samples = 64;

interface Head {
  readonly history: string;
  readonly sample: string;
  readonly parts: ConcordanceParts;
}

type Numbers = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
const kinds = { Uint8Array, Uint16Array, Uint32Array } as const;

/** An array of numbers as the head names it. */
interface Place {
  readonly numbers: keyof typeof kinds;
  readonly length: number;
}

const isNumbers = (value: unknown): value is Numbers => ArrayBuffer.isView(value);
const isPlace = (value: unknown): value is Place => typeof value === 'object' && value !== null && 'numbers' in value && 'length' in value;
const bytesOf = ({ buffer, byteOffset, byteLength }: Numbers): Uint8Array<ArrayBuffer> => new Uint8Array(buffer, byteOffset, byteLength);

/** A connection's, and one that is being written or was left so. */
const namePattern = /^(\d+)\.words(\.part)?$/;

export class KeptConcordances {
  readonly #folder: string;

  /** `store`: the store's file. */
  constructor(store: string) {
    this.#folder = join(dirname(store), wordsFolder);
  }

  #file(connectionId: number): string {
    return join(this.#folder, `${connectionId}.words`);
  }

  /** Whether there is a file of a connection's, whatever it says. */
  has(connectionId: number): boolean {
    return statSync(this.#file(connectionId), { throwIfNoEntry: false }) !== undefined;
  }

  /** What was kept of a connection, where it is whole and true of the store as it is. */
  read(statements: Statements, connectionId: number): MadeConcordance | undefined {
    const file = this.#file(connectionId);
    try {
      const { history, sample, parts } = readWhole(file, (head) => isTrue(statements, connectionId, head));
      if (sampleOf(statements, connectionId, parts.top) !== sample) return undefined;
      const now = new Date();
      utimesSync(file, now, now);
      return { history, parts };
    } catch {
      return undefined;
    }
  }

  /** Keeps one, if there is room for it. */
  write(statements: Statements, connectionId: number, { history, parts }: MadeConcordance): void {
    const file = this.#file(connectionId);
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      writeWhole(file, { history, sample: sampleOf(statements, connectionId, parts.top), parts });
      // What was forgotten meanwhile is nowhere any more.
      this.dropStale(statements);
      this.#dropOldest();
    } catch {
      remove(`${file}.part`);
    }
  }

  /** Up to which version there is a file of a connection's that is true; 0 where none is. */
  topOf(statements: Statements, connectionId: number): number {
    try {
      return readHead(this.#file(connectionId), (head) => isTrue(statements, connectionId, head)).parts.top;
    } catch {
      return 0;
    }
  }

  /** A large list, by its connection and its highest sealed version, that is not kept yet, while there is room for one more. */
  nextToKeep(statements: Statements): readonly [number, number] | undefined {
    const room = (mostBytes - this.bytes) / versionBytes;
    const lists = statements.all(topsSql, fewVersions) as readonly (readonly [number, number])[];
    return lists.find(([id, top]) => {
      const missing = top - this.topOf(statements, id);
      return missing > fewVersions && missing <= room;
    });
  }

  /** Bytes that they take. */
  get bytes(): number {
    return this.#names().reduce((sum, name) => sum + statOf(join(this.#folder, name)).size, 0);
  }

  /** Deletes those that are not true any more: of a connection that was forgotten, of snapshots that were thinned out. */
  dropStale(statements: Statements): void {
    for (const name of this.#names()) {
      try {
        readHead(join(this.#folder, name), (head) => isTrue(statements, Number(namePattern.exec(name)?.[1]), head));
      } catch {
        remove(join(this.#folder, name));
      }
    }
  }

  #dropOldest(): void {
    const files = this.#names()
      .map((name) => ({ file: join(this.#folder, name), ...statOf(join(this.#folder, name)) }))
      .sort((one, other) => other.mtimeMs - one.mtimeMs);
    let bytes = 0;
    for (const { file, size } of files) {
      bytes += size;
      if (bytes > mostBytes) remove(file);
    }
  }

  #names(): readonly string[] {
    try {
      return readdirSync(this.#folder).filter((name) => namePattern.test(name));
    } catch {
      return [];
    }
  }
}

/** Connections with more than ?1 sealed versions, and the highest of these; what was read last comes first. */
const topsSql = `SELECT id, top FROM (
    SELECT s.connection_id AS id, s.began_at AS began_at, (
      SELECT v.id & ${numberMask} FROM session_version AS v
      WHERE v.id BETWEEN s.connection_id * 4294967296 + 1 AND s.connection_id * 4294967296 + ${numberMask} AND v.from_snapshot <= s.number
      ORDER BY v.id DESC LIMIT 1) AS top
    FROM snapshot AS s WHERE s.number = (SELECT max(number) FROM snapshot WHERE connection_id = s.connection_id))
  WHERE top > ?1 ORDER BY began_at DESC`;

/** Whether the snapshots that it was made from are there. */
function isTrue(statements: Statements, connectionId: number, { history }: Head): boolean {
  return history !== '' && historyOf(statements, connectionId).startsWith(history);
}

/** Numbers and hashes of some versions, spread evenly: numbers of another store's file are others. */
function sampleOf(statements: Statements, connectionId: number, top: number): string {
  const numbers = Array.from({ length: samples }, (_, at) => 1 + Math.floor(((top - 1) * at) / (samples - 1)));
  const [found] =
    statements.first(
      `SELECT group_concat(j.value || ' ' || hex(v.hash), ';') FROM json_each(?) AS j CROSS JOIN session_version AS v ON v.id = ? + j.value`,
      JSON.stringify(numbers),
      baseOf(connectionId),
    ) ?? [];
  return String(found ?? '');
}

function writeWhole(file: string, head: Head): void {
  const arrays: Uint8Array<ArrayBuffer>[] = [];
  const text = JSON.stringify(head, (_, value: unknown) => {
    if (!isNumbers(value)) return value;
    arrays.push(bytesOf(value));
    return { numbers: value.constructor.name, length: value.length };
  });
  const pieces = [new TextEncoder().encode(text), ...arrays];
  const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const { bavail, bsize } = statfsSync(dirname(file));
  if (bavail * bsize < roomLeft * bytes) throw new RangeError('too little room');
  const start = Buffer.alloc(headAt);
  start.write(form, 'latin1');
  start.writeUInt32LE(checksumOf(pieces), formBytes);
  start.writeUInt32LE(pieces[0]?.length ?? 0, formBytes + 4);
  const part = `${file}.part`;
  const target = openSync(part, 'w', 0o600);
  try {
    for (const piece of [start, ...pieces]) for (let done = 0; done < piece.length;) done += writeSync(target, piece, done);
  } finally {
    closeSync(target);
  }
  renameSync(part, file);
}

const checksumOf = (pieces: readonly Uint8Array[]): number => pieces.reduce((sum, piece) => crc32(piece, sum), 0);

/** Throws where it is no file of this form, what it says is damaged, or its head does not pass. */
function readWhole(file: string, passes: (head: Head) => boolean): Head {
  return reading(file, (source) => {
    const { head, text, checksum } = headOf(source, passes);
    const { size } = fstatSync(source);
    const arrays: Uint8Array[] = [];
    let at = headAt + text.length;
    const placed = (value: unknown): unknown => {
      if (isPlace(value)) {
        if (at + value.length > size) throw new RangeError('cut off');
        // Memory of its own for each, which is handed over and grows apart.
        const numbers = new kinds[value.numbers](value.length);
        const bytes = bytesOf(numbers);
        fill(source, bytes, at);
        at += bytes.length;
        arrays.push(bytes);
        return numbers;
      }
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return Array.isArray(value) ? value.map(placed) : value;
      return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, placed(part)]));
    };
    const whole = placed(head) as Head;
    if (checksumOf([text, ...arrays]) !== checksum) throw new RangeError('damaged');
    return whole;
  });
}

const readHead = (file: string, passes: (head: Head) => boolean): Head => reading(file, (source) => headOf(source, passes).head);

function headOf(source: number, passes: (head: Head) => boolean): { head: Head; text: Uint8Array; checksum: number } {
  const start = Buffer.alloc(headAt);
  fill(source, start, 0);
  if (start.toString('latin1', 0, formBytes) !== form) throw new RangeError('another form');
  const length = start.readUInt32LE(formBytes + 4);
  if (length > fstatSync(source).size) throw new RangeError('cut off');
  const text = Buffer.alloc(length);
  fill(source, text, headAt);
  const head = JSON.parse(text.toString()) as Head;
  if (!passes(head)) throw new RangeError('not true any more');
  return { head, text, checksum: start.readUInt32LE(formBytes) };
}

function reading<Result>(file: string, work: (source: number) => Result): Result {
  const source = openSync(file, 'r');
  try {
    return work(source);
  } finally {
    closeSync(source);
  }
}

/** Throws where the file ends before. */
function fill(source: number, bytes: Uint8Array, from: number): void {
  for (let done = 0; done < bytes.length;) {
    const read = readSync(source, bytes, done, bytes.length - done, from + done);
    if (read === 0) throw new RangeError('cut off');
    done += read;
  }
}

function statOf(file: string): { readonly size: number; readonly mtimeMs: number } {
  return statSync(file, { throwIfNoEntry: false }) ?? { size: 0, mtimeMs: 0 };
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // What another program holds open is deleted the next time.
  }
}
