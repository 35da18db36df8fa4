/**
 * Asks servers that cannot be reached again, quietly and ever more seldom, until they answer. It decides when; what is
 * asked, and what the answer means for the server's reach, is the caller's.
 */
import type { ReachBook } from './reach.ts';

const second = 1_000;
/** The first pause, each one after it twice as long, up to the longest, ms. */
const first = 5 * second;
const longest = 120 * second;
/** A pause is so much shorter or longer by chance, so that a garage full of laptops does not ask in step. */
const jitter = 0.1;

/** Timers and chance; tests give their own. */
export interface Timing {
  /** Calls after so many ms; returns what withdraws it. Keeps no process alive. */
  readonly after: (ms: number, call: () => void) => () => void;
  /** 0 to 1. */
  readonly random: () => number;
}

export const realTiming: Timing = {
  after(ms, call) {
    const timer = setTimeout(call, ms).unref();
    return () => clearTimeout(timer);
  },
  random: Math.random,
};

export interface WatchParts extends Timing {
  readonly reach: ReachBook;
  /** Asks without being seen to ask; the answer, or its lack, reaches the book. Its failing is of no interest here. */
  readonly ask: (serverId: string, signal: AbortSignal) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface Watch {
  /** Begins, with what is offline already; returns what ends it. */
  keep(): () => void;
  /** Asks at once whoever was live or offline: after sleep neither is believed. */
  doubt(): void;
  forget(serverId: string): void;
  end(): void;
}

/** One server that cannot be reached. */
interface Absent {
  tries: number;
  /** Withdraws the next question; undefined while one is under way. */
  withdraw: (() => void) | undefined;
}

/** Pause before the nth quiet question, counted from 0, ms. */
export const pauseBefore = (tries: number, random: () => number): number =>
  Math.round(Math.min(longest, first * 2 ** tries) * (1 - jitter + 2 * jitter * random()));

export function createWatch({ reach, ask, now, after, random }: WatchParts): Watch {
  const absent = new Map<string, Absent>();
  /** One question a server at a time. */
  const underWay = new Map<string, AbortController>();
  let watching = false;

  function plan(id: string, { retryable, state }: ReturnType<typeof stateOf>): void {
    const one = absent.get(id);
    if (!watching || !retryable) {
      // A question of the user's is under way: how often it was asked before still counts when that fails too.
      one?.withdraw?.();
      if (one !== undefined && state === 'asking') one.withdraw = undefined;
      else absent.delete(id);
      return;
    }
    if (one?.withdraw !== undefined || underWay.has(id)) return;
    const kept = one ?? { tries: 0, withdraw: undefined };
    absent.set(id, kept);
    const pause = pauseBefore(kept.tries, random);
    kept.tries += 1;
    kept.withdraw = after(pause, () => {
      kept.withdraw = undefined;
      void question(id);
    });
    reach.retrying(id, new Date(now() + pause).toISOString());
  }

  function stateOf(id: string): { readonly state: string; readonly retryable: boolean } {
    const known = reach.get(id);
    // A proxy that refuses its user is not asked again by itself: that locks the account.
    return { state: known.state, retryable: known.state === 'offline' && known.failure.code !== 'proxy-sign-in' };
  }

  async function question(id: string): Promise<void> {
    if (underWay.has(id)) return;
    const controller = new AbortController();
    underWay.set(id, controller);
    await ask(id, controller.signal).catch(() => undefined);
    if (underWay.get(id) !== controller) return;
    underWay.delete(id);
    plan(id, stateOf(id));
  }

  function withdraw(id: string): void {
    absent.get(id)?.withdraw?.();
    absent.delete(id);
    underWay.get(id)?.abort();
    underWay.delete(id);
  }

  function end(): void {
    watching = false;
    for (const id of new Set([...absent.keys(), ...underWay.keys()])) withdraw(id);
  }

  reach.listen((id) => plan(id, stateOf(id)));

  return {
    keep() {
      watching = true;
      for (const id of reach.known()) plan(id, stateOf(id));
      return end;
    },
    doubt() {
      if (!watching) return;
      for (const id of reach.known()) {
        const { state, retryable } = stateOf(id);
        if (state !== 'live' && !retryable) continue;
        withdraw(id);
        if (state === 'live') reach.asking(id);
        void question(id);
      }
    },
    forget: withdraw,
    end,
  };
}
