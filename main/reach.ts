/**
 * Whether servers can be reached, as their answers showed: nothing here asks, and nothing guesses from the network
 * card. A client is wrapped so that each of its answers is seen.
 */
import type { Reach } from '../preload/servers.ts';
import type { FailureCode, Generation } from '../preload/model.ts';
import { asFailure, type Failure } from './failure.ts';
import type { Remote } from './remote/remote.ts';

const offline: ReadonlySet<FailureCode> = new Set([
  'unreachable',
  'timed-out',
  'certificate',
  'not-this-api',
  'html-answer',
  'server-error',
  'answer-unreadable',
  'proxy-sign-in',
]);
/** Statuses with which a server that is there tells that it cannot answer one question. */
const ofOneThing: ReadonlySet<number | undefined> = new Set([400, 422, 500, 501]);
const refused: ReadonlySet<FailureCode> = new Set(['sign-in-refused', 'password-missing']);

/** True for what says that the server cannot be asked at all, so that what is saved is the answer. */
export const isOffline = (failure: Failure): boolean => offline.has(failure.code);

/** Where an answer came from: the whole server (sign-in, connections), or one thing of it. */
export type Scope = 'server' | 'thing';

/** Faults that may pass: whoever repeats by itself is not told to be offline at the first of them. */
const passing: ReadonlySet<FailureCode> = new Set([
  'unreachable',
  'timed-out',
  'server-error',
  'answer-unreadable',
  'not-this-api',
  'html-answer',
]);

export const mayPass = (failure: Failure): boolean => passing.has(failure.code);

/** True for what says nothing of the server as a whole: one page or one session that it cannot tell. */
const isOfOneThing = (failure: Failure, scope: Scope): boolean =>
  scope === 'thing' && (failure.code === 'answer-unreadable' || (failure.code === 'server-error' && ofOneThing.has(failure.more.status)));

export interface ReachBook {
  get(serverId: string): Reach;
  /** Servers that were asked in this run. */
  known(): readonly string[];
  asking(serverId: string): void;
  answered(serverId: string, generation: Generation): void;
  failed(serverId: string, thrown: unknown, scope: Scope): void;
  /** A server that is offline is asked again at this time (ISO 8601). */
  retrying(serverId: string, at: string): void;
  forget(serverId: string): void;
  /** Told when a server's state changes, not at each answer. Returns what ends the listening. */
  listen(listener: (serverId: string, reach: Reach) => void): () => void;
}

/** @param now milliseconds since 1970. */
export function createReachBook(now: () => number): ReachBook {
  const states = new Map<string, Reach>();
  /** What a server was before it was asked, for when the question is withdrawn. */
  const before = new Map<string, Reach>();
  const listeners = new Set<(serverId: string, reach: Reach) => void>();
  const get = (id: string): Reach => states.get(id) ?? { state: 'unasked' };
  const at = (): string => new Date(now()).toISOString();

  function become(id: string, reach: Reach): void {
    const was = get(id);
    states.set(id, reach);
    const cause = (of: Reach): string | undefined => ('failure' in of ? of.failure.message : undefined);
    const next = (of: Reach): string | undefined => ('retryAt' in of ? of.retryAt : undefined);
    if (was.state === reach.state && cause(was) === cause(reach) && next(was) === next(reach)) return;
    for (const listener of listeners) listener(id, reach);
  }

  return {
    get,
    known: () => [...states.keys()],
    asking: (id) => {
      const was = get(id);
      if (was.state === 'asking') return;
      before.set(id, was);
      become(id, { state: 'asking' });
    },
    answered: (id, generation) => become(id, { state: 'live', at: at(), generation }),
    failed: (id, thrown, scope) => {
      const failure = asFailure(thrown);
      const was = get(id);
      if (isOffline(failure) && !isOfOneThing(failure, scope)) {
        const retry = was.state === 'offline' && was.retryAt !== undefined && { retryAt: was.retryAt };
        become(id, { state: 'offline', at: at(), failure: failure.shape(), ...retry });
      } else if (refused.has(failure.code) || (failure.code === 'forbidden' && scope === 'server'))
        become(id, { state: 'refused', at: at(), failure: failure.shape() });
      else if (was.state === 'asking') become(id, before.get(id) ?? { state: 'unasked' });
    },
    retrying: (id, retryAt) => {
      const was = get(id);
      if (was.state === 'offline') become(id, { ...was, retryAt });
    },
    forget: (id) => {
      states.delete(id);
      before.delete(id);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What is no question. */
const silent: ReadonlySet<PropertyKey> = new Set<keyof Remote>(['close', 'doubt']);
/** Questions whose refusal concerns the whole server. */
const whole: ReadonlySet<PropertyKey> = new Set<keyof Remote>(['connections', 'ping']);

const isIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

export interface Told {
  answered(): void;
  /** `once`: whoever asked repeats by itself. */
  failed(thrown: unknown, scope: Scope, once: boolean): void;
}

const isOnce = (options: unknown): boolean => typeof options === 'object' && options !== null && 'once' in options && options.once === true;

/** The same client, each answer and failure of which is told: also of methods that this version does not know. */
export function observed(remote: Remote, told: Told): Remote {
  async function watch(scope: Scope, once: boolean, answer: Promise<unknown>): Promise<unknown> {
    try {
      const value = await answer;
      told.answered();
      return value;
    } catch (thrown) {
      told.failed(thrown, scope, once);
      throw thrown;
    }
  }
  async function* watchAll(scope: Scope, once: boolean, items: AsyncIterable<unknown>): AsyncGenerator {
    try {
      for await (const item of items) {
        told.answered();
        yield item;
      }
    } catch (thrown) {
      told.failed(thrown, scope, once);
      throw thrown;
    }
  }
  return new Proxy(remote, {
    get(target, name): unknown {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function' || silent.has(name)) return member;
      const scope = whole.has(name) ? 'server' : 'thing';
      return (...args: readonly unknown[]): unknown => {
        const answer: unknown = Reflect.apply(member, target, args);
        const once = isOnce(args.at(-1));
        if (answer instanceof Promise) return watch(scope, once, answer);
        return isIterable(answer) ? watchAll(scope, once, answer) : answer;
      };
    },
  });
}
