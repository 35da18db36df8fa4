/**
 * What is selected in the list: one session, by its index among the rows and, once it is here, by its key. Indexes are
 * those of an opened list's rows; where these stand in the window is the viewport's matter.
 */
import type { SessionRow } from '../../preload/contract.ts';

export class Selection {
  readonly #total: () => number;
  readonly #rowAt: (index: number) => SessionRow | undefined;
  #index = $state<number>();
  #key: string | undefined;

  /** @param total rows in all; @param rowAt the row at an index, or nothing while it is not here */
  constructor(total: () => number, rowAt: (index: number) => SessionRow | undefined) {
    this.#total = total;
    this.#rowAt = rowAt;
  }

  /** Index of the selected row. */
  get index(): number | undefined {
    return this.#index;
  }

  /** Key of the selected session; nothing while its row is not here. */
  get key(): string | undefined {
    return this.#key;
  }

  get row(): SessionRow | undefined {
    return this.#index === undefined ? undefined : this.#rowAt(this.#index);
  }

  /** Selects the row nearest to an index, or none. */
  select(index: number | undefined): void {
    const last = this.#total() - 1;
    if (index !== undefined && last < 0) return;
    this.#index = index === undefined ? undefined : Math.min(Math.max(index, 0), last);
    this.#key = this.row?.session.key;
  }

  /** The session with this key is meant, once rows are here. */
  recall(key: string): void {
    this.#index = undefined;
    this.#key = key;
  }

  /** The key, taken from the row where that came after it was selected. */
  keyed(): string | undefined {
    this.#key ??= this.row?.session.key;
    return this.#key;
  }

  /** Other rows are shown: the selected session, whose key stays known, stands at an index or nowhere. */
  settle(index: number | undefined): void {
    this.#index = index;
    if (index !== undefined) this.#key = this.row?.session.key ?? this.#key;
  }
}
