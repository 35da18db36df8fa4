/**
 * Finds the versions that meet a filter. Each leaf becomes a mask over a connection's version numbers, found by the
 * index, by the repeated texts or by a scan in SQL, whichever is cheapest; the filter's and, or, not join masks.
 */
import type { Session } from '../../../preload/model.ts';
import type { KnownTexts } from '../dictionary.ts';
import { decode, versionColumns, type Facet } from '../record.ts';
import { numberMask, numbersOf } from '../rows.ts';
import { charactersOf, fitsClock, fitsGuid, fold, trigrams } from '../text.ts';
import type { Field, FieldLeaf, Filter, Flag, Leaf } from './ast.ts';
import { any, columnCondition, columnContains, columns, inGuid, inProse, times, valuesContain } from './conditions.ts';
import { add, among, emptyMask, isLater, join, keepOnly, laterVersions, negated, never, positions, scan } from './masks.ts';
import type { Condition, Ground, Mask } from './masks.ts';
import { meets, valueTest } from './match.ts';
import { invalid } from './parse.ts';

export function evaluate(filter: Filter, ground: Ground): Mask {
  switch (filter.kind) {
    case 'not':
      return negated(evaluate(filter.part, ground));
    case 'or': {
      const [first, ...others] = filter.parts.map((part) => evaluate(part, ground));
      const mask = first ?? emptyMask(ground);
      for (const other of others) join(mask, other);
      return mask;
    }
    case 'and': {
      const [first, ...others] = filter.parts;
      const mask = first === undefined ? emptyMask(ground) : evaluate(first, ground);
      for (const other of others) keepOnly(mask, evaluate(other, { ...ground, within: mask }));
      return mask;
    }
    default:
      return leafMask(filter, ground);
  }
}

