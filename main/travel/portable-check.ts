/**
 * What the rows of a `.paddock` file from elsewhere have to be. A row that passes is one that Paddock itself would have
 * written: of the right types, in its one spelling, and at home among the others. Fails with `file-refused`.
 */
import { Failure } from '../failure.ts';
import type { Row } from '../store/rows.ts';
import { connectionOfRow, connectionRow, detailOf, detailRow, lapOf, lapRow, sessionOf, sessionRow, standingOf } from './portable-rows.ts';
import { portableTables, type Column, type PortableTable } from './portable.ts';

/** Why a file is refused, one clause after “because”. */
export const refuse = (because: string): Failure => new Failure('file-refused', `It is no file that Paddock wrote: ${because}.`);

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;
const longestName = 1_000;
const greatestNumber = 2 ** 31 - 1;
const mostConnections = 10_000;

const states: ReadonlySet<string> = new Set([
  ...['open', 'closed', 'live', 'historical', 'created', 'exporting', 'indexed', 'liveNotInServer', 'waiting', 'truncated'],
  ...['failed', 'abandoned', 'unknown'],
]);
const colours: ReadonlySet<string> = new Set(['red', 'amber', 'green', 'blue', 'violet']);

interface SnapshotFacts {
  readonly sessions: number;
  /** Rows that begin to hold with it, less those that end with it. */
  change: number;
}

const isKind = ({ type, nullable }: Column, value: Row[number] | undefined): boolean => {
  if (value === null || value === undefined) return nullable && value === null;
  if (type === 'TEXT') return typeof value === 'string';
  return type === 'INTEGER' ? typeof value === 'bigint' : typeof value === 'number' && Number.isFinite(value);
};

/** Values as they are compared: an integer is one, whether it came as a number or not. */
const plain = (row: Row): readonly unknown[] => row.map((value) => (typeof value === 'bigint' ? value.toString() : value));
const sameRow = (one: Row, other: Row): boolean => {
  const theirs = plain(other);
  // A safe integer is a number where we write it and a bigint where we read it, and -0 is none of them.
  return plain(one).every((value, at) => value === theirs[at] || String(value) === String(theirs[at]));
};

/** Takes the rows of a file in the order of its tables, and refuses the first that is not right. */
export class PortableCheck {
  readonly connections: string[] = [];
  readonly #snapshots: Map<number, SnapshotFacts>[] = [];
  readonly #marked = new Set<string>();
  #lastConnection = 0;
  #lastNumber = 0;

  /** `values`: the columns of the table without `row`, integers as bigints. */
  row(table: PortableTable, values: Row): void {
    const columns: readonly Column[] = portableTables[table];
    for (const [at, column] of columns.entries()) {
      if (!isKind(column, values[at])) throw refuse(`a value of “${table}.${column.name}” is of another kind`);
    }
    this.#checks[table](values);
  }

  /** After the last row: the snapshots hold as many sessions as they say. */
  end(): void {
    for (const snapshots of this.#snapshots) {
      let sessions = 0;
      for (const facts of snapshots.values()) {
        sessions += facts.change;
        if (sessions !== facts.sessions) throw refuse('a snapshot holds another number of sessions than it says');
      }
    }
  }

