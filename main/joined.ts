/**
 * Work that runs once while several wait for it: whoever asks for the same key joins. The work is cancelled when the
 * last of those who wait gives up.
 */
import { Failure } from './failure.ts';

interface Run<Value> {
  readonly controller: AbortController;
  readonly promise: Promise<Value>;
  waiting: number;
}

export interface Joined<Value> {
  /** Starts the work or joins it. `signal` ends the caller's waiting. */
  run(key: string, work: (signal: AbortSignal) => Promise<Value>, signal?: AbortSignal): Promise<Value>;
  /** Cancels all that runs and waits until it has ended. */
  end(): Promise<void>;
}

/**
 * @param last what the last caller does who gives up: `leaves` at once with `cancelled`, or `stays` for what the
 *   cancelled work still answers (a sync answers what it has kept).
 */
export function createJoined<Value>(last: 'leaves' | 'stays'): Joined<Value> {
  const runs = new Map<string, Run<Value>>();

  function start(key: string, work: (signal: AbortSignal) => Promise<Value>): Run<Value> {
    const controller = new AbortController();
    const run: Run<Value> = {
      controller,
      waiting: 0,
      promise: work(controller.signal).finally(() => {
        if (runs.get(key) === run) runs.delete(key);
      }),
    };
    runs.set(key, run);
    return run;
  }

  return {
    run: (key, work, signal) => {
      if (signal?.aborted === true) return Promise.reject(new Failure('cancelled'));
      const running = runs.get(key);
      const run = running === undefined || running.controller.signal.aborted ? start(key, work) : running;
      run.waiting += 1;
      if (signal === undefined) return run.promise;
      return new Promise<Value>((resolve, reject) => {
        const giveUp = (): void => {
          run.waiting -= 1;
          if (run.waiting === 0) run.controller.abort();
          if (run.waiting > 0 || last === 'leaves') reject(new Failure('cancelled'));
        };
        signal.addEventListener('abort', giveUp, { once: true });
        run.promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
      });
    },
    end: async () => {
      const all = [...runs.values()];
      for (const run of all) run.controller.abort();
      await Promise.allSettled(all.map((run) => run.promise));
    },
  };
}
