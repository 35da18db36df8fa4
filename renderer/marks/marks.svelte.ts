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

  /** Marks sessions; the list shows it without moving. Rejects with `CallFailure`. */
  async set({ serverId, connection }: Place, keys: readonly string[], changes: MarkChanges): Promise<void> {
    await this.#client.api.marks.set(serverId, connection, keys, changes);
    await this.#list.refresh();
    const row = this.#list.selectedRow;
    if (row && keys.includes(row.session.key)) this.#session.marked(row.session.key, row.own);
  }

  /** Marks all that is selected in the list. Rejects with `CallFailure`. */
  async setSelected(changes: MarkChanges): Promise<void> {
    const { place } = this.#list;
    if (place) await this.set(place, await this.#list.selectedKeys(), changes);
  }

  /** Gives all that is selected a star; where the one that has the keys has it already, takes it away. */
  async toggleStar(): Promise<void> {
    await this.setSelected({ starred: this.#list.selectedRow?.own?.starred !== true });
  }
}
