/** The store, as `store.ts` promises it, over three threads: one writes, one reads, one does what takes long. */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import type { Line } from './calls.ts';
import { dropUnfinished, sizeOf, unfinished } from './copy.ts';
import { inspect } from './database.ts';
import { copyOfSchema } from './old-schema.ts';
import { isSwapBegun } from './salvage/swap.ts';
import { schemaVersion } from './schema/index.ts';
import { defaultPatience, startThread, storeFile } from './start-thread.ts';
import type {
  CheckedPage,
  Ground,
  OpenedView,
  Missing,
  OpenRead,
  PageReceipt,
  Placed,
  Problem,
  ReadRequest,
  SavedConnections,
  SavedContent,
  FoundSessions,
  SealedRead,
  SearchQuery,
  Store,
} from './store.ts';
import { usualPlan } from './retention.ts';
import { startDump, type Dumping, type DumpOptions } from '../travel/dumping.ts';
import type { Exported, ExportRequest } from '../travel/export.ts';
import type { Role } from './thread.ts';
import type { Session, Snapshot } from '../../preload/model.ts';
import type { FieldValue } from '../../preload/suggestions.ts';
import type { Merged } from '../../preload/travel.ts';
import type { SessionRow } from '../../preload/list.ts';
import type { IndexRange } from '../../preload/selecting.ts';
import type {
  Backup,
  Compacted,
  Forgotten,
  OwnMark,
  RetentionPlan,
  SnapshotDiff,
  Thinned,
  ThinningOffer,
  Usage,
} from '../../preload/history.ts';

export interface StoreOptions {
  /** The folder in which `paddock.db` lies; made where it is missing. */
  readonly folder: string;
  /** Where the bundled `thread.ts` lies. */
  readonly thread: URL;
  readonly log: Log;
  /** How long a file that another program holds is waited for, ms; 10,000 where absent. */
  readonly patience?: number;
  /** The reader's thread, where it was started ahead. */
  readonly reader?: Line | undefined;
}

/** A store, and when the work that follows a seal by itself (text index, kept order, words of large lists) is done. */
export interface OpenedStore extends Store {
  settled(): Promise<void>;
}

const leaseEvery = 200;
const progressEvery = 200;
/** A short command is over by then; a window makes up for what one that was closed early left undone. */
const tidyAfter = 3_000;

/** Opens the store; makes the file, or brings its schema up to date, where needed. Fails as `Store` does. */
export async function openStore({ folder, thread, log, patience = defaultPatience, reader }: StoreOptions): Promise<OpenedStore> {
  const file = join(folder, storeFile);
  if (isSwapBegun(file)) await askAlone({ folder, thread, log, patience }, 'finish');
  const { version } = inspect(file);
  const lines = new Map<Role, Line>(reader && [['reader', reader]]);
  const newLine = (role: Role): Line => startThread(thread, { role, file, patience }, log);
  const line = (role: Role): Line => {
    const found = lines.get(role) ?? newLine(role);
    lines.set(role, found);
    return found;
  };
  try {
    if (version !== schemaVersion) await line('writer').call('open', []);
    await line('reader').call('open', []);
  } catch (thrown) {
    // A thread would hold what could not be opened, and keep a salvage from it.
    for (const one of lines.values()) {
      await one.call('close', []).catch(() => undefined);
      await one.end();
    }
    throw thrown;
  }
  if (version > 0 && version < schemaVersion) {
    log.info('The tables of the snapshots were brought up to date; a copy of how they were is kept.', {
      from: version,
      to: schemaVersion,
      copy: copyOfSchema(file, version),
    });
  }
  return new ThreadedStore(file, newLine, line, lines, log);
}

/** Asks a thread of its own, which ends with its answer: for what is done while the store is not open. */
export async function askAlone({ folder, thread, log, patience = defaultPatience }: StoreOptions, verb: string): Promise<unknown> {
  const line = startThread(thread, { role: 'salvage', file: join(folder, storeFile), patience }, log);
  try {
    return await line.call(verb, []);
  } finally {
    await line.end();
  }
}

