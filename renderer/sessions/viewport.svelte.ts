/** Where a list stands: which of its rows is at the upper edge, how many are seen, which have to be in the page. */
import { revealing, shown, within, type Track } from './track.ts';

/** Height of what shows rows, CSS px, and device pixels in a CSS pixel. */
interface View {
  readonly height: number;
  readonly scale: number;
}

export class Viewport {
  readonly #total: () => number;
  readonly #rowHeight: () => number;
  #top = $state(0);
  /** Where it stood before a smaller size moved it. */
  #left: number | undefined;
  #view = $state.raw<View>({ height: 0, scale: 1 });
  #track = $derived.by<Track>(() => ({
    total: this.#total(),
    row: this.#rowHeight(),
    view: this.#view.height,
    scale: this.#view.scale,
  }));
  #shown = $derived.by(() => shown(this.#track, this.#top));

  /** @param total rows in all; @param rowHeight height of each, CSS px */
  constructor(total: () => number, rowHeight: () => number) {
    this.#total = total;
    this.#rowHeight = rowHeight;
  }

  get track(): Track {
    return this.#track;
  }

  /** The row at the upper edge, with its fraction. */
  get top(): number {
    return this.#top;
  }

  /** Rows to be in the page, `from` inclusive to `to` exclusive. */
  get shown(): { readonly from: number; readonly to: number } {
    return this.#shown;
  }

  /** Whether any of a row is seen. */
  shows(index: number): boolean {
    return index >= this.#top - 1 && index < this.#top + this.#view.height / this.#track.row;
  }

  toTop(): void {
    this.scrollTo(0);
  }

  scrollTo(top: number): void {
    this.#top = top;
    this.#left = undefined;
  }

  /** Brings a row into view by the shortest way. */
  reveal(index: number): void {
    this.scrollTo(revealing(this.#track, this.#top, index));
  }

  /** Takes another size; a row that was seen whole stays so. What a smaller one moved comes back with the room, unless somebody scrolled. */
  resize(view: View, index: number | undefined): void {
    const left = this.#left ?? this.#top;
    const wasSeen = index !== undefined && revealing(this.#track, this.#top, index) === this.#top;
    this.#view = view;
    const top = within(this.#track, left);
    this.#top = wasSeen ? revealing(this.#track, top, index) : top;
    this.#left = this.#top === left ? undefined : left;
  }
}
