/**
 * Questions that survive a passing fault: kept-open connections, a few more tries, redirects within the same origin only.
 * An answer of any status is an answer; only what is none fails. Time, waiting and the number of requests are bounded,
 * for one question and, where a server fails again and again, for all.
 *
 * Fails with `unreachable`, `timed-out`, `certificate`, `not-this-api`, `answer-unreadable`, `cancelled`.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import type { RequestTold } from '../requests.ts';
import { createExchange, type Outcome, type Question, type Reply } from './exchange.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { createLine, type Line } from './line.ts';
import { redirected } from './redirects.ts';
import type { Wait } from './remote.ts';
import { backOff } from './waits.ts';

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
  /** Told of each request that went out, its address as it is. */
  readonly onRequest?: (told: RequestTold) => void;
  /** From 0 to 1; tests give their own. */
  readonly chance?: () => number;
}

const mostRedirects = 5;
/** A sign-in goes out twice at most: whatever becomes of the first, a second token or a second refusal does no harm. */
const mostPosts = 2;

/** The server may well give another answer in a moment. */
const isPassing = (status: number): boolean => status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505);

/** How far one question has come, over all its tries and redirects. */
interface Course {
  /** When it ends, in the time of `performance.now`. */
  readonly deadline: number;
  requests: number;
  failures: number;
  waited: number;
}

const failed = (outcome: Outcome): boolean => ('fault' in outcome ? outcome.fault.passing : isPassing(outcome.reply.status));

const answered = (outcome: Outcome, requests: number): Answered => {
  if ('fault' in outcome) throw outcome.fault.failure;
  return { ...outcome.reply, requests };
};

/** Builds a transport with connections of its own. */
export function createTransport(options: TransportOptions): Transport {
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const { log, line = createLine(), chance = Math.random } = options;
  const exchange = createExchange(limits);
  /** Everything under way, so that closing ends it wherever it stands. */
  const underWay = new Set<AbortController>();
  let failuresInARow = 0;
  let closed = false;

  /** For the list of requests: what became of one; no outcome is that it was given up. */
  function record(question: Question, attempt: number, at: number, ms: number, outcome?: Outcome): void {
    const answer = outcome && 'reply' in outcome ? { status: outcome.reply.status } : undefined;
    options.onRequest?.({
      ...{ at: new Date(at).toISOString(), method: question.method, url: question.url, ms: Math.round(ms), attempt },
      ...(answer ?? { failure: outcome && 'fault' in outcome ? outcome.fault.failure.code : 'cancelled' }),
      bytes: outcome && 'reply' in outcome ? outcome.reply.bytes : 0,
      work: question.work ?? 'Other',
      accept: question.accept ?? 'application/json',
      authorized: question.token !== undefined,
      ...(question.form && { fields: Object.keys(question.form) }),
    });
  }

  /** `fresh` takes a connection of its own: a second try must not meet another kept one that the server has closed too. */
  async function once(question: Question, time: number, fresh: boolean, attempt: number): Promise<Outcome> {
    const at = Date.now();
    const begun = performance.now();
    const left = (): number => Math.max(1, time - (performance.now() - begun));
    let outcome: Outcome | undefined;
    try {
      outcome = await line.over(question.url, { fresh, ...(question.signal && { signal: question.signal }) }, (way) =>
        exchange(way, question, left()),
      );
    } finally {
      record(question, attempt, at, performance.now() - begun, outcome);
    }
    log.debug('asked', {
      method: question.method,
      path: new URL(question.url).pathname,
      ms: Math.round(performance.now() - begun),
      ...('reply' in outcome ? { status: outcome.reply.status, bytes: outcome.reply.bytes } : { fault: outcome.fault.code }),
    });
    return outcome;
  }

  /** What to wait before the same question goes out again; undefined where it should not. */
  function waitBefore(outcome: Outcome, question: Question, course: Course): Wait | undefined {
    const mostTries = question.repeat === false ? 1 : question.method === 'POST' ? Math.min(mostPosts, limits.tries) : limits.tries;
    if (!failed(outcome) || course.failures >= mostTries || failuresInARow >= limits.failuresInARow) return undefined;
    const asked = 'reply' in outcome ? (outcome.reply.retryAfter ?? 0) : 0;
    const ms = asked + backOff(limits.pause, course.failures - 1, chance());
    if (course.waited + ms > limits.waiting || performance.now() + ms >= course.deadline) return undefined;
    if (asked > 0) return { ms, why: 'The server asked us to.' };
    return { ms, why: 'fault' in outcome ? outcome.fault.failure.message : `The server answered with status ${outcome.reply.status}.` };
  }

  function note(outcome: Outcome, course: Course): void {
    course.requests++;
    if (!failed(outcome)) {
      failuresInARow = 0;
      return;
    }
    course.failures++;
    failuresInARow++;
    // What broke one connection (another network, a restart) may have broken those that lie idle, too.
    if ('fault' in outcome) line.dropIdle();
  }

  /** Asks, and asks again after a fault that may pass. */
  async function persist(question: Question, course: Course): Promise<Outcome> {
    for (let again = false; ; again = true) {
      const time = Math.min(limits.exchange, Math.max(1, course.deadline - performance.now()));
      // A POST that must not go out twice cannot be saved by a second try from a kept connection that is closed already.
      const outcome = await once(question, time, again || (question.repeat === false && question.method === 'POST'), course.failures + 1);
      note(outcome, course);
      const wait = waitBefore(outcome, question, course);
      if (wait === undefined) return outcome;
      course.waited += wait.ms;
      log.debug('waiting', { ms: Math.round(wait.ms), why: wait.why });
      question.onWait?.(wait);
      await pause(wait.ms, undefined, question.signal && { signal: question.signal }).catch(() => {
        throw new Failure('cancelled');
      });
    }
  }

  /** Asks, and follows where the answer leads. */
  async function follow(question: Question): Promise<Answered> {
    const course: Course = { deadline: performance.now() + limits.overall, requests: 0, failures: 0, waited: 0 };
    let { url } = question;
    for (let hop = 0; hop <= mostRedirects; hop++) {
      const outcome = await persist({ ...question, url }, course);
      const next = 'reply' in outcome ? redirected({ ...question, url }, outcome.reply) : undefined;
      if (next === undefined) return answered(outcome, course.requests);
      url = next;
    }
    throw new Failure('not-this-api', 'The server sends Paddock on in a circle.', { todo: 'Check the address and its path.' });
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
