import { untrack } from 'svelte';

/** Puts a scroller where it stood, once; a later change of `top` is its own. @param top CSS px */
export const restoring =
  (top: number) =>
  (scroller: HTMLElement): void => {
    untrack(() => {
      // In this order: to ask a scroller where it stands lays the page out.
      if (top > 0 && scroller.scrollTop === 0) scroller.scrollTop = top;
    });
  };
