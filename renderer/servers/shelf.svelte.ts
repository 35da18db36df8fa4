/** What the user has put by: saved filters and starred connections. */
import type { FilterDraft, SavedFilter, Shelf as Kept } from '../../preload/shelf.ts';
import type { Client } from '../api/client.svelte.ts';
import type { Notices } from '../ui/notices.svelte.ts';
import { emptyShelf } from './nodes.ts';
import { samePlace, type Place } from './place.ts';

export class Shelf {
  readonly #client: Client;
  readonly #notices: Notices;
  #kept = $state.raw<Kept>(emptyShelf);

  constructor(client: Client, notices: Notices) {
    this.#client = client;
    this.#notices = notices;
    client.on('shelf.changed', (shelf) => {
      this.#kept = shelf;
    });
  }

  get kept(): Kept {
    return this.#kept;
  }

  async load(): Promise<void> {
    this.#kept = await this.#client.api.filters.list();
  }

  /** The saved filter that says just this: the connection's own, or else one for any. */
  known(place: Place, filter: string): SavedFilter | undefined {
    const same = this.#kept.filters.filter((saved) => saved.filter.trim() === filter.trim());
    return same.find((saved) => samePlace(saved.place, place)) ?? same.find((saved) => saved.place === undefined);
  }

  isStarred(place: Place): boolean {
    return this.#kept.stars.some((star) => samePlace(star, place));
  }

  /** Rejects with `CallFailure`: a name that is taken, for example. */
  async save(draft: FilterDraft): Promise<void> {
    await this.#client.api.filters.save(draft);
  }

  /** Deletes a saved filter; that can be undone. */
  async remove(id: string): Promise<void> {
    const removed = await this.#client.api.filters.remove(id);
    this.#notices.undoable(`The filter “${removed.name}” was deleted.`, () => this.save(removed));
  }

  async star(place: Place, on: boolean): Promise<void> {
    await this.#client.api.stars.set(place.serverId, place.connection, on);
  }
}
