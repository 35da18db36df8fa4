/**
 * The list of one connection: what is asked for (filter, sort) and what is answered. Where it stands is in `viewport.svelte.ts`,
 * what is selected in `selection.svelte.ts`. The latest question wins; until it is answered the rows of the one before stay.
 */
import type { ListQuery, OpenedList, SessionRow } from '../../preload/contract.ts';
import { defaultSort, type FailureShape, type Session, type Sort, type SortField } from '../../preload/model.ts';
import type { Client } from '../api/client.svelte.ts';
import { shapeOf } from '../api/failure.ts';
import { samePlace, type Place } from '../servers/place.ts';
import type { Ranges } from './ranges.ts';
import { Rows, unread } from './rows.svelte.ts';
import { Selection } from './selection.svelte.ts';
import { revealing, shown, within, type Track } from './track.ts';
import { Viewport } from './viewport.svelte.ts';

const typingPause = 60;
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

interface Standing {
  readonly index: number | undefined;
  /** All that is selected, where that is more than the one. */
  readonly ranges?: Ranges;
  readonly top: number;
}

export interface ShownRow {
  readonly index: number;
  readonly row: SessionRow | undefined;
}

export class SessionList {
  readonly #client: Client;
  #place = $state.raw<Place>();
  #filter = $state('');
  #sort = $state.raw<Sort>(defaultSort);
  #version = $state.raw<Version>({});
  #rows = $state.raw<Rows>();
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
  #typing: ReturnType<typeof setTimeout> | undefined;
  #growing: ReturnType<typeof setTimeout> | undefined;

  #shown = $derived.by(() => this.#showing());

