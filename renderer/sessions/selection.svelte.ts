/**
 * What is selected in the list. One row has the keys (`index`, and its key once it is here); with it any number of rows may be
 * selected, as ranges. Indexes are those of an opened list's rows; where these stand in the window is the viewport's matter.
 */
import type { SessionRow } from '../../preload/list.ts';
import { between, holds, sizeOf, withRange, without, type Ranges } from './ranges.ts';

export class Selection {
  readonly #total: () => number;
  readonly #rowAt: (index: number) => SessionRow | undefined;
  #index = $state<number>();
  #key: string | undefined;
  #ranges = $state.raw<Ranges>([]);
  /** Where a range that is drawn begins. */
  #anchor: number | undefined;
  /** What was selected before the range that is being drawn. */
  #base: Ranges = [];
  /** Label of the column in which a row was clicked last. */
  column: string | undefined;
  #lost = $state(0);
  #count = $derived.by(() => sizeOf(this.#ranges));

  /** @param total rows in all; @param rowAt the row at an index, or nothing while it is not here */
  constructor(total: () => number, rowAt: (index: number) => SessionRow | undefined) {
    this.#total = total;
    this.#rowAt = rowAt;
  }

  /** Index of the row that has the keys; the selected one, unless one moved on from it (Ctrl and arrows). */
  get index(): number | undefined {
    return this.#index;
  }

  /** Key of that session; nothing while its row is not here. */
  get key(): string | undefined {
    return this.#key;
  }

  get row(): SessionRow | undefined {
    return this.#index === undefined ? undefined : this.#rowAt(this.#index);
  }

  /** All that is selected. */
  get ranges(): Ranges {
    return this.#ranges;
  }

  get count(): number {
    return this.#count;
  }

  /** So many were selected until another order put them in too many places; 0 once something is selected again. */
  get lost(): number {
    return this.#lost;
  }

  get isAll(): boolean {
    return this.#count > 1 && this.#count === this.#total();
  }

  has(index: number): boolean {
    return holds(this.#ranges, index);
  }

  /** Selects the row nearest to an index, and no other; or none. */
  select(index: number | undefined): void {
    if (index !== undefined && this.#total() === 0) return;
    this.#goTo(index);
    this.#ranges = this.#index === undefined ? [] : [between(this.#index, this.#index)];
    this.#anchorHere();
  }

  /** Gives the keys to a row, whatever is selected. */
  focus(index: number): void {
    if (this.#total() > 0) this.#goTo(index);
  }

  /** Selects all from where the range was begun to here. */
  extend(index: number): void {
    if (this.#total() === 0) return;
    this.#anchor ??= this.#index ?? 0;
    this.#goTo(index);
    this.#ranges = withRange(this.#base, between(this.#anchor, this.#index ?? 0));
  }

  /** Selects a row with the others, or no more. */
  toggle(index: number): void {
    if (this.#total() === 0) return;
    this.#goTo(index);
    const at = this.#index ?? 0;
    this.#ranges = this.has(at) ? without(this.#ranges, at) : withRange(this.#ranges, between(at, at));
    this.#anchorHere(this.#ranges);
  }

  all(): void {
    const total = this.#total();
    if (total === 0) return;
    if (this.#index === undefined) this.#goTo(0);
    this.#ranges = [[0, total]];
    this.#anchor = this.#index;
    this.#base = [];
  }

  /** Of the many only the one that has the keys stays selected. */
  onlyOne(): void {
    this.select(this.#index);
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

  /** Other rows are shown: the session that has the keys, whose key stays known, and all that is selected, stand elsewhere or nowhere. */
  settle(index: number | undefined, ranges?: Ranges, lost = 0): void {
    this.#index = index;
    this.#lost = lost;
    if (index !== undefined) this.#key = this.row?.session.key ?? this.#key;
    this.#ranges = ranges ?? (index === undefined ? [] : [between(index, index)]);
    this.#anchorHere();
  }

  #goTo(index: number | undefined): void {
    const last = this.#total() - 1;
    this.#lost = 0;
    this.#index = index === undefined ? undefined : Math.min(Math.max(index, 0), last);
    this.#key = this.row?.session.key;
  }

  #anchorHere(base: Ranges = []): void {
    this.#anchor = this.#index;
    this.#base = base;
  }
}
