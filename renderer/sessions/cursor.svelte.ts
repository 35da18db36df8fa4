/** What the keys of the grid are on, a header or the rows, and what each key does there. */
import { actionOf } from '../actions/keys.ts';
import { TypeAhead, type Sought } from '../ui/type-ahead.ts';
import type { Workbench } from '../workbench.svelte.ts';
import type { Column } from './columns.ts';
import { gridMove, headerMove } from './grid-keys.ts';

export class Cursor {
  readonly #bench: Workbench;
  readonly #columns: () => readonly Column[];
  readonly #menu: () => void;
  #header = $state<number>();
  readonly #ahead = new TypeAhead();
  /** Keys that were typed are looked for one after another: each goes on from where the one before has led. */
  #seeking = Promise.resolve();

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

  /** Id of the element that has the keys; undefined while it is not in the page, scrolled far away or in a closed group. */
  get active(): string | undefined {
    const { selected, head, shown } = this.#bench.list;
    if (this.#header !== undefined) return `column-${this.#header}`;
    if (head !== undefined) return shown.some((line) => line.kind === 'group' && line.at === head) ? `group-${head}` : undefined;
    return shown.some((line) => line.kind === 'row' && line.index === selected) ? `row-${selected}` : undefined;
  }

  /** Selects a row, and is there. */
  pick(index: number): void {
    this.#header = undefined;
    this.#bench.list.select(index);
  }

  /** A group's line was clicked: its rows are shown or hidden, and it has the keys. */
  clickGroup(at: number): void {
    this.#header = undefined;
    this.#ahead.end();
    this.#bench.list.setOpen(at, !this.#bench.list.isOpen(at));
  }

  /** A row was clicked: alone, to the end of a range (Shift), or with the others (Ctrl). */
  click(index: number, event: Pick<MouseEvent, 'button' | 'shiftKey' | 'ctrlKey' | 'metaKey'>): void {
    const { list } = this.#bench;
    this.#header = undefined;
    this.#ahead.end();
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
    else if (this.#header === undefined && list.line === undefined) this.#goTo(Math.ceil(list.top), (index) => list.select(index));
  };

  readonly keydown = (event: KeyboardEvent): void => {
    const sought = this.#ahead.take(event);
    if (sought !== undefined && this.#header === undefined) {
      const { run } = this.#ahead;
      this.#seeking = this.#seeking.then(() => this.#bench.notices.telling(this.#seek(sought, run)));
      event.preventDefault();
      return;
    }
    if (event.altKey) {
      if (this.#header !== undefined && this.#shapeColumn(event, this.#header)) event.preventDefault();
      return;
    }
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

  /** Goes to the next row whose identifier begins so; a closed group that holds it is opened, as none is passed over. */
  async #seek({ text, isGrown }: Sought, run: number): Promise<void> {
    const { list, client, said } = this.#bench;
    const { opened, line, head, selected = 0 } = list;
    if (opened === undefined || opened.total === 0 || run !== this.#ahead.run) return;
    // After the line of a group come its rows.
    const from = head === undefined ? (isGrown ? selected : selected + 1) : (opened.groups?.[head]?.from ?? 0);
    const index = await client.api.sessions.typed(opened.view, text, from);
    // Whoever moved meanwhile, or was shown other rows, means something else.
    if (list.opened !== opened || list.line !== line || run !== this.#ahead.run) return;
    if (index === null) said.say(`No session’s identifier begins with “${text}”.`);
    else list.select(index);
  }

  /** Keys that act on what is selected. */
  #act(event: KeyboardEvent): boolean {
    if (this.#header !== undefined) return this.#isMenu(event) && this.#showMenu();
    if (this.#bench.list.head !== undefined) return false;
    const action = actionOf(event, 'list');
    if (action !== undefined) return this.#bench.actions.press(action);
    return this.#bench.list.selectedRow !== undefined && this.#isMenu(event) && this.#showMenu();
  }

  #isMenu = (event: KeyboardEvent): boolean => event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10');

  #showMenu(): boolean {
    this.#menu();
    return true;
  }

  /** Alt and arrows make a column wider or narrower, with Shift they move it. */
  #shapeColumn({ key, shiftKey }: KeyboardEvent, at: number): boolean {
    const { columns } = this.#bench;
    const field = this.#columns()[at]?.field;
    const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : undefined;
    if (by === undefined || field === undefined) return false;
    if (!shiftKey) columns.widen(field, by);
    else {
      columns.move(field, by);
      this.#header = this.#columns().findIndex((column) => column.field === field);
    }
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
    if (list.track.total === 0) return;
    this.#header = undefined;
    this.#goTo(list.line ?? Math.ceil(list.top), (index) => list.select(index));
  }

  /** Goes to a line: to a group's, or to a row as `how` says. */
  #goTo(line: number, how: (index: number) => void): void {
    const { list } = this.#bench;
    const what = list.lineAt(line);
    if (what?.kind === 'group') list.goToGroup(what.at);
    else if (what) how(what.index);
  }

  /** Left closes a group or goes to it, Right opens it or goes to its first row. */
  #moveByGroup(key: string): boolean {
    const { list } = this.#bench;
    const { head, selected, line } = list;
    const group = selected === undefined ? undefined : list.groupOf(selected);
    if (head === undefined) {
      if (key !== 'ArrowLeft' || group === undefined) return false;
      list.goToGroup(group);
    } else if (key === 'Enter' || key === ' ') list.setOpen(head, !list.isOpen(head));
    else if (key === 'ArrowLeft') list.setOpen(head, false);
    else if (key !== 'ArrowRight') return false;
    else if (!list.isOpen(head)) list.setOpen(head, true);
    else this.#goTo((line ?? 0) + 1, (index) => list.select(index));
    return true;
  }

  #moveInRows({ key, shiftKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
    const { list } = this.#bench;
    const { selected, top, track, line } = list;
    const isCommand = ctrlKey || metaKey;
    if (isCommand && key === ' ') {
      if (list.head === undefined && selected !== undefined) list.toggle(selected);
      return true;
    }
    if (!isCommand && !shiftKey && this.#moveByGroup(key)) return true;
    if (key === 'ArrowUp' && line === 0 && !shiftKey && !isCommand) {
      this.#header = 0;
      return true;
    }
    const page = Math.floor(track.view / track.row);
    const next = gridMove(key, { selected: line, first: Math.ceil(top), page, total: track.total });
    if (next === undefined) return false;
    this.#goTo(next, (index) => {
      if (shiftKey) list.extend(index);
      else if (isCommand && key.startsWith('Arrow')) list.focus(index);
      else list.select(index);
    });
    return true;
  }
}
