/** The order of a list as SQL: which versions a snapshot holds, and by what they are sorted. */
import type { Sort } from '../../preload/model.ts';
import { fold } from './text.ts';
import type { KnownTexts } from './dictionary.ts';
import type { Concordance } from './filter/concordance.ts';
import { fromBlob, numberMask, numbersOf, toBlob, type Statements, type Value } from './rows.ts';
import { datedBit } from './shape.ts';

/** Which of a connection's versions are shown. */
export interface Scope {
  readonly base: number;
  /** A sealed snapshot's number; or that of a read under way, whose rows are shown while nothing is sealed. */
  readonly snapshot: number;
}

/** SQL that holds for the versions of a scope, of `session_version` as `v`; takes ?1 base and ?2 snapshot. */
export const inScope =
  'v.id BETWEEN ?1 + 1 AND ?1 + 4294967295 AND v.from_snapshot <= ?2 AND (v.until_snapshot IS NULL OR v.until_snapshot > ?2)';

/** A key as its text. */
export const keySql =
  "CASE typeof(v.key) WHEN 'blob' THEN lower(substr(hex(v.key), 1, 8) || '-' || substr(hex(v.key), 9, 4) || '-' || substr(hex(v.key), 13, 4) || '-' || substr(hex(v.key), 17, 4) || '-' || substr(hex(v.key), 21)) ELSE v.key END";

const columns: Readonly<Record<string, string>> = {
  key: keySql,
  identifier: 'v.identifier',
  startTime: 'v.start_time',
  endTime: 'v.end_time',
  lapsCount: 'v.laps_count',
  id: 'v.server_id',
  timeZone: 'f.time_zone',
  sessionType: 'f.session_type',
  state: 'f.state',
  stateRaw: 'f.state_raw',
};
const facetFields = new Set(['timeZone', 'sessionType', 'state', 'stateRaw']);

/** The lists of names in which a detail occurs (case ignored), each with its first place. */
export function placesOf(texts: KnownTexts, name: string): readonly { readonly id: number; readonly at: number }[] {
  texts.refresh();
  const wanted = fold(name);
  return [...texts.nameLists].flatMap(([id, names]) => {
    const at = names.findIndex((known) => fold(known) === wanted);
    return at < 0 ? [] : [{ id, at }];
  });
}

/** A detail's value as SQL, from a names' and a values' column. */
export function detailSql(texts: KnownTexts, name: string, namesColumn: string, valuesColumn: string): string {
  const places = placesOf(texts, name);
  if (places.length === 0) return 'NULL';
  return `CASE ${namesColumn} ${places.map(({ id, at }) => `WHEN ${id} THEN ${valuesColumn} ->> ${at}`).join(' ')} END`;
}

/** What was read apart from the listing of a version `v`. */
const contentJoin = 'LEFT JOIN session_content AS c ON c.connection_id = ?1 >> 32 AND c.session_id = v.session_id';

/** Details of the listing where it has any, else those that were read apart from it. */
const ownDetails = "(v.details IS NOT NULL AND v.details <> '[]')";

/**
 * The numbers of a scope's versions in the order of a list: what is absent last in both directions, equals in the
 * server's order.
 */
export function orderOf(statements: Statements, texts: KnownTexts, scope: Scope, sort: Sort): Uint32Array {
  return ordered(statements, texts, sort, { from: 'session_version AS v', where: inScope, values: [scope.base, scope.snapshot] });
}

/** Some of a connection's versions, by their numbers, in the order of a list. */
export function orderAmong(statements: Statements, texts: KnownTexts, base: number, numbers: readonly number[], sort: Sort): Uint32Array {
  const from = 'json_each(?2) AS j CROSS JOIN session_version AS v ON v.id = ?1 + j.value';
  return ordered(statements, texts, sort, { from, where: '1', values: [base, JSON.stringify(numbers)] });
}

/** What is to be sorted: versions as `v`; ?1 is the connection's base, ?2 whatever `where` or `from` needs. */
interface Sorted {
  readonly from: string;
  readonly where: string;
  readonly values: readonly Value[];
}

