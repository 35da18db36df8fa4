/**
 * Proves that no session was skipped between pages. Pure.
 *
 * A page is a run of the list at its moment. Two reads that share a session hang together: whatever stood between their
 * rows while both were taken stands in one of them, provided that sessions which stay keep their order (the API promises
 * no order; that it stays is what servers do, and what `evidence` watches). So when reads hang together from the first
 * row to the last, every session that was there throughout is in one of them. A page that begins within the one before
 * it hangs on it; between two that only adjoin, a small page is asked for that holds the last row of the one beside
 * the first of the other. Its rows must all be known: one that is not was skipped.
 *
 * Slots count the pages as they are staged; rows are those of the server's list, counted from 0.
 */
import { rowsAtMost, twice, type Placed } from '../store/store.ts';
import type { Trail } from './trail.ts';

/** Where two slots adjoin, or (with `end`) where the list ends behind a slot. */
export interface Boundary {
  /** The slot before it. */
  readonly after: number;
  /** Rows of the list before it, when both slots were asked for. */
  readonly row: number;
  /** Rows that the slot before it was asked for. */
  readonly size: number;
  /** By how many rows the list was seen to have moved since. */
  readonly moved: number;
  readonly tries: number;
  readonly end: boolean;
}

export interface Proof {
  /** Slots 0 to this one hang together. */
  readonly joined: number;
  /** Slots behind it that hang on their next one. */
  readonly ahead: readonly number[];
  /** What is still to be asked about, lowest first. */
  readonly open: readonly Boundary[];
  /** What is being asked about. */
  readonly asked: readonly Boundary[];
  /** One page for many boundaries, one for each, or neither: the server does not give what it is asked for. */
  readonly way: 'wide' | 'narrow' | 'none';
  /** The slot behind which the list is known to end, or -1. */
  readonly ends: number;
  /** How unlikely it is that a server which shuffles its list answered so: minus the logarithm of the chance. */
  readonly evidence: number;
  /** Pages read once more for the sake of evidence alone. */
  readonly confirmed: number;
}

export const unproven: Proof = { joined: 0, ahead: [], open: [], asked: [], way: 'wide', ends: -1, evidence: 0, confirmed: 0 };

/** A page that is to prove something. */
export interface Wanted {
  readonly page: number;
  readonly size: number;
  readonly about: readonly Boundary[];
}

/** The slots after `after` and the next one hang together. */
export function join(proof: Proof, after: number): Proof {
  if (after < proof.joined || proof.ahead.includes(after)) return proof;
  let ahead: readonly number[] = [...proof.ahead, after];
  let { joined } = proof;
  while (ahead.includes(joined)) {
    const reached = joined;
    ahead = ahead.filter((slot) => slot !== reached);
    joined += 1;
  }
  return { ...proof, joined, ahead };
}

export function open(proof: Proof, boundary: Boundary): Proof {
  return { ...proof, open: [...proof.open, boundary].sort(byPlace) };
}

const byPlace = (one: Boundary, other: Boundary): number => one.after - other.after;

/** What was being asked about is to be asked anew. */
export function reopen(proof: Proof): Proof {
  return { ...proof, open: [...proof.open, ...proof.asked].sort(byPlace), asked: [] };
}

/** A page for many boundaries is not to be had: each gets its own; or, where even that is not to be had, none. */
export function refuse(proof: Proof, { about }: Pick<Wanted, 'about'>): Proof {
  const narrower = proof.way === 'wide' && about.some(({ tries, end }) => tries === 0 && !end);
  const asked = proof.asked.filter((boundary) => !about.includes(boundary));
  if (!narrower) return { ...proof, asked, way: 'none' };
  const again = about.map((boundary) => ({ ...boundary, tries: 1 }));
  return { ...proof, asked, way: 'narrow', open: [...proof.open, ...again].sort(byPlace) };
}

/** What is known once all slots behind `slot` are taken back. */
export function cutBack(proof: Proof, slot: number): Proof {
  return {
    ...proof,
    joined: Math.min(proof.joined, slot),
    ahead: proof.ahead.filter((after) => after < slot),
    open: [...proof.open, ...proof.asked].filter(({ after, end }) => after < slot && !end).sort(byPlace),
    asked: [],
    ends: -1,
  };
}

/** Rows of a page for many boundaries, at most. */
const widest = 1_000;
/** Its size in bytes, about. */
const widestBytes = 512 * 1024;
/** Boundaries that make it worth its bytes. */
const worthwhile = 3;

const divides = (size: number, row: number): boolean => row % size === 0;

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** The least size of two or more whose pages have no edge at `row`. */
export function leastAcross(row: number): number {
  let size = 2;
  while (divides(size, row)) size += 1;
  return size;
}

/** Whether a page of this size was asked for on behalf of this boundary alone. */
const isFor = ({ row, moved }: Boundary, size: number): boolean => size === leastAcross(Math.max(1, row + moved));

