/** How far long work on a thread is, and whether it is still wanted: shared memory, since a busy thread hears no message. */
import { Failure } from '../failure.ts';

/** The memory of one piece of work. */
export const newControl = (): SharedArrayBuffer => new SharedArrayBuffer(24);

export class Control {
  readonly #cancelled: Int32Array;
  readonly #figures: Float64Array;

  constructor(memory: SharedArrayBuffer) {
    this.#cancelled = new Int32Array(memory, 0, 1);
    this.#figures = new Float64Array(memory, 8, 2);
  }

  cancel(): void {
    Atomics.store(this.#cancelled, 0, 1);
  }

  /** Fails with `cancelled` once it was. */
  check(): void {
    if (Atomics.load(this.#cancelled, 0) === 1) throw new Failure('cancelled', undefined, { safe: 'Nothing saved was changed.', todo: '' });
  }

  /** So much is done, of so much. */
  tell(done: number, total: number): void {
    this.#figures[0] = done;
    this.#figures[1] = total;
  }

  get done(): number {
    return this.#figures[0] ?? 0;
  }

  get total(): number {
    return this.#figures[1] ?? 0;
  }
}
