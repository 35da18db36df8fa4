/**
 * Notices that the computer slept, or that this process stood still, and tells so: what was known of the network then is
 * of the past. Electron tells of sleep; a process that was stopped and continued, a virtual machine that was paused and a
 * clock that was set are seen by a heartbeat alone.
 */
import type { Log } from '../log.ts';

/** What `powerMonitor` of Electron tells. */
export interface PowerEvents {
  on(event: 'resume' | 'unlock-screen', listener: () => void): unknown;
  off(event: 'resume' | 'unlock-screen', listener: () => void): unknown;
}

export interface PowerOptions {
  readonly events: PowerEvents;
  /** Called after each gap. */
  readonly onGap: () => void;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Milliseconds that only rise; they may stand still while the computer sleeps. */
  readonly monotonic?: () => number;
  /** Calls every so many ms, keeping no process alive; returns what ends it. */
  readonly every?: (ms: number, call: () => void) => () => void;
  /** Between two beats, ms. */
  readonly beat?: number;
  /** Between two beats that came so late, ms, something stood still. */
  readonly gap?: number;
  /** The two clocks may go apart by so much between two beats, ms. */
  readonly drift?: number;
}

const everyReal = (ms: number, call: () => void): (() => void) => {
  const timer = setInterval(call, ms).unref();
  return () => clearInterval(timer);
};

/** Begins to watch; returns what ends it. */
export function watchPower(options: PowerOptions): () => void {
  const { events, onGap, log, now = Date.now, monotonic = () => performance.now(), every = everyReal } = options;
  const { beat = 5_000, gap = 30_000, drift = 5_000 } = options;
  let last = { now: now(), monotonic: monotonic() };

  function told(why: string, more?: Readonly<Record<string, number>>): void {
    // What one sign has told, the next one does not tell again.
    last = { now: now(), monotonic: monotonic() };
    log.info('The network is doubted', { why, ...more });
    onGap();
  }

  function look(): void {
    const passed = monotonic() - last.monotonic;
    const apart = now() - last.now - passed;
    if (passed > gap) told('stood still', { ms: Math.round(passed) });
    else if (Math.abs(apart) > drift) told('clock', { ms: Math.round(apart) });
    else last = { now: now(), monotonic: monotonic() };
  }

  const resumed = (): void => told('sleep');
  const unlocked = (): void => told('lock');
  events.on('resume', resumed);
  events.on('unlock-screen', unlocked);
  const stop = every(beat, look);
  return () => {
    stop();
    events.off('resume', resumed);
    events.off('unlock-screen', unlocked);
  };
}