export interface Means {
  /** Sessions a page of the listing. */
  readonly size: number;
  /** The most that the server may give, as far as is known, and the most that it gave. */
  readonly cap: number;
  readonly given: number;
  /** Bytes of a page, about; absent before the first. */
  readonly bytes?: number;
  /** Rows of the list up to the last slot. */
  readonly rows: number;
  /** Rows up to here were read by an earlier read: they are not to be asked for again in bulk. */
  readonly from: number;
  /** No more pages will come. */
  readonly closing: boolean;
}

/** The size for many boundaries at once: without an edge in common with the listing's pages for as long as possible. */
function wideSize({ size, cap, bytes, from }: Means): number {
  const most = Math.min(
    widest,
    cap,
    from > 0 ? 5 * size : widest,
    bytes === undefined || bytes === 0 ? widest : Math.floor((widestBytes * size) / bytes),
  );
  let wide = most;
  while (wide > 1 && gcd(wide, size) > 1) wide -= 1;
  return wide >= worthwhile * size ? wide : 0;
}

/** Takes what is to be asked next out of the open boundaries; undefined where nothing is, or not yet. */
export function take(proof: Proof, means: Means): { readonly proof: Proof; readonly wanted: Wanted | undefined } | undefined {
  const [first] = proof.open;
  if (!first || proof.way === 'none') return undefined;
  // The first answer shows whether the server gives what it is asked for: until then one is enough.
  if (isUntried(proof) && proof.asked.length > 0) return undefined;
  const wide = proof.way === 'wide' ? wideSize(means) : 0;
  const isWide = ({ row, tries, end }: Boundary): boolean =>
    wide > 0 && tries === 0 && !end && !divides(wide, row) && Math.floor((row - 1) / wide) * wide >= means.from;
  if (!isWide(first)) {
    const row = Math.max(1, first.row + first.moved);
    const size = leastAcross(row);
    const rest = { ...proof, open: proof.open.slice(1), asked: [...proof.asked, first] };
    // Fewer than asked for are no end where so many were never given; one or two rows are hardly all that is given.
    if (first.end && size > Math.max(means.given, 2) && proof.asked.length > 0) return undefined;
    if (first.end && size > Math.max(means.given, 2)) return { proof: { ...proof, way: 'none' }, wanted: undefined };
    return { proof: rest, wanted: { page: Math.floor((row - 1) / size), size, about: [first] } };
  }
  const page = Math.floor((first.row - 1) / wide);
  if (!means.closing && means.rows < (page + 1) * wide) return undefined;
  const about = proof.open.filter((boundary) => isWide(boundary) && Math.floor((boundary.row - 1) / wide) === page);
  const left = proof.open.filter((boundary) => !about.includes(boundary));
  return { proof: { ...proof, open: left, asked: [...proof.asked, ...about] }, wanted: { page, size: wide, about } };
}

/** No page for a boundary has shown anything yet. */
const isUntried = ({ joined, ahead, evidence }: Proof): boolean => joined === 0 && ahead.length === 0 && evidence === 0;

const slotOf = (place: number): number => Math.floor(place / rowsAtMost);

/** Takes what a proving page shows. `holes`: boundaries where the slots do not hang together, lowest first. */
export function judge(
  proof: Proof,
  wanted: Wanted,
  placed: Placed,
  { sessions, tip, next }: Pick<Trail, 'sessions' | 'tip' | 'next'>,
  rowsIn: (slot: number) => number | undefined,
): { readonly proof: Proof; readonly holes: readonly Boundary[] } {
  const asked = proof.asked.filter((boundary) => !wanted.about.includes(boundary));
  if (placed.distinct > wanted.size) return { proof: { ...proof, asked, way: 'none' }, holes: [] };
  // Behind the last page that was meant lie those that repeat it; what lies behind these may be taken back yet.
  const top = tip?.slot ?? -1;
  const isAhead = placed.places.some((place) => slotOf(place) >= next);
  const places = placed.places.map((place) => {
    const slot = slotOf(place);
    return slot >= next ? -1 : slot > top ? place - (slot - top) * rowsAtMost : place;
  });
  if (isDisordered(places)) return { proof: { ...proof, asked, way: 'none' }, holes: [] };
  let judged: Proof = { ...proof, asked };
  let steps = 0;
  const seen: Placed = { ...placed, places };
  // A key that stands in two places is known, and so was not skipped, but shows nothing of either.
  const clear = places.filter((place) => place !== twice);
  for (let at = 1; at < clear.length; at += 1) {
    const [before, here] = [clear[at - 1] ?? -1, clear[at] ?? -1];
    // Behind a row that is unknown, or stands elsewhere than it stood, another run begins.
    if (before < 0 || here <= before) continue;
    const between = slotOf(here) - slotOf(before);
    // A row of the slot behind it, or of one that hangs on that: a page read again holds its rows once more.
    if (between >= 1 && hang(judged, slotOf(before) + 1, slotOf(here)) && isEdge(clear, at, rowsIn)) judged = join(judged, slotOf(before));
    if (between === 0 ? here === before + 1 : between === 1 && here % rowsAtMost === 0) steps += 1;
  }
  judged = { ...judged, evidence: judged.evidence + steps * Math.log(Math.max(2, sessions)) };
  const holes: Boundary[] = [];
  for (const boundary of wanted.about) {
    if (isProven(judged, boundary, wanted, seen)) {
      if (boundary.end) judged = { ...judged, ends: boundary.after };
      continue;
    }
    const again =
      isAhead && boundary.tries + 1 < mostTries ? { ...boundary, tries: boundary.tries + 1 } : aimedAnew(boundary, wanted, seen);
    if (again) judged = open(judged, again);
    else holes.push(boundary);
  }
  if (fallsShort(judged, wanted, seen) || staysEmpty(wanted, placed)) judged = { ...judged, way: 'none' };
  const joinedAny = wanted.about.some((boundary) => boundary.tries === 0 && isProven(judged, boundary, wanted, seen));
  if (wanted.about.some((boundary) => !isFor(boundary, wanted.size)) && !joinedAny) judged = { ...judged, way: 'narrow' };
  return { proof: judged, holes };
}

