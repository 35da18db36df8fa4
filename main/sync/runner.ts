/**
 * Carries out what the planner decides: asks the server, hands pages to the store in their order, tells the progress,
 * and seals. It decides nothing about the list itself.
 */
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { asFailure, Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import type { Remote } from '../remote/remote.ts';
import { decodeSessions } from '../remote/wire/index.ts';
import { timeProperty } from '../remote/order.ts';
import type { OpenRead, ReadOutcome, SealedRead, Store } from '../store/store.ts';
import { groundOf, wayOf } from './basis.ts';
import { mostInFlight as most } from './flight.ts';
import { createInbox } from './inbox.ts';
import { mostByKey } from './gone.ts';
import type { Ask, End, Event, Step } from './plan.ts';
import { begin, next } from './planner.ts';
import { createMeter, type Meter } from './meter.ts';
import * as reasons from './reasons.ts';
import { noteOf } from './resume.ts';
import type { Sync, SyncOptions, SyncRequest } from './sync.ts';

export interface SyncDependencies {
  readonly store: Store;
  readonly log: Log;
  /** Milliseconds since 1970; tests give their own. */
  readonly now?: () => number;
  /** Waits that many ms; ends early, rejecting, when the signal aborts. Tests give their own. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Without any progress for this long, ms, all waiting included, reading is given up. */
  readonly patience?: number;
  /** Between 0 and 1, for pauses that differ from each other's. */
  readonly chance?: () => number;
  /** Requests that may be under way at once, asked as a read begins. */
  readonly mostInFlight?: () => number;
  /** After this long, ms, a refresh is not enough any more: the list is read in full. A day where absent. */
  readonly fullEvery?: number;
}

/** Sessions a page where nobody says otherwise. */
const usualPageSize = 1000;
/**
 * Pages handed to the store and not yet staged: one that is written and one that waits, so that the writer never idles.
 * Where the first is refused, the second is staged behind a hole for a moment, and replaced when the first comes again.
 */
const mostHanded = 2;

export function createSync({
  store,
  log,
  now = Date.now,
  wait = (ms, signal) => sleep(ms, undefined, { signal }),
  patience = 60_000,
  chance = Math.random,
  fullEvery = 24 * 60 * 60 * 1000,
  mostInFlight = () => most,
}: SyncDependencies): Sync {
  return async (request, remote, options = {}) => {
    const meter = createMeter(request.connection, now, options.onProgress);
    const open = await store.beginRead({
      server: request.server,
      connection: request.connection,
      generation: remote.generation,
      startedAt: new Date(now()).toISOString(),
      fresh: request.full ?? false,
      onWait: () => meter.phase('waiting', 'Another window or command is reading this list: its end is waited for.'),
      ...(options.signal && { signal: options.signal }),
    });
    meter.expect(open);
    let ending: Ending;
    try {
      ending = await read(request, remote, open, { store, log, now, wait, patience, chance, fullEvery, mostInFlight }, meter, options);
    } catch (error) {
      await store.endRead(open.read, true).catch((also: unknown) => log.warn('The read could not be ended', { error: also }));
      throw error;
    }
    const { end, failure, basis } = ending;
    if (end.status === 'partial' && end.nothing) {
      await store.endRead(open.read, true);
      throw failure ? new Failure(failure.code, end.cause ?? failure.message, failure.more) : new Failure('partial', end.reason);
    }
    meter.phase('sealing');
    const outcome: ReadOutcome =
      end.status === 'complete'
        ? { status: 'complete', ...(basis && { basis }), endedAt: new Date(now()).toISOString(), keepCheckpoint: false }
        : { status: 'partial', reason: end.reason, endedAt: new Date(now()).toISOString(), keepCheckpoint: end.keep };
    return result(request.connection, outcome, await store.seal(open.read, outcome), ending, meter);
  };
}

interface Ending {
  readonly end: End;
  /** Present where a refresh was enough. */
  readonly basis?: 'refresh';
  /** What it has looked at, or why it was not enough. */
  readonly note?: string;
  /** The last failure there was. */
  readonly failure?: Failure;
}

type Letter = Event | { readonly kind: 'fatal'; readonly error: unknown };

/** Reads until the planner says that it ends. Fails only as the store does. */
async function read(
  request: SyncRequest,
  remote: Remote,
  open: OpenRead,
  { store, log, now, wait, patience, chance, fullEvery, mostInFlight }: Required<SyncDependencies>,
  meter: Meter,
  { signal, pause }: SyncOptions,
): Promise<Ending> {
  const inbox = createInbox<Letter>();
  const arrived = new Map<number, { readonly ask: Ask; readonly body: Uint8Array }>();
  const handed = new Set<Promise<void>>();
  const comparing = new Set<Promise<void>>();
  let voided = manyListeners();
  const pageSize = request.pageSize ?? usualPageSize;
  const way = wayOf(request, open, pageSize, now() - fullEvery);
  let step = begin({
    pageSize,
    mostInFlight: mostInFlight(),
    ...(open.expected !== undefined && { expected: open.expected }),
    ...(open.resume && { resume: open.resume }),
    ...(way.full && {
      refresh: {
        ...(await groundOf(open.read, request.connection, remote, { store, log }, meter, signal)),
        skipped: way.full.skipped,
        chance: Math.floor(chance() * 2 ** 20),
      },
    }),
    patience,
  });
  let era = step.state.era;
  let nextSlot = step.state.trail.next;
  let progressAt = now();
  let failure: Failure | undefined;

  const stop = (reason: Failure) => {
    failure = reason;
    inbox.put({ kind: 'stopped', trouble: { code: reason.code, message: reason.message } });
  };
  const onAbort = () => stop(new Failure('cancelled'));
  const watch = setTimeout(() => {
    if (!pause?.on) stop(new Failure('timed-out', reasons.stalled));
  }, patience);

  const moves = () => {
    progressAt = now();
    watch.refresh();
  };

  // A pause is no standstill: the patience begins anew when it ends.
  const onPause = (on: boolean) => {
    if (!on) moves();
    meter.paused(on);
  };
  const stopHearing = pause?.onChange(onPause);

  const waits = createStopwatch(now);

  const ask = async (asked: Ask, gone: AbortSignal) => {
    try {
      // Chance keeps many clients of a server that failed from coming back all at once.
      const ms = Math.max(asked.after * (0.75 + chance() / 2), asked.atLeast);
      if (ms > 0) await waits.during(() => wait(ms, gone));
      if (pause?.on) await pause.passed(gone);
      meter.asked();
      if (asked.kind === 'key') await askKey(asked, gone);
      else await askPage(asked, gone);
    } catch (error) {
      if (!isVoid(gone)) fail(asked, error, 'network');
    }
  };

  const askKey = async (asked: Ask, gone: AbortSignal) => {
    const session = await remote.session(request.connection, asked.key, {
      signal: gone,
      work: `Sync of ${request.connection}, one session`,
    });
    if (isVoid(gone)) return;
    moves();
    inbox.put({ kind: 'answered', ask: asked, found: session !== null });
  };

  const askPage = async (asked: Ask, gone: AbortSignal) => {
    const begun = now();
    const order = asked.order && { ...asked.order, property: timeProperty(remote.generation) };
    const work = workOf(request.connection, asked);
    const how = { signal: gone, once: true as const, work, ...(order && { order }) };
    const { body, requests, bytes } = await remote.sessionsPage(request.connection, asked.page, asked.size, how);
    meter.received(requests, bytes);
    // Parsed here, on the main thread, because it is not for the store: such questions are rare.
    const probed = asked.kind === 'probe' ? decodeSessions(body) : undefined;
    if (isVoid(gone)) return;
    moves();
    inbox.put({ kind: 'arrived', ask: asked, ms: now() - begun, bytes: body.byteLength });
    if (probed) inbox.put({ kind: 'probed', ask: asked, keys: probed.items.map(({ key }) => key), records: probed.records });
    else if (asked.kind === 'proof') compare(asked, body);
    else if (asked.kind === 'check') check(asked, body);
    else arrived.set(asked.slot, { ask: asked, body });
    hand();
  };

  /** Waits for what the store says of a page, at the latest before the read ends. */
  const hear = (asked: Ask, answer: Promise<Letter>) => {
    const heard = answer
      .then((letter) => inbox.put(letter))
      .catch((error: unknown) => stumble(asked, error))
      .finally(() => comparing.delete(heard));
    comparing.add(heard);
  };

  /** Has the store say where the rows of a page are staged. */
  const compare = (asked: Ask, body: Uint8Array) => {
    const placing = store.placePage(open.read, body, asked.slot > 0 ? asked.slot : undefined);
    hear(
      asked,
      placing.then((placed) => ({ kind: 'placed', ask: asked, placed })),
    );
  };

  /** Has the store say how a page differs from the newest snapshot. */
  const check = (asked: Ask, body: Uint8Array) => {
    const checking = store.checkPage(open.read, body);
    hear(
      asked,
      checking.then((checked) => ({ kind: 'checked', ask: asked, checked })),
    );
  };

  /** The store could not take a page. */
  const stumble = (asked: Ask, error: unknown) => {
    if (error instanceof Failure && error.code === 'answer-unreadable') fail(asked, error, 'staging');
    else inbox.put({ kind: 'fatal', error });
  };

  const fail = (asked: Ask, error: unknown, at: 'network' | 'staging') => {
    const reason = asFailure(error);
    if (reason.code === 'bug') {
      inbox.put({ kind: 'fatal', error });
      return;
    }
    log.info('A page failed', {
      page: asked.page,
      size: asked.size,
      tries: asked.tries + 1,
      code: reason.code,
      status: reason.more.status,
    });
    failure = reason;
    const { status, retryAfter } = reason.more;
    const more = { ...(status !== undefined && { status }), ...(retryAfter !== undefined && { retryAfter }) };
    inbox.put({
      kind: 'failed',
      ask: asked,
      at,
      idle: now() - progressAt,
      waited: waits.total(),
      trouble: { code: reason.code, message: reason.message, ...more },
    });
  };

  /** Gives the store the pages whose turn it is. */
  const hand = () => {
    for (let page = arrived.get(nextSlot); page && handed.size < mostHanded; page = arrived.get(nextSlot)) {
      arrived.delete(nextSlot++);
      const { ask: asked, body } = page;
      const gone = voided.signal;
      const staging = store
        .addPage(open.read, asked.slot, asked.size, body, noteOf(step.state, asked))
        .then((receipt) => inbox.put({ kind: 'staged', ask: asked, receipt }))
        .catch((error: unknown) => {
          stumble(asked, error);
          // The planner is to decide before another page is handed over.
          if (!isVoid(gone)) nextSlot = Infinity;
        })
        .finally(() => {
          handed.delete(staging);
          moves();
          hand();
        });
      handed.add(staging);
    }
  };

  const follow = ({ state, asks }: Step) => {
    if (state.era !== era) {
      voided.abort();
      voided = manyListeners();
      arrived.clear();
      era = state.era;
      nextSlot = state.trail.next;
    }
    for (const wanted of asks) void ask(wanted, voided.signal);
    meter.reading(state);
  };

  signal?.addEventListener('abort', onAbort);
  try {
    if (signal?.aborted) throw new Failure('cancelled');
    follow(step);
    while (!step.end) {
      const letter: Letter = step.compare ? { kind: 'compared', missing: await store.missing(open.read, mostByKey) } : await inbox.take();
      if (letter.kind === 'fatal') throw letter.error;
      step = next(step.state, letter);
      follow(step);
    }
    const { refresh, doubt } = step.state;
    const looked = refresh && reasons.refreshed(refresh.head * step.state.size, refresh.looked - refresh.head, way.full?.at ?? '');
    const note = looked ?? doubt ?? way.note;
    return { end: step.end, ...(refresh && { basis: 'refresh' }), ...(note && { note }), ...(failure && { failure }) };
  } finally {
    clearTimeout(watch);
    stopHearing?.();
    signal?.removeEventListener('abort', onAbort);
    voided.abort();
    arrived.clear();
    await Promise.all([...handed, ...comparing]);
  }
}

/** What a page is asked for, in the list of requests. */
function workOf(connection: string, { kind, page }: Pick<Ask, 'kind' | 'page'>): string {
  if (kind === 'proof') return `Sync of ${connection}, a sample that proves the order`;
  return `${kind === 'check' ? 'Refresh' : 'Sync'} of ${connection}, page ${page + 1}`;
}

/** How long at least one of some things took that may overlap, ms. */
function createStopwatch(now: () => number) {
  let running = 0;
  let since = 0;
  let before = 0;
  return {
    async during(work: () => Promise<unknown>): Promise<void> {
      if (running === 0) since = now();
      running += 1;
      try {
        await work();
      } finally {
        running -= 1;
        if (running === 0) before += now() - since;
      }
    },
    total: (): number => before + (running > 0 ? now() - since : 0),
  };
}

/** What is under way listens to one signal, each request more than once. */
function manyListeners(): AbortController {
  const controller = new AbortController();
  setMaxListeners(100, controller.signal);
  return controller;
}

function isVoid(signal: AbortSignal): boolean {
  return signal.aborted;
}

function result(connection: string, outcome: ReadOutcome, { snapshot, confirmed }: SealedRead, { basis, note }: Ending, meter: Meter) {
  return {
    connection,
    snapshot: snapshot.number,
    status: outcome.status,
    ...(outcome.reason !== undefined && { reason: outcome.reason }),
    ...(basis && { basis }),
    ...(note !== undefined && { note }),
    sessions: snapshot.sessions,
    // A confirmed snapshot's own counts tell of the time when it was made.
    new: confirmed ? 0 : snapshot.new,
    changed: confirmed ? 0 : snapshot.changed,
    gone: confirmed ? 0 : snapshot.gone,
    skipped: snapshot.skipped,
    ...meter.total(),
  };
}
