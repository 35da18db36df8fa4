/** Writes down what the window remembers once it has settled; where it never rests, all the same before a second is over. */
import type { WindowMemory } from '../preload/app.ts';

/** How long nothing may change before it is written, and how long it waits at the most; ms. */
const rest = 300;
const longest = 800;

export class Remembering {
  readonly #write: (memory: WindowMemory) => void;
  #memory: WindowMemory | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #since = 0;

  constructor(write: (memory: WindowMemory) => void) {
    this.#write = write;
  }

  /** Takes what is to be found again as it is now. */
  note(memory: WindowMemory): void {
    const now = performance.now();
    if (this.#memory === undefined) this.#since = now;
    this.#memory = memory;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), Math.max(0, Math.min(rest, this.#since + longest - now)));
  }

  /** Writes what is not written yet: the window goes. */
  flush(): void {
    clearTimeout(this.#timer);
    const memory = this.#memory;
    this.#memory = undefined;
    if (memory) this.#write(memory);
  }
}
