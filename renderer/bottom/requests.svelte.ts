/** The requests of the run, followed while somebody looks. */
import { mostRequests, type RequestRow, type RequestText } from '../../preload/requests.ts';
import type { Client } from '../api/client.svelte.ts';
import type { Notices } from '../ui/notices.svelte.ts';
import { hasFailed, matches } from './words.ts';

export class Requests {
  readonly #client: Client;
  readonly #notices: Notices;
  #all = $state.raw<readonly RequestRow[]>([]);
  #selected = $state<number>();
  filter = $state('');
  failedOnly = $state(false);

  constructor(client: Client, notices: Notices) {
    this.#client = client;
    this.#notices = notices;
  }

  /** From now on each is shown; returns what ends that. */
  follow(): () => void {
    const { requests } = this.#client.api;
    const stop = this.#client.on('requests.added', ({ rows }) => this.#take(rows));
    const begin = async (): Promise<void> => {
      await requests.watch(true);
      this.#take(await requests.list());
    };
    void this.#notices.telling(begin());
    return () => {
      stop();
      void this.#notices.telling(requests.watch(false));
    };
  }

  /** The newest first. */
  #take(rows: readonly RequestRow[]): void {
    const fresh = rows.filter((row) => !this.#all.some(({ id }) => id === row.id));
    this.#all = [...fresh, ...this.#all].sort((one, other) => other.id - one.id).slice(0, mostRequests);
  }

  get total(): number {
    return this.#all.length;
  }

  get shown(): readonly RequestRow[] {
    const wanted = this.filter.trim().toLowerCase();
    return this.#all.filter((row) => (!this.failedOnly || hasFailed(row)) && matches(row, wanted));
  }

  get selected(): RequestRow | undefined {
    return this.#all.find(({ id }) => id === this.#selected);
  }

  select(id: number | undefined): void {
    this.#selected = id;
  }

  /** Selects the row so many further down; the first where none is selected. */
  move(by: number): void {
    const rows = this.shown;
    const at = rows.findIndex(({ id }) => id === this.#selected);
    const next = at === -1 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1);
    this.#selected = rows[next]?.id ?? this.#selected;
  }

  /** Puts it on the clipboard, as text that asks for it anew. */
  async copy({ id }: RequestRow, text: RequestText): Promise<boolean> {
    const { requests, app } = this.#client.api;
    const copied = await this.#notices.telling(requests.asText(id, text).then((line) => app.copy(line).then(() => true)));
    return copied ?? false;
  }
}
