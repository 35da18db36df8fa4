/** The grid's scroller: its size is told to the list, and its bar and the list's place follow each other. */
import { untrack } from 'svelte';
import type { SessionList } from './list.svelte.ts';
import { scrollOf, topOf } from './track.ts';

/** Height of the header row with its line, CSS px. */
export const headerHeight = 29;

export class Scroller {
  readonly #list: SessionList;
  #element = $state.raw<HTMLElement>();
  #width = $state(1000);
  #lastScroll = 0;
  /** Where the list was last brought by the bar. */
  #topOfBar: number | undefined;

  constructor(list: SessionList) {
    this.#list = list;
    // The scroll bar follows the list, unless the list just followed it: writing back would end a smooth scroll.
    $effect(() => {
      const element = this.#element;
      if (!element) return;
      const wanted = scrollOf(list.track, list.top);
      // Asked only where it is moved: the answer lays the page out in the middle of a change.
      if (list.top === this.#topOfBar || Math.abs(this.#lastScroll - wanted) < 1) return;
      element.scrollTop = wanted;
      this.#lastScroll = element.scrollTop;
    });
  }

  /** The grid, once it is there. */
  get element(): HTMLElement | undefined {
    return this.#element;
  }

  /** Width of what is seen of the rows, CSS px. */
  get width(): number {
    return this.#width;
  }

  /** An attachment of the grid. */
  readonly attach = (element: HTMLElement): (() => void) => {
    const tell = (): void => {
      this.#width = element.clientWidth;
      this.#list.resize(Math.max(0, element.clientHeight - headerHeight), devicePixelRatio);
    };
    const observer = new ResizeObserver(tell);
    observer.observe(element);
    this.#element = element;
    // What the list works out of it is no reason to attach anew: that would lay the page out in the middle of each change.
    untrack(tell);
    return () => observer.disconnect();
  };

  /** The bar, the wheel or a finger moved it. */
  readonly scrolled = (): void => {
    const now = this.#element?.scrollTop ?? 0;
    if (Math.abs(now - this.#lastScroll) < 1) return;
    this.#list.scrollTo(topOf(this.#list.track, this.#list.top, this.#lastScroll, now));
    this.#topOfBar = this.#list.top;
    this.#lastScroll = now;
  };
}
