/** The rows of one opened list, fetched by pages around what is seen; never more than a few thousand are held. */
import type { OpenedList, SessionRow } from '../../preload/contract.ts';
import type { Client } from '../api/client.svelte.ts';
import { firstPages, missingPage, pageSize, withPage, type Pages } from './pages.ts';

/** What stands for a list that was never read: no view was opened for it. */
export const unread: OpenedList = { view: -1, reading: false, total: 0, unfiltered: 0, detailNames: [], rows: [] };

export class Rows {
  readonly opened: OpenedList;
  readonly #client: Client;
  #pages: Pages;
  #wanted = { from: 0, to: 0 };
  #fetching: Promise<void> | undefined;
  #closed = false;

  constructor(client: Client, opened: OpenedList) {
    this.#client = client;
    this.opened = opened;
    this.#pages = $state.raw(firstPages(opened));
  }

  /** The row, or nothing while it is not here yet. */
  at(index: number): SessionRow | undefined {
    return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize];
  }

  /** Says which rows are seen. Resolves when they, and a page on either side, are here. */
  want(from: number, to: number): Promise<void> {
    this.#wanted = { from, to };
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  /** Asks again for the page that is seen, and with it those on either side. What is here stays until they come. */
  async reread(): Promise<void> {
    const { total, view } = this.opened;
    const near = Math.floor(this.#wanted.from / pageSize);
    const last = Math.floor(Math.max(this.#wanted.to - 1, 0) / pageSize);
    let pages: Pages = new Map();
    for (let page = Math.max(0, near - 1); page <= last + 1 && page * pageSize < total && !this.#closed; page += 1) {
      const rows = await this.#client.api.sessions.rows(view, page * pageSize, Math.min((page + 1) * pageSize, total));
      pages = withPage(pages, page, rows, near);
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
  async #fetch(): Promise<void> {
    const { total, view } = this.opened;
    const next = (): number | undefined => (this.#closed ? undefined : missingPage(this.#pages, total, this.#wanted.from, this.#wanted.to));
    for (let page = next(); page !== undefined; page = next()) {
      const from = page * pageSize;
      const rows = await this.#client.api.sessions.rows(view, from, Math.min(from + pageSize, total));
      this.#pages = withPage(this.#pages, page, rows, Math.floor(this.#wanted.from / pageSize));
    }
  }
}
