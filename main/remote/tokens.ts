/**
 * The token, in memory only: signs in, keeps, renews. A 401 to a token that has worked is an expiry; to one that never
 * has, a refusal. One sign-in at a time serves all questions under way, and one token is renewed once.
 */
import { Failure } from '../failure.ts';
import { isSuccess } from './answers.ts';
import type { Answered } from './transport.ts';

/** What a sign-in gave. */
export interface Granted {
  readonly token: string;
  /** Milliseconds that it lives, where the server says. */
  readonly life?: number;
  /** How many times the password was sent for it. */
  readonly requests: number;
}

export interface TokensOptions {
  /** Sends the password once (and once more after a passing fault). Fails with `sign-in-refused` where it is refused. */
  readonly signIn: () => Promise<Granted>;
  /** The failure for a token that the server gave and then refused. */
  readonly refused: (answer: Answered) => Failure;
  readonly now: () => number;
}

export interface Tokens {
  /** Signs in where there is no token yet. */
  ready(signal?: AbortSignal): Promise<void>;
  /** Asks with a token, renewing it where it has expired. */
  ask(question: (token: string) => Promise<Answered>, signal?: AbortSignal): Promise<Answered>;
  drop(): void;
}

interface Held {
  readonly token: string;
  /** Milliseconds since 1970 after which it is not tried any more. */
  readonly until: number;
  accepted: boolean;
  /** A question with it ended without an answer: the server may have taken it, and a token for few questions is spent. */
  untold: boolean;
  /** Questions under way with it, and who waits for them to tell whether it is worth anything. */
  underWay: number;
  readonly waiting: Set<() => void>;
}

/** The password is sent at most this many times without a token coming of it that works. */
const mostSignIns = 4;
/** A sign-in may send it twice. */
const perSignIn = 2;
/** Renewals for one question: with many under way a short-lived token may be spent before one's turn comes. */
const mostRounds = 8;

/** Whether an answer shows that the server took the token. Errors of proxies and overload show nothing. */
const proves = (answer: Answered): boolean => isSuccess(answer) || [400, 403, 404, 422].includes(answer.status);

/** Resolves as the promise does, unless the signal comes first: then fails with `cancelled`. */
function unlessCancelled<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const cancel = (): void => reject(new Failure('cancelled'));
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel));
  });
}

export function createTokens({ signIn, refused, now }: TokensOptions): Tokens {
  let held: Held | undefined;
  let renewal: Promise<Held> | undefined;
  /** Set once the password was refused: asking again with the same one would only lock the account. */
  let refusal: Failure | undefined;
  let unproven = 0;

  async function renew(): Promise<Held> {
    if (refusal) throw refusal;
    if (unproven > mostSignIns - perSignIn) throw new Failure('sign-in-refused', 'The server gives tokens and then refuses them.');
    try {
      const granted = await signIn();
      unproven += granted.requests;
      const until = granted.life === undefined ? Infinity : now() + granted.life;
      held = { token: granted.token, until, accepted: false, untold: false, underWay: 0, waiting: new Set() };
      return held;
    } catch (thrown) {
      if (thrown instanceof Failure && thrown.code === 'sign-in-refused') refusal = thrown;
      throw thrown;
    }
  }

  function current(signal?: AbortSignal): Promise<Held> {
    if (held && now() < held.until) return Promise.resolve(held);
    renewal ??= renew().finally(() => (renewal = undefined));
    return unlessCancelled(renewal, signal);
  }

  function settle(used: Held): void {
    used.underWay--;
    if (used.accepted || used.underWay === 0) {
      for (const wake of used.waiting) wake();
      used.waiting.clear();
    }
  }

  /** Whether a token has ever worked: known once it has, or once nothing is under way with it any more. */
  async function hasWorked(used: Held, signal?: AbortSignal): Promise<boolean> {
    if (!used.accepted && used.underWay > 0) {
      await unlessCancelled(new Promise<void>((resolve) => used.waiting.add(resolve)), signal);
    }
    return used.accepted;
  }

  function drop(used: Held | undefined): void {
    if (held === used) held = undefined;
  }

  return {
    async ready(signal) {
      await current(signal);
    },
    async ask(question, signal) {
      let answer: Answered | undefined;
      let requests = 0;
      for (let round = 0; round < mostRounds; round++) {
        const used = await current(signal);
        used.underWay++;
        try {
          answer = await question(used.token).catch((thrown: unknown) => {
            used.untold = true;
            throw thrown;
          });
          requests += answer.requests;
          if (proves(answer)) {
            used.accepted = true;
            unproven = 0;
          }
        } finally {
          settle(used);
        }
        if (answer.status !== 401) return { ...answer, requests };
        const worked = await hasWorked(used, signal);
        drop(used);
        // Not refused for sure, it is renewed; how often without one that works, `renew` limits.
        if (!worked && !used.untold) break;
      }
      throw answer ? refused(answer) : new Failure('sign-in-refused');
    },
    drop() {
      drop(held);
    },
  };
}
