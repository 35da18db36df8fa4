/**
 * The list of one connection: what is asked for (filter, sort) and what is answered. Where it stands is in `viewport.svelte.ts`,
 * what is selected in `selection.svelte.ts`, what a new answer keeps of both in `standing.ts`. The latest question wins; until it is
 * answered the rows of the one before stay.
 */
import type { ListQuery, OpenedList, SessionRow, Grouping, ListNews } from '../../preload/list.ts';
import { defaultSort, type FailureShape, type Session, type Sort, type SortField } from '../../preload/model.ts';
import type { KeysHow } from '../../preload/selecting.ts';
import type { Client } from '../api/client.svelte.ts';
import { shapeOf } from '../api/failure.ts';
import { samePlace, type Place } from '../servers/place.ts';
import type { Seen } from '../snapshots/seen.svelte.ts';
import { Folds, type ShownLine } from './folds.svelte.ts';
import { groupOf, indexesIn, lineAt, lineOf, type Line } from './lines.ts';
import { Rows, unread } from './rows.svelte.ts';
import { Selection } from './selection.svelte.ts';
import { standIn, type Opening, type Standing } from './standing.ts';
import { within, type Track } from './track.ts';
import { Viewport } from './viewport.svelte.ts';

/** While an answer is awaited, the next question is asked no sooner than so long after the last key, ms. */
const typingPause = 150;
/** Rows of a first read are shown anew at most this often, ms. */
const growPause = 1000;

/** How often it is worked out anew where a list stands that is moved while it comes. */
const mostTries = 5;

/** Which state of the list is shown: the newest, an older snapshot, or only what is different from an earlier one. */
export interface Version {
  readonly snapshot?: number;
  readonly since?: number;
}

/** Where the reader was, by keys: what is to be found again at the next start. */
export interface Whereabouts {
  readonly version?: Version;
  /** Of the selected session. */
  readonly row?: string;
  readonly at?: { readonly key: string; readonly offset: number };
}

export class SessionList {
  readonly #client: Client;
  readonly #seen: Seen;
  #place = $state.raw<Place>();
  #filter = $state('');
  #sort = $state.raw<Sort>(defaultSort);
  #group = $state.raw<Grouping>();
  #version = $state.raw<Version>({});
  #rows = $state.raw<Rows>();
  #liveFirst = $state(false);
  /** Groups of rows: which are closed. */
  readonly #folds = new Folds(() => this.#rows?.opened);
  readonly viewport: Viewport;
  readonly selection: Selection;
  /** Where the reader was at the end of the last run, until the first list is shown. */
  #left: Whereabouts = {};
  /** Selections and scrolls so far: whether the reader moved while an answer was awaited. */
  #moves = 0;
  /** The end of the list that was selected while an answer is awaited: of what comes, the same end is meant. */
  #end: 'first' | 'last' | undefined;
  #filterFailure = $state.raw<FailureShape>();
  #failure = $state.raw<FailureShape>();
  #opening = $state(false);
  #turn = 0;
  /** What was asked for ahead, and the question as a text. */
  #foreseen: { readonly text: string; readonly answer: Promise<OpenedList> } | undefined;
  /** Runs while the filter was typed on and an answer is awaited. */
  #typing: ReturnType<typeof setTimeout> | undefined;
  #growing: ReturnType<typeof setTimeout> | undefined;

  #shown = $derived.by(() => this.#folds.shown(this.viewport.shown, this.line, (index) => this.#rows?.at(index)));

