/**
 * The values of a field that occur in a list, and how often: what the filter suggests. Cheap, since what repeats is kept
 * once already: facets lie beside the kept order, details as numbers of distinct texts in the concordance. Fields whose
 * values hardly repeat (times, numbers, identifiers) have none here.
 */
import type { FieldValue } from '../../../preload/suggestions.ts';
import { detailSql, placesOf } from '../order.ts';
import type { Facet } from '../record.ts';
import type { Row } from '../rows.ts';
import { fold } from '../text.ts';
import type { Concordance } from './concordance.ts';
import { laterVersions, type Ground } from './masks.ts';
import type { NamedField } from './parse.ts';

export type Counts = Map<string, number>;

const facetFields = ['timeZone', 'sessionType', 'state', 'stateRaw'] as const;
/** Where nothing lies in memory (a first read, a comparison), only so many rows from the top are counted. */
const mostLooked = 50_000;

/** How often each value of a field occurs among the versions `numbers` of a list. */
export function countValues(ground: Ground, numbers: Uint32Array, field: NamedField): Counts {
  if (field.kind === 'own') return ofMarks(ground, numbers, field.what);
  if (field.kind === 'detail') return ofDetails(ground, numbers, field.name);
  const facet = field.kind === 'listed' ? facetFields.find((name) => name === field.name) : undefined;
  return facet === undefined ? new Map<string, number>() : ofFacets(ground, numbers, facet);
}

/** The best of them for what was typed: those that begin with it, then the most frequent, then by the alphabet. */
export function bestValues(counts: Counts, part: string, most: number): readonly FieldValue[] {
  const wanted = fold(part);
  const found: (FieldValue & { readonly begins: boolean })[] = [];
  for (const [value, count] of counts) {
    const at = value === '' ? -1 : fold(value).indexOf(wanted);
    if (at >= 0) found.push({ value, count, begins: at === 0 });
  }
  const collator = new Intl.Collator('en');
  found.sort(
    (one, other) => Number(other.begins) - Number(one.begins) || other.count - one.count || collator.compare(one.value, other.value),
  );
  return found.slice(0, most).map(({ value, count }) => ({ value, count }));
}

function more(counts: Counts, value: string, by = 1): void {
  counts.set(value, (counts.get(value) ?? 0) + by);
}

function ofFacets(ground: Ground, numbers: Uint32Array, field: (typeof facetFields)[number]): Counts {
  const { texts, kept } = ground;
  texts.refresh();
  const valueOf = (id: number): Facet[typeof field] | undefined => texts.facets.get(id)?.[field];
  const counts: Counts = new Map();
  const add = (id: number, by: number): void => {
    const value = valueOf(id);
    if (typeof value === 'string' || typeof value === 'number') more(counts, String(value), by);
  };
  const facets = kept?.facets;
  if (kept === undefined || facets === undefined) {
    for (const [id, count] of grouped(ground, numbers, 'v.facet_id')) add(id as number, count as number);
    return counts;
  }
  const facetOf = new Uint32Array(ground.top + 1);
  for (let at = 0; at < kept.numbers.length; at += 1) facetOf[kept.numbers[at] ?? 0] = facets[at] ?? 0;
  const times = new Uint32Array(Math.max(0, ...texts.facets.keys()) + 1);
  for (let at = 0; at < numbers.length; at += 1) {
    const id = facetOf[numbers[at] ?? 0] ?? 0;
    times[id] = (times[id] ?? 0) + 1;
  }
  for (const [id, count] of times.entries()) if (count > 0) add(id, count);
  return counts;
}

function ofDetails(ground: Ground, numbers: Uint32Array, name: string): Counts {
  const { texts, statements, connectionId } = ground;
  const places = placesOf(texts, name);
  if (places.length === 0) return new Map();
  const concordance = ground.concordance?.();
  const counts =
    concordance === undefined
      ? groupedTexts(ground, numbers, detailSql(texts, name, 'v.names_id', 'v.details'))
      : inMemory(concordance, numbers, new Map(places.map(({ id, at }) => [id, at])));
  // What was read apart from the listing counts where the listing has no details of its own.
  const apart = statements.all(
    `SELECT c.session_id, ${detailSql(texts, name, 'c.names_id', 'c.details')} FROM session_content AS c
     WHERE c.connection_id = ? AND c.details IS NOT NULL`,
    connectionId,
  );
  if (apart.length > 0) {
    const bare = new Set(
      statements
        .all(
          `SELECT v.session_id FROM session_content AS c CROSS JOIN session_version AS v ON v.id = ?1 + c.session_id
           WHERE c.connection_id = ?2 AND (v.details IS NULL OR v.details = '[]')`,
          ground.base,
          connectionId,
        )
        .map(([session]) => session),
    );
    addOfSessions(
      ground,
      numbers,
      apart.filter(([session]) => bare.has(session ?? 0)),
      counts,
    );
  }
  return counts;
}

function inMemory(concordance: Concordance, numbers: Uint32Array, places: ReadonlyMap<number, number>): Counts {
  const words = concordance.detail(places);
  const times = new Uint32Array(concordance.words.size + 1);
  for (let at = 0; at < numbers.length; at += 1) {
    const word = words[numbers[at] ?? 0] ?? 0;
    times[word] = (times[word] ?? 0) + 1;
  }
  const counts: Counts = new Map();
  for (let word = 1; word < times.length; word += 1) {
    const count = times[word] ?? 0;
    if (count > 0) more(counts, concordance.words.text(word - 1), count);
  }
  return counts;
}

function ofMarks(ground: Ground, numbers: Uint32Array, what: 'note' | 'colour'): Counts {
  const marked = ground.statements.all(
    `SELECT s.id, m.${what} FROM mark AS m JOIN session AS s ON s.connection_id = m.connection_id AND s.key = m.key
     WHERE m.connection_id = ? AND m.${what} IS NOT NULL`,
    ground.connectionId,
  );
  const counts: Counts = new Map();
  addOfSessions(ground, numbers, marked, counts);
  return counts;
}

/** Adds texts of sessions, given by their ids, where a version of theirs is in the list. */
function addOfSessions(ground: Ground, numbers: Uint32Array, rows: readonly Row[], counts: Counts): void {
  if (rows.length === 0) return;
  const listed = new Uint8Array(ground.top + 1);
  for (let at = 0; at < numbers.length; at += 1) listed[numbers[at] ?? 0] = 1;
  const shown = new Set<number>();
  for (const [session] of rows) if (listed[session as number] === 1) shown.add(session as number);
  for (const [number, session] of laterVersions(ground)) if (listed[number] === 1) shown.add(session);
  for (const [session, text] of rows) if (typeof text === 'string' && shown.has(session as number)) more(counts, text);
}

function grouped({ statements, base }: Ground, numbers: Uint32Array, term: string): readonly Row[] {
  return statements.all(
    `SELECT ${term} AS term, count(*) FROM json_each(?1) AS j CROSS JOIN session_version AS v ON v.id = ?2 + j.value GROUP BY 1`,
    `[${numbers.subarray(0, mostLooked).join()}]`,
    base,
  );
}

function groupedTexts(ground: Ground, numbers: Uint32Array, term: string): Counts {
  const counts: Counts = new Map();
  for (const [value, count] of grouped(ground, numbers, term)) if (typeof value === 'string') more(counts, value, count as number);
  return counts;
}
