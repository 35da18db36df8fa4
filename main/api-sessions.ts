/** The part of the contract about single sessions: their content, how they are asked for, and keeping them offline. */
import type { Generation, Server } from '../preload/model.ts';
import type { ApiWithSignal } from './api.ts';
import { Failure } from './failure.ts';
import type { Keeper } from './keeping.ts';
import type { Sources } from './source.ts';

export interface SessionsApiParts {
  readonly sources: Sources;
  /** Keeps these sessions offline, or adds them to what runs for the connection. */
  readonly keep: { readonly run: Keeper['run']; readonly cancel: Keeper['cancel'] };
  readonly serverOf: (serverId: string) => Server;
}

export function createSessionsApi({ sources, keep, serverOf }: SessionsApiParts): Pick<ApiWithSignal, 'session' | 'keep'> {
  /** As each server answered last: a server that has gone away meanwhile is still of its generation. */
  const answered = new Map<string, Generation>();
  sources.onReach((serverId, reach) => {
    if (reach.state === 'live') answered.set(serverId, reach.generation);
  });

  function generationOf(server: Server): Generation {
    const known = server.generation === 'auto' ? answered.get(server.id) : server.generation;
    if (known !== undefined) return known;
    throw new Failure('usage', 'How this server is asked is known once it has answered.', {
      todo: 'Refresh the list, or choose its generation under Edit server.',
    });
  }

  return {
    session: {
      saved: async (serverId, connection, key) => sources.savedSession(serverOf(serverId), connection, key),
      show: async (serverId, connection, key, ask) => sources.session(serverOf(serverId), connection, key, ask),
      requests: async (serverId, connection, keys) => {
        const server = serverOf(serverId);
        const { requestsOf } = await import('./remote/addresses.ts');
        return requestsOf(server, generationOf(server), connection, keys);
      },
    },
    keep: {
      run: async (serverId, connection, keys) => keep.run(serverOf(serverId), connection, keys),
      cancel: (serverId, connection) => {
        keep.cancel(serverId, connection);
        return Promise.resolve();
      },
    },
  };
}
