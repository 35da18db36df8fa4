/** A session as a row of `session_version`, and back. What is read is what was written, to the last character. */
import type { Exact, Session, SessionDetail } from '../../preload/model.ts';
import { isDate } from './dates.ts';
import { readExact, writeExact } from './exact.ts';
import type { Hasher } from './hash.ts';
import { keyText, storedKey, type StoredKey } from './keys.ts';
import {
  datedBit,
  held,
  heldAt,
  isPlainText,
  shapeFields,
  trickyDetailsBit,
  wordyIdentifierBit,
  wordyTimeBit,
  type ShapeField,
} from './shape.ts';
import { isClock } from './text.ts';

/** Repeated texts of a session: a row of `facet`. */
export interface Facet {
  readonly shape: number;
  readonly timeZone: string | null;
  readonly sessionType: string | null;
  readonly state: string | null;
  readonly stateRaw: string | number | null;
}

/** Gives the row ids of repeated texts, making them where they are new. */
export interface Dictionary {
  /** Undefined where there are too many to keep apart from the rows. */
  facet(facet: Facet): number | undefined;
  names(names: string): number;
}

export interface VersionRow {
  readonly key: StoredKey;
  readonly identifier: string | null;
  readonly timeOfRecording: string | null;
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly lapsCount: number | null;
  readonly serverId: number | null;
  readonly facetId: number;
  /** Whether the time of recording is a date. */
  readonly dated: boolean;
  readonly namesId: number | null;
  readonly details: string | null;
  readonly extra: string | null;
  readonly odd: string | null;
}

/** A number that comes back from SQLite as a number (an integer beyond 2^53 would not). */
const isSafe = (value: Exact | undefined): value is number => typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER;

function hasMembers(object: object): boolean {
  for (const name in object) if (Object.hasOwn(object, name)) return true;
  return false;
}

