/** A short word on what was just done (“Link copied”): said once, seen for a moment, in nobody's way. */

/** How long it is seen, ms. */
const seen = 4_000;

export class Said {
  #text = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;

  get text(): string {
    return this.#text;
  }

  say(text: string): void {
    clearTimeout(this.#timer);
    this.#text = text;
    this.#timer = setTimeout(() => (this.#text = ''), seen);
  }
}
