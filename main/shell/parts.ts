/**
 * The modules of the application, joined: what the window and the command line both stand on. Each is opened when it is
 * first asked for, and its code is loaded then, so that a command that needs little starts fast.
 */
import { join } from 'node:path';
import type { FailureShape } from '../../preload/model.ts';
import type { SettingsChanges } from '../../preload/settings.ts';
import type { Failure } from '../failure.ts';
import { folderNotices } from '../folder.ts';
import type { Imports } from '../imports.ts';
import type { Log } from '../log.ts';
import type { Connect } from '../remote/remote.ts';
import type { DiagnosticsHow, Versions } from '../../preload/support.ts';
import { createRequestsLog, type RequestsLog } from '../requests.ts';
import type { Servers } from '../servers/servers.ts';
import type { KeepingBook } from '../keeping-book.ts';
import type { ShelfKeeper } from '../shelf/shelf.ts';
import type { Cipher } from '../servers/vault.ts';
import type { Sources, StartDemo } from '../source.ts';
import type { Line } from '../store/calls.ts';
import { openStore } from '../store/client.ts';
import type { Salvaging } from '../store/salvaging.ts';
import { openSettings, type KeptSettings } from '../settings.ts';
import type { Store } from '../store/store.ts';
import type { Ending } from './ending.ts';
import { laterStore } from './later-store.ts';

export interface PartsOptions {
  /** The user-data folder, absolute. */
  readonly folder: string;
  /** What a move of the folder has to tell. */
  readonly moved: readonly FailureShape[];
  /** Why it cannot be used; then whatever needs it fails so. */
  readonly unusable?: Failure | undefined;
  /** The bundle that the store's threads run. */
  readonly storeThread: URL;
  /** The reader's thread, where it was started ahead. */
  readonly reader?: Line | undefined;
  /** The bundle that the process runs in which files from elsewhere are examined. */
  readonly quarantineProcess: URL;
  readonly cipher: Cipher;
  readonly log: Log;
  /** Told every password that becomes known. */
  readonly onSecret: (secret: string) => void;
  /** The system's word on proxies, a PAC string. */
  readonly resolveProxy: (url: string) => Promise<string>;
  readonly ending: Ending;
  /** What this runs on. */
  readonly versions: () => Promise<Versions>;
  /** Takes secrets out of a text. */
  readonly redact: (text: string) => string;
}

export interface Parts {
  readonly versions: () => Promise<Versions>;
  /** A text about this installation, without secrets. */
  readonly diagnose: (how: DiagnosticsHow) => Promise<string>;
  /** The requests of this run. */
  readonly requests: RequestsLog;
  /** What is to be told of the folder. */
  readonly notices: () => readonly FailureShape[];
  /** Fails as a store fails that cannot be opened; asked again it answers the same. */
  readonly store: () => Promise<Store>;
  /** For a store that is damaged, also one that cannot be opened; closes it first. */
  readonly salvaging: Salvaging;
  readonly servers: () => Promise<Servers>;
  /** Saved filters and starred connections. */
  readonly shelf: () => Promise<ShelfKeeper>;
  /** What is still to be kept offline. */
  readonly keepingBook: () => Promise<KeepingBook>;
  /** Read when they are first asked for; `earlier` is what an earlier version kept elsewhere. */
  readonly settings: (earlier?: () => SettingsChanges) => KeptSettings;
  readonly sources: () => Promise<Sources>;
  readonly startDemo: StartDemo;
  /** Files from elsewhere. */
  readonly imports: Imports;
}

