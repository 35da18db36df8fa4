/** The rows of one opened list, fetched by pages around what is seen; never more than a few thousand are held. */
import type { Grouping, ListQuery, OpenedList, SessionRow } from '../../preload/list.ts';
import type { Client } from '../api/client.svelte.ts';
import { firstPages, missingPage, noPages, pageOf, pageSize, pagesOf, withPage, type Pages } from './pages.ts';

/** What stands for a list that was never read: no view was opened for it. */
export const unread: OpenedList = { view: -1, reading: false, total: 0, unfiltered: 0, detailNames: [], hasFastest: false, rows: [] };

export class Rows {
  readonly opened: OpenedList;
  /** By what they are put together. */
  readonly group: Grouping | undefined;
  /** The session that was to be located with the answer. */
  readonly #sought: string | undefined;
  readonly #client: Client;
  #pages: Pages;
  /** Pages of the rows that are seen, and where one scrolls to. */
  #seen: readonly number[] = [];
  #direction: 1 | -1 = 1;
  #fetching: Promise<void> | undefined;
  #closed = false;

  constructor(client: Client, opened: OpenedList, { group, locate }: Pick<ListQuery, 'group' | 'locate'> = {}) {
    this.group = group;
    this.#sought = locate;
    this.#client = client;
    this.opened = opened;
    this.#pages = $state.raw(firstPages(opened));
  }

  /** The row, or nothing while it is not here yet. */
  at(index: number): SessionRow | undefined {
    return this.#pages.get(pageOf(index))?.[index % pageSize];
  }

  /** Where a session stands in the list; undefined where it is not there. */
  async locate(key: string | undefined): Promise<number | undefined> {
    if (key === undefined) return undefined;
    if (key === this.#sought) return this.opened.located;
    return (await this.#client.api.sessions.locate(this.opened.view, key)) ?? undefined;
  }

  /** Says which rows are seen, by their indexes, ascending. Resolves when they are here; some around them come after. */
  async want(indexes: readonly number[]): Promise<void> {
    const seen = pagesOf(indexes);
    const [first = 0] = seen;
    const [before = 0] = this.#seen;
    if (first !== before) this.#direction = first < before ? -1 : 1;
    this.#seen = seen;
    // A later wish, and the end of the list, are no concern of this one.
    while (this.#seen === seen && !this.#closed && seen.some((page) => !this.#pages.has(page))) await this.#fetch();
    // Where these do not come, whoever goes there asks again, and is told.
    this.#fetchRest().catch(() => {});
  }

  async #fetchRest(): Promise<void> {
    while (this.#missing() !== undefined) await this.#fetch();
  }

  #missing(): number | undefined {
    return this.#closed ? undefined : missingPage(this.#pages, this.opened.total, this.#seen, this.#direction);
  }

  /** Asks again for the pages that are seen, and those on either side. What is here stays until they come. */
  async reread(): Promise<void> {
    const { total, view } = this.opened;
    const near = this.#seen[0] ?? 0;
    const wanted = [near - 1, ...this.#seen, (this.#seen.at(-1) ?? 0) + 1].filter((page) => page >= 0 && page * pageSize < total);
    let pages = noPages;
    for (const page of wanted) {
      if (this.#closed) return;
      const rows = await this.#client.api.sessions.rows(view, page * pageSize, Math.min((page + 1) * pageSize, total));
      pages = withPage(pages, page, rows, near, wanted);
    }
    if (!this.#closed) this.#pages = pages;
  }

  close(): void {
    this.#closed = true;
    if (this.opened === unread) return;
    // A view that is gone already needs no closing.
    this.#client.api.sessions.close(this.opened.view).catch(() => {});
  }

  /** One request at a time, each for what is missing now: the latest wish wins without asking for all before it. */
  #fetch(): Promise<void> {
    this.#fetching ??= this.#fetchNext().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #fetchNext(): Promise<void> {
    const page = this.#missing();
    if (page === undefined) return;
    const { total, view } = this.opened;
    const from = page * pageSize;
    const rows = await this.#client.api.sessions.rows(view, from, Math.min(from + pageSize, total));
    this.#pages = withPage(this.#pages, page, rows, this.#seen[0] ?? 0, this.#seen);
  }
}
