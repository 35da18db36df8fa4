/** So many at once, the others in their order. */
import { Failure } from '../failure.ts';

export interface Gate {
  /** Runs it when there is room. Fails with `cancelled` where the signal comes first, and as the work does. */
  run<Value>(work: () => Promise<Value>, signal?: AbortSignal): Promise<Value>;
}

export function createGate(most: number): Gate {
  let inside = 0;
  const waiting: (() => void)[] = [];

  function enter(signal: AbortSignal | undefined): Promise<void> | undefined {
    if (inside < most) {
      inside += 1;
      return undefined;
    }
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        waiting.splice(waiting.indexOf(go), 1);
        reject(new Failure('cancelled'));
      };
      function go(): void {
        signal?.removeEventListener('abort', stop);
        resolve();
      }
      signal?.addEventListener('abort', stop, { once: true });
      waiting.push(go);
    });
  }

  function leave(): void {
    const next = waiting.shift();
    if (next === undefined) inside -= 1;
    else next();
  }

  return {
    async run(work, signal) {
      if (signal?.aborted) throw new Failure('cancelled');
      await enter(signal);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
