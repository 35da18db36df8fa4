/** One's own marks on the sessions that are looked at: set here, shown by the list's rows and the opened session. */
import type { MarkChanges } from '../../preload/history.ts';
import type { Client } from '../api/client.svelte.ts';
import type { Place } from '../servers/place.ts';
import type { OpenedSession } from '../session/opened.svelte.ts';
import type { SessionList } from '../sessions/list.svelte.ts';

export class Marks {
  readonly #client: Client;
  readonly #list: SessionList;
  readonly #session: OpenedSession;

  constructor(client: Client, list: SessionList, session: OpenedSession) {
    this.#client = client;
    this.#list = list;
    this.#session = session;
  }

  /** Marks a session; the list shows it without moving. Rejects with `CallFailure`. */
  async set({ serverId, connection }: Place, key: string, changes: MarkChanges): Promise<void> {
    await this.#client.api.marks.set(serverId, connection, [key], changes);
    await this.#list.refresh();
    const row = this.#list.selectedRow;
    if (row?.session.key === key) this.#session.marked(key, row.own);
  }

  /** Gives the selected session a star, or takes it away. */
  async toggleStar(): Promise<void> {
    const { place, selectedRow: row } = this.#list;
    if (place && row) await this.set(place, row.session.key, { starred: row.own?.starred !== true });
  }
}
