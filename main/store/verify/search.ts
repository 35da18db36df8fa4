/**
 * Checks what is derived from the snapshots: the text index finds each text, and the kept order is the one that sorting gives.
 * Both can be made anew, so what is found here concerns no snapshot.
 */
import { KnownTexts } from '../dictionary.ts';
import { keptOrder, orderOf } from '../order.ts';
import { decode, versionColumns } from '../record.ts';
import { baseOf, numberMask, type Database, type Statements } from '../rows.ts';
import { charactersOf, indexable, indexedText, trigrams } from '../text.ts';
import { defaultSort } from '../../../preload/model.ts';

const rowsAtOnce = 20_000;
/** More unsound rows than this, and the index says nothing any more. */
const mostUnsound = 1_000;

/** In how many texts a term stands, and two sums over their row ids: what a changed index does not keep. */
interface Tally {
  count: number;
  sum: number;
  mixed: number;
}

const lowBits = 2 ** 24;
const fewBits = 2 ** 20;
const factor = 2_654_435_761;
const dropped = 2 ** 7;
/** Of a row id in SQL and here: small enough that sums stay exact. */
const lowSql = `(doc & ${lowBits - 1})`;
const mixedSql = `(((doc & ${fewBits - 1}) * ${factor} / ${dropped}) & ${fewBits - 1})`;
const lowOf = (doc: number): number => ((doc % lowBits) + lowBits) % lowBits;
const mixedOf = (low: number): number => Math.floor(((low % fewBits) * factor) / dropped) % fewBits;

/**
 * Whether the text index holds exactly the texts that are in it by the store's word; those of `unsound` rows aside. Makes
 * temporary tables, once for each connection to a file.
 */
export function searchIsWhole(database: Database, statements: Statements, unsound: ReadonlySet<number>): boolean {
  if (unsound.size > mostUnsound) return true;
  database.exec('PRAGMA query_only = OFF');
  try {
    database.exec(`
      CREATE VIRTUAL TABLE temp.search_term USING fts5vocab('main', 'search', 'instance');
      CREATE TEMP TABLE indexed (doc INTEGER PRIMARY KEY);
      INSERT INTO temp.indexed SELECT v.id FROM session_version AS v JOIN connection AS c ON c.id = v.id >> 32
        WHERE v.text_id IS NULL AND v.id & ${numberMask} <= c.indexed_to AND v.from_snapshot < c.next_snapshot;
      INSERT INTO temp.indexed SELECT -id FROM session_content WHERE details IS NOT NULL;`);
    statements.run('DELETE FROM temp.indexed WHERE doc IN (SELECT value FROM json_each(?))', JSON.stringify([...unsound]));
    const found = statements.all(
      `SELECT term, count(*), sum(${lowSql}), sum(${mixedSql}) FROM temp.search_term WHERE doc IN (SELECT doc FROM temp.indexed) GROUP BY term`,
    );
    const expected = expectedTerms(statements);
    return (
      found.length === expected.size &&
      found.every(([term, count, sum, mixed]) => {
        const tally = expected.get(term as string);
        return tally?.count === count && tally?.sum === sum && tally?.mixed === mixed;
      }) &&
      sharedTextsMatch(statements, unsound)
    );
  } finally {
    database.exec('PRAGMA query_only = ON');
  }
}

function expectedTerms(statements: Statements): ReadonlyMap<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const { doc, text } of indexedTexts(statements)) {
    const characters = charactersOf(text);
    const low = lowOf(doc);
    const mixed = mixedOf(low);
    const terms = new Set<string>();
    for (let at = 0; at + 3 <= characters.length; at += 1)
      terms.add(`${characters[at] ?? ''}${characters[at + 1] ?? ''}${characters[at + 2] ?? ''}`);
    for (const term of terms) {
      const tally = tallies.get(term);
      if (tally === undefined) tallies.set(term, { count: 1, sum: low, mixed });
      else {
        tally.count += 1;
        tally.sum += low;
        tally.mixed += mixed;
      }
    }
  }
  return tallies;
}

