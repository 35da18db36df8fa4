/** Whether a version's row is, to the last byte of its content, what was written. */
import type { Exact, Session } from '../../../preload/model.ts';
import { readExact, writeExact } from '../exact.ts';
import { hashBytes, type Hasher } from '../hash.ts';
import { decode, hashSession, type Lookup } from '../record.ts';
import type { Value } from '../rows.ts';
import { held, heldAt, shapeFields, type ShapeField } from '../shape.ts';

/** Where `versionColumns` holds each field that has a column of its own. */
const columnOf: Partial<Readonly<Record<ShapeField, number>>> = {
  identifier: 1,
  timeOfRecording: 2,
  startTime: 3,
  endTime: 4,
  lapsCount: 5,
  id: 6,
};
const facetColumn = 7;
const namesColumn = 8;
const detailsColumn = 9;
const extraColumn = 10;
const oddColumn = 11;

const lanes = new Uint32Array(4);
const bytes = new Uint8Array(lanes.buffer);

const sameJson = (text: unknown): boolean => typeof text === 'string' && writeExact(readExact(text)) === text;

function sameOdd(text: string, session: Session, shape: number): boolean {
  if (!sameJson(text)) return false;
  const odd = readExact(text) as Record<string, Exact>;
  if ('key' in odd && odd['key'] !== session.key) return false;
  return Object.keys(odd).every((name) => {
    const index = shapeFields.indexOf(name as ShapeField);
    return name === 'key' || name === 'details' || (index >= 0 && heldAt(shape, index) === held.odd);
  });
}

/**
 * The session that a row holds, undefined where the row is not what was written. `row` has the columns of `versionColumns`
 * from `at` on. What `decode` does not look at (a column that the shape says is not used) counts too: SQL sorts and filters by it.
 */
export function soundSession(row: readonly Value[], at: number, hash: unknown, lookup: Lookup, hasher: Hasher): Session | undefined {
  if (!(hash instanceof Uint8Array) || hash.byteLength !== hashBytes) return undefined;
  try {
    const session = decode(row, lookup, at);
    hashSession(session, hasher, lanes, 0);
    if (Buffer.compare(hash, bytes) !== 0) return undefined;
    const { shape } = lookup.facet(row[at + facetColumn] as number);
    for (const [index, field] of shapeFields.entries()) {
      const column = columnOf[field];
      if (column === undefined) continue;
      if ((heldAt(shape, index) === held.plain) !== (row[at + column] !== null)) return undefined;
    }
    const details = row[at + detailsColumn] ?? null;
    if ((row[at + namesColumn] === null) !== (details === null)) return undefined;
    if (details !== null && JSON.stringify(JSON.parse(details as string)) !== details) return undefined;
    const extra = row[at + extraColumn] ?? null;
    if (extra !== null && !sameJson(extra)) return undefined;
    const odd = row[at + oddColumn] ?? null;
    if (odd !== null && !(typeof odd === 'string' && sameOdd(odd, session, shape))) return undefined;
    return session;
  } catch {
    // A text that is no JSON any more, a facet that is not there.
    return undefined;
  }
}
