/** Conditions in SQL, on `session_version` as `v`. SQLite folds ASCII only: what is not is looked at in JavaScript. */
import { keySql } from '../order.ts';
import { datedBit, trickyDetailsBit, wordyIdentifierBit, wordyTimeBit, type ShapeField } from '../shape.ts';
import type { Leaf } from './ast.ts';
import { never, type Condition, type Ground } from './masks.ts';

// eslint-disable-next-line no-control-regex -- exactly the characters that are told from others
const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text);

/** Whether a word stands in an array of JSON texts as it is, and never between two of them. */
const isPlainInJson = (word: string): boolean => !/["\\\p{Cc}]/u.test(word) && !/^[[\],]*$/.test(word);

export const any = (all: readonly Condition[]): Condition => {
  const conditions = all.filter(({ sql }) => sql !== '0');
  return conditions.length === 0
    ? never
    : { sql: conditions.map(({ sql }) => `(${sql})`).join(' OR '), values: conditions.flatMap(({ values }) => values) };
};

/** That a text column contains a folded word. SQLite folds ASCII only: other texts are looked at in JavaScript. */
export function columnContains(column: string, word: string): Condition {
  const plain = `length(${column}) = octet_length(${column})`;
  if (!isAscii(word)) return { sql: `${column} IS NOT NULL AND NOT (${plain}) AND fold_contains(${column})`, values: [] };
  return {
    sql: `${column} IS NOT NULL AND CASE WHEN ${plain} THEN instr(lower(${column}), ?) > 0 ELSE fold_contains(${column}) END`,
    values: [word],
  };
}

/** That a JSON array of texts contains a folded word in one of them. Most such arrays are ASCII without escapes. */
export function valuesContain(column: string, word: string): Condition {
  const known = `${column} IS NOT NULL AND `;
  if (!isAscii(word) || !isPlainInJson(word)) return { sql: `${known}values_contain(${column})`, values: [] };
  return {
    sql: `${known}CASE WHEN length(${column}) = octet_length(${column}) AND NOT instr(${column}, '\\')
      THEN instr(lower(${column}), ?) > 0 ELSE values_contain(${column}) END`,
    values: [word],
  };
}

export const times = ['v.time_of_recording', 'v.start_time', 'v.end_time'] as const;

/** A word within a GUID that is kept as bytes; one without dashes is first looked for in the digits alone. */
export function inGuid(word: string): Condition {
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
export function inProse(word: string, ground: Ground): Condition {
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

export const columns: Readonly<Partial<Record<ShapeField | 'key', string>>> = {
  key: keySql,
  identifier: 'v.identifier',
  timeOfRecording: 'v.time_of_recording',
  startTime: 'v.start_time',
  endTime: 'v.end_time',
  lapsCount: 'v.laps_count',
  id: 'v.server_id',
};

export function columnCondition(leaf: Exclude<Leaf, { kind: 'text' | 'flag' }>, name: string, column: string): Condition {
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
