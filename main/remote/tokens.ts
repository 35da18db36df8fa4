/**
 * The token, in memory only: signs in, keeps, renews. A 401 to a token that has worked is an expiry; to one that never
 * has, a refusal. One renewal at a time serves all questions under way, and one token is renewed once. A refresh token is
 * sent once and never again: where the answer to it is lost, the server may have changed it, and the password is used.
 */
import { Failure } from '../failure.ts';
import { isSuccess } from './answers.ts';
import type { Clocks, ServerClock } from './clock.ts';
import type { Answered } from './transport.ts';

/** What a sign-in gave. */
export interface Granted {
  readonly token: string;
  /** Milliseconds that it lives, where the server says. */
  readonly life?: number;
  /** Gives the next token without the password, once. */
  readonly refreshToken?: string;
  /** How many times something secret was sent for it. */
  readonly requests: number;
}

export interface TokensOptions {
  /**
   * Sends the password once (and once more after a passing fault). Fails with `sign-in-refused` where it is refused,
   * with `password-missing` where it is not known any more.
   */
  readonly signIn: () => Promise<Granted>;
  /** Sends a refresh token, once. */
  readonly refresh: (refreshToken: string) => Promise<Granted>;
  /** The failure for a token that the server gave and then refused. */
  readonly refused: (answer: Answered) => Failure;
  readonly clocks: Clocks;
  /** The clock by which the server judges a token. */
  readonly serverClock: Pick<ServerClock, 'now'>;
}

/** What is known of a server's tokens, for a report. */
export interface TokenFacts {
  /** Milliseconds that a token lives. */
  readonly life?: number;
  /** Whether the server ever gave a refresh token. */
  readonly refreshes: boolean;
  /** Whether the refresh token changes at every use; absent while none came for a used one. */
  readonly rotates?: boolean;
}

export interface Tokens {
  /** Signs in where there is no token yet. */
  ready(signal?: AbortSignal): Promise<void>;
  /** Asks with a token, renewing it where it has expired or is about to. */
  ask(question: (token: string) => Promise<Answered>, signal?: AbortSignal): Promise<Answered>;
  facts(): TokenFacts;
  drop(): void;
}

interface Held {
  readonly token: string;
  /** Milliseconds that it lives; Infinity where the server does not say. */
  readonly life: number;
  /** When it was given, by each clock, ms. */
  readonly now: number;
  readonly monotonic: number;
  /** Undefined while the server's clock is not known. */
  server: number | undefined;
  /** It is renewed so many ms before its life is over; 0 once that was tried in vain. */
  margin: number;
  accepted: boolean;
  /** How many times something secret was sent for it. */
  readonly requests: number;
  /** A question with it ended without an answer: the server may have taken it, and a token for few questions is spent. */
  untold: boolean;
  /** Questions under way with it, and who waits for them to tell whether it is worth anything. */
  underWay: number;
  readonly waiting: Set<() => void>;
}

/** A secret is sent at most this many times without a token coming of it that works. */
const mostSignIns = 4;
/** A sign-in may send it twice. */
const perSignIn = 2;
/** Renewals for one question: with many under way a short-lived token may be spent before one's turn comes. */
const mostRounds = 8;
/** A token is renewed this long before its life is over, ms, or for the last tenth of a shorter life. */
const longestMargin = 30_000;
/** The server's clock is known to a second or so: by less it does not contradict ours, ms. */
const tolerance = 2_000;

/** Whether an answer shows that the server took the token. Errors of proxies and overload show nothing. */
const proves = (answer: Answered): boolean => isSuccess(answer) || [400, 403, 404, 422].includes(answer.status);

const isCancelled = (thrown: unknown): boolean => thrown instanceof Failure && thrown.code === 'cancelled';

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

export function createTokens({ signIn, refresh, refused, clocks, serverClock }: TokensOptions): Tokens {
  let held: Held | undefined;
  let refreshToken: string | undefined;
  let facts: TokenFacts = { refreshes: false };
  let renewal: Promise<Held> | undefined;
  /** How many times something secret was sent for tokens that were refused, since the last one that worked. */
  let inVain = 0;

  /**
   * How long a token has been ours, ms: by whichever clock says longest. The monotonic one may stand still while the
   * computer sleeps, the other one may be set; a token that looks too old for that is renewed once, which is cheap.
   */
  function age(token: Held): number {
    const ours = Math.max(clocks.monotonic() - token.monotonic, clocks.now() - token.now);
    const serverNow = serverClock.now();
    if (serverNow === undefined) return ours;
    token.server ??= serverNow - ours;
    const theirs = serverNow - token.server;
    return theirs > ours + tolerance ? theirs : ours;
  }

  function hold(granted: Granted, used?: string): Held {
    refreshToken = granted.refreshToken;
    const life = granted.life ?? Infinity;
    facts = {
      ...facts,
      ...(granted.life !== undefined && { life }),
      // A refresh that gives no new one says nothing about the others.
      refreshes: facts.refreshes || refreshToken !== undefined,
      ...(used !== undefined && refreshToken !== undefined && { rotates: refreshToken !== used }),
    };
    held = {
      token: granted.token,
      life,
      ...{ now: clocks.now(), monotonic: clocks.monotonic(), server: serverClock.now() },
      margin: life === Infinity ? 0 : Math.min(longestMargin, life / 10),
      requests: granted.requests,
      ...{ accepted: false, untold: false, underWay: 0, waiting: new Set<() => void>() },
    };
    return held;
  }

  /** By the refresh token where there is one, else by the password. */
  async function renew(): Promise<Held> {
    if (inVain > mostSignIns - perSignIn) throw new Failure('sign-in-refused', 'The server gives tokens and then refuses them.');
    const spent = refreshToken;
    refreshToken = undefined;
    if (spent === undefined) return hold(await signIn());
    let failure: unknown;
    try {
      return hold(await refresh(spent), spent);
    } catch (thrown) {
      if (isCancelled(thrown)) throw thrown;
      failure = thrown;
    }
    try {
      return hold(await signIn());
    } catch (thrown) {
      const missing = thrown instanceof Failure && thrown.code === 'password-missing';
      const wasRefused = failure instanceof Failure && failure.code === 'sign-in-refused';
      // A server that is away is that first of all; that the password is missing too will show when it is back.
      throw missing && !wasRefused ? failure : thrown;
    }
  }

  /** Renews; where that fails before the token's life is over, goes on with it to its end. */
  async function renewed(): Promise<Held> {
    try {
      return await renew();
    } catch (thrown) {
      if (held === undefined || age(held) >= held.life || isCancelled(thrown)) throw thrown;
      held.margin = 0;
      return held;
    }
  }

  function current(signal?: AbortSignal): Promise<Held> {
    if (held && age(held) < held.life - held.margin) return Promise.resolve(held);
    renewal ??= renewed().finally(() => (renewal = undefined));
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
            inVain = 0;
          }
        } finally {
          settle(used);
        }
        if (answer.status !== 401) return { ...answer, requests };
        const worked = await hasWorked(used, signal);
        if (held === used) {
          held = undefined;
          if (!worked) inVain += used.requests;
        }
        // Not refused for sure, it is renewed; how often without one that works, `renew` limits.
        if (!worked && !used.untold) break;
      }
      throw answer ? refused(answer) : new Failure('sign-in-refused');
    },
    facts: () => facts,
    drop() {
      held = undefined;
      refreshToken = undefined;
    },
  };
}
