/**
 * Keeping offline, as a task of the activity that outlives the run: what is wanted stands in the book until it is done or
 * given up. What a closed window, a power cut or a server that went away has left goes on by itself once that server
 * answers somebody who is signed in; what was paused stays paused, and in sight.
 */
import type { KeepResult } from '../preload/keeping.ts';
import type { Server } from '../preload/model.ts';
import type { Activity, Task } from './activity/activity.ts';
import { keepCame } from './activity/words.ts';
import type { Emit } from './api.ts';
import { asFailure } from './failure.ts';
import { createKeeper, type Keeper } from './keeping.ts';
import type { KeepingBook, Wanted } from './keeping-book.ts';
import type { Log } from './log.ts';
import { placeOf } from './place.ts';
import type { Servers } from './servers/servers.ts';
import type { Sources } from './source.ts';
import type { Store } from './store/store.ts';

export interface KeepingParts {
  readonly servers: Pick<Servers, 'list'>;
  readonly sources: Pick<Sources, 'place' | 'readContent' | 'onReach'>;
  readonly store: Pick<Store, 'notKept'>;
  readonly book: KeepingBook;
  readonly activity: Activity;
  readonly serverOf: (serverId: string) => Server;
  readonly emit: Emit;
  readonly log: Log;
}

export interface KeepingTasks {
  /** Keeps these sessions, or adds them to what runs, or waits, for the connection. */
  readonly run: Keeper['run'];
  /** Gives up what runs: it does not go on by itself. */
  readonly cancel: Keeper['cancel'];
  /** Ends what runs of a server; it goes on once that answers again. */
  readonly stop: Keeper['stop'];
  /** Takes up what was paused when Paddock last ended: it stands there, paused. */
  readonly takeUpPaused: () => void;
}

const keyOf = (serverId: string, connection: string): string => JSON.stringify([serverId, connection]);

export function createKeeping({ servers, sources, store, book, activity, serverOf, emit, log }: KeepingParts): KeepingTasks {
  /** The tasks that run, per connection. */
  const tasks = new Map<string, Task>();
  /** Servers that are live: what they have left open was taken up when they became so. */
  const live = new Set<string>();
  const keeper = createKeeper({
    ...{ sources, store },
    onProgress: (progress) => {
      const { serverId, connection, done, of, note } = progress;
      tasks.get(keyOf(serverId, connection))?.progress({ done, of, ...(note !== undefined && { note }) });
      emit('keep.progress', progress);
    },
    onEnd: (ended) => emit('keep.ended', ended),
  });

  /** The book is there for the next run: this one goes on without it. */
  async function noted<Value>(work: Promise<Value>): Promise<Value | undefined> {
    try {
      return await work;
    } catch (thrown) {
      log.warn('What is to be kept offline could not be noted', { error: asFailure(thrown).message });
      return undefined;
    }
  }

  async function work(server: Server, connection: string, keys: readonly string[], task: Task): Promise<KeepResult> {
    const place = placeOf(server);
    const cancel = (): void => keeper.cancel(server.id, connection);
    task.signal.addEventListener('abort', cancel, { once: true });
    const deaf = task.pause.onChange((on) => void noted(book.setPaused(place, connection, on)));
    try {
      const result = await keeper.run(server, connection, keys, task.pause);
      if (result.left === 0 || task.signal.aborted) await noted(book.drop(place, connection));
      return result;
    } finally {
      deaf();
    }
  }

  function start(server: Server, connection: string, keys: readonly string[], paused: boolean): Promise<KeepResult> {
    const key = keyOf(server.id, connection);
    const run = (task: Task): Promise<KeepResult> => {
      tasks.set(key, task);
      return work(server, connection, keys, task).finally(() => tasks.delete(key));
    };
    return activity.run({ kind: 'keep', title: connection, server: server.name, pausable: true, paused }, run, keepCame);
  }

  async function run(server: Server, connection: string, keys: readonly string[]): Promise<KeepResult> {
    // An opened file has nothing to be read: the keeper says so.
    const wanted = server.readOnly ? undefined : await noted(book.want(placeOf(server), connection, keys));
    if (tasks.has(keyOf(server.id, connection))) return keeper.run(server, connection, keys);
    return start(server, connection, wanted?.keys ?? keys, false);
  }

  function takeUp(server: Server, { connection, keys, paused }: Wanted): void {
    if (tasks.has(keyOf(server.id, connection))) return;
    // Its end is told by its events, and stands in the activity.
    start(server, connection, keys, paused).catch((thrown: unknown) => {
      log.warn('Keeping offline ended', { error: asFailure(thrown).message });
    });
  }

  /** What is still wanted; nothing where that cannot be read now. */
  function wantedNow(): readonly Wanted[] {
    try {
      return book.list();
    } catch (thrown) {
      log.warn('What is to be kept offline could not be read', { error: asFailure(thrown).message });
      return [];
    }
  }

  /** Takes up what is wanted of some servers. */
  function takeUpOf(saved: readonly Server[], isMeant: (wanted: Wanted) => boolean = () => true): void {
    for (const wanted of wantedNow()) {
      const server = isMeant(wanted) ? saved.find((one) => placeOf(one) === wanted.place) : undefined;
      if (server) takeUp(server, wanted);
    }
  }

  sources.onReach((serverId, { state }) => {
    if (state === 'asking') return;
    if (state !== 'live') live.delete(serverId);
    else if (!live.has(serverId)) {
      live.add(serverId);
      // One that is only tried out is no server yet.
      takeUpOf(servers.list().filter(({ id }) => id === serverId));
    }
  });

  return {
    run,
    cancel: (serverId, connection) => {
      keeper.cancel(serverId, connection);
      void noted(book.drop(placeOf(serverOf(serverId)), connection));
    },
    stop: (serverId) => {
      live.delete(serverId);
      keeper.stop(serverId);
    },
    takeUpPaused: () => takeUpOf(servers.list(), ({ paused }) => paused),
  };
}