function leafMask(leaf: Leaf, ground: Ground): Mask {
  const mask = emptyMask(ground);
  if (leaf.kind === 'flag') {
    addFlagged(leaf.flag, ground, mask);
    return mask;
  }
  if (leaf.kind === 'own') {
    addMarked(leaf, ground, mask);
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

function addFlagged(flag: Flag, ground: Ground, mask: Mask): void {
  const { connectionId, snapshot, marks, changes, gone = [] } = ground;
  switch (flag) {
    case 'live':
      addWithFacets(ground, mask, ({ state }) => state === 'live');
      correctOdd(ground, mask, ({ state }) => state === 'live');
      break;
    case 'kept':
      addSessions(ground, mask, { sql: 'c.connection_id = ?', values: [connectionId] }, false);
      break;
    case 'starred':
      addVersionsOf(ground, mask, markedSessions(ground, { sql: 'm.starred', values: [] }));
      break;
    case 'new':
    case 'changed':
    case 'gone':
      if (changes) for (const [number, { kind }] of changes) mask[number] = kind === flag ? 1 : 0;
      if (flag === 'gone') for (const number of gone) mask[number] = 1;
      else if (marks && !changes) {
        const follows = flag === 'new' ? 0 : 1;
        add(mask, scan(ground, { sql: `v.from_snapshot = ? AND v.follows = ${follows}`, values: [snapshot] }));
      }
  }
}

/** Sessions whose own mark (`mark` as `m`) meets a condition, by their ids. */
function markedSessions({ statements, connectionId }: Ground, { sql, values }: Condition): Uint32Array {
  const row = statements.first(
    `SELECT json_group_array(s.id) FROM mark AS m JOIN session AS s ON s.connection_id = m.connection_id AND s.key = m.key
     WHERE m.connection_id = ? AND (${sql})`,
    connectionId,
    ...values,
  );
  return numbersOf(row?.[0]);
}

function addMarked({ what, word, whole }: Leaf & { readonly kind: 'own' }, ground: Ground, mask: Mask): void {
  ground.tests.during(
    (value) => typeof value === 'string' && (whole ? fold(value) === word : fold(value).includes(word)),
    word,
    () => addVersionsOf(ground, mask, markedSessions(ground, { sql: `m.${what} IS NOT NULL AND meets(m.${what})`, values: [] })),
  );
}

function addWithFacets(ground: Ground, mask: Mask, judge: (facet: Facet) => boolean): void {
  ground.texts.refresh();
  const ids = [...ground.texts.facets].filter(([, facet]) => judge(facet)).map(([id]) => id);
  if (ids.length === 0) return;
  const facets = ground.kept?.facets;
  if (ground.kept === undefined || facets === undefined) {
    add(mask, scan(ground, { sql: 'v.facet_id IN (SELECT value FROM json_each(?))', values: [JSON.stringify(ids)] }));
    return;
  }
  const wanted = new Uint8Array(Math.max(...ground.texts.facets.keys()) + 1);
  for (const id of ids) wanted[id] = 1;
  const { numbers } = ground.kept;
  for (let at = 0; at < numbers.length; at += 1) if (wanted[facets[at] ?? 0] === 1) mask[numbers[at] ?? 0] = 1;
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
  if (!asDetails) {
    addVersionsOf(ground, mask, sessions);
    return;
  }
  if (sessions.length === 0) return;
  const hits = emptyMask(ground);
  addVersionsOf(ground, hits, sessions);
  // Only where the listing has no details of its own.
  add(mask, among(ground, positions(hits), { sql: "v.details IS NULL OR v.details = '[]'", values: [] }));
}

/** All versions of some sessions, given by their ids. */
function addVersionsOf(ground: Ground, mask: Mask, sessions: Uint32Array): void {
  if (sessions.length === 0) return;
  const first = emptyMask(ground);
  add(first, sessions);
  const hits = first.slice();
  for (const [number, session] of laterVersions(ground)) hits[number] = first[session] ?? 0;
  join(mask, hits);
}

/** Bare words. */
function addWithText(word: string, ground: Ground, mask: Mask): void {
  const has = (text: string | number | null): boolean => typeof text === 'string' && fold(text).includes(word);
  addWithFacets(
    ground,
    mask,
    ({ timeZone, sessionType, state, stateRaw }) => has(timeZone) || has(sessionType) || has(state) || has(stateRaw),
  );
  addWithOwnText(word, ground, mask);
  addSessions(ground, mask, contentContains(word, ground), true);
}

/** What the listing says itself: from memory where it is there. */
function addWithOwnText(word: string, ground: Ground, mask: Mask): void {
  const known = ground.concordance?.();
  if (known !== undefined) {
    known.find(word, mask, ground.within);
    return;
  }
  addHolding(word, inProse(word, ground), ground, mask, true);
  add(mask, scan(ground, any([...inTimes(word), ...inKeys(word)])));
}

const inTimes = (word: string): readonly Condition[] =>
  fitsClock(word) ? times.map((column) => ({ sql: `instr(${column}, ?)`, values: [word.toUpperCase()] })) : [];
const inKeys = (word: string): readonly Condition[] => (fitsGuid(word) ? [inGuid(word)] : []);

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

function addWithField(leaf: FieldLeaf, ground: Ground, mask: Mask): void {
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
    const condition = columnCondition(leaf, field.name, column);
    // What has no value stands in memory as an empty text.
    const left = valueTest(leaf)('') ? undefined : ground.concordance?.()?.findField(leaf, mask);
    add(mask, left === undefined || left.length * fewPart > ground.top ? scan(ground, condition) : among(ground, left, condition));
    return;
  }
  const test = valueTest(leaf);
  const name = field.name as 'timeZone' | 'sessionType' | 'state' | 'stateRaw';
  addWithFacets(ground, mask, (facet) => test(facet[name]));
}

/** Rows looked up one by one cost so many times what they cost in a row. */
const fewPart = 5;

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

function addWithDetail(field: Extract<Field, { kind: 'detail' }>, leaf: FieldLeaf, ground: Ground, mask: Mask): void {
  ground.texts.refresh();
  const wanted = fold(field.name);
  const places = [...ground.texts.nameLists].flatMap(([id, names]) =>
    names.flatMap((name, at) => (fold(name) === wanted ? [{ id, at }] : [])),
  );
  const known = ground.concordance?.();
  const hasExtra = known === undefined ? hasUnknownFields(ground) : known.firstExtra <= ground.top;
  if (places.length === 0 && !hasExtra && !knownDetails.has(wanted)) {
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
  if (known !== undefined) known.findDetail(places, valueTest(leaf), mask);
  // The index holds details too: where it knows the word, only what it names is looked at.
  else if (leaf.kind === 'contains') addHolding(leaf.word, inDetails('v'), ground, mask, false);
  else add(mask, scan(ground, inDetails('v')));
  if (hasExtra) add(mask, scan(ground, { sql: 'v.extra IS NOT NULL AND extra_meets(v.extra, ?)', values: [field.name] }));
  if (places.length > 0) addSessions(ground, mask, inDetails('c'), true);
}

function hasUnknownFields({ statements, base, top }: Ground): boolean {
  const found = statements.first(
    'SELECT 1 FROM session_version WHERE id BETWEEN ? AND ? AND extra IS NOT NULL LIMIT 1',
    base + 1,
    base + top,
  );
  return found !== undefined;
}
