/** The lines of the list that is shown where its rows are put together: which groups are closed, and which one's line has the keys. */
import type { Group, OpenedList, SessionRow } from '../../preload/list.ts';
import { allClosed, isOpen, lineAt, linesOf, noneClosed, withClosed, type Lines } from './lines.ts';

/** What stands in a line of the page. */
export type ShownLine =
  | { readonly kind: 'row'; readonly line: number; readonly index: number; readonly row: SessionRow | undefined }
  | { readonly kind: 'group'; readonly line: number; readonly at: number; readonly group: Group; readonly isOpen: boolean };

export class Folds {
  readonly #opened: () => OpenedList | undefined;
  /** Keys of the groups that are closed. */
  #closed = $state.raw(noneClosed);
  /** Key of the group whose line has the keys. */
  #head = $state.raw<string>();
  #lines = $derived.by(() => this.linesIn(this.#opened()));

  /** @param opened the answer that is shown, once there is one */
  constructor(opened: () => OpenedList | undefined) {
    this.#opened = opened;
  }

  get lines(): Lines {
    return this.#lines;
  }

  /** The group whose line has the keys, by its place among the groups. */
  get head(): number | undefined {
    const at = this.#head === undefined ? -1 : this.#lines.groups.findIndex(({ key }) => key === this.#head);
    return at < 0 ? undefined : at;
  }

  /** The lines of an answer, as many groups of it as are closed. */
  linesIn(opened: OpenedList | undefined): Lines {
    return linesOf(opened?.total ?? 0, opened?.groups, this.#closed);
  }

  isOpen(at: number): boolean {
    return isOpen(this.#lines, at);
  }

  /** The line of a group. */
  lineOf(at: number): number {
    return this.#lines.starts[at] ?? 0;
  }

  /** What stands in the lines to be in the page, and in the one that has the keys. @param rowAt the row at an index, once it is here */
  shown(
    { from, to }: { readonly from: number; readonly to: number },
    active: number | undefined,
    rowAt: (index: number) => SessionRow | undefined,
  ): readonly ShownLine[] {
    const wanted = Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
    if (active !== undefined && active < from) wanted.unshift(active);
    if (active !== undefined && active >= to) wanted.push(active);
    return wanted.flatMap((line) => this.#shownIn(line, rowAt));
  }

  #shownIn(line: number, rowAt: (index: number) => SessionRow | undefined): readonly ShownLine[] {
    const what = lineAt(this.#lines, line);
    if (what.kind === 'row') return [{ ...what, line, row: rowAt(what.index) }];
    const group = this.#lines.groups[what.at];
    return group ? [{ ...what, line, group, isOpen: this.isOpen(what.at) }] : [];
  }

  /** Gives the keys to a group's line; to none where absent. */
  focus(at: number | undefined): void {
    this.#head = at === undefined ? undefined : this.#lines.groups[at]?.key;
  }

  /** Shows the rows of a group, or hides them; false where there is none such. */
  set(at: number, open: boolean): boolean {
    const key = this.#lines.groups[at]?.key;
    if (key === undefined) return false;
    if (this.isOpen(at) !== open) this.#closed = withClosed(this.#closed, key, !open);
    return true;
  }

  /** Shows the rows of all groups, or of none. */
  setAll(open: boolean): void {
    this.#closed = open ? noneClosed : allClosed(this.#lines.groups);
  }

  /** Opens all; no group's line has the keys. */
  reset(): void {
    this.#closed = noneClosed;
    this.#head = undefined;
  }
}
