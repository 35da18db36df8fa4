/** The opened session: what is saved of it at once, then what the server says. */
import type { SessionContent } from '../../preload/content.ts';
import type { SessionRow } from '../../preload/list.ts';
import type { OwnMark } from '../../preload/history.ts';
import type { FailureShape, Session } from '../../preload/model.ts';
import type { Client } from '../api/client.svelte.ts';
import { shapeOf } from '../api/failure.ts';
import type { Place } from '../servers/place.ts';

export const tabs = ['Details', 'Laps', 'Parameters', 'Plot'] as const;
export type Tab = (typeof tabs)[number];

export class OpenedSession {
  readonly #client: Client;
  #place = $state.raw<Place>();
  #session = $state.raw<Session>();
  #isGone = $state(false);
  #own = $state.raw<OwnMark>();
  #content = $state.raw<SessionContent>();
  #failure = $state.raw<FailureShape>();
  #loading = $state(false);
  #tab = $state<Tab>('Details');
  #turn = 0;

  constructor(client: Client) {
    this.#client = client;
  }

  get place(): Place | undefined {
    return this.#place;
  }

  /** The session that is open, as its listing or the newest answer tells it. */
  get session(): Session | undefined {
    return this.#content?.session ?? this.#session;
  }

  /** Whether its server did not have it any more when the list was read. */
  get isGone(): boolean {
    return this.#isGone && this.#content?.source !== 'live';
  }

  /** The user's own mark on it. */
  get own(): OwnMark | undefined {
    return this.#own;
  }

  get content(): SessionContent | undefined {
    return this.#content;
  }

  /** Why nothing, or nothing newer, is shown. */
  get failure(): FailureShape | undefined {
    return this.#failure ?? this.#content?.failure;
  }

  /** True while an answer is awaited. */
  get loading(): boolean {
    return this.#loading;
  }

  get tab(): Tab {
    return this.#tab;
  }

  turnTo(tab: Tab): void {
    this.#tab = tab;
  }

  /** Shows a session by what its row knows. */
  async open(place: Place, { session, own, mark }: SessionRow): Promise<void> {
    this.#place = place;
    this.#isGone = mark === 'gone';
    this.#session = session;
    this.#own = own;
    this.#content = undefined;
    await this.refresh();
  }

  /** Shows the session that was open at the end of the last run, as it was saved; nothing where it never was. */
  async reopen(place: Place, key: string, tab: string, row: SessionRow | undefined): Promise<void> {
    this.#tab = tabs.find((one) => one === tab) ?? this.#tab;
    if (row?.session.key === key) return this.open(place, row);
    const saved = await this.#client.api.session.saved(place.serverId, place.connection, key);
    if (saved && !this.#session) await this.open(place, { session: saved.session });
  }

  /** A session was marked. */
  marked(key: string, own: OwnMark | undefined): void {
    if (this.#session?.key === key) this.#own = own;
  }

  /** Reads the opened session again. */
  async refresh(): Promise<void> {
    const place = this.#place;
    const key = this.#session?.key;
    if (!place || key === undefined) return;
    const turn = ++this.#turn;
    const { session: api } = this.#client.api;
    this.#loading = true;
    this.#failure = undefined;
    try {
      const saved = this.#content ? null : await api.saved(place.serverId, place.connection, key);
      if (saved && turn === this.#turn) this.#content = saved;
      const content = await api.show(place.serverId, place.connection, key);
      if (turn === this.#turn) this.#content = content;
    } catch (thrown) {
      if (turn === this.#turn) this.#failure = shapeOf(thrown);
    } finally {
      if (turn === this.#turn) this.#loading = false;
    }
  }

  close(): void {
    this.#turn += 1;
    this.#place = undefined;
    this.#session = undefined;
    this.#own = undefined;
    this.#content = undefined;
    this.#failure = undefined;
    this.#loading = false;
  }
}
