/** A header that is dragged: its edge makes the column wider, the header itself takes it elsewhere. */

/** Below this a press is a click, CSS px. */
const still = 5;

/** Follows the pointer from `press` until it is let go; `ended` is told whether it was given up. */
function follow(press: PointerEvent, moved: (event: PointerEvent) => void, ended: (isDone: boolean) => void): void {
  const controller = new AbortController();
  const { signal } = controller;
  const end = (isDone: boolean): void => {
    controller.abort();
    ended(isDone);
  };
  const mine = (event: PointerEvent): boolean => event.pointerId === press.pointerId;
  addEventListener('pointermove', (event) => mine(event) && moved(event), { signal });
  addEventListener('pointerup', (event) => mine(event) && end(true), { signal });
  addEventListener('pointercancel', (event) => mine(event) && end(false), { signal });
  // Escape lets all stay as it was; the window's own Escape is not meant.
  const escape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    end(false);
  };
  addEventListener('keydown', escape, { signal, capture: true });
}

/** Drags an edge: `resize` is told each width that results, CSS px. */
export function dragEdge(press: PointerEvent, width: number, resize: (width: number) => void): void {
  if (press.button !== 0) return;
  press.stopPropagation();
  const isRightToLeft = press.target instanceof Element && getComputedStyle(press.target).direction === 'rtl';
  const sign = isRightToLeft ? -1 : 1;
  follow(
    press,
    (event) => resize(width + sign * (event.clientX - press.clientX)),
    (isDone) => {
      if (!isDone) resize(width);
    },
  );
}

/**
 * Drags a header among its neighbours. `over` is told before which of them it would stand (as many as they are: last), or
 * nothing where it is not dragged (any more); `drop` where it was let go.
 */
export function dragHeader(press: PointerEvent, over: (place: number | undefined) => void, drop: (place: number) => void): void {
  const header = press.currentTarget;
  if (press.button !== 0 || !(header instanceof HTMLElement) || !header.parentElement) return;
  const headers = [...header.parentElement.children];
  let place: number | undefined;
  follow(
    press,
    ({ clientX }) => {
      if (place === undefined && Math.abs(clientX - press.clientX) < still) return;
      const isRightToLeft = getComputedStyle(header).direction === 'rtl';
      const before = headers.findIndex((other) => {
        const { left, width } = other.getBoundingClientRect();
        const middle = left + width / 2;
        return isRightToLeft ? clientX > middle : clientX < middle;
      });
      place = before < 0 ? headers.length : before;
      over(place);
    },
    (isDone) => {
      over(undefined);
      if (place === undefined) return;
      // The click that follows would sort.
      const swallow = (event: Event): void => event.stopPropagation();
      addEventListener('click', swallow, { capture: true, once: true });
      setTimeout(() => removeEventListener('click', swallow, { capture: true }));
      if (isDone) drop(place);
    },
  );
}
