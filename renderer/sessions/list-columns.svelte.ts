/** Which columns the list shows. */
import { columnsFor, type Column } from './columns.ts';
import type { SessionList } from './list.svelte.ts';

/** A list narrower than this goes without the car, CSS px. */
const narrow = 720;

export class ListColumns {
  readonly #list: SessionList;
  #width = $state(1000);
  #shown = $derived.by(() =>
    columnsFor(this.#list.opened?.detailNames ?? [], this.#width < narrow, this.#list.version.since !== undefined),
  );

  constructor(list: SessionList) {
    this.#list = list;
  }

  /** Those that are shown, from left to right. */
  get shown(): readonly Column[] {
    return this.#shown;
  }

  /** Tells how wide the list is, CSS px. */
  fit(width: number): void {
    this.#width = width;
  }
}