/** A view of a larger buffer, or one of Node's pool, must not take its neighbours along to a thread. */
const ownBuffer = (body: Uint8Array): Uint8Array =>
  body.byteLength === body.buffer.byteLength && body.buffer instanceof ArrayBuffer ? body : body.slice();

class ThreadedStore implements OpenedStore {
  readonly #file: string;
  /** Makes a thread. */
  readonly #newLine: (role: Role) => Line;
  /** The one thread of a role. */
  readonly #line: (role: Role) => Line;
  readonly #lines: Map<Role, Line>;
  readonly #log: Log;
  #tidying: Promise<void> | undefined;
  #keeping: Promise<void> | undefined;
  readonly #dumps = new Set<Dumping>();
  #closed = false;
  readonly #later: NodeJS.Timeout;

  constructor(file: string, newLine: (role: Role) => Line, line: (role: Role) => Line, lines: Map<Role, Line>, log: Log) {
    this.#file = file;
    this.#newLine = newLine;
    this.#line = line;
    this.#lines = lines;
    this.#log = log;
    this.#later = setTimeout(() => void this.#tidy(), tidyAfter);
    this.#later.unref();
  }

  #ask<Value>(role: Role, verb: string, args: readonly unknown[], transfer: readonly ArrayBuffer[] = []): Promise<Value> {
    if (this.#closed) return Promise.reject(new Failure('bug', 'The store is closed.'));
    return this.#line(role).call(verb, args, transfer) as Promise<Value>;
  }

  servers(): Promise<readonly string[]> {
    return this.#ask('reader', 'servers', []);
  }

  rename(from: string, to: string): Promise<boolean> {
    return this.#ask('writer', 'rename', [from, to]);
  }

  saveConnections(server: string, saved: SavedConnections): Promise<void> {
    return this.#ask('writer', 'saveConnections', [server, saved]);
  }

  connections(server: string): Promise<SavedConnections | null> {
    return this.#ask('reader', 'connections', [server]);
  }