  /** @param rowHeight height of a row, CSS px @param seen what of each list was dismissed */
  constructor(client: Client, rowHeight: () => number, seen: Seen) {
    this.#client = client;
    this.#seen = seen;
    const total = (): number => this.#rows?.opened.total ?? 0;
    this.viewport = new Viewport(() => this.#folds.lines.total, rowHeight);
    this.selection = new Selection(total, (index) => this.#rows?.at(index));
    client.on('sync.progress', (progress) => {
      if (this.#shows(progress.serverId, progress.connection)) this.#grow();
    });
    client.on('sync.ended', ({ serverId, connection }) => {
      if (this.#shows(serverId, connection)) void this.refresh();
    });
  }

  get place(): Place | undefined {
    return this.#place;
  }

  get filter(): string {
    return this.#filter;
  }

  get sort(): Sort {
    return this.#sort;
  }

  /** By what the rows that are shown are put together; not yet as asked for while that is awaited. */
  get shownGroup(): Grouping | undefined {
    return this.#rows?.group;
  }

  /** By what rows are to be put together. */
  get group(): Grouping | undefined {
    return this.#group;
  }

  get version(): Version {
    return this.#version;
  }

  /** What the list is asked to tell of its rows: only as it is now. */
  get news(): ListNews | undefined {
    return this.#place && this.#newsOf(this.#place, this.#version);
  }

  #newsOf(place: Place, { snapshot, since }: Version): ListNews | undefined {
    return snapshot === undefined && since === undefined ? this.#seen.newsOf(place) : undefined;
  }

  /** The answer that is shown; nothing before the first one. */
  get opened(): OpenedList | undefined {
    return this.#rows?.opened;
  }

  /** Why the filter cannot be read, with its place. */
  get filterFailure(): FailureShape | undefined {
    return this.#filterFailure;
  }

  /** Why the list cannot be shown. */
  get failure(): FailureShape | undefined {
    return this.#failure;
  }

  /** True while an answer newer than what is shown is awaited. */
  get opening(): boolean {
    return this.#opening;
  }

  get track(): Track {
    return this.viewport.track;
  }

  /** The line at the upper edge, with its fraction. */
  get top(): number {
    return this.viewport.top;
  }

  /** Lines to be in the page; that of the selected row is always among them. */
  get shown(): readonly ShownLine[] {
    return this.#shown;
  }

  /** The group whose line has the keys, by its place among the groups; the row that is selected has them where absent. */
  get head(): number | undefined {
    return this.#folds.head;
  }

  /** The line that has the keys. */
  get line(): number | undefined {
    const { head, selected } = this;
    return head !== undefined ? this.#folds.lineOf(head) : selected === undefined ? undefined : lineOf(this.#folds.lines, selected);
  }

  /** Index of the selected row. */
  get selected(): number | undefined {
    return this.selection.index;
  }

  get selectedRow(): SessionRow | undefined {
    return this.selection.row;
  }

  get selectedSession(): Session | undefined {
    return this.selectedRow?.session;
  }

  /** Where the reader is. */
  get whereabouts(): Whereabouts {
    const { snapshot, since } = this.#version;
    const row = this.selectedSession?.key;
    const first = Math.floor(this.top);
    const upper = this.top > 0 ? this.lineAt(first) : undefined;
    const key = upper?.kind === 'row' ? this.#rows?.at(upper.index)?.session.key : undefined;
    return {
      ...((snapshot !== undefined || since !== undefined) && { version: this.#version }),
      ...(row !== undefined && { row }),
      ...(key !== undefined && { at: { key, offset: this.top - first } }),
    };
  }

  /** Keys of all that is selected, in the order of the list. Rejects with `CallFailure`, where they are too many too. */
  async selectedKeys(how?: KeysHow): Promise<readonly string[]> {
    return this.opened ? this.#client.api.sessions.keys(this.opened.view, this.selection.ranges, ...(how ? [how] : [])) : [];
  }

  /** Asks again for the rows that are here: what is kept of their sessions is not what it was. */
  async reread(): Promise<void> {
    await this.#rows?.reread();
  }

  /** Takes over what the window remembers, before anything is shown. */
  restore(filter: string, sort: Sort, left: Whereabouts & { readonly group?: Grouping; readonly liveFirst?: boolean } = {}): void {
    this.#filter = filter;
    this.#sort = sort;
    this.#left = left;
    this.#group = left.group;
    this.#liveFirst = left.liveFirst ?? this.#liveFirst;
  }

  /** Asks already for what `show` will show, once more is known of the connection and the window is drawn. */
  foresee(place: Place, { version = {}, row }: Whereabouts): void {
    const query = this.#queryOf(place, version, row);
    const answer = this.#client.api.sessions.open(query);
    // Whoever takes it up is told.
    answer.catch(() => {});
    this.#foreseen = { text: JSON.stringify(query), answer };
  }

  #queryOf(place: Place, version: Version, locate: string | undefined): ListQuery {
    const news = this.#newsOf(place, version);
    return {
      ...place,
      ...version,
      filter: this.#filter,
      sort: this.#sort,
      ...(this.#group && { group: this.#group }),
      ...(this.#liveFirst && { liveFirst: true }),
      ...(news && { news }),
      ...(locate !== undefined && { locate }),
    };
  }

  /** The answer to a question: that which was foreseen, where it is the same. */
  #ask(query: ListQuery): Promise<OpenedList> {
    const foreseen = this.#foreseen;
    if (foreseen?.text !== JSON.stringify(query)) {
      this.forgo();
      return this.#client.api.sessions.open(query);
    }
    this.#foreseen = undefined;
    return foreseen.answer;
  }

  /** What was foreseen is not shown after all. */
  forgo(): void {
    this.#foreseen?.answer.then(({ view }) => this.#client.api.sessions.close(view)).catch(() => {});
    this.#foreseen = undefined;
  }

  /** Selects a session by its key, without the filter where that hides it; false where the list has none such. */
  async reveal(key: string): Promise<boolean> {
    for (const filter of this.#filter === '' ? [''] : [this.#filter, '']) {
      if (filter !== this.#filter || this.#isTyped) {
        this.#filter = filter;
        await this.#open('afresh');
      }
      const view = this.opened?.view ?? -1;
      const index = view < 0 ? null : await this.#client.api.sessions.locate(view, key);
      if (index === null || view !== this.opened?.view) continue;
      this.select(index);
      await this.#rows?.want(indexesIn(this.#folds.lines, this.viewport.shown));
      this.selection.keyed();
      return true;
    }
    return false;
  }

  /** Shows a connection's saved rows. Resolves when they are there, or when why not is. */
  async show(place: Place | undefined): Promise<void> {
    if (samePlace(place, this.#place)) return;
    // What is still asked for is no longer wanted.
    this.#turn += 1;
    this.#opening = false;
    this.#place = place;
    const left = this.#left;
    this.#version = left.version ?? {};
    this.#rows?.close();
    this.#rows = undefined;
    this.#failure = undefined;
    this.viewport.toTop();
    this.#folds.reset();
    this.select(undefined);
    if (left.row !== undefined) this.selection.recall(left.row);
    if (place) await this.#open('afresh');
    // An older snapshot that was thinned meanwhile: the newest is shown instead.
    if (left.version && this.failure?.code === 'not-found') await this.turnTo({});
    this.#left = {};
  }

  /** Shows another state of the list. Resolves when its rows are there. */
  async turnTo(version: Version): Promise<void> {
    this.#version = version;
    await this.#open('afresh');
  }

  /** Shows what is saved now, without moving what is looked at. */
  async refresh(): Promise<void> {
    clearTimeout(this.#growing);
    this.#growing = undefined;
    if (this.#place) await this.#open('in place');
  }

  /** What is gone up to what is shown leaves the list. Resolves when it has. */
  async dismissGone(): Promise<void> {
    const number = this.opened?.snapshot?.number;
    if (!this.#place || number === undefined) return;
    this.#seen.dismiss(this.#place, number);
    await this.refresh();
  }

  /** Whether sessions that are being recorded stand above all others. */
  get liveFirst(): boolean {
    return this.#liveFirst;
  }

  /** Puts them there, or back to where the order has them. Resolves when the rows are there. */
  async putLiveFirst(liveFirst: boolean): Promise<void> {
    this.#liveFirst = liveFirst;
    if (this.#place) await this.#open('afresh');
  }

  /** Takes the filter as it is being typed: asks at once, or, while an answer is awaited, when that comes or nothing is typed any more. */
  type(filter: string): void {
    this.#filter = filter;
    clearTimeout(this.#typing);
    if (this.#opening) this.#typing = setTimeout(() => void this.#open('afresh'), typingPause);
    else void this.#open('afresh');
  }

  /** Sorts by a field; once more turns the order round. Times begin with the newest. */
  sortBy(field: SortField): void {
    const other = this.#sort.direction === 'asc' ? 'desc' : 'asc';
    const first = field === 'timeOfRecording' ? 'desc' : 'asc';
    this.#sort = { field, direction: this.#sort.field === field ? other : first };
    void this.#open('afresh');
  }

  /** Sorts as told. */
  sortIn(sort: Sort): void {
    this.#sort = sort;
    void this.#open('afresh');
  }

  /** Puts rows together, or no more. */
  groupBy(group: Grouping | undefined): void {
    if (group === this.#group) return;
    this.#group = group;
    this.#folds.reset();
    void this.#open('afresh');
  }

  /** What stands in a line; nothing beyond the last. */
  lineAt(line: number): Line | undefined {
    return line >= 0 && line < this.#folds.lines.total ? lineAt(this.#folds.lines, line) : undefined;
  }

  /** The group in which a row is, by its place; nothing where rows are not put together. */
  groupOf(index: number): number | undefined {
    return groupOf(this.#folds.lines, index);
  }

  isOpen(at: number): boolean {
    return this.#folds.isOpen(at);
  }

  /** Gives the keys to a group's line, and brings it into view. */
  goToGroup(at: number): void {
    this.#moves += 1;
    this.#folds.focus(at);
    this.viewport.reveal(this.#folds.lineOf(at));
    this.#want();
  }

  /** Shows the rows of a group, or hides them; its line has the keys then and stays where it is. */
  setOpen(at: number, open: boolean): void {
    if (!this.#folds.set(at, open)) return;
    this.#folds.focus(at);
    this.viewport.scrollTo(within(this.track, Math.min(this.top, this.#folds.lineOf(at))));
    this.#want();
  }

  /** Shows the rows of all groups, or of none. */
  setAllOpen(open: boolean): void {
    const upper = this.lineAt(Math.floor(this.top));
    const at = upper?.kind === 'row' ? this.groupOf(upper.index) : upper?.at;
    this.#folds.setAll(open);
    this.viewport.scrollTo(within(this.track, this.#folds.lineOf(at ?? 0)));
    this.#want();
  }

  /** Selects a row and brings it into view. */
  select(index: number | undefined): void {
    this.#move(() => this.selection.select(index));
  }

  /** Selects the rows from where a range was begun to this one, which is brought into view. */
  extend(index: number): void {
    this.#move(() => this.selection.extend(index));
  }

  /** Selects a row with the others, or no more. */
  toggle(index: number): void {
    this.#move(() => this.selection.toggle(index));
  }

  /** Gives the keys to a row, whatever is selected, and brings it into view. */
  focus(index: number): void {
    this.#move(() => this.selection.focus(index));
  }

  /** Selects all rows; what is looked at stays. */
  selectAll(): void {
    this.#moves += 1;
    this.selection.all();
  }

  #move(how: () => void): void {
    this.#moves += 1;
    how();
    const { index: selected } = this.selection;
    const isEnd = this.#opening && selected !== undefined;
    this.#end = !isEnd ? undefined : selected === 0 ? 'first' : selected === (this.opened?.total ?? 0) - 1 ? 'last' : undefined;
    this.#folds.focus(undefined);
    if (selected === undefined) return;
    const at = this.groupOf(selected);
    if (at !== undefined) this.#folds.set(at, true);
    this.viewport.reveal(lineOf(this.#folds.lines, selected));
    this.#want();
  }

  scrollTo(top: number): void {
    this.#moves += 1;
    this.viewport.scrollTo(top);
    this.#want();
  }

  /** The part of the scroller that shows rows: CSS px, and device pixels in one. */
  resize(height: number, scale: number): void {
    this.viewport.resize({ height, scale }, this.line);
    this.#want();
  }

  #shows(serverId: string, connection: string): boolean {
    return samePlace(this.#place, { serverId, connection });
  }

  #want(): void {
    const rows = this.#rows;
    if (!rows) return;
    rows.want(indexesIn(this.#folds.lines, this.viewport.shown)).catch((thrown: unknown) => {
      if (rows === this.#rows) this.#failure = shapeOf(thrown);
    });
  }

  /** Rows of a first read appear while it runs; a list that is saved already waits for the end. */
  #grow(): void {
    if (this.opened?.snapshot || this.#growing !== undefined) return;
    this.#growing = setTimeout(() => void this.refresh(), growPause);
  }

  /** Whether the filter was typed on since the last question. */
  get #isTyped(): boolean {
    return this.#typing !== undefined;
  }

  async #open(how: Opening): Promise<void> {
    clearTimeout(this.#typing);
    this.#typing = undefined;
    const place = this.#place;
    if (!place) return;
    const turn = ++this.#turn;
    const isLate = (): boolean => turn !== this.#turn;
    this.#opening = true;
    this.#end = undefined;
    const { news } = this;
    const query = this.#queryOf(place, this.#version, this.selection.keyed());
    try {
      const rows = new Rows(this.#client, await this.#ask(query), query);
      const next = isLate() ? undefined : await this.#settle(rows, how);
      if (!next || isLate()) rows.close();
      else {
        this.#swap(rows, next);
        if (news) this.#seen.answered(place, rows.opened);
      }
    } catch (thrown) {
      if (!isLate()) this.#refuse(shapeOf(thrown));
    }
    if (isLate()) return;
    this.#opening = false;
    if (this.#isTyped) await this.#open('afresh');
  }

  /** `standIn`, once more where the reader moved meanwhile; not for ever, since somebody may scroll all the time. */
  async #settle(rows: Rows, how: Opening): Promise<Standing> {
    for (let tries = 1; ; tries += 1) {
      const moves = this.#moves;
      const { viewport, selection } = this;
      const next = await standIn(rows, how, {
        ...{ client: this.#client, viewport, selection, folds: this.#folds },
        ...{ rows: this.#rows, end: this.#end, left: this.#left.at },
      });
      if (moves === this.#moves || tries === mostTries) return next;
    }
  }

  #swap(rows: Rows, next: Standing): void {
    this.#rows?.close();
    this.#rows = rows;
    this.selection.settle(next.index, next.ranges, next.lost);
    this.#end = undefined;
    this.viewport.scrollTo(next.top);
    this.#failure = undefined;
    this.#filterFailure = undefined;
    this.#want();
  }

  #refuse(failure: FailureShape): void {
    if (failure.code === 'never-saved') this.#swap(new Rows(this.#client, unread), { index: undefined, top: 0 });
    else if (failure.code === 'filter-invalid') this.#filterFailure = failure;
    else this.#failure = failure;
  }
}
