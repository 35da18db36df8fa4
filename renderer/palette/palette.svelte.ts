/** The state of the open palette: what is typed, what fits, which is active, and why what was chosen cannot be done. */
import { untrack } from 'svelte';
import type { Workbench } from '../workbench.svelte.ts';
import { ranked, type Ranked } from './match.ts';
import { offers, offerUnavailable, type Offer } from './offers.ts';

/** More are not drawn: who sees none of these types another letter. */
const most = 60;
const remembered = 12;

function perform(bench: Workbench, offer: Offer): void {
  switch (offer.kind) {
    case 'action':
      bench.actions.perform(offer.action.id);
      break;
    case 'connection':
      void bench.select(offer.place);
      break;
    case 'filter':
      void bench.openFilter(offer.filter);
      break;
  }
}

export class Palette {
  readonly #bench: Workbench;
  #query = $state('');
  #active = $state(0);
  #reason = $state('');
  // What can be done is judged by what stood when the palette opened.
  readonly #offers: readonly Offer[];
  #found = $derived.by(() => ranked(this.#query, this.#offers, this.#bench.recent));
  #shown = $derived(this.#found.slice(0, most));

  constructor(bench: Workbench) {
    this.#bench = bench;
    this.#offers = untrack(() =>
      offers(
        ...([bench.actions.offered, bench.servers.rows, (id: string) => bench.servers.answer(id)] as const),
        ...([bench.shelf.kept.filters, bench.list.place !== undefined] as const),
      ),
    );
  }

  get query(): string {
    return this.#query;
  }

  get shown(): readonly Ranked<Offer>[] {
    return this.#shown;
  }

  /** Index of the active one. */
  get active(): number {
    return this.#active;
  }

  /** How many fit, or why the one that was chosen cannot be done: a sentence. */
  get said(): string {
    const { length } = this.#found;
    if (this.#reason !== '') return this.#reason;
    if (length === 0) return 'Nothing fits';
    return this.#query.trim() === '' ? '' : length === 1 ? '1 result' : `${length} results`;
  }

  type(query: string): void {
    this.#query = query;
    this.#active = 0;
    this.#reason = '';
  }

  /** Makes the one so many places on the active one, round and round. */
  move(by: number): void {
    const { length } = this.#shown;
    if (length > 0) this.point((this.#active + by + length) % length);
  }

  point(index: number): void {
    this.#active = Math.min(Math.max(index, 0), Math.max(0, this.#shown.length - 1));
    this.#reason = '';
  }

  /** What is to be done once the palette is closed; nothing where it cannot be done, which is then said. */
  choose(index = this.#active): (() => void) | undefined {
    const offer = this.#shown[index]?.choice;
    if (!offer) return undefined;
    this.point(index);
    const why = offerUnavailable(offer);
    if (why !== undefined) {
      this.#reason = why;
      return undefined;
    }
    const bench = this.#bench;
    bench.recent = [offer.id, ...bench.recent.filter((id) => id !== offer.id)].slice(0, remembered);
    return () => perform(bench, offer);
  }
}
