/** The contract's `Api` over in-memory modules. */
import { firstSettings } from '../../preload/settings.ts';
import type { Events } from '../../preload/contract.ts';
import type { SyncResult } from '../../preload/syncing.ts';
import { createActivity } from '../../main/activity/activity.ts';
import { createApi, type ApiWithSignal } from '../../main/api.ts';
import type { KeepingBook } from '../../main/keeping-book.ts';
import { silent } from '../../main/log.ts';
import { createRequestsLog } from '../../main/requests.ts';
import type { Servers } from '../../main/servers/servers.ts';
import { createSources } from '../../main/sources.ts';
import type { Sync } from '../../main/sync/sync.ts';
import { createFakeServer, type FakeServer } from './remote.ts';
import { createFakeServers } from './servers.ts';
import { createFakeStore, type FakeStore } from './store.ts';

export interface ApiHouse {
  readonly api: ApiWithSignal;
  readonly server: FakeServer;
  readonly servers: Servers;
  readonly store: FakeStore;
  /** The last payload of an event. */
  readonly last: <Name extends keyof Events>(name: Name) => Events[Name] | undefined;
}

/** A sync that ends when it is cancelled, or at once where nothing is to be read. */
export const waitingSync: Sync = ({ connection }, _remote, options) =>
  new Promise((resolve) => {
    const counts = { sessions: 3, pages: 1, requests: 1, bytes: 10, elapsed: 5 };
    options?.onProgress?.({ connection, phase: 'reading', ...counts });
    const partial: SyncResult = {
      ...{ connection, snapshot: 1, status: 'partial', reason: 'It was cancelled.', sessions: 3, new: 3, changed: 0, gone: 0 },
      ...{ skipped: 0, requests: 1, bytes: 10, ms: 5 },
    };
    options?.signal?.addEventListener('abort', () => resolve(partial));
  });

/** Keeps nothing. */
const noBook: KeepingBook = {
  list: () => [],
  want: (place, connection, keys) => Promise.resolve({ place, connection, keys, paused: false }),
  setPaused: () => Promise.resolve(),
  drop: () => Promise.resolve(),
};

export function buildApi(sync: Sync = waitingSync, servers: Servers = createFakeServers(), keepingBook: KeepingBook = noBook): ApiHouse {
  const server = createFakeServer();
  const store = createFakeStore();
  const sources = createSources({
    ...{ servers, store, sync, log: silent, now: () => 0 },
    connect: server.connect,
    startDemo: () => Promise.resolve({ url: 'http://127.0.0.1:5', close: () => Promise.resolve() }),
  });
  const told = new Map<string, unknown>();
  const unused = (): Promise<never> => Promise.reject(new Error('the shell is not here'));
  const nowhere = (): never => {
    throw new Error('the shell is not here');
  };
  const api = createApi({
    ...{ servers, sources, store, log: silent },
    salvaging: { offer: unused, salvage: unused },
    imports: { open: unused, merge: unused },
    files: { toSave: unused, toFolder: unused, toOpen: unused },
    support: { versions: unused, licences: () => [], diagnose: unused, openFolder: unused, planMove: nowhere, move: nowhere },
    settings: { get: () => firstSettings, change: () => firstSettings, onChange: () => () => {} },
    shelf: { notices: [], read: () => ({ filters: [], stars: [] }), save: unused, rename: unused, remove: unused, star: unused },
    keepingBook,
    requests: createRequestsLog(),
    activity: createActivity(() => 0),
    version: '0.0.0',
    app: { info: unused, memory: unused, remember: unused, openExternal: unused, copy: unused },
    emit: (name, payload) => void told.set(name, payload),
  });
  return { api, server, servers, store, last: <Name extends keyof Events>(name: Name) => told.get(name) as Events[Name] | undefined };
}
