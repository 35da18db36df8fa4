/** Small typed steps over the SQLite package, whose own answers are untyped. */
import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';

export type Database = DatabaseSyncInstance;
export type Statement = StatementSyncInstance;
export type Value = string | number | bigint | null | Uint8Array;
export type Row = readonly Value[];

/** A prepared statement whose rows are arrays, in the order of its columns. */
export function prepare(database: Database, sql: string): Statement {
  const statement = database.prepare(sql);
  statement.setReturnArrays(true);
  return statement;
}

export function all(statement: Statement, ...values: readonly Value[]): readonly Row[] {
  return statement.all(...values) as readonly Row[];
}

export function first(statement: Statement, ...values: readonly Value[]): Row | undefined {
  return statement.get(...values) as Row | undefined;
}

/** Statements by their text, prepared once. */
export class Statements {
  readonly #database: Database;
  readonly #prepared = new Map<string, Statement>();

  constructor(database: Database) {
    this.#database = database;
  }

  get(sql: string): Statement {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = prepare(this.#database, sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }

  all(sql: string, ...values: readonly Value[]): readonly Row[] {
    return all(this.get(sql), ...values);
  }

  first(sql: string, ...values: readonly Value[]): Row | undefined {
    return first(this.get(sql), ...values);
  }

  run(sql: string, ...values: readonly Value[]): number {
    return this.get(sql).run(...values).changes;
  }

  /** One row whose only column is a number. */
  number(sql: string, ...values: readonly Value[]): number {
    return Number(this.first(sql, ...values)?.[0] ?? 0);
  }
}

const zero = 48;
const nine = 57;

/**
 * Whole numbers of a `json_group_array` in one cell: far faster than a row each, and read digit by digit in half the time
 * that JSON.parse and a copy take.
 */
export function numbersOf(cell: Value | undefined): Uint32Array {
  if (typeof cell !== 'string') return new Uint32Array(0);
  const numbers = new Uint32Array(cell.length >> 1);
  let count = 0;
  let value = 0;
  for (let at = 1; at < cell.length; at += 1) {
    const unit = cell.charCodeAt(at);
    if (unit >= zero && unit <= nine) {
      value = value * 10 + unit - zero;
      continue;
    }
    if (cell.length > 2) numbers[count] = value;
    count += 1;
    value = 0;
  }
  return cell.length > 2 ? numbers.slice(0, count) : new Uint32Array(0);
}

/** Numbers as a blob and back, little endian. */
export function toBlob(numbers: Uint32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

export function fromBlob(blob: Uint8Array): Uint32Array {
  const aligned = blob.byteOffset % 4 === 0 ? blob : blob.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, Math.floor(blob.byteLength / 4));
}

/** A connection's versions are the rows from `base + 1` to `base + 2^32 - 1`. */
export function baseOf(connectionId: number): number {
  return connectionId * 2 ** 32;
}
export const numberMask = 0xffffffff;
