/** Counts what a sync costs and tells how far it is, at most every 100 ms. */
import type { OpenRead } from '../store/store.ts';
import type { State } from './plan.ts';
import type { Progress } from './sync.ts';

const interval = 100;

export interface Meter {
  /** A request is sent. */
  asked(): void;
  /** Its answer came, after `requests` in all (it may have been tried again), with so many bytes. */
  received(requests: number, bytes: number): void;
  expect(open: OpenRead): void;
  reading(state: State): void;
  phase(phase: Progress['phase'], note?: string): void;
  /** From now on it is paused, or goes on. */
  paused(on: boolean): void;
  total(): { readonly requests: number; readonly bytes: number; readonly ms: number };
}

export function createMeter(connection: string, now: () => number, onProgress?: (progress: Progress) => void): Meter {
  const begun = now();
  let told = -Infinity;
  let isPaused = false;
  let comparing = false;
  let before: string | undefined;
  let progress: Progress = { connection, sessions: 0, pages: 0, requests: 0, bytes: 0, elapsed: 0, phase: 'connecting' };

  const tell = (more: Partial<Progress>, note?: string) => {
    const turned = (more.phase ?? progress.phase) !== progress.phase || before !== note;
    before = note;
    progress = { ...progress, ...more, elapsed: now() - begun };
    if (!onProgress || (!turned && now() - told < interval)) return;
    told = now();
    onProgress({ ...progress, ...(note !== undefined && { note }), ...(comparing && { comparing: true }) });
  };

  return {
    asked() {
      progress = { ...progress, requests: progress.requests + 1 };
    },
    received(requests, bytes) {
      progress = { ...progress, requests: progress.requests + requests - 1, bytes: progress.bytes + bytes };
    },
    expect({ expected, resume }) {
      progress = { ...progress, ...(expected !== undefined && { expected }), sessions: resume?.sessions ?? 0 };
    },
    reading({ trail, waiting, refresh, size }) {
      const phase = isPaused ? 'paused' : waiting === null ? 'reading' : 'waiting';
      comparing = refresh !== null;
      const read = refresh ? { sessions: refresh.looked * size, pages: refresh.looked } : { sessions: trail.sessions, pages: trail.next };
      tell({ phase, ...read }, isPaused ? undefined : (waiting ?? undefined));
    },
    phase(phase, note) {
      tell({ phase }, note);
    },
    paused(on) {
      isPaused = on;
      tell({ phase: on ? 'paused' : 'reading' });
    },
    total() {
      return { requests: progress.requests, bytes: progress.bytes, ms: Math.round(now() - begun) };
    },
  };
}