  readonly #checks: Readonly<Record<PortableTable, (values: Row) => void>> = {
    connection: (values) => {
      const [name] = values as readonly [string];
      if (name === '' || name.length > longestName || this.connections.includes(name)) throw refuse('a connection has no name of its own');
      if (this.connections.length >= mostConnections) throw refuse('it holds too many connections');
      this.#spelled('connection', values, () => connectionRow(connectionOfRow(values), true));
      this.connections.push(name);
      this.#snapshots.push(new Map());
    },
    snapshot: (values) => {
      const [connection, number, takenAt, beganAt, endedAt, confirmedAt, basis, status] = values;
      const at = this.#connection(connection);
      const count = Number(number);
      if (at < this.#lastConnection) throw refuse('its snapshots stand in another order');
      if (at > this.#lastConnection) this.#lastNumber = 0;
      if (count <= this.#lastNumber || count > greatestNumber) throw refuse('its snapshots stand in another order');
      this.#lastConnection = at;
      this.#lastNumber = count;
      for (const time of [takenAt, beganAt, endedAt, confirmedAt]) {
        if (time !== null && !isoTime.test(time as string)) throw refuse('a snapshot’s time is none');
      }
      const latest = [endedAt as string, (confirmedAt as string | null) ?? ''].sort().at(-1);
      if (takenAt !== latest) throw refuse('a snapshot was taken at another time than it says');
      if (basis !== 'full' && basis !== 'refresh') throw refuse('a snapshot’s basis is unknown');
      if (status !== 'complete' && status !== 'partial') throw refuse('a snapshot’s status is unknown');
      const counts = values.slice(9, 14).map(Number);
      if (counts.some((one) => one < 0 || one > greatestNumber)) throw refuse('a snapshot’s counts are none');
      this.#flag(values[15]);
      if (((values[14] as string | null) ?? '').length > longestName) throw refuse('a snapshot’s name is too long');
      this.#snapshots[at - 1]?.set(count, { sessions: counts[0] ?? 0, change: 0 });
    },
    session: (values) => {
      const snapshots = this.#snapshots[this.#connection(values[0]) - 1];
      const { from, until } = standingOf(values);
      const first = snapshots?.get(from);
      const last = until === null ? undefined : snapshots?.get(until);
      if (first === undefined || (until !== null && (last === undefined || until <= from))) {
        throw refuse('a session stands in a snapshot that is not there');
      }
      first.change += 1;
      if (last !== undefined) last.change -= 1;
      const state = values[13];
      if (state !== null && !states.has(state as string)) throw refuse('a session’s state is unknown');
      // Without JSON in it a row has only one spelling.
      const [details, extra, exact] = values.slice(15);
      if (details !== null || extra !== null || exact !== null || (values[1] as string).startsWith('\u0001')) {
        this.#spelled('session', values, () => sessionRow(sessionOf(values), standingOf(values)));
      }
    },
    content: (values) => {
      this.#connection(values[0]);
      if (!isoTime.test(values[2] as string)) throw refuse('a session was read at no time');
      this.#flag(values[3]);
      this.#flag(values[4]);
    },
    detail: (values) => {
      const connection = this.#connection(values[0]);
      const detail = detailOf(values);
      if (typeof detail.name !== 'string' || typeof detail.value !== 'string') throw refuse('a detail is none');
      this.#spelled('detail', values, () => [connection, values[1] ?? null, ...detailRow(connection, '', detail).slice(2)]);
    },
    lap: (values) => {
      const connection = this.#connection(values[0]);
      const lap = lapOf(values);
      const isTime = (time: unknown): boolean => time === null || ['string', 'number', 'bigint'].includes(typeof time);
      const times = isTime(lap.startTime) && isTime(lap.endTime) && isTime(lap.lapTime);
      const rest =
        (lap.number === null || typeof lap.number === 'number') &&
        (lap.name === null || typeof lap.name === 'string') &&
        (lap.countForFastestLap === null || typeof lap.countForFastestLap === 'boolean');
      if (!times || !rest) throw refuse('a lap is none');
      this.#spelled('lap', values, () => [connection, values[1] ?? null, ...lapRow(connection, '', lap).slice(2)]);
    },
    mark: (values) => {
      const [connection, key, starred, note, colour] = values;
      this.#flag(starred);
      const name = `${this.#connection(connection)} ${key as string}`;
      if (this.#marked.has(name)) throw refuse('a session is marked twice');
      this.#marked.add(name);
      if (((note as string | null) ?? '').length > 100_000) throw refuse('a note is too long');
      if (colour !== null && !colours.has(colour as string)) throw refuse('a colour is unknown');
    },
  };

  #connection(value: Row[number] | undefined): number {
    const at = Number(value);
    if (at < 1 || at > this.connections.length) throw refuse('a row belongs to no connection');
    return at;
  }

  #flag(value: Row[number] | undefined): void {
    if (value !== 0n && value !== 1n) throw refuse('a yes or no is neither');
  }

  /** What is read from a row, written again, is the row. */
  #spelled(table: PortableTable, values: Row, again: () => Row): void {
    let same: boolean;
    try {
      same = sameRow(again(), values);
    } catch {
      // No JSON, or nested without end.
      same = false;
    }
    if (!same) throw refuse(`a row of “${table}” is spelled in another way`);
  }
}
