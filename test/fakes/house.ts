/** The command line over in-memory modules. */
import type { FailureShape, Session } from '../../preload/model.ts';
import type { DiagnosticsHow } from '../../preload/support.ts';
import { captureIo, type CapturedIo, type IoOptions } from './io.ts';
import { createFakeServer, type FakeServer } from './remote.ts';
import { createFakeServers } from './servers.ts';
import { createFakeStore, type FakeStore } from './store.ts';
import { Failure, type ExitCode } from '../../main/failure.ts';
import { silent } from '../../main/log.ts';
import type { Servers } from '../../main/servers/servers.ts';
import type { Imports } from '../../main/imports.ts';
import type { Salvaging } from '../../main/store/salvaging.ts';
import { createSources } from '../../main/sources.ts';
import type { Sync } from '../../main/sync/sync.ts';
import { runCli } from '../../main/cli/index.ts';

/** Address of the one fake server. */
export const url = 'http://track';
export const session = (key: string, more: Partial<Session> = {}): Session => ({ key, identifier: `id-${key}`, extra: {}, ...more });

/** The command line over fakes of the modules, and what a spec looks at. */
export interface House {
  readonly server: FakeServer;
  readonly servers: Servers;
  readonly store: FakeStore;
  readonly opened: string[];
  readonly run: (words: string, io?: IoOptions) => Promise<CapturedIo & { readonly exit: ExitCode }>;
}

interface HouseOptions {
  readonly keychain?: boolean;
  readonly sync?: Sync;
  /** What is to be told of the folder. */
  readonly notices?: readonly FailureShape[];
  readonly salvaging?: Salvaging;
  readonly imports?: Imports;
}

const nothingDamaged: Salvaging = {
  offer: () => Promise.reject(new Failure('usage', 'Nothing is damaged.')),
  salvage: () => Promise.reject(new Failure('usage', 'Nothing is damaged.')),
};

const noFiles: Imports = {
  open: () => Promise.reject(new Failure('not-found')),
  merge: () => Promise.reject(new Failure('not-found')),
};

export function build({ keychain = true, sync, notices = [], salvaging = nothingDamaged, imports = noFiles }: HouseOptions = {}): House {
  const server = createFakeServer();
  const servers = createFakeServers(keychain);
  const store = createFakeStore();
  const opened: string[] = [];
  const complete: Sync = (request) => {
    const snapshot = store.seed(request.server, request.connection, [session('k')]);
    const counts = { sessions: 1, new: 1, changed: 0, gone: 0, skipped: 0, requests: 2, bytes: 100, ms: 5 };
    return Promise.resolve({ connection: request.connection, snapshot: snapshot.number, status: 'complete', ...counts });
  };
  const sources = createSources({
    ...{ servers, store, connect: server.connect, sync: sync ?? complete, log: silent, now: () => 0 },
    startDemo: () => Promise.reject(new Error('no demo here')),
  });
  const open = <Part>(name: string, part: Part) => {
    return (): Promise<Part> => {
      opened.push(name);
      return Promise.resolve(part);
    };
  };
  const parts = {
    ...{ version: '1.2.3', log: silent },
    ...{ servers: open('servers', servers), store: open('store', store), sources: open('sources', sources) },
    diagnose: (how: DiagnosticsHow) => Promise.resolve(`diagnostics ${JSON.stringify(how)}`),
    ...{ salvaging, imports, notices: () => notices },
    startDemo: () => Promise.resolve({ url: 'http://127.0.0.1:9', identityUrl: 'http://127.0.0.1:8', close: () => Promise.resolve() }),
  };
  /** Words are split at blanks; `_` stands for a blank within one. */
  const run: House['run'] = async (words, options) => {
    const io = captureIo(options);
    if (words.startsWith('demo')) setImmediate(() => io.interrupt());
    const list = words.split(' ').map((word) => word.replaceAll('_', ' '));
    return Object.assign(io, { exit: await runCli(words === '' ? [] : list, parts, io) });
  };
  return { server, servers, store, opened, run };
}

/** With that server saved as “Track”, user and password right. */
export async function withTrack(more: Parameters<typeof build>[0] = {}): Promise<House> {
  const house = build(more);
  await house.servers.add({ name: 'Track', url, user: 'engineer' }, 'right');
  return house;
}