function* indexedTexts(statements: Statements): Generator<{ readonly doc: number; readonly text: string }> {
  const texts = new KnownTexts(statements);
  for (let after = 0; ;) {
    const rows = statements.all(
      `SELECT v.id, ${versionColumns} FROM temp.indexed AS i CROSS JOIN session_version AS v ON v.id = i.doc WHERE i.doc > ? ORDER BY i.doc LIMIT ${rowsAtOnce}`,
      after,
    );
    for (const row of rows) yield { doc: row[0] as number, text: indexedText(decode(row, texts, 1)) };
    if (rows.length < rowsAtOnce) break;
    after = rows.at(-1)?.[0] as number;
  }
  for (let after = 0; ;) {
    const rows = statements.all(
      `SELECT id, details FROM session_content WHERE id > ? AND -id IN (SELECT doc FROM temp.indexed) ORDER BY id LIMIT ${rowsAtOnce}`,
      after,
    );
    for (const [id, details] of rows) yield { doc: -(id as number), text: indexable(JSON.parse(details as string) as string[]) };
    if (rows.length < rowsAtOnce) return;
    after = rows.at(-1)?.[0] as number;
  }
}

/** Versions that have no text of their own in the index: the one that they name has the same. */
function sharedTextsMatch(statements: Statements, unsound: ReadonlySet<number>): boolean {
  const texts = new KnownTexts(statements);
  const ownText = (id: number): string | undefined => {
    const row = statements.first(`SELECT ${versionColumns} FROM session_version AS v WHERE v.id = ?`, id);
    return row === undefined ? undefined : indexedText(decode(row, texts));
  };
  // The version that no snapshot holds any more may be gone, and its entry be what is left of it.
  const stands = (id: number, text: string): boolean => {
    const terms = trigrams(text);
    return terms === undefined || statements.first('SELECT 1 FROM search WHERE search MATCH ? AND rowid = ?', terms, id) !== undefined;
  };
  for (let after = 0; ;) {
    const rows = statements.all(
      `SELECT v.id, v.text_id FROM session_version AS v WHERE v.text_id IS NOT NULL AND v.id > ? ORDER BY v.id LIMIT ${rowsAtOnce}`,
      after,
    );
    for (const [id, textId] of rows as readonly (readonly [number, number])[]) {
      const named = Math.floor(id / 2 ** 32) * 2 ** 32 + textId;
      if (unsound.has(id) || unsound.has(named)) continue;
      const text = ownText(id) ?? '';
      const same = ownText(named) ?? (stands(named, text) ? text : '');
      if (named >= id || same !== text) return false;
    }
    if (rows.length < rowsAtOnce) return true;
    after = rows.at(-1)?.[0] as number;
  }
}

/** Whether the order that is kept for a connection's newest list, if it is that one's, is what sorting gives. Needs `Tests`' functions. */
export function orderIsRight(statements: Statements, connectionId: number): boolean {
  const newest = statements.first('SELECT max(number) FROM snapshot WHERE connection_id = ?', connectionId)?.[0];
  if (typeof newest !== 'number') return true;
  const kept = keptOrder(statements, connectionId, newest);
  if (kept === undefined) return true;
  const base = baseOf(connectionId);
  const order = orderOf(statements, new KnownTexts(statements), { base, snapshot: newest }, defaultSort);
  if (kept.numbers.length !== order.length || kept.facets?.length !== order.length) return false;
  if (order.some((number, at) => number !== kept.numbers[at])) return false;
  const facets = statements.all(
    `SELECT v.id & ${numberMask}, v.facet_id FROM session_version AS v WHERE v.id > ? AND v.id <= ?`,
    base,
    base + numberMask,
  );
  const facetOf = new Map(facets as readonly (readonly [number, number])[]);
  return order.every((number, at) => facetOf.get(number) === kept.facets?.[at]);
}
