/**
 * `.paddock` files: of a list that is filtered, or of one snapshot, what it shows; else whole histories, so that they can be
 * joined elsewhere. With them goes what was read of sessions apart from the listing, and own marks.
 */
import { DatabaseSync } from '@photostructure/sqlite';
import type { Connection, Lap } from '../../preload/model.ts';
import { readExact } from '../store/exact.ts';
import { keyText, type StoredKey } from '../store/keys.ts';
import { decode, decodeDetails, versionColumnCount, versionColumns } from '../store/record.ts';
import { baseOf, numberMask, type Row, type Value } from '../store/rows.ts';
import type { Dump, List } from './lists.ts';
import { withoutCause } from '../sync/reasons.ts';
import { connectionRow, detailRow, lapRow, portableKey, sessionRow } from './portable-rows.ts';
import { PortableWriter, type Manifest } from './portable.ts';

const rowsAtOnce = 1_000;

/** Whether sessions of a connection are in the file, by the number of their first version. */
type Known = (session: number) => boolean;

interface Part {
  readonly dump: Dump;
  readonly writer: PortableWriter;
  readonly list: List;
  /** Its row in the file. */
  readonly connection: number;
  readonly advance: (rows: number) => void;
}

/** Writes the file; answers how many states of sessions it holds. */
export function writePaddock(dump: Dump): number {
  const { request, lists, out, control } = dump;
  const whole = request.filter.trim() === '' && request.snapshot === undefined && request.keys === undefined;
  // A defensive one keeps its journal, whoever says that it needs none.
  const database = new DatabaseSync(out.temporary, { defensive: false });
  try {
    const writer = new PortableWriter(database);
    const total = lists.reduce((sum, list) => sum + (whole ? versionsOf(dump, list) : list.numbers.length), 0);
    let done = 0;
    const advance = (rows: number): void => {
      done += rows;
      control.check();
      control.tell(done, total);
    };
    control.tell(0, total);
    for (const list of lists) writer.add('connection', connectionRow(connectionOf(dump, list), request.origin.address !== undefined));
    const parts = lists.map((list, at): Part => ({ dump, writer, list, connection: at + 1, advance }));
    const kept = parts.map((part) => addSnapshots(part, whole));
    let sessions = 0;
    const known = parts.map((part, at): Known => {
      if (!whole) return addList(part, (rows) => (sessions += rows));
      sessions += addHistory(part, kept[at] ?? []);
      return () => true;
    });
    for (const [at, part] of parts.entries()) addContent(part, known[at] ?? (() => false));
    for (const [at, part] of parts.entries()) addMarks(part, known[at] ?? (() => false), whole);
    writer.finish(manifestOf(dump, whole));
    return sessions;
  } finally {
    database.close();
  }
}

function manifestOf({ request }: Dump, whole: boolean): Manifest {
  const { origin, connection, keys } = request;
  // Whoever joins the file knows by it that what is not in there is not gone.
  const filter = request.filter.trim() === '' && keys !== undefined ? `${keys.length} selected sessions` : request.filter;
  return {
    product: 'Paddock',
    productVersion: origin.productVersion,
    createdAt: origin.createdAt,
    what: connection === undefined ? 'server' : whole ? 'connection' : 'list',
    ...(filter.trim() !== '' && { filter }),
    ...(origin.server !== undefined && { server: origin.server }),
    ...(origin.address !== undefined && { address: origin.address }),
  };
}

/** Versions are numbered without gaps, almost: good enough to tell how far it is. */
const versionsOf = ({ statements }: Dump, { connectionId }: List): number =>
  statements.number('SELECT max(id) & 4294967295 FROM session_version WHERE id BETWEEN ?1 + 1 AND ?1 + 4294967295', baseOf(connectionId));

function connectionOf({ statements }: Dump, { connectionId, connection }: List): Connection {
  const fields = statements.first('SELECT fields FROM connection WHERE id = ?', connectionId)?.[0];
  return typeof fields === 'string' ? { ...(readExact(fields) as unknown as Connection), name: connection } : { name: connection };
}

/** Adds the snapshots and answers their numbers. */
function addSnapshots({ dump, writer, list, connection }: Part, whole: boolean): readonly number[] {
  const rows = dump.statements.all(
    `SELECT number, began_at, ended_at, confirmed_at, basis, status, reason, sessions, added, changed, gone, skipped, name, pinned
     FROM snapshot WHERE connection_id = ?1 AND (?2 OR number = ?3) AND thinned_at IS NULL ORDER BY number`,
    list.connectionId,
    whole ? 1 : 0,
    list.snapshot.number,
  );
  for (const [number, beganAt, endedAt, confirmedAt, basis, status, reason, sessions, ...rest] of rows) {
    const takenAt = [endedAt as string, (confirmedAt as string | null) ?? ''].sort().at(-1) ?? '';
    const held = whole ? sessions : list.numbers.length;
    const told = typeof reason === 'string' && dump.request.origin.address === undefined ? withoutCause(reason) : reason;
    writer.add('snapshot', [connection, number, takenAt, beganAt, endedAt, confirmedAt, basis, status, told, held, ...rest] as Value[]);
  }
  return rows.map(([number]) => number as number);
}

