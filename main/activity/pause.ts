/** A gate that is shut and opened again: whoever would go on waits before it. */
import { Failure } from '../failure.ts';

export interface Pause {
  readonly on: boolean;
  /** Resolves once it is open; fails with `cancelled` where the signal comes first. */
  passed(signal: AbortSignal): Promise<void>;
  /** Told whenever it is shut or opened; returns what ends the listening. */
  onChange(listener: (on: boolean) => void): () => void;
}

export interface PauseSwitch extends Pause {
  set(on: boolean): void;
}

export function createPause(): PauseSwitch {
  let on = false;
  const listeners = new Set<(on: boolean) => void>();
  return {
    get on() {
      return on;
    },
    set(next) {
      if (next === on) return;
      on = next;
      for (const listener of [...listeners]) listener(on);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async passed(signal) {
      if (!on) return;
      await new Promise<void>((resolve, reject) => {
        const end = (): void => {
          listeners.delete(open);
          signal.removeEventListener('abort', stop);
        };
        const open = (): void => {
          end();
          resolve();
        };
        const stop = (): void => {
          end();
          reject(new Failure('cancelled'));
        };
        if (signal.aborted) stop();
        else {
          listeners.add(open);
          signal.addEventListener('abort', stop, { once: true });
        }
      });
    },
  };
}
