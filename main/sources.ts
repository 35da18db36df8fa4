/**
 * Implements `Sources`: for every question the live answer, kept at once, or what was saved and why.
 */
import type { SessionContent } from '../preload/content.ts';
import type { ConnectionRow } from '../preload/servers.ts';
import type { SyncResult } from '../preload/syncing.ts';
import type { Connection, Lap, Server, SessionDetail, Snapshot } from '../preload/model.ts';
import { createClients, type ClientsParts } from './clients.ts';
import { asFailure, Failure } from './failure.ts';
import { createJoined } from './joined.ts';
import { createPlaces, placeOf } from './place.ts';
import { isOffline } from './reach.ts';
import type { Wait } from './remote/remote.ts';
import type { Ask, SourcedConnections, Sources } from './source.ts';
import type { Store } from './store/store.ts';
import type { Progress, Sync } from './sync/sync.ts';

export interface SourcesParts extends ClientsParts {
  readonly store: Store;
  readonly sync: Sync;
}

/** What is saved stands in for the answer of a server that cannot be asked. */
const standsIn = (failure: Failure): boolean => isOffline(failure) || failure.code === 'password-missing';

/** Snapshots come oldest first: the last one of a connection stays. */
const newestOf = (snapshots: readonly Snapshot[]): ReadonlyMap<string, Snapshot> =>
  new Map(snapshots.map((snapshot) => [snapshot.connection, snapshot]));

/** Of a session's content what was read: the rest is absent, not `undefined`. */
const content = (details?: readonly SessionDetail[], laps?: readonly Lap[]): Pick<SessionContent, 'details' | 'laps'> => ({
  ...(details !== undefined && { details }),
  ...(laps !== undefined && { laps }),
});

