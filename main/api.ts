/**
 * What the application can do, as the contract lists it: each method joins the modules that know how. It adds no
 * logic of its own. Every method takes a trailing `{signal}`, so that a question can be withdrawn.
 */
import type { Api, Events } from '../preload/contract.ts';
import type { ConnectionsAnswer } from '../preload/servers.ts';
import type { SyncResult } from '../preload/syncing.ts';
import type { Server } from '../preload/model.ts';
import type { Activity, Task } from './activity/activity.ts';
import { movedBy, syncCame } from './activity/words.ts';
import { createActivityApi } from './api-activity.ts';
import { createServersApi, serverOf as serverOfId } from './api-servers.ts';
import { createHistoryApi } from './api-history.ts';
import { createKeeping } from './api-keeping.ts';
import { createShelfApi } from './api-shelf.ts';
import { createSessionsApi } from './api-sessions.ts';
import { createSearchApi } from './api-search.ts';
import { createStorageApi } from './api-storage.ts';
import { createRequestsApi } from './api-requests.ts';
import { createSupportApi, type SupportParts } from './api-support.ts';
import { createTravelApi } from './api-travel.ts';
import { asFailure } from './failure.ts';
import type { FileQuestions } from './files.ts';
import type { Imports } from './imports.ts';
import type { KeepingBook } from './keeping-book.ts';
import type { Log } from './log.ts';
import type { RequestsLog } from './requests.ts';
import { checkedProxy } from './servers/entry.ts';
import type { Servers } from './servers/servers.ts';
import type { Ask, SourcedConnections, Sources } from './source.ts';
import type { Salvaging } from './store/salvaging.ts';
import type { ShelfKeeper } from './shelf/shelf.ts';
import type { KeptSettings } from './settings.ts';
import type { Store } from './store/store.ts';

type Withdrawable<Service> = {
  readonly [Name in keyof Service]: Service[Name] extends (...args: infer Args) => infer Result
    ? (...args: [...Args, ask?: Ask]) => Result
    : never;
};

/** The contract's `Api`, each method with a trailing `{signal}`. */
export type ApiWithSignal = { readonly [Service in keyof Api]: Withdrawable<Api[Service]> };

export type Emit = <Name extends keyof Events>(name: Name, payload: Events[Name]) => void;

export interface ApiParts {
  readonly servers: Servers;
  readonly sources: Sources;
  readonly store: Store;
  readonly salvaging: Salvaging;
  readonly imports: Imports;
  readonly files: FileQuestions;
  readonly version: string;
  /** What the window remembers and asks of the system: the shell's own. */
  readonly app: ApiWithSignal['app'];
  readonly settings: KeptSettings;
  readonly support: SupportParts;
  readonly shelf: ShelfKeeper;
  /** What is still to be kept offline. */
  readonly keepingBook: KeepingBook;
  readonly requests: RequestsLog;
  readonly activity: Activity;
  readonly emit: Emit;
  readonly log: Log;
}

interface RunningSync {
  readonly full: boolean;
  readonly controller: AbortController;
  readonly result: Promise<SyncResult>;
}

