/** Where a reader stands in an answer that takes the place of the one before: what is selected, what is at the upper edge. */
import type { Client } from '../api/client.svelte.ts';
import type { Folds } from './folds.svelte.ts';
import { indexesIn, lineAt, lineOf } from './lines.ts';
import type { Ranges } from './ranges.ts';
import type { Rows } from './rows.svelte.ts';
import type { Selection } from './selection.svelte.ts';
import { revealing, shown, within, type Track } from './track.ts';
import type { Viewport } from './viewport.svelte.ts';

/** An answer to a new question begins at its top; one to the question of before moves nobody. */
export type Opening = 'afresh' | 'in place';

export interface Standing {
  /** Index of the row that has the keys. */
  readonly index: number | undefined;
  /** All that is selected, where that is more than the one. */
  readonly ranges?: Ranges;
  /** So many were selected, and are no more: they would be too many ranges. */
  readonly lost?: number;
  readonly top: number;
}

/** What is shown until then. */
export interface Shown {
  readonly client: Client;
  readonly viewport: Viewport;
  readonly selection: Selection;
  readonly folds: Folds;
  readonly rows: Rows | undefined;
  /** The end of the list that was selected while the answer was awaited: of what comes, the same end is meant. */
  readonly end: 'first' | 'last' | undefined;
  /** What was at the upper edge at the end of the last run. */
  readonly left: { readonly key: string; readonly offset: number } | undefined;
}

/** Where selection and viewport stand in new rows. Resolves once those to be seen are fetched. */
export async function standIn(rows: Rows, how: Opening, before: Shown): Promise<Standing> {
  const { viewport, selection, folds, left } = before;
  const lines = folds.linesIn(rows.opened);
  const track: Track = { ...viewport.track, total: lines.total };
  const { total } = rows.opened;
  const key = selection.keyed();
  // An order or filter that was just asked for is meant by who goes to an end; a refresh moves nobody off a session.
  const end = how === 'afresh' || key === undefined ? before.end : undefined;
  const index = end && total > 0 ? (end === 'first' ? 0 : total - 1) : await rows.locate(key);
  let top = end && index !== undefined ? revealing(track, 0, lineOf(lines, index)) : 0;
  if (how === 'in place' && !end) {
    const held = heldIn(before);
    const moved = held && (held.key === key ? index : await rows.locate(held.key));
    top = held && moved !== undefined ? viewport.top + lineOf(lines, moved) - lineOf(folds.lines, held.index) : viewport.top;
  }
  const leftAt = left && (await rows.locate(left.key));
  top = within(track, left && leftAt !== undefined ? lineOf(lines, leftAt) + left.offset : top);
  await rows.want(indexesIn(lines, shown(track, top)));
  const ranges = await movedTo(rows, how, before);
  if (ranges === null) return { index, top, lost: selection.count };
  return { index, top, ...(ranges && { ranges }) };
}

/** Where what is selected stands in new rows, where it is more than one session; null where in too many places. */
async function movedTo(rows: Rows, how: Opening, { client, selection, rows: old }: Shown): Promise<Ranges | null | undefined> {
  const { view, total } = rows.opened;
  const before = old?.opened;
  if (!before || before.view < 0 || view < 0 || (selection.count < 2 && selection.has(selection.index ?? -1))) return undefined;
  if (selection.count === 0) return selection.index === undefined ? undefined : [];
  // All stays all; of another filter nobody has selected anything.
  if (selection.isAll) return how === 'in place' || total === before.total ? [[0, total]] : undefined;
  try {
    return await client.api.sessions.moved(before.view, selection.ranges, view);
  } catch {
    // The list that was shown is not kept any more.
    return undefined;
  }
}

/** What must not move under the reader's eyes: the selected row where it is seen, else the uppermost one. */
function heldIn({ viewport, selection, folds, rows }: Shown): { readonly index: number; readonly key: string } | undefined {
  const { index: selected, key } = selection;
  if (selected !== undefined && key !== undefined && viewport.shows(lineOf(folds.lines, selected))) return { index: selected, key };
  if (viewport.top === 0) return undefined;
  // The uppermost row: a group's line may stand before it.
  for (let line = Math.ceil(viewport.top); line < viewport.shown.to; line += 1) {
    const what = lineAt(folds.lines, line);
    const firstKey = what.kind === 'row' ? rows?.at(what.index)?.session.key : undefined;
    if (what.kind === 'row' && firstKey !== undefined) return { index: what.index, key: firstKey };
  }
  return undefined;
}
