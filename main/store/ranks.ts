/**
 * Where new rows stand in the server's order, beside those that keep their place: pure functions over ranks.
 * A rank is a number; the order of the list among equals follows it.
 */

/** Indexes of a longest strictly ascending run through `ranks`; NaN is passed over. */
export function longestAscending(ranks: Float64Array): Uint8Array {
  const count = ranks.length;
  // tails[n]: index of the smallest rank that ends an ascending run of n + 1.
  const tails = new Int32Array(count);
  const before = new Int32Array(count).fill(-1);
  let length = 0;
  for (let index = 0; index < count; index += 1) {
    const rank = ranks[index] ?? NaN;
    if (Number.isNaN(rank)) continue;
    let low = 0;
    let high = length;
    // Most rows simply follow.
    if (length > 0 && (ranks[tails[length - 1] ?? 0] ?? 0) < rank) low = length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ranks[tails[middle] ?? 0] ?? 0) < rank) low = middle + 1;
      else high = middle;
    }
    tails[low] = index;
    before[index] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    if (low === length) length += 1;
  }
  const kept = new Uint8Array(count);
  for (let index = length > 0 ? (tails[length - 1] ?? -1) : -1; index >= 0; index = before[index] ?? -1) kept[index] = 1;
  return kept;
}

/** More rows than this that changed places (and a twentieth of all) mean a server without an order of its own. */
const mostMoves = 20_000;

/**
 * Ranks for rows in the server's order. `known` holds the rank that a row has, NaN for a new one; `after` answers the
 * lowest rank above a given one among rows that were not read, Infinity where there is none. Rows that moved get a
 * new rank too, unless so many moved that the server has no order of its own: then they keep theirs.
 */
export function placeRanks(known: Float64Array, after: (rank: number) => number): Float64Array {
  const kept = longestAscending(known);
  let moved = 0;
  for (let index = 0; index < known.length; index += 1) {
    if (kept[index] === 0 && !Number.isNaN(known[index] ?? NaN)) moved += 1;
  }
  const keepAll = moved > Math.max(mostMoves, known.length / 20);
  const stays = (index: number): boolean => (keepAll ? !Number.isNaN(known[index] ?? NaN) : kept[index] === 1);

  const ranks = Float64Array.from(known);
  let last = -Infinity;
  for (let index = 0; index < ranks.length;) {
    if (stays(index)) {
      last = ranks[index] ?? 0;
      index += 1;
      continue;
    }
    let end = index;
    while (end < ranks.length && !stays(end)) end += 1;
    const next = end < ranks.length ? (ranks[end] ?? 0) : after(last);
    spread(ranks, index, end, last, next);
    index = end;
  }
  return ranks;
}

/** Gives the rows from `start` to `end` ranks between two others, each of which may be infinite. */
function spread(ranks: Float64Array, start: number, end: number, low: number, high: number): void {
  const count = end - start;
  for (let index = start; index < end; index += 1) {
    const step = index - start + 1;
    if (low === -Infinity && high === Infinity) ranks[index] = step;
    else if (low === -Infinity) ranks[index] = Math.ceil(high) - count + step - 1;
    else if (high === Infinity) ranks[index] = Math.floor(low) + step;
    else ranks[index] = low + ((high - low) * step) / (count + 1);
  }
}