export function createSources(parts: SourcesParts): Sources {
  const { store, now } = parts;
  const log = parts.log.child('sources');
  const clients = createClients(parts);
  const places = createPlaces(store);
  const syncing = createJoined<SyncResult>('stays');
  const listeners = new Map<string, Set<(progress: Progress) => void>>();

  async function rowsOf(server: Server, connections: readonly Connection[]): Promise<readonly ConnectionRow[]> {
    const newest = newestOf(await store.snapshots(await places.reading(server)));
    return connections.map((connection) => {
      const snapshot = newest.get(connection.name);
      return { connection, ...(snapshot !== undefined && { snapshot }) };
    });
  }

  async function savedConnections(server: Server): Promise<SourcedConnections> {
    const at = await places.reading(server);
    const saved = await store.connections(at);
    if (saved !== null) return { source: 'saved', takenAt: saved.takenAt, connections: await rowsOf(server, saved.connections) };
    const snapshots = newestOf(await store.snapshots(at));
    return { source: 'saved', connections: [...snapshots].map(([name, snapshot]) => ({ connection: { name }, snapshot })) };
  }

  async function saveConnections(server: Server, connections: readonly Connection[]): Promise<string> {
    const takenAt = new Date(now()).toISOString();
    await store.saveConnections(await places.writing(server), { takenAt, connections });
    return takenAt;
  }

  async function liveConnections(server: Server, ask?: Ask): Promise<SourcedConnections> {
    const remote = await clients.remote(server, ask);
    clients.asking(server.id);
    const { connections, skipped } = await remote.connections({ work: 'Connections', ...ask });
    if (skipped > 0) log.warn('Connections could not be read', { server: server.url, skipped });
    const takenAt = await saveConnections(server, connections);
    return { source: 'live', takenAt, connections: await rowsOf(server, connections) };
  }

  async function savedSession(server: Server, connection: string, key: string): Promise<SessionContent | null> {
    const at = await places.reading(server);
    const [session, kept] = await Promise.all([store.session(at, connection, key), store.content(at, connection, key)]);
    if (session === null) return null;
    const takenAt = kept?.takenAt ?? newestOf(await store.snapshots(at, connection)).get(connection)?.takenAt;
    if (takenAt === undefined) return null;
    return { source: 'saved', takenAt, session, ...content(kept?.details ?? session.details, kept?.laps) };
  }

  /** What a server answers, or nothing where it does not have this one thing. */
  const unlessMissing = <Value>(answer: Promise<Value>): Promise<Value | undefined> =>
    answer.catch((thrown: unknown) => {
      if (asFailure(thrown).code === 'not-found') return undefined;
      throw thrown;
    });

  async function liveSession(server: Server, connection: string, key: string, ask?: Ask): Promise<SessionContent | null> {
    const remote = await clients.remote(server, ask);
    const how = { work: `Session of ${connection}`, ...ask };
    const [session, details, laps] = await Promise.all([
      unlessMissing(remote.session(connection, key, how)),
      unlessMissing(remote.details(connection, key, how)),
      unlessMissing(remote.laps(connection, key, how)),
    ]);
    if (session === undefined || session === null) return null;
    const read = { takenAt: new Date(now()).toISOString(), ...content(details ?? session.details, laps) };
    // What is on the screen does not wait for a full disk: the next look keeps it.
    try {
      await store.saveContent(await places.writing(server), connection, key, read);
    } catch (thrown) {
      log.warn('A session could not be kept', { connection, key, cause: asFailure(thrown).message });
    }
    return { source: 'live', session, ...read };
  }

  async function readContent(server: Server, connection: string, key: string, ask?: Ask): Promise<void> {
    const remote = await clients.remote(server, ask);
    const details = await unlessMissing(remote.details(connection, key, ask));
    const laps = await unlessMissing(remote.laps(connection, key, ask));
    if (details === undefined && laps === undefined) {
      throw new Failure('not-found', 'The server does not have this session any more.');
    }
    const read = { takenAt: new Date(now()).toISOString(), ...content(details, laps) };
    await store.saveContent(await places.writing(server), connection, key, read);
  }

  async function session(server: Server, connection: string, key: string, ask?: Ask): Promise<SessionContent> {
    if (server.readOnly) {
      const kept = await savedSession(server, connection, key);
      if (kept !== null) return kept;
      throw new Failure('not-found', `There is no session “${key}” in “${connection}”.`);
    }
    const live = await liveSession(server, connection, key, ask).catch(expected);
    if (live !== null && !(live instanceof Failure)) return live;
    if (live !== null && !standsIn(live)) throw live;
    const saved = await savedSession(server, connection, key);
    if (saved !== null) {
      const failure = live ?? new Failure('not-found', 'The server does not have this session any more.');
      return { ...saved, failure: failure.shape() };
    }
    if (live === null) throw new Failure('not-found', `There is no session “${key}” in “${connection}”.`);
    if ((await store.snapshots(await places.reading(server), connection)).length === 0) throw live;
    throw new Failure('never-saved', `The session “${key}” of “${connection}” was never saved. ${live.message}`);
  }

  async function sync(server: Server, connection: string, options: Parameters<Sources['sync']>[2] = {}): Promise<SyncResult> {
    const { signal, onProgress, pageSize, full, pause } = options;
    const key = JSON.stringify([placeOf(server), connection]);
    const heard = listeners.get(key) ?? new Set();
    listeners.set(key, heard);
    if (onProgress !== undefined) heard.add(onProgress);
    const request = {
      connection,
      ...(pageSize !== undefined && { pageSize }),
      ...(full !== undefined && { full }),
    };
    const tell = (progress: Progress): void => {
      for (const listener of heard) listener(progress);
    };
    try {
      return await syncing.run(
        key,
        async (cancel) => {
          const onWait = (wait: Wait): void => tell(waitingToConnect(connection, wait));
          const remote = await clients.remote(server, { signal: cancel, onWait });
          if (cancel.aborted) throw new Failure('cancelled');
          const place = await places.writing(server);
          return parts
            .sync({ server: place, ...request }, remote, { signal: cancel, onProgress: tell, ...(pause && { pause }) })
            .finally(() => clients.settle(server.id));
        },
        signal,
      );
    } catch (thrown) {
      if (asFailure(thrown).code !== 'not-found') throw thrown;
      throw new Failure('not-found', `“${server.name}” has no connection “${connection}”.`, { cause: thrown });
    } finally {
      if (onProgress !== undefined) heard.delete(onProgress);
      if (heard.size === 0 && listeners.get(key) === heard) listeners.delete(key);
    }
  }

  return {
    useOnce: (serverId, password) => clients.useOnce(serverId, password),
    allowOnce: (serverId, extras) => clients.allowOnce(serverId, extras),
    tryOut: async (server, password, ask) => {
      const trial = await clients.tryOut(server, password, ask);
      return {
        connections: trial.connections,
        keep: async (kept) => {
          trial.keep(kept.id);
          await saveConnections(kept, trial.connections);
        },
        drop: () => trial.drop(),
      };
    },
    remote: (server, ask) => clients.remote(server, ask),
    place: (server) => places.reading(server),
    savedConnections,

    connections: async (server, ask) => {
      if (server.readOnly) return savedConnections(server);
      const live = await liveConnections(server, ask).catch(expected);
      if (!(live instanceof Failure)) return live;
      if (!standsIn(live)) throw live;
      const saved = await savedConnections(server);
      if (saved.takenAt === undefined && saved.connections.length === 0) throw live;
      return { ...saved, failure: live };
    },

    sync,
    savedSession,
    session,
    readContent,
    reach: (serverId) => clients.reach(serverId),
    onReach: (listener) => clients.onReach(listener),
    forget: (serverId) => clients.forget(serverId),
    keepWatch: () => clients.keepWatch(),
    doubt: () => clients.doubt(),
    close: async () => {
      await syncing.end();
      await clients.close();
    },
  };
}

/** What a sync tells while the sign-in before it waits. */
const waitingToConnect = (connection: string, { ms, why }: Wait): Progress => ({
  ...{ connection, sessions: 0, pages: 0, requests: 0, bytes: 0, elapsed: 0, phase: 'waiting' },
  note: `Waiting ${Math.ceil(ms / 1_000)} s: ${why.charAt(0).toLowerCase()}${why.slice(1)}`,
});

/** A bug keeps its own stack: it is thrown on, never taken for an answer. */
function expected(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  throw thrown;
}
