/**
 * What is offered below the filter while it is typed. Fields are known at once; values are asked for, and the latest
 * question wins. None is chosen until the user goes to one, so that Enter means what it means without them.
 */
import type { Client } from '../api/client.svelte.ts';
import type { SessionList } from './list.svelte.ts';
import { dateOffers, fieldOffers, valueOffers, type Offer } from './offers.ts';
import { typedAt, type Typed } from './typed.ts';

const mostValues = 50;

/** A text, and where the caret stands in it. */
export interface Edited {
  readonly text: string;
  readonly caret: number;
}

export class Suggestions {
  readonly #client: Client;
  readonly #list: SessionList;
  readonly #now: () => number;
  #offers = $state.raw<readonly Offer[]>([]);
  #chosen = $state<number>();
  #typed: Typed | undefined;
  #text = '';
  #turn = 0;

  /** @param now ms since 1970 */
  constructor(client: Client, list: SessionList, now: () => number = Date.now) {
    this.#client = client;
    this.#list = list;
    this.#now = now;
  }

  get offers(): readonly Offer[] {
    return this.#offers;
  }

  get isOpen(): boolean {
    return this.#offers.length > 0;
  }

  /** Index of the one that Enter takes. */
  get chosen(): number | undefined {
    return this.#chosen;
  }

  /** Offers what fits at the caret. Resolves when it stands there. */
  async offer({ text, caret }: Edited): Promise<void> {
    const turn = ++this.#turn;
    this.#text = text;
    const typed = typedAt(text, caret);
    this.#typed = typed;
    if (!typed) this.#show([]);
    else if (typed.field === undefined) this.#show(fieldOffers(typed, this.#list.opened?.detailNames ?? []));
    else {
      const offers = await this.#values(typed, typed.field);
      if (turn === this.#turn) this.#show(offers);
    }
  }

  /** As `offer` for what was typed: a lone word without a letter typed is left alone. */
  async type(edited: Edited): Promise<void> {
    const typed = typedAt(edited.text, edited.caret);
    if (typed?.field === undefined && !typed?.part) this.close();
    else await this.offer(edited);
  }

  /** Goes to the next or the one before; round the end over none. */
  step(by: 1 | -1): void {
    const places = this.#offers.length + 1;
    const next = ((this.#chosen ?? -1) + 1 + by + places) % places;
    this.#chosen = next === 0 ? undefined : next - 1;
  }

  /** Puts an offer in. Undefined where there is none. */
  take(index: number | undefined = this.#chosen): Edited | undefined {
    const offer = index === undefined ? undefined : this.#offers[index];
    const typed = this.#typed;
    if (!offer || !typed) return undefined;
    const after = this.#text.slice(typed.to);
    const insert = after.startsWith(' ') || after.startsWith('|') ? offer.insert.trimEnd() : offer.insert;
    this.close();
    return { text: `${this.#text.slice(0, typed.from)}${insert}${after}`, caret: typed.from + insert.length };
  }

  close(): void {
    this.#turn += 1;
    this.#show([]);
  }

  #show(offers: readonly Offer[]): void {
    this.#offers = offers;
    this.#chosen = undefined;
  }

  async #values(typed: Typed, field: string): Promise<readonly Offer[]> {
    const { place, version, news } = this.#list;
    const dates = dateOffers(typed, this.#now());
    if (!place || dates.length > 0) return dates;
    try {
      const query = { ...place, ...version, ...(news && { news }), field, filter: typed.rest, part: typed.part, most: mostValues };
      return valueOffers(typed, await this.#client.api.sessions.values(query));
    } catch {
      // Nothing is offered then; the list itself tells what is wrong.
      return [];
    }
  }
}
