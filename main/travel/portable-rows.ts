/** Sessions, laps, connections as rows of a `.paddock` file, and back: what is read is what was written, to the last character. */
import type { Connection, Exact, Lap, Session, SessionDetail } from '../../preload/model.ts';
import { readExact, writeExact } from '../store/exact.ts';
import { keyText, storedKey } from '../store/keys.ts';
import type { Row, Value } from '../store/rows.ts';
import { isPlainText } from '../store/shape.ts';
import { portableTables, type Column, type PortableTable } from './portable.ts';

/** A key as a text that SQLite gives back as it was: one that is no valid Unicode is a JSON text behind U+0001. */
export function portableKey(key: string): string {
  const stored = storedKey(key);
  return typeof stored === 'string' ? stored : key;
}

export const keyOfPortable = (key: string): string => keyText(key);

const leastInteger = -(2n ** 63n);
const greatestInteger = 2n ** 63n - 1n;

type Fields = Readonly<Record<string, Exact | undefined>>;

const isInteger = (value: Exact): value is number | bigint =>
  typeof value === 'bigint' ? value >= leastInteger && value <= greatestInteger : typeof value === 'number' && Number.isSafeInteger(value);

/** The value of a column, or undefined where it has to stand in `exact`. */
function held({ type }: Column, value: Exact): Value | undefined {
  if (type === 'TEXT') return typeof value === 'string' && isPlainText(value) ? value : undefined;
  return isInteger(value) ? value : undefined;
}

/** Values of these columns, `exact` after them. */
function columnsOf(columns: readonly Column[], fields: Fields): Value[] {
  const exact: Record<string, Exact> = {};
  const values = columns.map((column): Value => {
    const value: Exact | undefined = fields[column.name];
    if (value === undefined) return null;
    const plain = held(column, value);
    if (plain !== undefined) return plain;
    exact[column.name] = value;
    return null;
  });
  return [...values, Object.keys(exact).length > 0 ? writeExact(exact) : null];
}

/** A safe integer comes back as a number, whatever it was read as. */
const plainValue = (value: Value): Exact =>
  typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : (value as Exact);

function fieldsOf(columns: readonly Column[], values: Row): Record<string, Exact> {
  const fields: Record<string, Exact> = {};
  for (const [at, { name }] of columns.entries()) {
    const value = values[at] ?? null;
    if (value !== null) fields[name] = plainValue(value);
  }
  const exact = values[columns.length] ?? null;
  return exact === null ? fields : Object.assign(fields, readExact(exact as string) as object);
}

const part = (table: PortableTable, from: string, to: string): readonly Column[] => {
  const columns: readonly Column[] = portableTables[table];
  const at = (wanted: string): number => columns.findIndex(({ name }) => name === wanted);
  return columns.slice(at(from), at(to) + 1);
};

const sessionFields = part('session', 'identifier', 'stateRaw');
const connectionFields = part('connection', 'name', 'rootPath');
const detailFields = part('detail', 'name', 'value');
const lapTimes = ['startTime', 'endTime', 'lapTime'] as const;
const lapFields = part('lap', 'number', 'countForFastestLap');
/** Columns of `session` before the fields of the session. */
const standingColumns = 5;

/** Where a state of a session stands: connection is its row in the file; until null: still. */
export interface Standing {
  readonly connection: number;
  readonly from: number;
  readonly until: number | null;
  /** Orders as the server did. */
  readonly place: number;
}

/** A row of `session`. */
export function sessionRow(session: Session, { connection, from, until, place }: Standing): Value[] {
  const { key, details, extra, ...fields } = session;
  const values = columnsOf(sessionFields, fields);
  const exact = values.pop() ?? null;
  // JSON.stringify writes half a character as an escape, so any details and extra are plain texts.
  const ownDetails = details === undefined ? null : JSON.stringify(details.map(({ name, value }) => ({ name, value })));
  const ownExtra = Object.keys(extra).length === 0 ? null : writeExact(extra);
  // Without -0, which SQLite does not keep.
  return [connection, portableKey(key), from, until, place + 0, ...values, ownDetails, ownExtra, exact];
}

/** The session of a row of `session`. */
export function sessionOf(row: Row): Session {
  const at = standingColumns + sessionFields.length;
  const details = row[at] as string | null;
  const extra = row[at + 1] as string | null;
  const fields = fieldsOf(sessionFields, [...row.slice(standingColumns, at), row[at + 2] ?? null]);
  return {
    key: keyOfPortable(row[1] as string),
    ...fields,
    ...(details !== null && { details: JSON.parse(details) as readonly SessionDetail[] }),
    extra: extra === null ? {} : (readExact(extra) as Session['extra']),
  };
}

export const standingOf = (row: Row): Standing => ({
  connection: Number(row[0]),
  from: Number(row[2]),
  until: row[3] === null ? null : Number(row[3]),
  place: row[4] as number,
});

const asInteger = (value: Exact | undefined): Exact | undefined => (typeof value === 'boolean' ? Number(value) : value);

/**
 * A row of `connection`. `address` false: without the fields that tell machines and folders (serverName, rootPath,
 * databaseName, which may be the path of a file).
 */
export function connectionRow(connection: Connection, address: boolean): Value[] {
  const { serverName, rootPath, databaseName, ...rest } = connection;
  const fields: Fields = address ? { ...rest, serverName, rootPath, databaseName } : { ...rest };
  return columnsOf(connectionFields, { ...fields, isSqlite: asInteger(fields['isSqlite']) });
}

export function connectionOfRow(row: Row): Connection {
  const { isSqlite, ...fields } = fieldsOf(connectionFields, row);
  const flag = typeof isSqlite === 'number' ? isSqlite === 1 : isSqlite;
  return { ...(fields as unknown as Connection), ...(flag !== undefined && { isSqlite: flag as boolean | null }) };
}

/** A row of `detail` of the session with this key, in the connection with this row. */
export const detailRow = (connection: number, key: string, { name, value }: SessionDetail): Value[] => [
  connection,
  portableKey(key),
  ...columnsOf(detailFields, { name, value }),
];

export const detailOf = (row: Row): SessionDetail => fieldsOf(detailFields, row.slice(2)) as unknown as SessionDetail;

/** A row of `lap`. */
export function lapRow(connection: number, key: string, lap: Lap): Value[] {
  const fields: Record<string, Exact> = {};
  for (const [name, value] of Object.entries(lap) as [string, Exact][]) {
    const time = lapTimes.some((one) => one === name);
    // All of a lap's fields are there: NULL is null, and only what no column holds stands in exact.
    if (value !== null) fields[time && isInteger(value) ? `${name}Ns` : name] = typeof value === 'boolean' ? Number(value) : value;
  }
  return [connection, portableKey(key), ...columnsOf(lapFields, fields)];
}

export function lapOf(row: Row): Lap {
  const fields = fieldsOf(lapFields, row.slice(2));
  const time = (name: (typeof lapTimes)[number]): Lap['startTime'] => (fields[name] ?? fields[`${name}Ns`] ?? null) as Lap['startTime'];
  const counts = fields['countForFastestLap'];
  return {
    number: (fields['number'] ?? null) as Lap['number'],
    name: (fields['name'] ?? null) as Lap['name'],
    startTime: time('startTime'),
    endTime: time('endTime'),
    lapTime: time('lapTime'),
    countForFastestLap: typeof counts === 'number' ? counts === 1 : ((counts ?? null) as Lap['countForFastestLap']),
  };
}
