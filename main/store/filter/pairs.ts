/** Two numbers for each version, in memory once two versions differ: what is the same in all takes nothing. */

/** Two numbers of each version from `step` times its own on: where all have the same, `step` is 0. */
export interface PairsParts {
  readonly numbers: Uint32Array<ArrayBuffer>;
  readonly step: 0 | 2;
}

export class Pairs {
  #numbers: Uint32Array<ArrayBuffer> = new Uint32Array(2);
  #step: 0 | 2 = 0;
  #isEmpty = true;
  #top = 0;

  static of({ numbers, step }: PairsParts): Pairs {
    const made = new Pairs();
    made.#numbers = numbers;
    made.#step = step;
    made.#isEmpty = false;
    if (step > 0) made.#top = numbers.length / 2 - 1;
    return made;
  }

  /** Its numbers, for loops, and for `of`; it is of no use here once these were handed over. */
  parts(): PairsParts {
    return { numbers: this.#numbers, step: this.#step };
  }

  /** There will be versions up to `top`. */
  reserve(top: number): void {
    this.#top = Math.max(this.#top, top);
    if (this.#step > 0) this.#numbers = longer(this.#numbers, 2 * (this.#top + 1));
  }

  /** Sets those of a version; of each once, in their order. */
  set(version: number, first: number, second: number): void {
    if (this.#step === 0) {
      if (this.#isEmpty) {
        this.#isEmpty = false;
        this.#numbers[0] = first;
        this.#numbers[1] = second;
        return;
      }
      if (this.#numbers[0] === first >>> 0 && this.#numbers[1] === second >>> 0) return;
      this.#spread(version);
    }
    this.#numbers[version * 2] = first;
    this.#numbers[version * 2 + 1] = second;
  }

  /** Writes out what was the same in all before a version. */
  #spread(version: number): void {
    const [first = 0, second = 0] = this.#numbers;
    this.#numbers = new Uint32Array(2 * (this.#top + 1));
    this.#step = 2;
    for (let before = 0; before < version; before += 1) {
      this.#numbers[before * 2] = first;
      this.#numbers[before * 2 + 1] = second;
    }
  }
}

function longer(numbers: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const room = new Uint32Array(length);
  room.set(numbers);
  return room;
}