  async beginRead({ onWait, signal, ...request }: ReadRequest): Promise<OpenRead> {
    for (let told = false; ;) {
      if (signal?.aborted === true) throw new Failure('cancelled');
      const open = await this.#ask<OpenRead | null>('writer', 'beginRead', [request]);
      if (open !== null) return open;
      if (!told) onWait?.();
      told = true;
      // Another process is asked for by looking: there is nothing that it could send.
      await wait(leaseEvery, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    }
  }

  addPage(read: number, page: number, pageSize: number, body: Uint8Array, note?: string): Promise<PageReceipt> {
    const whole = ownBuffer(body);
    return this.#ask('writer', 'addPage', [read, page, pageSize, whole, note], [whole.buffer as ArrayBuffer]);
  }

  placePage(read: number, body: Uint8Array, from?: number): Promise<Placed> {
    const whole = ownBuffer(body);
    return this.#ask('writer', 'placePage', [read, whole, from], [whole.buffer as ArrayBuffer]);
  }

  ground(read: number): Promise<Ground> {
    return this.#ask('writer', 'ground', [read]);
  }

  stillOpen(read: number, live: readonly Session[]): Promise<Float64Array> {
    return this.#ask('writer', 'stillOpen', [read, live]);
  }

  checkPage(read: number, body: Uint8Array): Promise<CheckedPage> {
    const whole = ownBuffer(body);
    return this.#ask('writer', 'checkPage', [read, whole], [whole.buffer as ArrayBuffer]);
  }

  missing(read: number, most: number): Promise<Missing> {
    return this.#ask('writer', 'missing', [read, most]);
  }

  async seal(...args: Parameters<Store['seal']>): Promise<SealedRead> {
    const sealed = await this.#ask<SealedRead>('writer', 'seal', args);
    void this.#tidy();
    return sealed;
  }

  endRead(read: number, keep: boolean): Promise<void> {
    return this.#ask('writer', 'endRead', [read, keep]);
  }

  snapshots(server: string, connection?: string): Promise<readonly Snapshot[]> {
    return this.#ask('reader', 'snapshots', [server, connection]);
  }

  diff(...args: Parameters<Store['diff']>): Promise<SnapshotDiff> {
    return this.#ask('reader', 'diff', args);
  }

  lookedAt(...args: Parameters<Store['lookedAt']>): Promise<number | null> {
    return this.#ask('reader', 'lookedAt', args);
  }

  look(...args: Parameters<Store['look']>): Promise<void> {
    return this.#ask('writer', 'look', args);
  }

  keepSnapshot(...args: Parameters<Store['keepSnapshot']>): Promise<Snapshot> {
    return this.#ask('writer', 'keepSnapshot', args);
  }

  mark(...args: Parameters<Store['mark']>): Promise<void> {
    return this.#ask('writer', 'mark', args);
  }

  markOf(...args: Parameters<Store['markOf']>): Promise<OwnMark | null> {
    return this.#ask('reader', 'markOf', args);
  }

  openView(...args: Parameters<Store['openView']>): Promise<OpenedView> {
    return this.#ask('reader', 'openView', args);
  }

  rows(view: number, from: number, to: number): Promise<readonly SessionRow[]> {
    return this.#ask('reader', 'rows', [view, from, to]);
  }

  locate(view: number, key: string): Promise<number | null> {
    return this.#ask('reader', 'locate', [view, key]);
  }

  typed(view: number, text: string, from: number): Promise<number | null> {
    return this.#ask('reader', 'typed', [view, text, from]);
  }

  closeView(view: number): Promise<void> {
    return this.#ask('reader', 'closeView', [view]);
  }

  values(...args: Parameters<Store['values']>): Promise<readonly FieldValue[]> {
    return this.#ask('reader', 'values', args);
  }

  keys(...args: Parameters<Store['keys']>): Promise<readonly string[]> {
    return this.#ask('reader', 'keys', args);
  }

  moved(...args: Parameters<Store['moved']>): Promise<readonly IndexRange[] | null> {
    return this.#ask('reader', 'moved', args);
  }

  notKept(...args: Parameters<Store['notKept']>): Promise<readonly string[]> {
    return this.#ask('reader', 'notKept', args);
  }

  async search(
    query: SearchQuery,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<readonly (FoundSessions | null)[]> {
    if (signal?.aborted === true) throw new Failure('cancelled');
    const stop = (): void => void this.#ask('reader', 'stopSearch', []).catch(() => undefined);
    signal?.addEventListener('abort', stop);
    try {
      return await this.#ask('reader', 'search', [query]);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  session(server: string, connection: string, key: string): Promise<Session | null> {
    return this.#ask('reader', 'session', [server, connection, key]);
  }

  saveContent(server: string, connection: string, key: string, content: SavedContent): Promise<void> {
    return this.#ask('writer', 'saveContent', [server, connection, key, content]);
  }

  content(server: string, connection: string, key: string): Promise<SavedContent | null> {
    return this.#ask('reader', 'content', [server, connection, key]);
  }

  usage(): Promise<Usage> {
    return this.#ask('jobs', 'usage', []);
  }

  thinning(plan: RetentionPlan = usualPlan): Promise<ThinningOffer> {
    return this.#ask('jobs', 'thinning', [plan]);
  }

  thin(plan: RetentionPlan = usualPlan): Promise<Thinned> {
    return this.#ask('writer', 'thin', [plan]);
  }

  async thinByItself(on: boolean): Promise<void> {
    await this.#ask('writer', 'thinByItself', [on]);
    void this.#tidy();
  }

  undoThinning(): Promise<number> {
    return this.#ask('writer', 'undoThinning', []);
  }

  async compact(): Promise<Compacted> {
    await this.#tidying;
    return this.#ask('jobs', 'compact', []);
  }

  async forget(...args: Parameters<Store['forget']>): Promise<Forgotten> {
    const forgotten = await this.#ask<Forgotten>('writer', 'forget', args);
    void this.#tidy();
    return forgotten;
  }

  async export(request: ExportRequest, options?: DumpOptions): Promise<Exported> {
    if (this.#closed) throw new Failure('bug', 'The store is closed.');
    const dumping = startDump(this.#newLine('dumps'), request, options);
    this.#dumps.add(dumping);
    try {
      return await dumping.exported;
    } finally {
      this.#dumps.delete(dumping);
    }
  }

  async backup(file: string, { onProgress, signal }: Parameters<Store['backup']>[1] = {}): Promise<Backup> {
    if (signal?.aborted === true) throw new Failure('cancelled');
    // A thread of its own: the copy takes as long as the disk needs, and giving it up ends the thread.
    const line = this.#newLine('copier');
    const part = unfinished(file);
    const of = sizeOf(this.#file);
    const watch = setInterval(() => onProgress?.(Math.min(of, sizeOf(part)), of), progressEvery);
    let cancel = (): void => undefined;
    const cancelled = new Promise<never>((_, reject) => {
      cancel = () => reject(new Failure('cancelled', undefined, { safe: 'No backup was written; what was there is as it was.' }));
    });
    signal?.addEventListener('abort', cancel);
    try {
      return (await Promise.race([line.call('backUp', [file]), cancelled])) as Backup;
    } finally {
      signal?.removeEventListener('abort', cancel);
      clearInterval(watch);
      await line.end();
      dropUnfinished(file);
    }
  }

  async adopt(...args: Parameters<Store['adopt']>): Promise<void> {
    await this.#ask('writer', 'adopt', args);
    void this.#tidy();
  }

  async merge(...args: Parameters<Store['merge']>): Promise<Merged> {
    const merged = await this.#ask<Merged>('writer', 'merge', args);
    void this.#tidy();
    return merged;
  }

  verify(): Promise<readonly Problem[]> {
    return this.#ask('jobs', 'verify', []);
  }

  /** Index and order follow a seal by themselves; one that fails is made up for after the next. */
  #tidy(): Promise<void> {
    return (this.#tidying ??= this.#tidySteps()
      .catch((thrown: unknown) => this.#log.warn('The index of the snapshots could not be brought up to date.', { thrown: String(thrown) }))
      .finally(() => (this.#tidying = undefined)));
  }

  async settled(): Promise<void> {
    await this.#tidy();
    await this.#keeping;
  }

  /** What makes filters fast, as files, for the next time. Whoever closes the store does not wait for it. */
  #keepConcordances(): void {
    this.#keeping ??= this.#ask('reader', 'keepConcordances', [])
      .then(() => undefined)
      .catch((thrown: unknown) => {
        if (!this.#closed) this.#log.warn('The words of the lists could not be kept.', { thrown: String(thrown) });
      })
      .finally(() => (this.#keeping = undefined));
  }

  async #tidySteps(): Promise<void> {
    while (!this.#closed && (await this.#ask<boolean>('jobs', 'tidy', [])));
    // A thread that waits for the next seal would only hold memory.
    const line = this.#lines.get('jobs');
    if (this.#closed) return;
    this.#keepConcordances();
    if (line?.idle !== true) return;
    this.#lines.delete('jobs');
    await line.call('close', []);
    await line.end();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#later);
    for (const dumping of this.#dumps) dumping.cancel();
    await Promise.allSettled([this.#tidying, ...[...this.#dumps].map(({ exported }) => exported)]);
    // The writer last: whoever closes the file last folds the log into it.
    for (const role of ['jobs', 'reader', 'writer'] as const) {
      const line = this.#lines.get(role);
      if (line === undefined) continue;
      await line
        .call('close', [])
        .catch((thrown: unknown) => this.#log.warn('A thread of the store did not close.', { role, thrown: String(thrown) }));
      await line.end();
    }
  }
}
