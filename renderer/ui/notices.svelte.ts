/** What has to be told and stays until it is dismissed: what start-up found, what failed unexpectedly, what was done. */
import type { FailureShape } from '../../preload/model.ts';
import { shapeOf } from '../api/failure.ts';

/** How long what can be undone is told, ms; its key works for longer. */
const toldFor = 12_000;

export class Notices {
  #told = $state<string>();
  #undo = $state.raw<() => Promise<unknown>>();
  #hiding: ReturnType<typeof setTimeout> | undefined;
  #all = $state.raw<readonly FailureShape[]>([]);

  get all(): readonly FailureShape[] {
    return this.#all;
  }

  /** Tells it; what says the same already is told once. */
  tell(...notices: readonly FailureShape[]): void {
    const isTold = (message: string): boolean => notices.some((notice) => notice.message === message);
    this.#all = [...this.#all.filter(({ message }) => !isTold(message)), ...notices];
  }

  /** What was just done and can be undone, a sentence; not for ever. */
  get told(): string | undefined {
    return this.#told;
  }

  get canUndo(): boolean {
    return this.#undo !== undefined;
  }

  /** Tells what was done, and how it is undone until something else is done. */
  undoable(told: string, undo: () => Promise<unknown>): void {
    this.#told = told;
    this.#undo = undo;
    clearTimeout(this.#hiding);
    this.#hiding = setTimeout(() => this.hide(), toldFor);
  }

  /** Undoes what was done last. */
  async undo(): Promise<void> {
    const undo = this.#undo;
    this.#undo = undefined;
    this.hide();
    if (undo) await this.telling(undo());
  }

  hide(): void {
    clearTimeout(this.#hiding);
    this.#told = undefined;
  }

  dismiss(notice: FailureShape): void {
    this.#all = this.#all.filter((other) => other !== notice);
  }

  /** Waits for a call whose failure belongs to no dialog, and tells it; what was given up is no news. */
  async telling<Value>(call: Promise<Value>): Promise<Value | undefined> {
    try {
      return await call;
    } catch (thrown) {
      const failure = shapeOf(thrown);
      if (failure.code !== 'cancelled') this.tell(failure);
      return undefined;
    }
  }
}