function ordered(statements: Statements, texts: KnownTexts, sort: Sort, what: Sorted): Uint32Array {
  const { field, direction } = sort;
  const down = direction === 'desc' ? 'DESC' : 'ASC';
  const values: Value[] = [...what.values];
  let joins = '';
  let term: string;
  if (field === 'timeOfRecording') {
    // What is no date is as good as absent here.
    joins = 'JOIN facet AS f ON f.id = v.facet_id';
    term = `CASE WHEN f.shape & ${datedBit} THEN v.time_of_recording END`;
  } else if (field === 'fastest') {
    joins = contentJoin;
    term = 'c.fastest';
  } else if (field.startsWith('detail:')) {
    const name = field.slice('detail:'.length);
    joins = contentJoin;
    term = detailTerm(texts, name);
    values.push(name);
  } else {
    const column = columns[field] ?? 'NULL';
    const [base = null] = what.values;
    if (field === 'key' && statements.first(textKeySql, base) === undefined) {
      // The bytes of GUIDs sort as their texts do, and need not be made into any.
      return sortedBy(statements, 'v.key', down, '', values, what);
    }
    if (facetFields.has(field)) joins = 'JOIN facet AS f ON f.id = v.facet_id';
    term = `CASE WHEN v.odd IS NULL THEN ${column} ELSE coalesce(odd_field(v.odd, ?3), ${column}) END`;
    values.push(field);
  }
  return sortedBy(statements, term, down, joins, values, what);
}

/** The circuit of each version up to `top`, as SQL: its name, and the numbers of its versions in one cell. */
export function circuitSql(texts: KnownTexts, base: number, top: number): { readonly sql: string; readonly values: readonly Value[] } {
  const term = detailTerm(texts, 'Circuit');
  const sql = `SELECT term, json_group_array(n) FROM (
    SELECT v.id & ${numberMask} AS n, ${term} AS term FROM session_version AS v ${contentJoin} WHERE v.id BETWEEN ?1 + 1 AND ?1 + ?2)
    GROUP BY term`;
  return { sql, values: [base, top, 'Circuit'] };
}

/** A detail of a version `v` with its content `c`, as SQL; takes its name as ?3. */
function detailTerm(texts: KnownTexts, name: string): string {
  const own = detailSql(texts, name, 'v.names_id', 'v.details');
  const apart = detailSql(texts, name, 'c.names_id', 'c.details');
  return `CASE WHEN v.odd IS NOT NULL AND odd_detail(v.odd, ?3) IS NOT NULL THEN odd_detail(v.odd, ?3) WHEN ${ownDetails} THEN ${own} ELSE ${apart} END`;
}

const textKeySql = "SELECT 1 FROM session_version WHERE id BETWEEN ?1 + 1 AND ?1 + 4294967295 AND typeof(key) = 'text' LIMIT 1";

function sortedBy(statements: Statements, term: string, down: string, joins: string, values: readonly Value[], what: Sorted): Uint32Array {
  const sql = `SELECT json_group_array(n) FROM (
    SELECT v.id & ${numberMask} AS n, v.rank AS r, ${term} AS term FROM ${what.from} ${joins} WHERE ${what.where}
    ORDER BY term IS NULL, term ${down}, r, n)`;
  return numbersOf(statements.first(sql, ...values)?.[0]);
}

/**
 * The same for a detail, from the texts that are in memory: `numbers` are the scope's versions as their server
 * ordered them. Undefined where some rows' details lie elsewhere, or where hardly any repeats.
 */
export function orderByDetail(
  statements: Statements,
  texts: KnownTexts,
  concordance: Concordance,
  base: number,
  numbers: Uint32Array,
  { field, direction }: Sort,
): Uint32Array | undefined {
  if (hasDetailsElsewhere(statements, base) || concordance.words.size > mostSorted) return undefined;
  const places = placesOf(texts, field.slice('detail:'.length));
  const values = concordance.detail(new Map(places.map(({ id, at }) => [id, at])));
  const sign = direction === 'desc' ? -1 : 1;
  const known = [...new Set(values)].filter((value) => value > 0).map((value) => ({ value, bytes: concordance.words.bytes(value - 1) }));
  known.sort((one, other) => sign * Buffer.compare(one.bytes, other.bytes));
  // By text its place among the texts; what has none comes last.
  const placeOf = new Uint32Array(concordance.words.size + 1).fill(known.length);
  for (const [place, { value }] of known.entries()) placeOf[value] = place;
  const next = new Uint32Array(known.length + 2);
  const count = (number: number): number => placeOf[values[number] ?? 0] ?? 0;
  for (let at = 0; at < numbers.length; at += 1) {
    const after = count(numbers[at] ?? 0) + 1;
    next[after] = (next[after] ?? 0) + 1;
  }
  for (let place = 1; place < next.length; place += 1) next[place] = (next[place] ?? 0) + (next[place - 1] ?? 0);
  const sorted = new Uint32Array(numbers.length);
  for (let at = 0; at < numbers.length; at += 1) {
    const number = numbers[at] ?? 0;
    const place = count(number);
    const to = next[place] ?? 0;
    sorted[to] = number;
    next[place] = to + 1;
  }
  return sorted;
}

