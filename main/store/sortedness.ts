/**
 * Watches whether a first read comes in the order of the list (newest first, what is no date last): most servers send it
 * so, and then the order need not be made from the rows again.
 */
import type { VersionRow } from './record.ts';

export class Sortedness {
  #facets = new Uint32Array(1024);
  #count = 0;
  #sorted = true;
  /** Undefined at the start, null once a row had no date. */
  #last: string | null | undefined;

  /** Takes the next rows, which are numbered one after another. */
  add(rows: readonly VersionRow[]): void {
    if (!this.#sorted) return;
    if (this.#count + rows.length > this.#facets.length) this.#grow(this.#count + rows.length);
    for (const { timeOfRecording, facetId, dated } of rows) {
      const time = dated ? timeOfRecording : null;
      if (this.#last !== undefined && !follows(this.#last, time)) {
        this.#sorted = false;
        this.#facets = new Uint32Array(0);
        return;
      }
      this.#last = time;
      this.#facets[this.#count] = facetId;
      this.#count += 1;
    }
  }

  #grow(least: number): void {
    const larger = new Uint32Array(Math.max(least, 2 * this.#facets.length));
    larger.set(this.#facets);
    this.#facets = larger;
  }

  /** The facet of each row so far; undefined where they do not come in the order of the list. */
  facets(): Uint32Array | undefined {
    return this.#sorted ? this.#facets.subarray(0, this.#count) : undefined;
  }
}

// Dates are ASCII, so these compare as their bytes do in SQL.
const follows = (last: string | null, time: string | null): boolean => time === null || (last !== null && time <= last);
