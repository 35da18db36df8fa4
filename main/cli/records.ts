/**
 * The JSON of commands.md, names in their order: what scripts rely on. A field that is absent stays absent, one that
 * is null stays null.
 */
import type { SessionRow } from '../../preload/list.ts';
import type { SyncResult } from '../../preload/syncing.ts';
import { sortFields, type Connection, type Exact, type Lap, type Server, type Session, type Snapshot } from '../../preload/model.ts';
import type { Json, JsonRecord } from './json.ts';
import type { Column } from './table.ts';

/** Numbers as people of the field read them here: 12,345. */
export const grouped = (count: number | bigint): string => count.toLocaleString('en');

const shown = (value: Exact | undefined): string => {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : typeof value === 'object' ? '…' : String(value);
};

/** Of an item the fields of the contract, in their order. */
const picked = <Field extends string>(item: Readonly<Partial<Record<Field, Json>>>, fields: readonly Field[]): JsonRecord =>
  Object.fromEntries(fields.map((field) => [field, item[field]]));

export const serverFields = ['name', 'url', 'user', 'generation', 'readOnly'] as const;
export const serverRecord = (server: Server): JsonRecord => picked(server, serverFields);
export const serverColumns: readonly Column<Server>[] = [
  { title: 'Name', cell: (server) => server.name },
  { title: 'Address', cell: (server) => server.url },
  { title: 'User', cell: (server) => server.user },
  { title: 'Generation', cell: (server) => server.generation },
  { title: 'Password', cell: (server) => (server.password === 'kept' ? 'kept' : 'not kept') },
];

export const connectionFields = ['name', 'serverName', 'isSqlite', 'databaseName', 'identifier', 'rootPath'] as const;
export const connectionRecord = (connection: Connection): JsonRecord => picked(connection, connectionFields);

export const snapshotFields = [
  'connection',
  'number',
  'takenAt',
  'status',
  'reason',
  'basis',
  'fullAt',
  'sessions',
  'new',
  'changed',
  'gone',
  'name',
  'pinned',
] as const;
export const snapshotRecord = (snapshot: Snapshot): JsonRecord => picked(snapshot, snapshotFields);
export const snapshotColumns: readonly Column<Snapshot>[] = [
  { title: 'Connection', cell: (snapshot) => snapshot.connection },
  { title: 'Number', cell: (snapshot) => String(snapshot.number), right: true },
  { title: 'Taken at', cell: (snapshot) => snapshot.takenAt },
  { title: 'Sessions', cell: (snapshot) => grouped(snapshot.sessions), right: true },
  { title: 'New', cell: (snapshot) => grouped(snapshot.new), right: true },
  { title: 'Changed', cell: (snapshot) => grouped(snapshot.changed), right: true },
  { title: 'Gone', cell: (snapshot) => grouped(snapshot.gone), right: true },
  { title: 'Status', cell: ({ status, reason }) => (reason === undefined ? status : `${status}: ${reason}`) },
  // What refreshes confirmed or made since rests on this.
  { title: 'Read in full', cell: ({ status, takenAt, fullAt }) => fullAt ?? (status === 'complete' ? takenAt : '') },
];

export const syncFields = [
  'connection',
  'snapshot',
  'status',
  'reason',
  'sessions',
  'new',
  'changed',
  'gone',
  'skipped',
  'requests',
  'bytes',
  'ms',
] as const;
export const syncRecord = (result: SyncResult): JsonRecord => picked(result, syncFields);
export const syncColumns: readonly Column<SyncResult>[] = [
  { title: 'Connection', cell: (result) => result.connection },
  { title: 'Snapshot', cell: (result) => String(result.snapshot), right: true },
  { title: 'Sessions', cell: (result) => grouped(result.sessions), right: true },
  { title: 'New', cell: (result) => grouped(result.new), right: true },
  { title: 'Changed', cell: (result) => grouped(result.changed), right: true },
  { title: 'Gone', cell: (result) => grouped(result.gone), right: true },
  { title: 'Requests', cell: (result) => grouped(result.requests), right: true },
  { title: 'Status', cell: ({ status, reason }) => (reason === undefined ? status : `${status}: ${reason}`) },
];

export const sessionFields = [...sortFields, 'details', 'extra'] as const;
export const sessionRecord = (session: Session): JsonRecord => ({
  key: session.key,
  identifier: session.identifier,
  timeOfRecording: session.timeOfRecording,
  timeZone: session.timeZone,
  sessionType: session.sessionType,
  startTime: session.startTime,
  endTime: session.endTime,
  lapsCount: session.lapsCount,
  id: session.id,
  state: session.state,
  stateRaw: session.stateRaw,
  details: session.details?.map(({ name, value }) => ({ name, value })),
  extra: session.extra,
});
/** A row of a list; with one's own mark where there is one. */
export const rowRecord = ({ session, own }: SessionRow): JsonRecord => ({
  ...sessionRecord(session),
  own: own && { starred: own.starred, note: own.note, colour: own.colour },
});

/** A state that has no documented meaning shows as the server's own. */
function stateOf({ state, stateRaw }: Session): string {
  if (state !== undefined && state !== 'unknown') return state;
  return typeof stateRaw === 'number' || typeof stateRaw === 'bigint' ? `State ${stateRaw}` : shown(stateRaw ?? state);
}
export const sessionColumns: readonly Column<Session>[] = [
  { title: 'Recorded', cell: (session) => shown(session.timeOfRecording) },
  { title: 'Identifier', cell: (session) => shown(session.identifier) },
  { title: 'Type', cell: (session) => shown(session.sessionType) },
  { title: 'Laps', cell: (session) => shown(session.lapsCount), right: true },
  { title: 'State', cell: stateOf },
  { title: 'Start', cell: (session) => shown(session.startTime) },
  { title: 'End', cell: (session) => shown(session.endTime) },
  { title: 'Key', cell: (session) => session.key },
];

export const lapRecord = (lap: Lap): JsonRecord => ({
  number: lap.number,
  name: lap.name,
  startTime: lap.startTime,
  endTime: lap.endTime,
  lapTime: lap.lapTime,
  countForFastestLap: lap.countForFastestLap,
});
export const lapColumns: readonly Column<Lap>[] = [
  { title: 'Lap', cell: (lap) => shown(lap.number), right: true },
  { title: 'Name', cell: (lap) => shown(lap.name) },
  { title: 'Start', cell: (lap) => shown(lap.startTime), right: true },
  { title: 'End', cell: (lap) => shown(lap.endTime), right: true },
  { title: 'Lap time', cell: (lap) => shown(lap.lapTime), right: true },
  { title: 'Counts', cell: (lap) => (lap.countForFastestLap === true ? 'yes' : lap.countForFastestLap === false ? 'no' : '') },
];
