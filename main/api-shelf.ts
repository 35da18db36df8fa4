/** The contract's `filters` and `stars`: what the user has put by; every window hears of what changes. */
import type { Shelf } from '../preload/shelf.ts';
import type { Server } from '../preload/model.ts';
import type { ApiWithSignal, Emit } from './api.ts';
import type { ShelfKeeper } from './shelf/shelf.ts';

export interface ShelfApiParts {
  readonly shelf: ShelfKeeper;
  readonly serverOf: (id: string) => Server;
  readonly emit: Emit;
}

export function createShelfApi({ shelf, serverOf, emit }: ShelfApiParts): Pick<ApiWithSignal, 'filters' | 'stars'> {
  async function told<Result>(work: Promise<Result>): Promise<Result> {
    const result = await work;
    emit('shelf.changed', shelf.read());
    return result;
  }

  return {
    filters: {
      list: () => Promise.resolve<Shelf>(shelf.read()),
      save: async ({ place, ...draft }) =>
        told(shelf.save(draft, place && { server: serverOf(place.serverId), connection: place.connection })),
      rename: (id, name) => told(shelf.rename(id, name)),
      remove: (id) => told(shelf.remove(id)),
    },
    stars: {
      set: async (serverId, connection, on) => told(shelf.star(serverOf(serverId), connection, on)),
    },
  };
}