/**
 * Whether the rows at `at - 1` and `at` are where the one slot ends and the other begins: its last and first, or (some may
 * have been deleted since) in the company of the ones beside them. One alone may be a key that the server holds twice.
 */
function isEdge(places: readonly number[], at: number, rowsIn: (slot: number) => number | undefined): boolean {
  const [before, here] = [places[at - 1] ?? -1, places[at] ?? -1];
  const isLast = (before % rowsAtMost) + 1 === rowsIn(slotOf(before)) || places[at - 2] === before - 1;
  const isFirst = (slotOf(here) - slotOf(before) === 1 && here % rowsAtMost === 0) || places[at + 1] === here + 1;
  return isLast && isFirst;
}

/** Whether so many rows stand before others that they stood behind that no order is kept: a key held twice does it once. */
function isDisordered(places: readonly number[]): boolean {
  const known = places.filter((place) => place >= 0);
  const back = known.filter((place, at) => at > 0 && place <= (known[at - 1] ?? -1)).length;
  return back > 1 && back * 4 > known.length;
}

/** Whether slots hang together from one to another. */
function hang({ joined, ahead }: Proof, from: number, to: number): boolean {
  for (let slot = from; slot < to; slot += 1) if (slot >= joined && !ahead.includes(slot)) return false;
  return true;
}

/** A page of its own for one boundary ended before it, where rows are known to be: the server gives no such pages. */
function fallsShort(proof: Proof, { size, about }: Wanted, { records, places }: Placed): boolean {
  const [one] = about;
  if (!one || one.end || !isFor(one, size)) return false;
  const last = places.at(-1) ?? -1;
  return records > 0 && records < size && last >= 0 && slotOf(last) <= one.after && !hang(proof, one.after, one.after + 1);
}

/** No rows once more, where rows are known to be: the server counts its pages in a size of its own. */
const staysEmpty = ({ size, about }: Wanted, { records }: Placed): boolean =>
  records === 0 && about.some((boundary) => boundary.tries > 0 && !boundary.end && isFor(boundary, size));

function isProven(proof: Proof, { after, end }: Boundary, { size }: Wanted, { records, places }: Placed): boolean {
  if (!end) return hang(proof, after, after + 1);
  // Shorter than a size that is known to be given: its last row was the list's.
  const clear = places.filter((place) => place !== twice);
  return records < size && slotOf(clear.at(-1) ?? -1) === after && clear.every((place, at) => place > (clear[at - 1] ?? -1));
}

/** How often a boundary is asked about before it counts as a hole. */
const mostTries = 4;

/** The boundary to be asked about once more: with a page of its own, or where it has moved to. */
function aimedAnew(boundary: Boundary, { page, size }: Wanted, { places, records }: Placed): Boundary | undefined {
  const tries = boundary.tries + 1;
  if (tries >= mostTries) return undefined;
  if (!isFor(boundary, size)) return { ...boundary, tries };
  const start = boundary.row - boundary.size;
  for (const [at, place] of places.entries()) {
    if (place < 0) continue;
    const slot = slotOf(place);
    const stood = slot === boundary.after ? start : slot === boundary.after + 1 && !boundary.end ? boundary.row : undefined;
    if (stood === undefined) continue;
    const moved = page * size + at - (stood + (place % rowsAtMost));
    // It stands where it was looked for, and still the other side is not beside it.
    return moved === boundary.moved ? undefined : { ...boundary, moved, tries };
  }
  // A slip of the server, who can give an empty page once.
  return records === 0 ? { ...boundary, tries } : undefined;
}

/** Evidence that is enough: chance would do so once in 160,000 times, or as seldom as a list so short allows. */
export function enough(sessions: number): number {
  let most = 0;
  for (let factor = 2; factor <= sessions && most < 12; factor += 1) most += Math.log(factor);
  return Math.min(12, most);
}
