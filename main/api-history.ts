/** The part of the contract about snapshots and own marks: each method names the store's place of a server. */
import type { Server } from '../preload/model.ts';
import type { ApiWithSignal } from './api.ts';
import type { Sources } from './source.ts';
import type { Store } from './store/store.ts';

export interface HistoryParts {
  readonly sources: Pick<Sources, 'place'>;
  readonly store: Store;
  readonly serverOf: (serverId: string) => Server;
}

export function createHistoryApi({ sources, store, serverOf }: HistoryParts): Pick<ApiWithSignal, 'snapshots' | 'marks'> {
  const place = (serverId: string): Promise<string> => sources.place(serverOf(serverId));

  return {
    snapshots: {
      list: async (serverId, connection) => store.snapshots(await place(serverId), connection),
      keep: async (serverId, connection, number, keep) => store.keepSnapshot(await place(serverId), connection, number, keep),
      lookedAt: async (serverId, connection) => store.lookedAt(await place(serverId), connection),
      look: async (serverId, connection, number) => store.look(await place(serverId), connection, number),
    },
    marks: {
      set: async (serverId, connection, keys, changes) => store.mark(await place(serverId), connection, keys, changes),
    },
  };
}
