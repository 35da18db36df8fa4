/**
 * Keeps sessions offline: reads details and laps of one after the other in the background and saves them, two sessions at a
 * time, so that whoever works with the server hardly notices. What is kept stays kept: a work that was cut off goes on where
 * it ended, since what is saved already is passed over.
 */
import type { KeepEnded, KeepProgress, KeepResult, NotKept } from '../preload/keeping.ts';
import type { FailureCode, Server } from '../preload/model.ts';
import type { Pause } from './activity/pause.ts';
import { asFailure, Failure } from './failure.ts';
import type { Sources } from './source.ts';
import type { Store } from './store/store.ts';

export interface KeeperParts {
  readonly sources: Pick<Sources, 'place' | 'readContent'>;
  readonly store: Pick<Store, 'notKept'>;
  readonly onProgress: (progress: KeepProgress) => void;
  readonly onEnd: (ended: KeepEnded) => void;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export interface Keeper {
  /** Starts, or adds to what runs for the connection; while `pause` is on no further session is asked for. Answers with the end of all of it. */
  run(server: Server, connection: string, keys: readonly string[], pause?: Pause): Promise<KeepResult>;
  cancel(serverId: string, connection: string): void;
  /** Ends what runs of a server. */
  stop(serverId: string): void;
}

const atOnce = 2;
/** Sessions that are looked up in the store together. */
const lookedUp = 1_000;
const mostFailures = 50;
/** Faults of single sessions in a row after which the server, not the sessions, is at fault. */
const mostInARow = 10;
const tellEvery = 200;

/** What says something of one session only; anything else ends the work. */
const ofOneSession: ReadonlySet<FailureCode> = new Set([
  'not-found',
  'answer-unreadable',
  'server-error',
  'html-answer',
  'usage',
  'forbidden',
]);

class Work {
  readonly #server: Server;
  readonly #connection: string;
  readonly #parts: KeeperParts;
  readonly #now: () => number;
  readonly #pause: Pause | undefined;
  readonly #abort = new AbortController();
  readonly #known: Set<string>;
  readonly #keys: string[];
  readonly #began: number;
  readonly #failures: NotKept[] = [];
  #next = 0;
  #queue: string[] = [];
  #filling: Promise<void> | undefined;
  #kept = 0;
  #already = 0;
  #failed = 0;
  #inARow = 0;
  #told = 0;
  #note: string | undefined;
  #ended: Failure | undefined;
  readonly result: Promise<KeepResult>;

  constructor(server: Server, connection: string, keys: readonly string[], parts: KeeperParts, pause?: Pause) {
    this.#server = server;
    this.#connection = connection;
    this.#parts = parts;
    this.#now = parts.now ?? Date.now;
    this.#known = new Set(keys);
    this.#keys = [...this.#known];
    this.#began = this.#now();
    this.#pause = pause;
    this.result = this.#run();
  }