export function createApi({
  servers,
  sources,
  store,
  salvaging,
  imports,
  files,
  version,
  app,
  settings,
  support,
  shelf,
  keepingBook,
  requests,
  activity,
  emit,
  log,
}: ApiParts): ApiWithSignal {
  const syncs = new Map<string, RunningSync>();
  const serverOf = (id: string): Server => serverOfId({ servers }, id);

  const answerOf = ({ source, takenAt, connections }: SourcedConnections): ConnectionsAnswer => ({
    source,
    ...(takenAt !== undefined && { takenAt }),
    connections,
  });

  /** After a read: what is saved is what the server just said, unless it went away meanwhile. */
  async function tellConnections(server: Server): Promise<void> {
    const answer = answerOf(await sources.savedConnections(server));
    const source = sources.reach(server.id).state === 'live' ? 'live' : 'saved';
    emit('connections.changed', { serverId: server.id, answer: { ...answer, source } });
  }

  /** Other snapshots are kept than before, of any server. */
  async function tellAll(): Promise<void> {
    await Promise.all(servers.list().map((server) => tellConnections(server)));
  }

  /** A sync, as a task of the activity. */
  const runSync = (server: Server, connection: string, full: boolean, signal: AbortSignal): Promise<SyncResult> =>
    activity.run(
      { kind: 'sync', title: connection, server: server.name, pausable: true },
      (task) => syncFor(server, connection, full, task),
      syncCame,
      { signal },
    );

  async function syncFor(server: Server, connection: string, full: boolean, { signal, pause, progress }: Task): Promise<SyncResult> {
    const where = { serverId: server.id, connection };
    try {
      const onProgress = (moved: Omit<Events['sync.progress'], 'serverId'>): void => {
        progress(movedBy(moved));
        emit('sync.progress', { serverId: server.id, ...moved });
      };
      const result = await sources.sync(server, connection, { signal, onProgress, pause, ...(full && { full }) });
      await tellConnections(server);
      emit('sync.ended', { ...where, result });
      return result;
    } catch (thrown) {
      emit('sync.ended', { ...where, failure: asFailure(thrown).shape() });
      throw thrown;
    }
  }

  const syncKey = (serverId: string, connection: string): string => JSON.stringify([serverId, connection]);

  const keeping = createKeeping({ servers, sources, store, book: keepingBook, activity, serverOf, emit, log });
  keeping.takeUpPaused();

  function stopReads(serverId: string): void {
    keeping.stop(serverId);
    for (const [key, running] of syncs) if (key.startsWith(`[${JSON.stringify(serverId)},`)) running.controller.abort();
  }

  settings.onChange((changed) => emit('settings.changed', { settings: changed }));

  const serversApi = createServersApi({ servers, sources, store, files, emit, log, stopReads, tellConnections });

  return {
    servers: serversApi,

    connections: {
      saved: async (serverId) => answerOf(await sources.savedConnections(serverOf(serverId))),
      refresh: async (serverId, ask) => {
        const sourced = await sources.connections(serverOf(serverId), ask);
        if (sourced.failure !== undefined) throw sourced.failure;
        const answer = answerOf(sourced);
        emit('connections.changed', { serverId, answer });
        return answer;
      },
    },

    sessions: {
      open: async ({ serverId, ...query }) => store.openView({ server: await sources.place(serverOf(serverId)), ...query }),
      rows: (view, from, to) => store.rows(view, from, to),
      locate: (view, key) => store.locate(view, key),
      typed: (view, text, from) => store.typed(view, text, from),
      keys: (view, ranges, how) => store.keys(view, ranges, how),
      moved: (view, ranges, into) => store.moved(view, ranges, into),
      close: (view) => store.closeView(view),
      values: async ({ serverId, ...query }) => store.values({ server: await sources.place(serverOf(serverId)), ...query }),
    },

    search: createSearchApi({ servers: serversApi, sources, store }),

    sync: {
      run: async (serverId, connection, { full = false } = {}, ask) => {
        const key = syncKey(serverId, connection);
        for (let running = syncs.get(key); running !== undefined; running = syncs.get(key)) {
          if (running.full || !full) return running.result;
          // A refresh is not what was asked for: the full read comes behind it.
          await running.result.catch(() => undefined);
        }
        const controller = new AbortController();
        ask?.signal?.addEventListener('abort', () => controller.abort(), { once: true });
        const result = runSync(serverOf(serverId), connection, full, controller.signal).finally(() => syncs.delete(key));
        syncs.set(key, { full, controller, result });
        return result;
      },
      cancel: (serverId, connection) => {
        syncs.get(syncKey(serverId, connection))?.controller.abort();
        return Promise.resolve();
      },
    },

    ...createSessionsApi({ sources, keep: keeping, serverOf }),

    ...createShelfApi({ shelf, serverOf, emit }),
    ...createHistoryApi({ sources, store, serverOf }),
    store: createStorageApi({ servers, store, salvaging, files, emit, activity, changed: tellAll }),
    travel: createTravelApi({ servers, sources, store, serverOf, imports, files, activity, emit, version }),
    activity: createActivityApi({ activity, emit }),
    requests: createRequestsApi({ requests, emit }),
    support: createSupportApi(support, files),
    settings: {
      get: () => Promise.resolve(settings.get()),
      change: async ({ proxy, ...changes }) =>
        Promise.resolve(
          settings.change({ ...changes, ...(proxy !== undefined && { proxy: proxy === null ? null : checkedProxy(proxy) }) }),
        ),
    },
    app,
  };
}
