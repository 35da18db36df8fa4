/**
 * What the application can do, as the contract lists it: each method joins the modules that know how. It adds no
 * logic of its own. Every method takes a trailing `{signal}`, so that a question can be withdrawn.
 */
import { randomUUID } from 'node:crypto';
import type { Api, ConnectionsAnswer, Events, ServerRow, SyncResult } from '../preload/contract.ts';
import type { Server, ServerDraft } from '../preload/model.ts';
import { addressOfId, addressServer } from './address-server.ts';
import { asFailure, Failure } from './failure.ts';
import { demoCredentials, demoDraft } from './embedded-demo.ts';
import type { Log } from './log.ts';
import { normaliseAddress } from './remote/address.ts';
import type { Servers } from './servers/servers.ts';
import type { Ask, SourcedConnections, Sources } from './source.ts';

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
  /** What the window remembers and asks of the system: the shell's own. */
  readonly app: ApiWithSignal['app'];
  readonly emit: Emit;
  readonly log: Log;
}

interface RunningSync {
  readonly controller: AbortController;
  readonly result: Promise<SyncResult>;
}

export function createApi({ servers, sources, store, app, emit, log }: ApiParts): ApiWithSignal {
  const syncs = new Map<string, RunningSync>();
  const row = (server: Server): ServerRow => ({ server, reach: sources.reach(server.id) });

  async function serverRows(): Promise<readonly ServerRow[]> {
    const saved = servers.list();
    const addresses = new Set(saved.map((server) => server.url));
    // A store that cannot be opened is told at start and by each list: the saved servers are shown all the same.
    const known = await store.servers().catch((): readonly string[] => []);
    const unsaved: Server[] = [];
    for (const url of known) {
      if (!addresses.has(url) && (await isShown(url))) unsaved.push(addressServer(url));
    }
    return [...saved, ...unsaved].map(row);
  }

  /** What was removed stays out of sight until somebody asks that address again; so does what the tour left of the demo. */
  async function isShown(url: string): Promise<boolean> {
    if (url === demoDraft.url) return false;
    const gone = servers.removed().find((removed) => removed.url === url);
    return gone === undefined || ((await store.connections(url))?.takenAt ?? '') > gone.at;
  }

  const tellServers = (): void => {
    serverRows().then(
      (rows) => emit('servers.changed', { servers: rows }),
      (thrown: unknown) => log.error('The servers could not be listed', { cause: String(thrown) }),
    );
  };
  servers.onChange(tellServers);
  sources.onReach(tellServers);

  function serverOf(id: string): Server {
    const url = addressOfId(id);
    return url === undefined ? servers.get(id) : addressServer(url);
  }

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

  /** A server that was typed and not saved yet. */
  const drafted = (draft: ServerDraft): Server => ({
    ...draft,
    id: randomUUID(),
    url: normaliseAddress(draft.url),
    generation: draft.generation ?? 'auto',
    readOnly: false,
    demo: false,
    password: 'none',
  });

  const nameTaken = (name: string): boolean => servers.list().some((server) => server.name === name.normalize().trim());

  async function add(server: Server, password: string, save: () => Promise<Server>, ask?: Ask): Promise<Server> {
    const trial = await sources.tryOut(server, password, ask);
    const saved = await save().catch((thrown: unknown) => {
      trial.drop();
      throw thrown;
    });
    try {
      await trial.keep(saved);
      await tellConnections(saved);
    } catch (thrown) {
      // The server is saved and signed in to; its first list tells what is wrong with the store.
      log.warn('Connections could not be kept', { cause: asFailure(thrown).message });
    }
    return saved;
  }

  async function runSync(server: Server, connection: string, signal: AbortSignal): Promise<SyncResult> {
    const where = { serverId: server.id, connection };
    try {
      const onProgress = (progress: Omit<Events['sync.progress'], 'serverId'>): void =>
        emit('sync.progress', { serverId: server.id, ...progress });
      const result = await sources.sync(server, connection, { signal, onProgress });
      await tellConnections(server);
      emit('sync.ended', { ...where, result });
      return result;
    } catch (thrown) {
      emit('sync.ended', { ...where, failure: asFailure(thrown).shape() });
      throw thrown;
    }
  }

  const syncKey = (serverId: string, connection: string): string => JSON.stringify([serverId, connection]);

  return {
    servers: {
      list: serverRows,
      add: async (draft, password, ask) => {
        if (nameTaken(draft.name)) throw new Failure('name-taken', `A server named “${draft.name}” is saved already.`);
        return add(drafted(draft), password, () => servers.add(draft, password), ask);
      },
      remove: async (serverId) => {
        for (const [key, running] of syncs) if (key.startsWith(`[${JSON.stringify(serverId)},`)) running.controller.abort();
        sources.forget(serverId);
        await servers.remove(serverId);
      },
      tryDemo: async (ask) => {
        const known = servers.list().find((server) => server.demo);
        if (known !== undefined) return known;
        let name: string = demoDraft.name;
        for (let next = 2; nameTaken(name); next += 1) name = `${demoDraft.name} ${next}`;
        const draft = { ...demoDraft, name };
        // Its password is no secret and is not kept: the embedded server is signed in to without asking.
        return add({ ...drafted(draft), demo: true }, demoCredentials.password, () => servers.add(draft), ask);
      },
      signIn: async (serverId, password, ask) => {
        if (addressOfId(serverId) !== undefined) {
          throw new Failure('usage', 'This server is known only by its address.', { todo: 'Add it as a server to sign in.' });
        }
        const server = servers.get(serverId);
        await add(
          server,
          password,
          async () => {
            await servers.setPassword(serverId, password);
            return servers.get(serverId);
          },
          ask,
        );
      },
    },

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
      open: async ({ serverId, ...query }) => store.openView({ server: serverOf(serverId).url, ...query }),
      rows: (view, from, to) => store.rows(view, from, to),
      locate: (view, key) => store.locate(view, key),
      close: (view) => store.closeView(view),
    },

    sync: {
      run: async (serverId, connection, ask) => {
        const key = syncKey(serverId, connection);
        const running = syncs.get(key);
        if (running !== undefined) return running.result;
        const controller = new AbortController();
        ask?.signal?.addEventListener('abort', () => controller.abort(), { once: true });
        const result = runSync(serverOf(serverId), connection, controller.signal).finally(() => syncs.delete(key));
        syncs.set(key, { controller, result });
        return result;
      },
      cancel: (serverId, connection) => {
        syncs.get(syncKey(serverId, connection))?.controller.abort();
        return Promise.resolve();
      },
    },

    session: {
      saved: async (serverId, connection, key) => sources.savedSession(serverOf(serverId), connection, key),
      show: async (serverId, connection, key, ask) => sources.session(serverOf(serverId), connection, key, ask),
    },

    app,
  };
}
