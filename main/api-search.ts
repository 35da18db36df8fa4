/** The part of the contract that searches everything saved: of each server the lists that its tree shows. */
import type { Server } from '../preload/model.ts';
import type { ApiWithSignal } from './api.ts';
import type { Sources } from './source.ts';
import type { Store } from './store/store.ts';

export interface SearchParts {
  readonly servers: Pick<ApiWithSignal['servers'], 'list'>;
  readonly sources: Pick<Sources, 'place' | 'savedConnections'>;
  readonly store: Pick<Store, 'search'>;
}

interface Place {
  readonly serverId: string;
  readonly connection: string;
}

export function createSearchApi({ servers, sources, store }: SearchParts): ApiWithSignal['search'] {
  /** What of a server the tree shows: lists of which something is saved, and the others. */
  async function listsOf(server: Server): Promise<readonly (Place & { readonly server: string; readonly isSaved: boolean })[]> {
    const [place, { connections }] = await Promise.all([sources.place(server), sources.savedConnections(server)]);
    return connections.map(({ connection: { name }, snapshot }) => ({
      ...{ serverId: server.id, connection: name, server: place, isSaved: snapshot !== undefined },
    }));
  }

  return {
    everywhere: async (filter, most, ask) => {
      const all = (await Promise.all((await servers.list()).map(({ server }) => listsOf(server)))).flat();
      const saved = all.filter(({ isSaved }) => isSaved);
      const lists = saved.map(({ server, connection }) => ({ server, connection }));
      const found = await store.search({ filter, lists, most }, { signal: ask?.signal });
      const searched = saved.flatMap(({ serverId, connection }, at) => {
        const sessions = found[at];
        return sessions ? [{ serverId, connection, ...sessions }] : [];
      });
      const isSearched = new Set(searched.map(({ serverId, connection }) => JSON.stringify([serverId, connection])));
      return {
        lists: searched.filter(({ total }) => total > 0),
        searched: searched.length,
        sessions: searched.reduce((sum, { snapshot }) => sum + snapshot.sessions, 0),
        unsearched: all
          .filter(({ serverId, connection }) => !isSearched.has(JSON.stringify([serverId, connection])))
          .map(({ serverId, connection }) => ({ serverId, connection })),
      };
    },
  };
}
