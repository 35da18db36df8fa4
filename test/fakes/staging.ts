/** The staging of the store in memory, with the same receipts: what the planner's specs and its model play against. */
import { rowsAtMost, twice, type PageReceipt, type Placed, type StagedPage } from '../../main/store/store.ts';

export interface StagedRow {
  readonly key: string;
  /** What the server said of it. */
  readonly text: string;
}

interface Page {
  readonly rows: readonly StagedRow[];
  readonly overlaps: boolean;
  readonly note?: string;
}

const digestOf = (rows: readonly StagedRow[]): string => rows.map(({ key, text }) => `${key}:${text}`).join(' ');

export class Staging {
  #pages: Page[] = [];

  get pages(): readonly (readonly StagedRow[])[] {
    return this.#pages.map(({ rows }) => rows);
  }

  /** Of each key where it was staged last, by slot and row. */
  #places(): Map<string, number> {
    const places = new Map<string, number>();
    for (const [slot, { rows, overlaps }] of this.#pages.entries()) {
      for (const [at, { key }] of rows.entries()) {
        const before = places.get(key) ?? -1;
        const standsTwice = before === twice || before >= slot * rowsAtMost || (before >= 0 && !overlaps);
        places.set(key, standsTwice ? twice : slot * rowsAtMost + at);
      }
    }
    return places;
  }

  /** Stages `rows` in a slot; what was staged from there on is taken back. `records` counts those that are no rows too. */
  add(slot: number, rows: readonly StagedRow[], records = rows.length, note?: string, size = Infinity): PageReceipt {
    this.takeBack(slot);
    // A page may come before one that was refused: for a moment, there is a hole.
    while (this.#pages.length < slot) this.#pages.push({ rows: [], overlaps: false });
    const places = this.#places();
    const before = this.#pages.at(-1);
    const fresh = new Set(rows.map(({ key }) => key).filter((key) => !places.has(key))).size;
    const met = new Map(places);
    const known = rows.map(({ key }, at) => {
      const place = met.get(key) ?? -1;
      met.set(key, slot * rowsAtMost + at);
      return place;
    });
    const overlaps = before !== undefined && overlap(known, slot, before.rows.length);
    this.#pages.push({ rows, overlaps, ...(note !== undefined && { note }) });
    const ends = { firstKey: rows[0]?.key ?? null, lastKey: rows.at(-1)?.key ?? null };
    const repeated = records > size ? known.filter((place) => place >= slot * rowsAtMost).length : 0;
    return {
      records: records - repeated,
      rows: rows.length,
      fresh,
      skipped: records - rows.length,
      ...ends,
      digest: digestOf(rows),
      overlaps,
    };
  }

  place(keys: readonly string[], records = keys.length, from?: number): Placed {
    if (from !== undefined) this.takeBack(from);
    const places = this.#places();
    const repeated = keys.length - new Set(keys).size;
    return {
      records,
      distinct: records - repeated,
      places: keys.map((key) => {
        const place = places.get(key) ?? -1;
        return place >= 0 && keys.indexOf(key) !== keys.lastIndexOf(key) ? twice : place;
      }),
    };
  }

  takeBack(slot: number): void {
    this.#pages.length = Math.min(this.#pages.length, slot);
  }

  /** What a read that was cut off is told of these pages. */
  staged(): readonly StagedPage[] {
    return this.#pages.map(({ rows, overlaps, note }, page) => {
      return { page, rows: rows.length, digest: digestOf(rows), overlaps, ...(note !== undefined && { note }) };
    });
  }

  /** Keys in the order in which they came first. */
  get sessions(): readonly string[] {
    return [...new Set(this.#pages.flatMap(({ rows }) => rows.map(({ key }) => key)))];
  }

  /** Of each key what was said last. */
  get held(): ReadonlyMap<string, string> {
    return new Map(this.#pages.flatMap(({ rows }) => rows.map(({ key, text }) => [key, text] as const)));
  }
}

/** The store's rule: in the same order, from the beginning of the page to the end of the one before it. */
function overlap(places: readonly number[], slot: number, rows: number): boolean {
  const known = places.filter((place) => place >= 0 && place < slot * rowsAtMost);
  const ascends = known.every((place, at) => at === 0 || place > (known[at - 1] ?? -1));
  const shares = known.some((place) => place >= (slot - 1) * rowsAtMost);
  return ascends && shares && (places[0] ?? -1) >= 0 && known.at(-1) === (slot - 1) * rowsAtMost + rows - 1;
}
