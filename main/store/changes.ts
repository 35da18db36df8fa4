/** How two snapshots of a connection differ, found by the ranges of versions that began or ended between them. */
import type { ChangedSession, FieldChange, RowChange, SnapshotDiff } from '../../preload/history.ts';
import { defaultSort, sortFields, type Exact, type Session, type SessionDetail } from '../../preload/model.ts';
import type { KnownTexts } from './dictionary.ts';
import { writeExact } from './exact.ts';
import { withContent } from './filter/evaluate.ts';
import { orderAmong } from './order.ts';
import { decode, versionColumns } from './record.ts';
import { baseOf, numberMask, type Row, type Statements } from './rows.ts';
import { requireConnection, requireSnapshot } from './snapshots.ts';

/** A session that is not the same in two snapshots, by the versions that stand for it. */
export interface Change {
  readonly kind: RowChange['kind'];
  /** The version that is shown: of one that is gone the last one that it had. */
  readonly number: number;
  /** The version in the snapshot before, of one that changed. */
  readonly before?: number;
}

const version = (row: Row) => ({ number: row[0] as number, sessionId: row[1] as number, hash: row[2] as Uint8Array });

/** Of a connection (by `baseOf` its id) what a snapshot `to` has otherwise than a snapshot `from`, in no order. */
export function changesBetween(statements: Statements, base: number, from: number, to: number): readonly Change[] {
  const [earlier, later] = [Math.min(from, to), Math.max(from, to)];
  // Number by number: the indexes begin with it, and hold other connections too.
  const between = JSON.stringify(Array.from({ length: later - earlier }, (_, at) => earlier + 1 + at));
  const begun = statements
    .all(
      `SELECT v.id & ${numberMask}, v.session_id, v.hash FROM json_each(?1) AS j CROSS JOIN session_version AS v
       WHERE v.from_snapshot = j.value AND v.from_snapshot > 1 AND v.id BETWEEN ?2 + 1 AND ?2 + ${numberMask}
         AND (v.until_snapshot IS NULL OR v.until_snapshot > ?3)`,
      ...[between, base, later],
    )
    .map(version);
  const ended = statements
    .all(
      `SELECT v.id & ${numberMask}, v.session_id, v.hash FROM json_each(?1) AS j CROSS JOIN session_version AS v
       WHERE v.until_snapshot = j.value AND v.until_snapshot IS NOT NULL AND v.id BETWEEN ?2 + 1 AND ?2 + ${numberMask}
         AND v.from_snapshot <= ?3`,
      ...[between, base, earlier],
    )
    .map(version);
  const [there, before] = from <= to ? [begun, ended] : [ended, begun];
  const left = new Map(before.map((one) => [one.sessionId, one]));
  const changes: Change[] = [];
  for (const { number, sessionId, hash } of there) {
    const old = left.get(sessionId);
    left.delete(sessionId);
    if (old === undefined) changes.push({ kind: 'new', number });
    // One that only moved in the server's order has the same content.
    else if (Buffer.compare(old.hash, hash) !== 0) changes.push({ kind: 'changed', number, before: old.number });
  }
  for (const { number } of left.values()) changes.push({ kind: 'gone', number });
  return changes;
}

/** Of a detail's name what is said of it; names may repeat. */
function byName(details: readonly SessionDetail[]): Map<string, Exact> {
  const values = new Map<string, Exact>();
  for (const { name, value } of details) {
    const known = values.get(name);
    values.set(name, known === undefined ? value : Array.isArray(known) ? [...(known as readonly Exact[]), value] : [known, value]);
  }
  return values;
}

const isSame = (one: Exact, other: Exact): boolean => one === other || writeExact(one) === writeExact(other);

/** The fields that differ: those of the listing by their JSON names, then details and unknown ones by theirs. Absent is null. */
export function fieldsBetween(before: Session, after: Session): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  const compare = (field: string, from: Exact | undefined, to: Exact | undefined): void => {
    if (!isSame(from ?? null, to ?? null) || (from === undefined) !== (to === undefined)) {
      changes.push({ field, from: from ?? null, to: to ?? null });
    }
  };
  for (const field of sortFields) if (field !== 'key') compare(field, before[field], after[field]);
  const [had, has] = [byName(before.details ?? []), byName(after.details ?? [])];
  for (const name of new Set([...had.keys(), ...has.keys()])) compare(name, had.get(name), has.get(name));
  for (const name of new Set([...Object.keys(before.extra), ...Object.keys(after.extra)])) {
    compare(name, before.extra[name], after.extra[name]);
  }
  // The hash holds their order too.
  if (changes.length === 0) {
    const listed = ({ details = [] }: Session): Exact => details.map(({ name, value }) => ({ name, value }));
    compare('details', listed(before), listed(after));
    if (writeExact(before.extra) !== writeExact(after.extra)) changes.push({ field: 'extra', from: before.extra, to: after.extra });
  }
  return changes;
}

/** Sessions by the numbers of their versions, `content`: with details that were read apart from the listing. */
export function sessionsAt(
  statements: Statements,
  texts: KnownTexts,
  connectionId: number,
  numbers: readonly number[],
  content = false,
): ReadonlyMap<number, Session> {
  const rows = statements.all(
    `SELECT j.value, ${versionColumns}, c.names_id, c.details FROM json_each(?) AS j CROSS JOIN session_version AS v ON v.id = ? + j.value
     LEFT JOIN session_content AS c ON c.connection_id = ? AND c.session_id = v.session_id`,
    JSON.stringify(numbers),
    baseOf(connectionId),
    connectionId,
  );
  return new Map(
    rows.map((row) => {
      const session = decode(row, texts, 1);
      return [row[0] as number, content ? withContent(session, row.at(-2), row.at(-1), texts) : session];
    }),
  );
}

/** As `Store.diff` promises it. */
export function diff(
  statements: Statements,
  texts: KnownTexts,
  { server, connection, from, to }: { readonly server: string; readonly connection: string; readonly from: number; readonly to: number },
): SnapshotDiff {
  const connectionId = requireConnection(statements, server, connection);
  for (const number of [from, to]) requireSnapshot(statements, connectionId, number);
  const base = baseOf(connectionId);
  const changes = new Map(changesBetween(statements, base, from, to).map((change) => [change.number, change]));
  const order = orderAmong(statements, texts, base, [...changes.keys()], defaultSort);
  const sorted = [...order].flatMap((number) => changes.get(number) ?? []);
  const of = (kind: Change['kind']): readonly Change[] => sorted.filter((change) => change.kind === kind);
  const whole = sessionsAt(
    statements,
    texts,
    connectionId,
    [...of('new'), ...of('gone')].map(({ number }) => number),
    true,
  );
  const sessions = (kind: Change['kind']): readonly Session[] => of(kind).flatMap(({ number }) => whole.get(number) ?? []);
  const pairs = of('changed');
  const listed = sessionsAt(
    statements,
    texts,
    connectionId,
    pairs.flatMap(({ number, before = 0 }) => [number, before]),
  );
  const changed = pairs.flatMap(({ number, before = 0 }): readonly ChangedSession[] => {
    const [old, now] = [listed.get(before), listed.get(number)];
    if (old === undefined || now === undefined) return [];
    return [{ key: now.key, identifier: now.identifier ?? null, fields: fieldsBetween(old, now) }];
  });
  return { from, to, new: sessions('new'), changed, gone: sessions('gone') };
}