  add(keys: readonly string[]): void {
    for (const key of keys) {
      if (this.#known.has(key)) continue;
      this.#known.add(key);
      this.#keys.push(key);
    }
    this.#tell(true);
  }

  cancel(): void {
    this.#abort.abort();
  }

  async #run(): Promise<KeepResult> {
    this.#tell(true);
    const deaf = this.#pause?.onChange(() => this.#tell(true));
    await Promise.all(Array.from({ length: atOnce }, () => this.#one()));
    deaf?.();
    this.#tell(true);
    const done = this.#kept + this.#already + this.#failed;
    return {
      ...{ of: this.#keys.length, kept: this.#kept, already: this.#already, failed: this.#failed, failures: this.#failures },
      left: this.#keys.length - done,
      ...(this.#ended && { ended: this.#ended.shape() }),
      ms: this.#now() - this.#began,
    };
  }

  get #isOver(): boolean {
    return this.#abort.signal.aborted || this.#ended !== undefined;
  }

  /** The next session that is to be read. */
  async #take(): Promise<string | undefined> {
    for (;;) {
      // What is kept already is looked up all the same: it tells how far it is.
      if (this.#queue.length > 0) await this.#pause?.passed(this.#abort.signal).catch(() => undefined);
      if (this.#isOver) return undefined;
      const key = this.#queue.shift();
      if (key !== undefined) return key;
      if (this.#filling === undefined && this.#next >= this.#keys.length) return undefined;
      await (this.#filling ??= this.#fill().finally(() => (this.#filling = undefined)));
    }
  }

  async #fill(): Promise<void> {
    const some = this.#keys.slice(this.#next, this.#next + lookedUp);
    this.#next += some.length;
    try {
      const missing = await this.#parts.store.notKept(await this.#parts.sources.place(this.#server), this.#connection, some);
      this.#already += some.length - missing.length;
      this.#queue.push(...missing);
      this.#tell(true);
    } catch (thrown) {
      this.#ended ??= asFailure(thrown);
    }
  }

  async #one(): Promise<void> {
    for (let key = await this.#take(); key !== undefined; key = await this.#take()) {
      try {
        await this.#parts.sources.readContent(this.#server, this.#connection, key, {
          signal: this.#abort.signal,
          onWait: ({ why }) => {
            this.#note = why;
            this.#tell(true);
          },
        });
        this.#kept += 1;
        this.#inARow = 0;
      } catch (thrown) {
        this.#failedAt(key, asFailure(thrown));
      }
      this.#note = undefined;
      this.#tell();
    }
  }

  #failedAt(key: string, failure: Failure): void {
    if (this.#isOver) return;
    if (!ofOneSession.has(failure.code)) {
      this.#ended = failure;
      return;
    }
    this.#failed += 1;
    if (this.#failures.length < mostFailures) this.#failures.push({ key, reason: failure.message });
    this.#inARow = failure.code === 'not-found' ? 0 : this.#inARow + 1;
    if (this.#inARow >= mostInARow) this.#ended = failure;
  }

  #tell(now = false): void {
    const at = this.#now();
    if (this.#isOver || (!now && at - this.#told < tellEvery)) return;
    this.#told = at;
    this.#parts.onProgress({
      ...{ serverId: this.#server.id, connection: this.#connection },
      ...{ done: this.#kept + this.#already + this.#failed, of: this.#keys.length },
      ...{ kept: this.#kept, already: this.#already, failed: this.#failed, elapsed: at - this.#began },
      ...(this.#note !== undefined && { note: this.#note }),
      ...(this.#pause?.on === true && { paused: true }),
    });
  }
}

export function createKeeper(parts: KeeperParts): Keeper {
  const works = new Map<string, Work>();
  const keyOf = (serverId: string, connection: string): string => JSON.stringify([serverId, connection]);

  async function start(server: Server, connection: string, keys: readonly string[], pause?: Pause): Promise<KeepResult> {
    const where = { serverId: server.id, connection };
    const work = new Work(server, connection, keys, parts, pause);
    works.set(keyOf(server.id, connection), work);
    try {
      const result = await work.result;
      works.delete(keyOf(server.id, connection));
      parts.onEnd({ ...where, result });
      return result;
    } catch (thrown) {
      works.delete(keyOf(server.id, connection));
      parts.onEnd({ ...where, failure: asFailure(thrown).shape() });
      throw thrown;
    }
  }

  return {
    run(server, connection, keys, pause) {
      if (server.readOnly) {
        return Promise.reject(new Failure('usage', `“${server.name}” is an opened file: what it holds is kept already.`));
      }
      const running = works.get(keyOf(server.id, connection));
      if (running === undefined) return start(server, connection, keys, pause);
      running.add(keys);
      return running.result;
    },
    cancel: (serverId, connection) => works.get(keyOf(serverId, connection))?.cancel(),
    stop: (serverId) => {
      for (const [key, work] of works) if (key.startsWith(`[${JSON.stringify(serverId)},`)) work.cancel();
    },
  };
}