  /** @param rowHeight height of a row, CSS px */
  constructor(client: Client, rowHeight: () => number) {
    this.#client = client;
    const total = (): number => this.#rows?.opened.total ?? 0;
    this.viewport = new Viewport(total, rowHeight);
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

  get version(): Version {
    return this.#version;
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

  /** The row at the upper edge, with its fraction. */
  get top(): number {
    return this.viewport.top;
  }

  /** Rows to be in the page; the selected one is always among them. */
  get shown(): readonly ShownRow[] {
    return this.#shown;
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
    const key = this.top > 0 ? this.#rows?.at(first)?.session.key : undefined;
    return {
      ...((snapshot !== undefined || since !== undefined) && { version: this.#version }),
      ...(row !== undefined && { row }),
      ...(key !== undefined && { at: { key, offset: this.top - first } }),
    };
  }

  /** Keys of all that is selected, in the order of the list. Rejects with `CallFailure`, where they are too many too. */
  async selectedKeys(): Promise<readonly string[]> {
    return this.opened ? this.#client.api.sessions.keys(this.opened.view, this.selection.ranges) : [];
  }

  /** Asks again for the rows that are here: what is kept of their sessions is not what it was. */
  async reread(): Promise<void> {
    await this.#rows?.reread();
  }

  /** Takes over what the window remembers, before anything is shown. */
  restore(filter: string, sort: Sort, left: Whereabouts = {}): void {
    this.#filter = filter;
    this.#sort = sort;
    this.#left = left;
  }

  /** Selects a session by its key, without the filter where that hides it; false where the list has none such. */
  async reveal(key: string): Promise<boolean> {
    for (const filter of new Set([this.#filter, ''])) {
      if (filter !== this.#filter || this.#typing !== undefined) {
        this.#filter = filter;
        await this.#open('afresh');
      }
      const view = this.opened?.view ?? -1;
      const index = view < 0 ? null : await this.#client.api.sessions.locate(view, key);
      if (index === null || view !== this.opened?.view) continue;
      this.select(index);
      const { from, to } = shown(this.track, this.top);
      await this.#rows?.want(from, to);
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

  /** Takes the filter as it is being typed. */
  type(filter: string): void {
    this.#filter = filter;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.#open('afresh'), typingPause);
  }

  /** Sorts by a field; once more turns the order round. Times begin with the newest. */
  sortBy(field: SortField): void {
    const other = this.#sort.direction === 'asc' ? 'desc' : 'asc';
    const first = field === 'timeOfRecording' ? 'desc' : 'asc';
    this.#sort = { field, direction: this.#sort.field === field ? other : first };
    void this.#open('afresh');
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
    this.#end = !isEnd ? undefined : selected === 0 ? 'first' : selected === this.track.total - 1 ? 'last' : undefined;
    if (selected === undefined) return;
    this.viewport.reveal(selected);
    this.#want();
  }

  scrollTo(top: number): void {
    this.#moves += 1;
    this.viewport.scrollTo(top);
    this.#want();
  }

  /** The part of the scroller that shows rows: CSS px, and device pixels in one. */
  resize(height: number, scale: number): void {
    this.viewport.resize({ height, scale }, this.selection.index);
    this.#want();
  }

  #shows(serverId: string, connection: string): boolean {
    return samePlace(this.#place, { serverId, connection });
  }

  #showing(): readonly ShownRow[] {
    const { from, to } = this.viewport.shown;
    const indexes = Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
    const selected = this.selection.index;
    if (selected !== undefined && selected < from) indexes.unshift(selected);
    if (selected !== undefined && selected >= to) indexes.push(selected);
    return indexes.map((index) => ({ index, row: this.#rows?.at(index) }));
  }

  #want(): void {
    const rows = this.#rows;
    if (!rows) return;
    const { from, to } = this.viewport.shown;
    rows.want(from, to).catch((thrown: unknown) => {
      if (rows === this.#rows) this.#failure = shapeOf(thrown);
    });
  }

  /** Rows of a first read appear while it runs; a list that is saved already waits for the end. */
  #grow(): void {
    if (this.opened?.snapshot || this.#growing !== undefined) return;
    this.#growing = setTimeout(() => void this.refresh(), growPause);
  }

  async #open(how: 'afresh' | 'in place'): Promise<void> {
    clearTimeout(this.#typing);
    this.#typing = undefined;
    const place = this.#place;
    if (!place) return;
    const turn = ++this.#turn;
    const isLate = (): boolean => turn !== this.#turn;
    this.#opening = true;
    this.#end = undefined;
    const query: ListQuery = { ...place, ...this.#version, filter: this.#filter, sort: this.#sort };
    try {
      const rows = new Rows(this.#client, await this.#client.api.sessions.open(query));
      const next = isLate() ? undefined : await this.#settle(rows, how);
      if (!next || isLate()) rows.close();
      else this.#swap(rows, next);
    } catch (thrown) {
      if (!isLate()) this.#refuse(shapeOf(thrown));
    }
    if (!isLate()) this.#opening = false;
  }

  /** `#stand`, once more where the reader moved meanwhile; not for ever, since somebody may scroll all the time. */
  async #settle(rows: Rows, how: 'afresh' | 'in place'): Promise<Standing> {
    for (let tries = 1; ; tries += 1) {
      const moves = this.#moves;
      const next = await this.#stand(rows, how);
      if (moves === this.#moves || tries === mostTries) return next;
    }
  }

  /** Where selection and viewport stand in new rows, once those to be seen are fetched. */
  async #stand(rows: Rows, how: 'afresh' | 'in place'): Promise<Standing> {
    const locate = async (key: string | undefined): Promise<number | undefined> =>
      key === undefined ? undefined : ((await this.#client.api.sessions.locate(rows.opened.view, key)) ?? undefined);
    const track: Track = { ...this.track, total: rows.opened.total };
    const key = this.selection.keyed();
    // An order or filter that was just asked for is meant by who goes to an end; a refresh moves nobody off a session.
    const end = how === 'afresh' || key === undefined ? this.#end : undefined;
    const index = end && track.total > 0 ? (end === 'first' ? 0 : track.total - 1) : await locate(key);
    let top = end && index !== undefined ? revealing(track, 0, index) : 0;
    if (how === 'in place' && !end) {
      const held = this.#held();
      const moved = held && (held.key === key ? index : await locate(held.key));
      top = held && moved !== undefined ? this.top + moved - held.index : this.top;
    }
    const left = this.#left.at;
    const leftAt = left && (await locate(left.key));
    top = within(track, left && leftAt !== undefined ? leftAt + left.offset : top);
    const { from, to } = shown(track, top);
    await rows.want(from, to);
    const ranges = await this.#movedTo(rows, how);
    return { index, top, ...(ranges && { ranges }) };
  }

  /** Where what is selected stands in new rows, where it is more than one session. */
  async #movedTo(rows: Rows, how: 'afresh' | 'in place'): Promise<Ranges | undefined> {
    const { selection } = this;
    const { view, total } = rows.opened;
    const before = this.opened;
    if (!before || before.view < 0 || view < 0 || (selection.count < 2 && selection.has(selection.index ?? -1))) return undefined;
    // All stays all; of another filter nobody has selected anything.
    if (selection.isAll) return how === 'in place' || total === before.total ? [[0, total]] : undefined;
    try {
      return await this.#client.api.sessions.moved(before.view, selection.ranges, view);
    } catch {
      // The list that was shown is not kept any more.
      return undefined;
    }
  }

  /** What must not move under the reader's eyes: the selected row where it is seen, else the uppermost one. */
  #held(): { readonly index: number; readonly key: string } | undefined {
    const { index: selected, key } = this.selection;
    if (selected !== undefined && key !== undefined && this.viewport.shows(selected)) return { index: selected, key };
    const first = Math.ceil(this.top);
    const firstKey = this.top === 0 ? undefined : this.#rows?.at(first)?.session.key;
    return firstKey === undefined ? undefined : { index: first, key: firstKey };
  }

  #swap(rows: Rows, next: Standing): void {
    this.#rows?.close();
    this.#rows = rows;
    this.selection.settle(next.index, next.ranges);
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