function textOrNull(value: Exact | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** How a field is held: in its column where the column gives it back as it was. */
function holds(value: Exact | undefined, plain: boolean): number {
  if (value === undefined) return held.absent;
  if (value === null) return held.null;
  return plain ? held.plain : held.odd;
}

const tricky = /[\\\u0080-\uffff]/;
const isWordy = (time: string | null | undefined): boolean => typeof time === 'string' && !isClock(time);

/** What is known of a session's texts before they are looked at. */
interface Known {
  /** Every text is one that SQLite gives back as it was. */
  readonly plain?: boolean;
  /** False where repeated texts are to lie in the row. */
  readonly repeated?: boolean;
}

/** The columns of a session. `dictionary` may be written to. */
export function encode(session: Session, dictionary: Dictionary, { plain = false, repeated = true }: Known = {}): VersionRow {
  const plainText = (value: Exact | undefined): boolean => typeof value === 'string' && (plain || isPlainText(value));
  const { identifier, timeOfRecording, timeZone, sessionType, startTime, endTime, lapsCount, id, state, stateRaw } = session;
  const codes =
    holds(identifier, plainText(identifier)) |
    (holds(timeOfRecording, plainText(timeOfRecording)) << 2) |
    (holds(timeZone, repeated && plainText(timeZone)) << 4) |
    (holds(sessionType, repeated && plainText(sessionType)) << 6) |
    (holds(startTime, plainText(startTime)) << 8) |
    (holds(endTime, plainText(endTime)) << 10) |
    (holds(lapsCount, isSafe(lapsCount)) << 12) |
    (holds(id, isSafe(id)) << 14) |
    (holds(state, repeated) << 16) |
    (holds(stateRaw, repeated && (isSafe(stateRaw) || plainText(stateRaw))) << 18);
  const { details } = session;
  const plainDetails = plain || (details?.every(({ name, value }) => isPlainText(name) && isPlainText(value)) ?? true);
  const values = details !== undefined && plainDetails ? JSON.stringify(details.map(({ value }) => value)) : null;
  const dated = typeof timeOfRecording === 'string' && isDate(timeOfRecording);
  const wordyTime = isWordy(timeOfRecording) || isWordy(startTime) || isWordy(endTime);
  const wordyIdentifier = typeof identifier === 'string' && !/^\d*$/.test(identifier);
  const shape =
    codes |
    (dated ? datedBit : 0) |
    (wordyTime ? wordyTimeBit : 0) |
    (wordyIdentifier ? wordyIdentifierBit : 0) |
    (values !== null && tricky.test(values) ? trickyDetailsBit : 0);
  const is = (index: number): boolean => heldAt(shape, index) === held.plain;
  const facetId = dictionary.facet({
    shape,
    timeZone: is(2) ? textOrNull(timeZone) : null,
    sessionType: is(3) ? textOrNull(sessionType) : null,
    state: is(8) ? (state ?? null) : null,
    stateRaw: is(9) && (typeof stateRaw === 'string' || typeof stateRaw === 'number') ? stateRaw : null,
  });
  if (facetId === undefined) return encode(session, dictionary, { plain, repeated: false });

  return {
    key: storedKey(session.key),
    identifier: is(0) ? textOrNull(identifier) : null,
    timeOfRecording: is(1) ? textOrNull(timeOfRecording) : null,
    startTime: is(4) ? textOrNull(startTime) : null,
    endTime: is(5) ? textOrNull(endTime) : null,
    lapsCount: is(6) && isSafe(lapsCount) ? lapsCount : null,
    serverId: is(7) && isSafe(id) ? id : null,
    facetId,
    dated: dated && is(1),
    namesId: details !== undefined && plainDetails ? dictionary.names(JSON.stringify(details.map(({ name }) => name))) : null,
    details: values,
    extra: hasMembers(session.extra) ? writeExact(session.extra) : null,
    odd: oddMembers(session, shape, plainDetails),
  };
}

function oddMembers(session: Session, shape: number, plainDetails: boolean): string | null {
  // Every code is below 3 unless both bits of a pair are set somewhere.
  const anyOdd = (shape & (shape >> 1) & 0x55555) !== 0;
  // Its escaped form would sort and be searched wrongly.
  const oddKey = !isPlainText(session.key);
  if (!anyOdd && plainDetails && !oddKey) return null;
  const odd: Record<string, Exact> = {};
  for (const [index, field] of shapeFields.entries()) {
    if (heldAt(shape, index) === held.odd) odd[field] = session[field] ?? null;
  }
  if (oddKey) odd['key'] = session.key;
  if (!plainDetails && session.details !== undefined) odd['details'] = session.details.map(({ name, value }) => [name, value]);
  return writeExact(odd);
}

/** The columns that `decode` reads, of `session_version` as `v`, in its order. */
export const versionColumns =
  'v.key, v.identifier, v.time_of_recording, v.start_time, v.end_time, v.laps_count, v.server_id, v.facet_id, v.names_id, v.details, v.extra, v.odd';
export const versionColumnCount = 12;

export interface Lookup {
  facet(id: number): Facet;
  names(id: number): readonly string[];
}

const noExtra: Session['extra'] = Object.freeze({});

/** Details from their two columns. */
export function decodeDetails(names: readonly string[], values: string): SessionDetail[] {
  return (JSON.parse(values) as string[]).map((value, at) => ({ name: names[at] ?? '', value }));
}

/** A session from the columns of `versionColumns`, the first of them at `at`. */
export function decode(row: readonly unknown[], lookup: Lookup, at = 0): Session {
  const facet = lookup.facet(row[at + 7] as number);
  const oddText = row[at + 11] as string | null;
  const odd = oddText === null ? undefined : (readExact(oddText) as Record<string, Exact>);
  const columns: Record<ShapeField, unknown> = {
    identifier: row[at + 1],
    timeOfRecording: row[at + 2],
    timeZone: facet.timeZone,
    sessionType: facet.sessionType,
    startTime: row[at + 3],
    endTime: row[at + 4],
    lapsCount: row[at + 5],
    id: row[at + 6],
    state: facet.state,
    stateRaw: facet.stateRaw,
  };
  const session: Record<string, unknown> = { key: keyText(row[at] as StoredKey) };
  for (const [index, field] of shapeFields.entries()) {
    const how = heldAt(facet.shape, index);
    if (how === held.absent) continue;
    session[field] = how === held.null ? null : how === held.plain ? columns[field] : odd?.[field];
  }
  const details = row[at + 9] as string | null;
  if (details !== null) session['details'] = decodeDetails(lookup.names(row[at + 8] as number), details);
  else if (odd?.['details'] !== undefined) {
    session['details'] = (odd['details'] as readonly (readonly [string, string])[]).map(([name, value]) => ({ name, value }));
  }
  const extra = row[at + 10] as string | null;
  session['extra'] = extra === null ? noExtra : readExact(extra);
  return session as unknown as Session;
}

function hashValue(hasher: Hasher, value: Exact | undefined): void {
  if (value === undefined) hasher.word(0);
  else if (value === null) hasher.word(1);
  else if (typeof value === 'string') {
    hasher.word(2);
    hasher.text(value);
  } else if (typeof value === 'number' && (value | 0) === value) {
    hasher.word(3);
    hasher.word(value);
  } else {
    hasher.word(4);
    hasher.text(writeExact(value));
  }
}

/** Hashes all that a listing says of a session into `lanes` at `at`. */
export function hashSession(session: Session, hasher: Hasher, lanes: Uint32Array, at: number): void {
  hasher.reset();
  hasher.text(session.key);
  hashValue(hasher, session.identifier);
  hashValue(hasher, session.timeOfRecording);
  hashValue(hasher, session.timeZone);
  hashValue(hasher, session.sessionType);
  hashValue(hasher, session.startTime);
  hashValue(hasher, session.endTime);
  hashValue(hasher, session.lapsCount);
  hashValue(hasher, session.id);
  hashValue(hasher, session.state);
  hashValue(hasher, session.stateRaw);
  if (session.details === undefined) hasher.word(0);
  else {
    hasher.word(session.details.length + 1);
    for (const { name, value } of session.details) {
      hasher.text(name);
      hasher.text(value);
    }
  }
  hashValue(hasher, hasMembers(session.extra) ? session.extra : undefined);
  hasher.digest(lanes, at);
}
