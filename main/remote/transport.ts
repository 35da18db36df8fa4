/**
 * Questions that survive a passing fault: kept-open connections, one more try, redirects within the same origin only.
 * An answer of any status is an answer; only what is none fails.
 *
 * Fails with `unreachable`, `timed-out`, `certificate`, `not-this-api`, `answer-unreadable`, `cancelled`.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import { exchange, type Outcome, type Question, type Reply } from './exchange.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { createLine, type Line } from './line.ts';

/** A reply, and how many times the question went out for it. */
export interface Answered extends Reply {
  readonly requests: number;
}

export interface Transport {
  readonly limits: Limits;
  ask(question: Question): Promise<Answered>;
  /** Ends kept-open connections that nothing is under way on: after sleep their other end may be gone. */
  dropIdle(): void;
  /** Ends all connections; what is still under way fails with `cancelled`. */
  close(): void;
}

export interface TransportOptions {
  readonly log: Log;
  /** How sockets are made; straight ones where absent. The transport closes it. */
  readonly line?: Line;
  readonly limits?: Partial<Limits>;
}

const tries = 2;
const mostRedirects = 5;

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const isPassing = (status: number): boolean => status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505);

const header = (reply: Reply, name: string): string | undefined => {
  const value = reply.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

/** Retry-After in milliseconds, as seconds or as a date (against the server's own `Date` where it has one). */
export function retryAfter(reply: Reply, now: number): number | undefined {
  const text = header(reply, 'retry-after')?.trim();
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const serverNow = Date.parse(header(reply, 'date') ?? '');
  const wait = Date.parse(text) - (Number.isNaN(serverNow) ? now : serverNow);
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

/** Where a redirect leads, if Paddock goes there: within the same origin. Fails with `not-this-api`. */
function redirected(question: Question, location: string): string {
  const from = new URL(question.url);
  let to: URL;
  try {
    to = new URL(location, from);
  } catch {
    throw new Failure('not-this-api', 'The server sends Paddock on to an address that is none.');
  }
  const moved = to.protocol === 'https:' && to.hostname === from.hostname && from.protocol === 'http:';
  if (moved) {
    const todo = 'Change the server’s address so that it begins with https://.';
    throw new Failure('not-this-api', 'The server wants to be asked over https.', { todo });
  }
  if (to.origin !== from.origin || to.username !== '' || to.password !== '') {
    throw new Failure('not-this-api', 'The server sends Paddock on to another address, where nothing of yours is sent.', {
      todo: 'Check the address; where the server has moved, add it under its new address.',
    });
  }
  if (question.method !== 'GET') {
    throw new Failure('not-this-api', 'The server sends the sign-in on to another place, where no password is sent.', {
      todo: 'Check the address and its path.',
    });
  }
  to.hash = '';
  return to.href;
}

/** Builds a transport with connections of its own. */
export function createTransport(options: TransportOptions): Transport {
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const { log, line = createLine() } = options;
  /** Everything under way, so that closing ends it wherever it stands. */
  const underWay = new Set<AbortController>();
  let closed = false;

  /** `fresh` takes a connection of its own: a second try must not meet another kept one that the server has closed too. */
  async function once(question: Question, time: number, fresh: boolean): Promise<Outcome> {
    const begun = performance.now();
    const left = (): number => Math.max(1, time - (performance.now() - begun));
    const outcome = await line.over(question.url, fresh, (way) => exchange(way, limits, question, left()));
    log.debug('asked', {
      method: question.method,
      path: new URL(question.url).pathname,
      ms: Math.round(performance.now() - begun),
      ...('reply' in outcome ? { status: outcome.reply.status, bytes: outcome.reply.bytes } : { fault: outcome.fault.code }),
    });
    return outcome;
  }

  /** How long to wait before the same question goes out again; undefined where it should not. */
  function waitBefore(outcome: Outcome): number | undefined {
    const wait = limits.pause * (1 + Math.random());
    if ('fault' in outcome) return outcome.fault.passing ? wait : undefined;
    if (!isPassing(outcome.reply.status)) return undefined;
    const asked = retryAfter(outcome.reply, Date.now()) ?? 0;
    return asked > limits.longestWait ? undefined : Math.max(wait, asked);
  }

  /** Asks, and asks again after a fault that may pass. */
  async function persist(question: Question, deadline: number): Promise<Answered> {
    for (let requests = 1; ; requests++) {
      const outcome = await once(question, Math.max(1, deadline - performance.now()), requests > 1);
      const wait = requests < tries ? waitBefore(outcome) : undefined;
      if (wait === undefined || performance.now() + wait >= deadline) {
        if ('fault' in outcome) throw outcome.fault.failure;
        return { ...outcome.reply, requests };
      }
      await pause(wait, undefined, question.signal && { signal: question.signal }).catch(() => {
        throw new Failure('cancelled');
      });
    }
  }

  /** Asks, and follows where the answer leads. */
  async function follow(question: Question): Promise<Answered> {
    const deadline = performance.now() + limits.overall;
    let { url } = question;
    let requests = 0;
    for (let hop = 0; hop <= mostRedirects; hop++) {
      const answered = await persist({ ...question, url }, deadline);
      requests += answered.requests;
      const location = header(answered, 'location');
      if (!redirects.has(answered.status) || location === undefined) return { ...answered, requests };
      url = redirected({ ...question, url }, location);
    }
    throw new Failure('not-this-api', 'The server sends Paddock on in a circle.');
  }

  return {
    limits,
    async ask(question) {
      if (closed) throw new Failure('cancelled');
      const stop = new AbortController();
      const forward = (): void => stop.abort();
      if (question.signal?.aborted) forward();
      question.signal?.addEventListener('abort', forward, { once: true });
      underWay.add(stop);
      try {
        return await follow({ ...question, signal: stop.signal });
      } finally {
        underWay.delete(stop);
        question.signal?.removeEventListener('abort', forward);
      }
    },
    dropIdle() {
      line.dropIdle();
    },
    close() {
      closed = true;
      for (const stop of underWay) stop.abort();
      line.close();
    },
  };
}
