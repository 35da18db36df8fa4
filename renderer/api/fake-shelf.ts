/** What the in-memory main process has put by: saved filters and starred connections. */
import type { Api, Events } from '../../preload/contract.ts';
import type { SavedFilter, Shelf, StarredConnection } from '../../preload/shelf.ts';
import { samePlace } from '../servers/place.ts';
import { CallFailure } from './failure.ts';

interface FakeShelfParts {
  readonly answer: <T>(method: string, answer: () => T, ...args: readonly unknown[]) => Promise<T>;
  readonly changed: (shelf: Events['shelf.changed']) => void;
}

export class FakeShelf {
  filters: SavedFilter[] = [];
  stars: StarredConnection[] = [];
  readonly #parts: FakeShelfParts;
  #last = 0;

  constructor(parts: FakeShelfParts) {
    this.#parts = parts;
  }

  get all(): Shelf {
    return { filters: [...this.filters], stars: [...this.stars] };
  }

  readonly api: Pick<Api, 'filters' | 'stars'> = {
    filters: {
      list: () => this.#parts.answer('filters.list', () => this.all),
      save: (draft) =>
        this.#answer(
          'filters.save',
          () => {
            const { id = `filter-${(this.#last += 1)}`, ...rest } = draft;
            const isTaken = this.filters.some((one) => one.id !== id && one.name === draft.name && samePlace(one.place, draft.place));
            if (isTaken) throw new CallFailure({ code: 'name-taken', message: 'A filter of this name is saved already.' });
            const saved = { id, ...rest };
            this.filters = [...this.filters.filter((one) => one.id !== id), saved];
            return saved;
          },
          draft,
        ),
      rename: (id, name) =>
        this.#answer(
          'filters.rename',
          () => {
            const renamed = { ...this.#of(id), name };
            this.filters = this.filters.map((one) => (one.id === id ? renamed : one));
            return renamed;
          },
          id,
          name,
        ),
      remove: (id) =>
        this.#answer(
          'filters.remove',
          () => {
            const removed = this.#of(id);
            this.filters = this.filters.filter((one) => one.id !== id);
            return removed;
          },
          id,
        ),
    },
    stars: {
      set: (serverId, connection, on) =>
        this.#answer(
          'stars.set',
          () => {
            const others = this.stars.filter((star) => star.serverId !== serverId || star.connection !== connection);
            this.stars = on ? [...others, { serverId, connection }] : others;
          },
          ...[serverId, connection, on],
        ),
    },
  };

  #of(id: string): SavedFilter {
    const found = this.filters.find((one) => one.id === id);
    if (!found) throw new CallFailure({ code: 'not-found', message: 'That is not there.' });
    return found;
  }

  async #answer<T>(method: string, answer: () => T, ...args: readonly unknown[]): Promise<T> {
    const answered = await this.#parts.answer(method, answer, ...args);
    this.#parts.changed(this.all);
    return answered;
  }
}
