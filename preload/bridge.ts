/** How questions, answers and news are carried between the window and the main process. Both sides import it. */
import type { Events } from './contract.ts';
import type { FailureShape } from './model.ts';

export type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: FailureShape };

/** What the preload puts into the window's world, as `window.paddock`. */
export interface Bridge {
  /** Calls `service.method`; `call` is a number of the caller's choice that `cancel` names. */
  invoke(call: number, method: string, args: readonly unknown[]): Promise<Answer>;
  cancel(call: number): void;
  /** Path of a file that the user dropped on the window. */
  pathOf(file: File): string;
  /** Returns what ends the listening. */
  on(listener: (name: keyof Events, payload: unknown) => void): () => void;
}

export const channels = { invoke: 'paddock:invoke', cancel: 'paddock:cancel', event: 'paddock:event' } as const;