const standing = 'v.rank, v.session_id, v.from_snapshot, v.until_snapshot, v.id';

/** Adds what a list shows. */
function addList({ dump, writer, list, connection, advance }: Part, added: (rows: number) => void): Known {
  const { statements, texts } = dump;
  const { numbers, snapshot, connectionId } = list;
  let top = 0;
  for (const number of numbers) top = Math.max(top, number);
  const known = new Uint8Array(top + 1);
  // Places rise in a file, as the server's order does: by the versions' numbers they lie together.
  const rising = numbers.slice().sort();
  for (let from = 0; from < rising.length; from += rowsAtOnce) {
    const some = rising.subarray(from, from + rowsAtOnce);
    const rows = statements.all(
      `SELECT ${versionColumns}, ${standing} FROM json_each(?) AS j CROSS JOIN session_version AS v ON v.id = ? + j.value`,
      `[${some.join()}]`,
      baseOf(connectionId),
    );
    for (const row of rows) {
      const [rank, sessionId] = row.slice(versionColumnCount) as readonly number[];
      known[sessionId ?? 0] = 1;
      writer.add('session', sessionRow(decode(row, texts), { connection, from: snapshot.number, until: null, place: rank ?? 0 }));
    }
    advance(rows.length);
    added(rows.length);
  }
  return (session) => known[session] === 1;
}

/** Adds every state that a kept snapshot holds; answers how many. */
function addHistory({ dump, writer, list, connection, advance }: Part, kept: readonly number[]): number {
  const { statements, texts } = dump;
  const base = baseOf(list.connectionId);
  /** The first kept snapshot from this one on; undefined beyond the newest. */
  const from = (number: number): number | undefined => kept.find((one) => one >= number);
  const known = new Map<number, number | undefined>();
  const keptFrom = (number: number): number | undefined => {
    if (!known.has(number)) known.set(number, from(number));
    return known.get(number);
  };
  let last = base;
  let added = 0;
  for (let rows: readonly Row[] = [[]]; rows.length > 0;) {
    rows = statements.all(
      `SELECT ${versionColumns}, ${standing} FROM session_version AS v WHERE v.id > ? AND v.id <= ? ORDER BY v.id LIMIT ${rowsAtOnce}`,
      last,
      base + numberMask,
    );
    for (const row of rows) {
      const [rank, , begin, end, id] = row.slice(versionColumnCount) as readonly (number | null)[];
      last = id ?? last;
      const first = keptFrom(begin ?? 0);
      const until = end === null || end === undefined ? undefined : keptFrom(end);
      // Of a read that is under way, or of thinned snapshots alone.
      if (first === undefined || first === until) continue;
      writer.add('session', sessionRow(decode(row, texts), { connection, from: first, until: until ?? null, place: rank ?? 0 }));
      added += 1;
    }
    advance(rows.length);
  }
  return added;
}

/** Adds what was read of sessions apart from the listing. */
function addContent({ dump, writer, list, connection, advance }: Part, known: Known): void {
  const { statements, texts } = dump;
  let last: Value = null;
  for (let rows: readonly Row[] = [[]]; rows.length > 0;) {
    rows = statements.all(
      `SELECT s.key, s.id, c.taken_at, c.names_id, c.details, c.laps FROM session AS s
       JOIN session_content AS c ON c.connection_id = s.connection_id AND c.session_id = s.id
       WHERE s.connection_id = ?1 AND (?2 IS NULL OR s.key > ?2) ORDER BY s.key LIMIT ${rowsAtOnce}`,
      list.connectionId,
      last,
    );
    for (const [stored, session, takenAt, names, details, laps] of rows) {
      last = stored ?? null;
      if (!known(session as number)) continue;
      const key = keyText(stored as StoredKey);
      const hasDetails = typeof details === 'string';
      const hasLaps = typeof laps === 'string';
      writer.add('content', [connection, portableKey(key), takenAt as string, Number(hasDetails), Number(hasLaps)]);
      if (hasDetails)
        for (const detail of decodeDetails(texts.names(names as number), details)) writer.add('detail', detailRow(connection, key, detail));
      if (hasLaps) for (const lap of readExact(laps) as unknown as readonly Lap[]) writer.add('lap', lapRow(connection, key, lap));
    }
    advance(0);
  }
}

/** Own marks; of a list those of its sessions. */
function addMarks({ dump, writer, list, connection }: Part, known: Known, whole: boolean): void {
  const rows = dump.statements.all(
    `SELECT m.key, s.id, m.starred, m.note, m.colour FROM mark AS m
     LEFT JOIN session AS s ON s.connection_id = m.connection_id AND s.key = m.key WHERE m.connection_id = ? ORDER BY m.key`,
    list.connectionId,
  );
  for (const [stored, session, ...mark] of rows) {
    if (!whole && (typeof session !== 'number' || !known(session))) continue;
    writer.add('mark', [connection, portableKey(keyText(stored as StoredKey)), ...mark]);
  }
}
