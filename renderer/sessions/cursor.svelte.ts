/** What the keys of the grid are on, a header or the rows, and what each key does there. */
import { actionOf } from '../actions/keys.ts';
import type { Workbench } from '../workbench.svelte.ts';
import type { Column } from './columns.ts';
import { gridMove, headerMove } from './grid-keys.ts';

export class Cursor {
  readonly #bench: Workbench;
  readonly #columns: () => readonly Column[];
  readonly #menu: () => void;
  #header = $state<number>();

  /** @param menu shows the menu of what is selected */
  constructor(bench: Workbench, columns: () => readonly Column[], menu: () => void) {
    this.#bench = bench;
    this.#columns = columns;
    this.#menu = menu;
  }

  /** Index of the column whose header has the keys. */
  get header(): number | undefined {
    return this.#header;
  }

  /** Id of the element that has the keys. */
  get active(): string | undefined {
    const { selected } = this.#bench.list;
    if (this.#header !== undefined) return `column-${this.#header}`;
    return selected === undefined ? undefined : `row-${selected}`;
  }

  /** Selects a row, and is there. */
  pick(index: number): void {
    this.#header = undefined;
    this.#bench.list.select(index);
  }

  /** A row was clicked: alone, to the end of a range (Shift), or with the others (Ctrl). */
  click(index: number, event: Pick<MouseEvent, 'button' | 'shiftKey' | 'ctrlKey' | 'metaKey'>): void {
    const { list } = this.#bench;
    this.#header = undefined;
    if (event.button !== 0) {
      // A menu is about all that is selected, where it is asked for at one of them.
      if (list.selection.has(index)) list.focus(index);
      else list.select(index);
    } else if (event.shiftKey) list.extend(index);
    else if (event.ctrlKey || event.metaKey) list.toggle(index);
    else list.select(index);
  }

  /** A grid that is entered shows where one is: on the selected row, or the first that is seen. */
  readonly enter = (): void => {
    const { list } = this.#bench;
    if (list.track.total === 0) this.#header ??= 0;
    else if (this.#header === undefined && list.selected === undefined) list.select(Math.ceil(list.top));
  };

  readonly keydown = (event: KeyboardEvent): void => {
    if (event.altKey) return;
    if (this.#act(event)) {
      event.preventDefault();
      return;
    }
    const isCommand = event.ctrlKey || event.metaKey;
    const isMoved =
      this.#header !== undefined && !isCommand
        ? this.#moveInHeader(event.key, this.#header)
        : this.#bench.list.track.total > 0 && this.#moveInRows(event);
    if (!isMoved) return;
    if (isCommand) this.#header = undefined;
    event.preventDefault();
  };

  /** Keys that act on what is selected. */
  #act(event: KeyboardEvent): boolean {
    if (this.#header !== undefined || !this.#bench.list.selectedRow) return false;
    const action = actionOf(event, 'list');
    if (action !== undefined) return this.#bench.actions.press(action);
    if (event.key !== 'ContextMenu' && !(event.shiftKey && event.key === 'F10')) return false;
    this.#menu();
    return true;
  }

  #moveInHeader(key: string, column: number): boolean {
    const columns = this.#columns();
    const next = headerMove(key, column, columns.length);
    const field = columns[column]?.field;
    if (next !== undefined) this.#header = next;
    else if (key === 'ArrowDown') this.#leaveHeader();
    else if ((key === 'Enter' || key === ' ') && field) this.#bench.list.sortBy(field);
    else return false;
    return true;
  }

  #leaveHeader(): void {
    const { list } = this.#bench;
    if (list.track.total > 0) this.pick(list.selected ?? Math.ceil(list.top));
  }

  #moveInRows({ key, shiftKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
    const { list } = this.#bench;
    const { selected, top, track } = list;
    const isCommand = ctrlKey || metaKey;
    if (isCommand && key === ' ') {
      list.toggle(selected ?? Math.ceil(top));
      return true;
    }
    if (key === 'ArrowUp' && selected === 0 && !shiftKey && !isCommand) {
      this.#header = 0;
      return true;
    }
    const page = Math.floor(track.view / track.row);
    const next = gridMove(key, { selected, first: Math.ceil(top), page, total: track.total });
    if (next === undefined) return false;
    if (shiftKey) list.extend(next);
    else if (isCommand && key.startsWith('Arrow')) list.focus(next);
    else list.select(next);
    return true;
  }
}
