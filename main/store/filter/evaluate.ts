/**
 * Finds the versions that meet a filter. Each leaf becomes a mask over a connection's version numbers, found by the
 * index, by the repeated texts or by a scan in SQL, whichever is cheapest; the filter's and, or, not join masks.
 */
import { datedBit, trickyDetailsBit, wordyIdentifierBit, wordyTimeBit, type ShapeField } from '../shape.ts';
import { extraTexts, fitsClock, fitsGuid, fold, trigrams, charactersOf } from '../text.ts';
import type { KnownTexts } from '../dictionary.ts';
import { decode, versionColumns, type Facet } from '../record.ts';
import { numberMask, numbersOf, type Database, type Statements, type Value } from '../rows.ts';
import { readExact } from '../exact.ts';
import { keySql } from '../order.ts';
import type { Exact, Session } from '../../../preload/model.ts';
import type { Field, Filter, Leaf } from './ast.ts';
import { meets, textOf, valueTest, valuesOf, type ValueTest } from './match.ts';
import { invalid } from './parse.ts';

/** One byte a version number: 1 where it meets. */
export type Mask = Uint8Array;

export interface Ground {
  readonly statements: Statements;
  readonly texts: KnownTexts;
  readonly tests: Tests;
  readonly connectionId: number;
  readonly base: number;
  /** The highest number that can be shown. */
  readonly top: number;
  /** The snapshot that is shown, and whether marks of new sessions make sense in it. */
  readonly snapshot: number;
  readonly marks: boolean;
}

/** Tests in JavaScript that SQL calls by number, while one query runs. */
export class Tests {
  #current: ValueTest = () => false;
  #word = '';

