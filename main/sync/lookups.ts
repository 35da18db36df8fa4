/** Which pages a refresh looks at, and whether their rows stand where the snapshot's times put them. Pure. */
import type { CheckedRow, Ground } from '../store/store.ts';

/** Pages of a list below which it is read in full. */
export const leastPages = 18;
/** One page of so many is looked at besides, at most so many in all. */
const oneOf = 12;
const mostLooked = 32;

export const pagesOf = (length: number, size: number): number => Math.ceil(length / Math.max(1, size));

/** Requests that a refresh of an unchanged list may cost: a quarter of those of a full read, which proves its pages with two more. */
const usuallyAsked = (length: number, size: number): number => Math.floor((pagesOf(length, size) + 2) / 4);
/** Where much is new or open: half of them. */
export const mostAsked = (length: number, size: number): number => 2 * usuallyAsked(length, size);

export interface Placing {
  readonly ground: Ground;
  /** Rows of the list that the snapshot has not, since they could not be read. */
  readonly slack: number;
  /** Rows of the list before the first one. */
  readonly row: number;
  /** New sessions before it. */
  readonly added: number;
}

export interface PlacedRows {
  /** No row is later than the one before it. */
  readonly falls: boolean;
  /** Every known row stands where as many of the snapshot stand before it as are later. */
  readonly fits: boolean;
  /** One that is new has no moment. */
  readonly undatedNew: boolean;
  /** The moment of the last row that has one. */
  readonly last: number;
}

/** Compares rows with the places that the snapshot's times give them; `before`: the moment of the row before the first. */
export function placed(rows: readonly CheckedRow[], { ground, slack, row, added }: Placing, before: number): PlacedRows {
  const mayStandBefore = slack + ground.undated;
  let falls = true;
  let fits = true;
  let undatedNew = false;
  let last = before;
  let fresh = added;
  for (const [at, { moment, is }] of rows.entries()) {
    if (is === 'new') fresh += 1;
    if (Number.isNaN(moment)) {
      undatedNew ||= is === 'new';
      continue;
    }
    falls &&= moment <= last;
    last = moment;
    if (is === 'new') continue;
    const known = row + at - fresh;
    fits &&= known >= laterThan(ground.moments, moment) && known - mayStandBefore < notBefore(ground.moments, moment);
  }
  return { falls, fits, undatedNew, last };
}

/** How many of falling moments are later than one. */
function laterThan(moments: Float64Array, moment: number): number {
  return countWhile(moments, (other) => other > moment);
}

function notBefore(moments: Float64Array, moment: number): number {
  return countWhile(moments, (other) => other >= moment);
}

/** Of moments that begin with those that `holds` is true of, how many these are. */
function countWhile(moments: Float64Array, holds: (moment: number) => boolean): number {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(moments[middle] ?? -Infinity)) low = middle + 1;
    else high = middle;
  }
  return low;
}

export interface Look {
  readonly page: number;
  readonly size: number;
}

interface List {
  /** Records, and a page's. */
  readonly length: number;
  readonly size: number;
  /** Pages from the first on that were looked at, and all that were. */
  readonly head: number;
  readonly looked: number;
  /** New sessions on them. */
  readonly added: number;
  readonly chance: number;
}

/**
 * The end of the list, the pages of open sessions, and some of the others. Undefined where these are more than a refresh
 * may cost.
 */
export function lookups(ground: Ground, list: List): readonly Look[] | undefined {
  const { length, size, head, looked, added, chance } = list;
  const tail = tailSize(length, size);
  const lastPage = Math.floor(length / tail);
  // The page before the last as well: a list that lost just so many rows may give its last page for those behind its end.
  const ends = [lastPage, lastPage - 1].map((page) => ({ page, size: tail }));
  const pages = new Set<number>();
  for (const moment of ground.open) {
    const to = Math.floor((notBefore(ground.moments, moment) - 1 + added) / size);
    const from = Math.floor((laterThan(ground.moments, moment) + added) / size);
    for (let page = Math.max(head, from); page <= to; page += 1) pages.add(page);
  }
  const sure = looked + ends.length + pages.size;
  if (sure > mostAsked(length, size)) return undefined;
  const whole = Math.floor(length / size);
  const looks = Math.max(0, Math.min(usuallyAsked(length, size) - sure, mostLooked, Math.floor(whole / oneOf)));
  // One in each part of the list, at the same place in all of them.
  const part = (whole - head) / Math.max(1, looks);
  for (let at = 0; at < looks; at += 1) pages.add(head + Math.floor(part * at + (part * (chance % 997)) / 997));
  // Where the sizes are the same, so may the pages be.
  const others = [...pages].filter((page) => size !== tail || page < lastPage - 1);
  return [...ends, ...others.map((page) => ({ page, size }))];
}

/** The size nearest to a page's by which the list is not divided, so that its last page is neither full nor empty. */
export function tailSize(length: number, size: number): number {
  for (let tail = size; tail > 1; tail -= 1) if (length % tail !== 0) return tail;
  let tail = size + 1;
  while (length % tail === 0) tail += 1;
  return tail;
}
