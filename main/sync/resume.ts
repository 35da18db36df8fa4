/** Where a read that was cut off goes on: what the store kept of its pages, and what was proven of them. Pure. */
import type { StagedPage } from '../store/store.ts';
import { goOn } from './asking.ts';
import type { Ask, Mark, State } from './plan.ts';
import { join, open, unproven, type Proof } from './proof.ts';
import { start, type Trail } from './trail.ts';

/** What is kept with each page: the server's number of it, and up to which slot all hang together. */
interface Note {
  readonly page: number;
  readonly joined: number;
}

export function noteOf({ proof }: State, { page }: Ask): string {
  const note: Note = { page, joined: proof.joined };
  return JSON.stringify(note);
}

function read(note: string | undefined): Note | undefined {
  if (note === undefined) return undefined;
  try {
    const { page, joined } = JSON.parse(note) as Partial<Note>;
    return Number.isInteger(page) && Number.isInteger(joined) ? { page: page ?? 0, joined: joined ?? 0 } : undefined;
  } catch {
    return undefined;
  }
}

interface Kept extends StagedPage, Note {}

/** Goes on at the last page that an earlier read staged, which is read again: the list may have moved meanwhile. */
export function resumed(fresh: State): State {
  const { resume } = fresh.task;
  if (!resume) return fresh;
  const kept = unbroken(resume.pages);
  const last = kept.length - 1;
  const [before, again] = [kept[last - 1], kept[last]];
  if (!again || !before) return fresh;
  // Behind a first page that was capped, pages were asked for in the size of the cap.
  const longest = kept.reduce((most, { rows }) => Math.max(most, rows), 0);
  const size = longest > 0 ? Math.min(longest, resume.pageSize) : resume.pageSize;
  const trailAt = (slot: number, { page, rows, digest }: Kept): Trail => ({
    ...start,
    next: slot + 1,
    // Those of the page that is read again are counted when it comes.
    sessions: Math.max(0, resume.sessions - again.rows),
    last: { records: rows, rows, digest, firstKey: null, lastKey: null },
    tip: { slot, page, records: rows },
  });
  const joined = Math.min(last - 1, again.joined);
  let proof: Proof = { ...unproven, joined };
  const marks = new Map<number, Mark>();
  for (const [slot, one] of kept.slice(0, last).entries()) {
    if (slot < joined) continue;
    marks.set(slot, { trail: trailAt(slot, one), page: one.page });
    const behind = kept[slot + 1];
    if (slot === last - 1 || !behind) continue;
    proof = behind.overlaps
      ? join(proof, slot)
      : open(proof, { after: slot, row: behind.page * size, size, moved: 0, tries: 0, end: false });
  }
  const firstWasShort = size < fresh.want;
  return goOn(
    { ...fresh, from: again.page * size, size, sizeSettled: true, firstWasShort, marks, proof },
    trailAt(last - 1, before),
    again.page,
  );
}

/** The pages up to the first one behind which nothing can be trusted to hang together. */
function unbroken(pages: readonly StagedPage[]): readonly Kept[] {
  const kept: Kept[] = [];
  for (const [slot, staged] of pages.entries()) {
    const note = read(staged.note);
    const before = kept.at(-1);
    if (!note || staged.page !== slot || staged.rows === 0) break;
    if (before && note.page !== before.page + 1 && !staged.overlaps) break;
    kept.push({ ...staged, ...note });
  }
  return kept;
}
