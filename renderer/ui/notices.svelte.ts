/** What has to be told and stays until it is dismissed: what start-up found, what failed unexpectedly, what was done. */
import type { FailureShape } from '../../preload/model.ts';
import { shapeOf } from '../api/failure.ts';

export class Notices {
  #all = $state.raw<readonly FailureShape[]>([]);

  get all(): readonly FailureShape[] {
    return this.#all;
  }

  /** Tells it; what says the same already is told once. */
  tell(...notices: readonly FailureShape[]): void {
    const isTold = (message: string): boolean => notices.some((notice) => notice.message === message);
    this.#all = [...this.#all.filter(({ message }) => !isTold(message)), ...notices];
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