/** Whether the details of some versions lie elsewhere than in their column. */
export function hasDetailsElsewhere(statements: Statements, base: number): boolean {
  const elsewhere = statements.first(
    `SELECT 1 FROM session_version AS v WHERE v.odd IS NOT NULL AND v.id BETWEEN ?1 + 1 AND ?1 + 4294967295
     UNION ALL SELECT 1 FROM session_content WHERE connection_id = ?1 >> 32 AND details IS NOT NULL LIMIT 1`,
    base,
  );
  return elsewhere !== undefined;
}

/** More distinct texts than this are sorted by SQLite. */
const mostSorted = 100_000;

/** The numbers of a scope's versions as their server ordered them. */
export function serverOrder(statements: Statements, scope: Scope): Uint32Array {
  return sortedBy(statements, 'NULL', 'ASC', '', [scope.base, scope.snapshot], {
    from: 'session_version AS v',
    where: inScope,
    values: [],
  });
}

/** The order of a newest snapshot's list as it is kept beside the rows, and the facet of each. */
export interface KeptOrder {
  readonly numbers: Uint32Array;
  /** Read when they are first asked for, which to open a list does not. Undefined where they are kept no more by then. */
  readonly facets: Uint32Array | undefined;
}

/** Keeps the order of a snapshot's list, so that opening it sorts nothing. Inside a write transaction. */
export function keepOrder(statements: Statements, connectionId: number, scope: Scope, numbers: Uint32Array): void {
  const row = statements.first(
    `SELECT json_group_array(v.id & ${numberMask}), json_group_array(v.facet_id) FROM session_version AS v WHERE ${inScope}`,
    scope.base,
    scope.snapshot,
  );
  const known = numbersOf(row?.[0]);
  const facets = numbersOf(row?.[1]);
  // Rows come by their numbers, the highest last.
  const facetOf = new Uint32Array((known.at(-1) ?? 0) + 1);
  for (let at = 0; at < known.length; at += 1) facetOf[known[at] ?? 0] = facets[at] ?? 0;
  putOrder(
    statements,
    connectionId,
    scope.snapshot,
    numbers,
    numbers.map((number) => facetOf[number] ?? 0),
  );
}

/** Inside a write transaction. `facets` are in the order of `numbers`. */
export function putOrder(statements: Statements, connectionId: number, snapshot: number, numbers: Uint32Array, facets: Uint32Array): void {
  statements.run(
    'INSERT OR REPLACE INTO list_order (connection_id, snapshot, numbers, facets) VALUES (?, ?, ?, ?)',
    connectionId,
    snapshot,
    toBlob(numbers),
    toBlob(facets),
  );
}

/** Undefined where it is not kept (yet). */
export function keptOrder(statements: Statements, connectionId: number, snapshot: number): KeptOrder | undefined {
  const read = (column: 'numbers' | 'facets'): Uint32Array | undefined => {
    const row = statements.first(`SELECT ${column} FROM list_order WHERE connection_id = ? AND snapshot = ?`, connectionId, snapshot);
    return row && fromBlob(row[0] as Uint8Array);
  };
  const numbers = read('numbers');
  let facets: Uint32Array | undefined;
  return (
    numbers && {
      numbers,
      get facets() {
        return (facets ??= read('facets'));
      },
    }
  );
}

/** By an order, which never changes, its highest number. */
const tops = new WeakMap<Uint32Array, number>();

/** The highest of an order's numbers; 0 where there are none. */
export function highest(numbers: Uint32Array): number {
  let top = tops.get(numbers);
  if (top !== undefined) return top;
  top = 0;
  // A loop: the callbacks of typed arrays cost ten times as much over a million numbers.
  for (let at = 0; at < numbers.length; at += 1) top = Math.max(top, numbers[at] ?? 0);
  tops.set(numbers, top);
  return top;
}
