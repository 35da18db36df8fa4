/** The search over every saved list: what is typed, what was found, and which of it is active. */
import type { SessionRow } from '../../preload/list.ts';
import type { FailureShape } from '../../preload/model.ts';
import type { FoundList, Searched } from '../../preload/search.ts';
import type { Client } from '../api/client.svelte.ts';
import { CallFailure, shapeOf } from '../api/failure.ts';
import { placeId, type Place } from '../servers/place.ts';
import { detailOf } from '../sessions/columns.ts';

/** Rows of each list at first: so many that several lists are seen at once. */
const most = 5;
const typingPause = 60;
const columnDetails = ['Driver', 'Circuit'] as const;

/** What can be chosen: a session, or all that was found in its list. */
export type Choice =
  { readonly kind: 'session'; readonly place: Place; readonly row: SessionRow } | { readonly kind: 'all'; readonly place: Place };

export interface Group {
  readonly id: string;
  readonly list: FoundList;
  /** Index of its first choice among all. */
  readonly from: number;
  readonly choices: readonly Choice[];
}

export class Search {
  readonly #client: Client;
  #text = $state('');
  #answer = $state.raw<Searched>();
  /** The text that the answer is for. */
  #answered = $state('');
  #failure = $state.raw<FailureShape>();
  #active = $state(0);
  #asking = $state.raw<Promise<Searched>>();
  #typing: ReturnType<typeof setTimeout> | undefined;
  #groups = $derived(this.#grouped());
  #details = $derived.by(() => {
    const sessions = this.#groups.flatMap(({ list }) => list.rows.map(({ session }) => session));
    return columnDetails.filter((name) => sessions.some((session) => detailOf(session, name) !== ''));
  });

  constructor(client: Client) {
    this.#client = client;
  }

  get text(): string {
    return this.#text;
  }

  /** The text that what is shown was found with. */
  get answered(): string {
    return this.#answered;
  }

  get answer(): Searched | undefined {
    return this.#answer;
  }

  /** Why nothing can be looked for so; what was found before stays. */
  get failure(): FailureShape | undefined {
    return this.#failure;
  }

  get isAsking(): boolean {
    return this.#asking !== undefined;
  }

  get groups(): readonly Group[] {
    return this.#groups;
  }

  /** Those of the details that have a column which any of the sessions found has. */
  get details(): readonly string[] {
    return this.#details;
  }

  /** Index of the active choice. */
  get active(): number {
    return this.#active;
  }

  get choices(): readonly Choice[] {
    return this.#groups.flatMap(({ choices }) => choices);
  }

  /** Takes the text as it is typed. */
  type(text: string): void {
    this.#text = text;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.ask(), typingPause);
  }

  /** Looks through all lists as they are saved now. Resolves when the answer to the newest text is there. */
  async ask(): Promise<void> {
    clearTimeout(this.#typing);
    const text = this.#text.trim();
    const asking = this.#client.api.search.everywhere(text, text === '' ? 0 : most);
    this.#asking = asking;
    try {
      const answer = await asking;
      if (this.#asking !== asking) return;
      if (text !== this.#answered) this.#active = 0;
      this.#answer = answer;
      this.#answered = text;
      this.#failure = undefined;
    } catch (thrown) {
      const isLate = this.#asking !== asking || (thrown instanceof CallFailure && thrown.code === 'cancelled');
      if (!isLate) this.#failure = shapeOf(thrown);
    } finally {
      if (this.#asking === asking) this.#asking = undefined;
    }
  }

  /** Nobody waits for what is still looked for. */
  leave(): void {
    clearTimeout(this.#typing);
    if (this.#asking) this.#client.cancel(this.#asking);
    this.#asking = undefined;
  }

  /** Makes the choice so many places on the active one; ends are ends. */
  move(by: number): void {
    this.#active = Math.min(Math.max(this.#active + by, 0), Math.max(0, this.choices.length - 1));
  }

  /** Makes the first choice of the next list active, or of the one before. */
  moveToList(by: 1 | -1): void {
    const heads = this.#groups.map(({ from }) => from);
    const next = by > 0 ? heads.find((from) => from > this.#active) : heads.findLast((from) => from < this.#active);
    if (next !== undefined) this.#active = next;
  }

  #grouped(): readonly Group[] {
    if (this.#answered === '') return [];
    let from = 0;
    return (this.#answer?.lists ?? []).map((list) => {
      const place = { serverId: list.serverId, connection: list.connection };
      const sessions = list.rows.map((row): Choice => ({ kind: 'session', place, row }));
      const choices: readonly Choice[] = list.total > list.rows.length ? [...sessions, { kind: 'all', place }] : sessions;
      const group = { id: placeId(place), list, from, choices };
      from += choices.length;
      return group;
    });
  }
}