export function createParts({
  folder,
  moved,
  unusable,
  storeThread,
  reader: ahead,
  quarantineProcess,
  cipher,
  log,
  onSecret,
  resolveProxy,
  ending,
  versions,
  redact,
}: PartsOptions): Parts {
  let salvaged: Promise<unknown> = Promise.resolve();
  const store = once(async () => {
    if (unusable !== undefined) throw unusable;
    await salvaged;
    const reader = ahead;
    ahead = undefined;
    return openStore({ folder: join(folder, 'store'), thread: storeThread, log: log.child('store'), reader });
  });

  const salvaging: Salvaging = {
    offer: async () => (await createSalvagingNow()).offer(),
    salvage: async () => {
      const ready = await createSalvagingNow();
      await store.end((opened) => opened.close());
      store.reset();
      // Whoever asks meanwhile opens what was salvaged, or meets what stood in its way.
      const result = ready.salvage();
      salvaged = result.catch(() => undefined);
      return result;
    },
  };
  const createSalvagingNow = async (): Promise<Salvaging> => {
    if (unusable !== undefined) throw unusable;
    const { createSalvaging } = await import('../store/salvaging.ts');
    return createSalvaging({ folder: join(folder, 'store'), thread: storeThread, log: log.child('store') });
  };

  const servers = once(async () => {
    if (unusable !== undefined) throw unusable;
    const [{ openServers }, { normaliseAddress }] = await Promise.all([import('../servers/index.ts'), import('../remote/address.ts')]);
    return openServers({ folder, cipher, normalise: normaliseAddress, log: log.child('servers'), onSecret });
  });

  const shelf = once(async () => {
    if (unusable !== undefined) throw unusable;
    const [{ openShelf }, saved] = await Promise.all([import('../shelf/shelf.ts'), servers()]);
    return openShelf({ folder, log: log.child('shelf'), servers: () => saved.list() });
  });

  const keepingBook = once(async () => {
    if (unusable !== undefined) throw unusable;
    const { openKeepingBook } = await import('../keeping-book.ts');
    return openKeepingBook({ folder, log: log.child('keeping') });
  });

  let kept: KeptSettings | undefined;
  const settings: Parts['settings'] = (earlier) => (kept ??= openSettings(folder, log.child('settings'), earlier));

  const importing = once(async () => {
    if (unusable !== undefined) throw unusable;
    const [{ createImports }, { createQuarantine }, { utilityChild }, { normaliseAddress }] = await Promise.all([
      import('../imports.ts'),
      import('../travel/quarantine.ts'),
      import('./quarantine-child.ts'),
      import('../remote/address.ts'),
    ]);
    const quarantine = createQuarantine(utilityChild(quarantineProcess));
    ending.onEnd('quarantine', () => quarantine.close());
    const at = join(folder, 'quarantine');
    return createImports({ servers: await servers(), store: laterStore(store), quarantine, folder: at, normalise: normaliseAddress });
  });
  const imports: Imports = {
    open: async (...args) => (await importing()).open(...args),
    merge: async (...args) => (await importing()).merge(...args),
  };

  const connect: Connect = async (...args) => {
    const { connect: connectNow } = await import('../remote/connect.ts');
    return connectNow(...args);
  };

  const startDemo: StartDemo = async (options) => {
    const { startDemo: startNow, parseFault } = await import('../demo/index.ts');
    const { faults, ...rest } = options;
    return startNow({ ...rest, ...(faults !== undefined && { faults: faults.map(parseFault) }) });
  };

  const requests = createRequestsLog();
  const sources = once(async () => {
    const [{ createSources }, { createSync }] = await Promise.all([import('../sources.ts'), import('../sync/runner.ts')]);
    const later = laterStore(store);
    const mostInFlight = (): number => settings().get().parallelRequests;
    const sync = createSync({ store: later, log: log.child('sync'), now: Date.now, mostInFlight });
    const made = createSources({
      ...{ servers: await servers(), store: later, connect, sync, startDemo, log, now: Date.now, onSecret, resolveProxy },
      onRequest: (told) => requests.add(told),
      generalProxy: () => settings().get().proxy,
    });
    // Another way to the servers: the ones that are known are asked for anew.
    settings().onChange(({ proxy }, before) => {
      if (proxy !== before.proxy) made.doubt();
    });
    return made;
  });

  // The sources first: what they read is sealed before the store closes.
  ending.onEnd('store', () => store.end((opened) => opened.close()));
  ending.onEnd('sources', () => sources.end((made) => made.close()));

  const notices = (): readonly FailureShape[] => [...moved, ...folderNotices(folder)];
  const diagnose: Parts['diagnose'] = async (how) => {
    const { diagnose: diagnoseNow } = await import('../support/diagnostics.ts');
    const now = Date.now;
    return diagnoseNow({ versions, settings: () => settings().get(), servers, store, requests, notices, folder, redact, now }, how);
  };

  return { versions, diagnose, notices, store, salvaging, servers, shelf, keepingBook, settings, sources, startDemo, imports, requests };
}

interface Once<Value> {
  (): Promise<Value>;
  /** Closes what was made, or is being made; nothing where it never was, or could not be. */
  end(close: (value: Value) => Promise<void>): Promise<void>;
  /** The next call makes it anew. */
  reset(): void;
}

/** Makes it at the first call, answers the same ever after. */
function once<Value>(make: () => Promise<Value>): Once<Value> {
  let made: Promise<Value> | undefined;
  const get = (): Promise<Value> => (made ??= make());
  const end = async (close: (value: Value) => Promise<void>): Promise<void> => {
    const value = await made?.catch(() => undefined);
    if (value !== undefined) await close(value);
  };
  const reset = (): void => void (made = undefined);
  return Object.assign(get, { end, reset });
}
