/**
 * What takes its time, in one book: what runs, how far it is and what it came to. Whoever does such work runs it through here;
 * the window, the taskbar and the notification at the end read it.
 */
import { mostEnded, type ActivityItem, type ActivityKind, type ActivityState } from '../../preload/activity.ts';
import { asFailure, Failure } from '../failure.ts';
import type { Ask } from '../source.ts';
import { begun, left, moved, resumed, type Estimate } from './estimate.ts';
import { createPause, type Pause, type PauseSwitch } from './pause.ts';

export interface About {
  readonly kind: ActivityKind;
  /** A connection, a file; empty for the store as a whole. */
  readonly title: string;
  readonly server?: string;
  /** Whether `done` counts sessions; true where absent. */
  readonly sessions?: boolean;
  /** Whether the work asks `Task.pause` before each further step. */
  readonly pausable?: boolean;
  /** It begins paused. */
  readonly paused?: boolean;
}

export interface Moved {
  readonly done: number;
  readonly of?: number;
  readonly bytes?: number;
  readonly requests?: number;
  readonly note?: string;
}

/** What the work is given. */
export interface Task {
  /** Comes when the user, or whoever asked, gives it up. */
  readonly signal: AbortSignal;
  readonly pause: Pause;
  readonly progress: (how: Moved) => void;
}

/** What it came to. */
export interface Came {
  /** A sentence: “12 new, 3 changed sessions.” */
  readonly found: string;
  readonly state?: 'done' | 'partial' | 'cancelled';
  readonly requests?: number;
  readonly bytes?: number;
  /** Nobody waited for it: no notification tells of it. */
  readonly quiet?: boolean;
}

export interface Activity {
  /** Runs it, and keeps what it came to; answers and fails as the work does. */
  run<Value>(about: About, work: (task: Task) => Promise<Value>, came: (value: Value) => Came, ask?: Ask): Promise<Value>;
  /** Those that run, in the order in which they began, then those that ended, the last first. */
  list(): readonly ActivityItem[];
  /** These fail with `not-found` for one that does not run, `pause` with `usage` for one that cannot pause. */
  pause(id: number): void;
  resume(id: number): void;
  cancel(id: number): void;
  /** Forgets those that have ended. */
  clear(): void;
  /** Told of every change; `state` where something began, ended, paused or went on. Returns what ends the listening. */
  onChange(listener: (what: 'state' | 'progress') => void): () => void;
}

interface Running {
  item: ActivityItem;
  /** How far it is. */
  moved: Moved;
  rate: Estimate;
  bytesRate: Estimate;
  readonly began: number;
  readonly pause: PauseSwitch;
  readonly controller: AbortController;
}

/** @param now milliseconds since 1970. */
export function createActivity(now: () => number): Activity {
  const running = new Map<number, Running>();
  let ended: readonly ActivityItem[] = [];
  let last = 0;
  const listeners = new Set<(what: 'state' | 'progress') => void>();
  const tell = (what: 'state' | 'progress'): void => {
    for (const listener of listeners) listener(what);
  };
  const iso = (at: number): string => new Date(at).toISOString();

  function shown({ item, moved: how, rate, bytesRate, began }: Running): ActivityItem {
    const at = now();
    const still = item.state === 'running' ? left(rate, at) : undefined;
    const isMoving = item.state === 'running';
    return {
      ...item,
      ...how,
      ms: at - began,
      ...(isMoving && rate.rate !== undefined && { rate: rate.rate }),
      ...(isMoving && bytesRate.rate !== undefined && { bytesRate: bytesRate.rate }),
      ...(still !== undefined && { left: still }),
    };
  }

  function progress(entry: Running, how: Moved): void {
    entry.moved = how;
    if (!entry.pause.on) {
      entry.rate = moved(entry.rate, now(), how.done, how.of);
      if (how.bytes !== undefined) entry.bytesRate = moved(entry.bytesRate, now(), how.bytes);
    }
    tell('progress');
  }

  function end(entry: Running, state: ActivityState, more: Partial<ActivityItem>): void {
    running.delete(entry.item.id);
    const { done, of, bytes, requests } = entry.moved;
    const item: ActivityItem = {
      ...{ ...entry.item, state, done, pausable: false, endedAt: iso(now()), ms: now() - entry.began },
      ...(of !== undefined && { of }),
      ...(bytes !== undefined && { bytes }),
      ...(requests !== undefined && { requests }),
      ...more,
    };
    ended = [item, ...ended].slice(0, mostEnded);
    tell('state');
  }

  function entryOf(id: number): Running {
    const entry = running.get(id);
    if (entry === undefined) throw new Failure('not-found', 'This has ended already.');
    return entry;
  }

  function setPause(id: number, on: boolean): void {
    const entry = entryOf(id);
    if (!entry.item.pausable) throw new Failure('usage', 'This cannot be paused.', { todo: 'Let it end, or cancel it.' });
    if (entry.pause.on === on) return;
    if (!on) {
      entry.rate = resumed(entry.rate, now());
      entry.bytesRate = resumed(entry.bytesRate, now());
    }
    entry.item = { ...entry.item, state: on ? 'paused' : 'running' };
    entry.pause.set(on);
    tell('state');
  }

  return {
    async run({ kind, title, server, sessions = true, pausable = false, paused = false }, work, came, ask) {
      last += 1;
      const controller = new AbortController();
      const give = (): void => controller.abort();
      if (ask?.signal?.aborted === true) give();
      ask?.signal?.addEventListener('abort', give, { once: true });
      const began = now();
      const entry: Running = {
        item: {
          ...{ id: last, kind, title, state: paused ? 'paused' : 'running', done: 0, sessions, startedAt: iso(began), ms: 0, pausable },
          ...(server !== undefined && { server }),
        },
        moved: { done: 0 },
        ...{ rate: begun(began), bytesRate: begun(began), began, controller, pause: createPause() },
      };
      entry.pause.set(paused);
      running.set(last, entry);
      tell('state');
      try {
        const value = await work({ signal: controller.signal, pause: entry.pause, progress: (how) => progress(entry, how) });
        const { state = 'done', ...more } = came(value);
        end(entry, state === 'partial' && controller.signal.aborted ? 'cancelled' : state, more);
        return value;
      } catch (thrown) {
        const failure = asFailure(thrown);
        if (failure.code === 'cancelled') end(entry, 'cancelled', {});
        else end(entry, 'failed', { failure: failure.shape() });
        throw thrown;
      } finally {
        ask?.signal?.removeEventListener('abort', give);
      }
    },
    list: () => [...[...running.values()].map(shown), ...ended],
    pause: (id) => setPause(id, true),
    resume: (id) => setPause(id, false),
    cancel: (id) => entryOf(id).controller.abort(),
    clear() {
      ended = [];
      tell('state');
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