  constructor(database: Database) {
    const text = { deterministic: true, directOnly: true } as const;
    database.function('meets', text, (value: Value) => (this.#current(value as string | number | null) ? 1 : 0));
    database.function('extra_meets', { ...text, varargs: true }, (extra: string, name: string) => {
      const members = readExact(extra) as Session['extra'];
      const values = valuesOf({ key: '', extra: members }, { kind: 'detail', name, place: { at: 0, length: 0 } });
      return values.some(this.#current) ? 1 : 0;
    });
    // What a row holds of a field, or of a detail, that did not fit a column: as SQL sorts it.
    database.function('odd_field', text, (odd: string, name: string) => sortable((readExact(odd) as Session['extra'])[name]));
    database.function('odd_detail', text, (odd: string, name: string) => {
      const details = (readExact(odd) as { details?: readonly (readonly [string, string])[] }).details ?? [];
      return details.find(([known]) => fold(known) === fold(name))?.[1] ?? null;
    });
    database.function('fold_contains', text, (value: string) => (fold(value).includes(this.#word) ? 1 : 0));
    database.function('values_contain', text, (values: string) =>
      (JSON.parse(values) as string[]).some((value) => fold(value).includes(this.#word)) ? 1 : 0,
    );
    database.function('extra_contains', text, (extra: string) =>
      extraTexts(readExact(extra) as Session['extra']).some((value) => fold(value).includes(this.#word)) ? 1 : 0,
    );
  }

  during<Result>(test: ValueTest, word: string, work: () => Result): Result {
    this.#current = test;
    this.#word = word;
    return work();
  }
}

/** Numbers sort as numbers, before texts; anything else by its JSON. */
function sortable(value: Exact | undefined): string | number | null {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' ? value : (textOf(value) ?? null);
}

// eslint-disable-next-line no-control-regex -- exactly the characters that are told from others
const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text);
/** Whether a word stands in an array of JSON texts as it is, and never between two of them. */
const isPlainInJson = (word: string): boolean => !/["\\\p{Cc}]/u.test(word) && !/^[[\],]*$/.test(word);

interface Condition {
  readonly sql: string;
  readonly values: readonly Value[];
}
const never: Condition = { sql: '0', values: [] };
const any = (all: readonly Condition[]): Condition => {
  const conditions = all.filter(({ sql }) => sql !== '0');
  return conditions.length === 0
    ? never
    : { sql: conditions.map(({ sql }) => `(${sql})`).join(' OR '), values: conditions.flatMap(({ values }) => values) };
};

/** That a text column contains a folded word. SQLite folds ASCII only: other texts are looked at in JavaScript. */
function columnContains(column: string, word: string): Condition {
  const plain = `length(${column}) = octet_length(${column})`;
  if (!isAscii(word)) return { sql: `${column} IS NOT NULL AND NOT (${plain}) AND fold_contains(${column})`, values: [] };
  return {
    sql: `${column} IS NOT NULL AND CASE WHEN ${plain} THEN instr(lower(${column}), ?) > 0 ELSE fold_contains(${column}) END`,
    values: [word],
  };
}

/** That a JSON array of texts contains a folded word in one of them. Most such arrays are ASCII without escapes. */
function valuesContain(column: string, word: string): Condition {
  const known = `${column} IS NOT NULL AND `;
  if (!isAscii(word) || !isPlainInJson(word)) return { sql: `${known}values_contain(${column})`, values: [] };
  return {
    sql: `${known}CASE WHEN length(${column}) = octet_length(${column}) AND NOT instr(${column}, '\\')
      THEN instr(lower(${column}), ?) > 0 ELSE values_contain(${column}) END`,
    values: [word],
  };
}

export function evaluate(filter: Filter, ground: Ground): Mask {
  switch (filter.kind) {
    case 'not':
      return evaluate(filter.part, ground).map((hit) => 1 - hit);
    case 'and':
    case 'or': {
      const [first, ...others] = filter.parts.map((part) => evaluate(part, ground));
      const mask = first ?? emptyMask(ground);
      for (const other of others) {
        for (let at = 0; at < mask.length; at += 1)
          mask[at] = filter.kind === 'and' ? (mask[at] ?? 0) & (other[at] ?? 0) : (mask[at] ?? 0) | (other[at] ?? 0);
      }
      return mask;
    }
    default:
      return leafMask(filter, ground);
  }
}

const emptyMask = (ground: Ground): Mask => new Uint8Array(ground.top + 1);

function add(mask: Mask, numbers: Uint32Array): void {
  for (const number of numbers) if (number < mask.length) mask[number] = 1;
}

/** Numbers of all versions for which a condition on `session_version` as `v` holds. */
function scan(ground: Ground, { sql, values }: Condition): Uint32Array {
  if (sql === '0') return new Uint32Array(0);
  const row = ground.statements.first(
    `SELECT json_group_array(v.id & ${numberMask}) FROM session_version AS v WHERE v.id BETWEEN ? AND ? AND (${sql})`,
    ground.base + 1,
    ground.base + ground.top,
    ...values,
  );
  return numbersOf(row?.[0]);
}

function leafMask(leaf: Leaf, ground: Ground): Mask {
  const mask = emptyMask(ground);
  if (leaf.kind === 'flag') {
    addFlagged(leaf.flag, ground, mask);
    return mask;
  }
  const word = 'word' in leaf ? leaf.word : '';
  ground.tests.during(valueTest(leaf), word, () => {
    if (leaf.kind === 'text') addWithText(word, ground, mask);
    else addWithField(leaf, ground, mask);
  });
  correctOdd(ground, mask, (session) => meets(session, leaf));
  return mask;
}

/** Rows with values that fit no column are few: they are judged whole. */
function correctOdd(ground: Ground, mask: Mask, judge: (session: Session) => boolean): void {
  const rows = ground.statements.all(
    `SELECT v.id & ${numberMask}, ${versionColumns}, c.names_id, c.details FROM session_version AS v
     LEFT JOIN session_content AS c ON c.connection_id = ? AND c.session_id = v.session_id
     WHERE v.odd IS NOT NULL AND v.id BETWEEN ? AND ?`,
    ground.connectionId,
    ground.base + 1,
    ground.base + ground.top,
  );
  for (const row of rows) {
    const session = withContent(decode(row, ground.texts, 1), row.at(-2), row.at(-1), ground.texts);
    mask[row[0] as number] = judge(session) ? 1 : 0;
  }
}

/** A session with details that were read apart from the listing, where the listing has none. */
export function withContent(session: Session, namesId: unknown, details: unknown, texts: KnownTexts): Session {
  if ((session.details?.length ?? 0) > 0 || typeof namesId !== 'number' || typeof details !== 'string') return session;
  const names = texts.names(namesId);
  const { extra, ...others } = session;
  return { ...others, details: (JSON.parse(details) as string[]).map((value, at) => ({ name: names[at] ?? '', value })), extra };
}

function addFlagged(flag: 'new' | 'live' | 'kept', ground: Ground, mask: Mask): void {
  const { connectionId, snapshot, marks } = ground;
  if (flag === 'live') {
    add(
      mask,
      withFacets(ground, ({ state }) => state === 'live'),
    );
    correctOdd(ground, mask, ({ state }) => state === 'live');
  } else if (flag === 'kept') {
    addSessions(ground, mask, { sql: 'c.connection_id = ?', values: [connectionId] }, false);
  } else if (marks) {
    add(mask, scan(ground, { sql: 'v.from_snapshot = ? AND v.follows = 0', values: [snapshot] }));
  }
}

function withFacets(ground: Ground, judge: (facet: Facet) => boolean): Uint32Array {
  ground.texts.refresh();
  const ids = [...ground.texts.facets].filter(([, facet]) => judge(facet)).map(([id]) => id);
  return ids.length === 0
    ? new Uint32Array(0)
    : scan(ground, { sql: 'v.facet_id IN (SELECT value FROM json_each(?))', values: [JSON.stringify(ids)] });
}

/** Versions of the sessions whose content (`session_content` as `c`) meets a condition. */
function addSessions(ground: Ground, mask: Mask, condition: Condition, asDetails: boolean): void {
  const sessions = numbersOf(
    ground.statements.first(
      `SELECT json_group_array(c.session_id) FROM session_content AS c WHERE c.connection_id = ? AND (${condition.sql})`,
      ground.connectionId,
      ...condition.values,
    )?.[0],
  );
  if (sessions.length === 0) return;
  const first = emptyMask(ground);
  add(first, sessions);
  const hits = emptyMask(ground);
  add(hits, sessions);
  for (const [number, session] of laterVersions(ground)) hits[number] = first[session] ?? 0;
  if (!asDetails) {
    for (let at = 0; at < mask.length; at += 1) if (hits[at] === 1) mask[at] = 1;
    return;
  }
  // Only where the listing has no details of its own.
  add(mask, among(ground, positions(hits), { sql: "v.details IS NULL OR v.details = '[]'", values: [] }));
}

/** Of each version that is not its session's first: its number and the session's. */
function laterVersions({ statements, base, top }: Ground): readonly (readonly [number, number])[] {
  return statements
    .all(
      `SELECT v.id & ${numberMask}, v.session_id FROM session_version AS v WHERE ${isLater} AND v.id BETWEEN ? AND ?`,
      base + 1,
      base + top,
    )
    .map(([number, session]) => [number as number, session as number]);
}

const times = ['v.time_of_recording', 'v.start_time', 'v.end_time'] as const;

/** Bare words. */
function addWithText(word: string, ground: Ground, mask: Mask): void {
  addHolding(word, inProse(word, ground), ground, mask, true);
  const small = any([
    ...(fitsClock(word) ? times.map((column) => ({ sql: `instr(${column}, ?)`, values: [word.toUpperCase()] })) : []),
    ...(fitsGuid(word) ? [inGuid(word)] : []),
  ]);
  add(mask, scan(ground, small));
  const has = (text: string | number | null): boolean => typeof text === 'string' && fold(text).includes(word);
  add(
    mask,
    withFacets(ground, ({ timeZone, sessionType, state, stateRaw }) => has(timeZone) || has(sessionType) || has(state) || has(stateRaw)),
  );
  addSessions(ground, mask, contentContains(word, ground), true);
}

/** Numbers, in rising order, of those that a condition holds for. */
function among(ground: Ground, numbers: Uint32Array, { sql, values }: Condition): Uint32Array {
  if (numbers.length === 0) return numbers;
  const row = ground.statements.first(
    `SELECT json_group_array(j.value) FROM json_each(?) AS j CROSS JOIN session_version AS v ON v.id = ? + j.value WHERE ${sql}`,
    `[${numbers.join()}]`,
    ground.base,
    ...values,
  );
  return numbersOf(row?.[0]);
}

/** That a version is not its session's first; the partial index on it is found by exactly these words. */
const isLater = 'v.session_id <> (v.id & 4294967295)';

/**
 * Adds the versions that a condition holds for, where it can only hold for those whose indexed text holds a word. The
 * index names them if the word has three characters or more; what it does not cover yet, and short words, are scanned.
 * `certain`: a single trigram needs no second look.
 */
function addHolding(word: string, condition: Condition, ground: Ground, mask: Mask, certain: boolean): void {
  const { statements, base, top, connectionId } = ground;
  const indexedTo = Math.min(top, statements.number('SELECT indexed_to FROM connection WHERE id = ?', connectionId));
  const match = trigrams(word.replaceAll('\0', '\u{fffd}'));
  if (match === undefined || indexedTo === 0) {
    add(mask, scan(ground, condition));
    return;
  }
  const isCertain = certain && charactersOf(word).length === 3 && !/[\n\0\u{fffd}]/u.test(word);
  const row = isCertain
    ? statements.first(
        `SELECT json_group_array(rowid & ${numberMask}) FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ?`,
        ...[match, base + 1, base + indexedTo],
      )
    : statements.first(
        `SELECT json_group_array(v.id & ${numberMask}) FROM search AS i CROSS JOIN session_version AS v ON v.id = i.rowid
         WHERE i.search MATCH ? AND i.rowid BETWEEN ? AND ? AND (${condition.sql})`,
        ...[match, base + 1, base + indexedTo, ...condition.values],
      );
  add(mask, numbersOf(row?.[0]));
  // A later version may stand under its predecessor's entry.
  add(mask, scan(ground, { sql: `${isLater} AND (${condition.sql})`, values: condition.values }));
  if (top > indexedTo) add(mask, scan({ ...ground, base: base + indexedTo, top: top - indexedTo }, condition));
}

function positions(mask: Mask): Uint32Array {
  const found = new Uint32Array(mask.reduce((sum, hit) => sum + hit, 0));
  let to = 0;
  for (let at = 1; at < mask.length; at += 1) {
    if (mask[at] !== 1) continue;
    found[to] = at;
    to += 1;
  }
  return found;
}

/** A word within a GUID that is kept as bytes; one without dashes is first looked for in the digits alone. */
function inGuid(word: string): Condition {
  if (word.includes('-')) return { sql: `typeof(v.key) = 'blob' AND instr(${keySql}, ?)`, values: [word] };
  return { sql: `typeof(v.key) = 'blob' AND instr(hex(v.key), ?) AND instr(${keySql}, ?)`, values: [word.toUpperCase(), word] };
}

function facetsWith(bit: number, ground: Ground): readonly number[] {
  return [...ground.texts.facets].filter(([, { shape }]) => (shape & bit) !== 0).map(([id]) => id);
}

/** A condition that can only hold for rows whose shape has a bit, which hardly any has. */
function where(bit: number, ground: Ground, { sql, values }: Condition): Condition {
  const ids = facetsWith(bit, ground);
  return ids.length === 0
    ? never
    : { sql: `v.facet_id IN (SELECT value FROM json_each(?)) AND (${sql})`, values: [JSON.stringify(ids), ...values] };
}

/** That a word stands in the listing's own details. */
function detailsContain(word: string, ground: Ground): Condition {
  const tricky = where(trickyDetailsBit, ground, { sql: 'v.details IS NOT NULL AND values_contain(v.details)', values: [] });
  if (!isAscii(word)) return tricky;
  if (!isPlainInJson(word)) return { sql: 'v.details IS NOT NULL AND values_contain(v.details)', values: [] };
  const simple: Condition = { sql: 'instr(lower(v.details), ?)', values: [word] };
  if (tricky.sql === '0') return simple;
  const ids = JSON.stringify(facetsWith(trickyDetailsBit, ground));
  return {
    sql: `CASE WHEN v.facet_id IN (SELECT value FROM json_each(?)) THEN values_contain(v.details) ELSE ${simple.sql} > 0 END`,
    values: [ids, ...simple.values],
  };
}

/** That a word stands in what the text index would hold. */
function inProse(word: string, ground: Ground): Condition {
  ground.texts.refresh();
  const keys = columnContains('v.key', word);
  const identifiers = columnContains('v.identifier', word);
  return any([
    detailsContain(word, ground),
    /^\d+$/.test(word) ? identifiers : where(wordyIdentifierBit, ground, identifiers),
    { sql: `typeof(v.key) = 'text' AND (${keys.sql})`, values: keys.values },
    where(wordyTimeBit, ground, any(times.map((column) => columnContains(column, word)))),
    { sql: 'v.extra IS NOT NULL AND extra_contains(v.extra)', values: [] },
  ]);
}

function contentContains(word: string, ground: Ground): Condition {
  const match = trigrams(word.replaceAll('\0', '\u{fffd}'));
  if (match === undefined) return valuesContain('c.details', word);
  const some = ground.statements.first('SELECT 1 FROM session_content WHERE connection_id = ? LIMIT 1', ground.connectionId);
  if (some === undefined) return never;
  return {
    sql: 'c.id IN (SELECT -rowid FROM search WHERE search MATCH ? AND rowid < 0) AND values_contain(c.details)',
    values: [match],
  };
}

const columns: Readonly<Partial<Record<ShapeField | 'key', string>>> = {
  key: keySql,
  identifier: 'v.identifier',
  timeOfRecording: 'v.time_of_recording',
  startTime: 'v.start_time',
  endTime: 'v.end_time',
  lapsCount: 'v.laps_count',
  id: 'v.server_id',
};

function addWithField(leaf: Exclude<Leaf, { kind: 'text' | 'flag' }>, ground: Ground, mask: Mask): void {
  const { field } = leaf;
  if (field.kind === 'fastest') {
    addSessions(ground, mask, { sql: 'c.fastest IS NOT NULL AND meets(c.fastest)', values: [] }, false);
    return;
  }
  if (field.kind === 'detail') {
    addWithDetail(field, leaf, ground, mask);
    return;
  }
  const column = columns[field.name];
  if (column !== undefined) {
    add(mask, scan(ground, columnCondition(leaf, field.name, column)));
    return;
  }
  const test = valueTest(leaf);
  const name = field.name as 'timeZone' | 'sessionType' | 'state' | 'stateRaw';
  add(
    mask,
    withFacets(ground, (facet) => test(facet[name])),
  );
}

function columnCondition(leaf: Exclude<Leaf, { kind: 'text' | 'flag' }>, name: string, column: string): Condition {
  const isNumber = name === 'lapsCount' || name === 'id';
  if (leaf.kind === 'contains' && !isNumber) return columnContains(column, leaf.word);
  if (leaf.kind === 'compare' && isNumber && leaf.literal.number !== undefined) {
    return { sql: `${column} ${leaf.operator} ?`, values: [leaf.literal.number] };
  }
  if (leaf.kind === 'compare' && name === 'timeOfRecording' && leaf.literal.dates !== undefined) {
    const { from, to } = leaf.literal.dates;
    const limit = leaf.operator === '>' || leaf.operator === '<=' ? to : from;
    const dated = `v.facet_id IN (SELECT id FROM facet WHERE shape & ${datedBit})`;
    return { sql: `${column} ${leaf.operator} ? AND ${dated}`, values: [limit] };
  }
  return { sql: `${column} IS NOT NULL AND meets(${column})`, values: [] };
}

/** Details that servers are known to have: asking for them where none was read yet finds nothing, and is no mistake. */
const knownDetails = new Set(
  [
    'Session Description',
    'Session Name',
    'Session Number',
    'Driver',
    'Car',
    'Circuit',
    'Race/Test',
    'Pit Lane Trigger',
    'Unit Data Source',
    'Date of recording',
  ].map(fold),
);

function addWithDetail(
  field: Extract<Field, { kind: 'detail' }>,
  leaf: Exclude<Leaf, { kind: 'text' | 'flag' }>,
  ground: Ground,
  mask: Mask,
): void {
  ground.texts.refresh();
  const wanted = fold(field.name);
  const places = [...ground.texts.nameLists].flatMap(([id, names]) =>
    names.flatMap((name, at) => (fold(name) === wanted ? [{ id, at }] : [])),
  );
  const hasExtra = ground.statements.first(
    'SELECT 1 FROM session_version WHERE id BETWEEN ? AND ? AND extra IS NOT NULL LIMIT 1',
    ground.base + 1,
    ground.base + ground.top,
  );
  if (places.length === 0 && hasExtra === undefined && !knownDetails.has(wanted)) {
    throw invalid(`No session here has anything called “${field.name}”.`, field.place);
  }
  const test = (value: string): Condition =>
    leaf.kind === 'contains' ? columnContains(value, leaf.word) : { sql: `meets(${value})`, values: [] };
  const inDetails = (alias: string): Condition =>
    any(
      places.map(({ id, at }) => {
        const { sql, values } = test(`(${alias}.details ->> ${at})`);
        return { sql: `${alias}.names_id = ${id} AND (${sql})`, values };
      }),
    );
  // The index holds details too: where it knows the word, only what it names is looked at.
  if (leaf.kind === 'contains') addHolding(leaf.word, inDetails('v'), ground, mask, false);
  else add(mask, scan(ground, inDetails('v')));
  if (hasExtra !== undefined) add(mask, scan(ground, { sql: 'v.extra IS NOT NULL AND extra_meets(v.extra, ?)', values: [field.name] }));
  if (places.length > 0) addSessions(ground, mask, inDetails('c'), true);
}
