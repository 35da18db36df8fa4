/** Gives the keyboard to one of the window's fixed places. */
export type FocusPlace = 'connections' | 'find-connection' | 'sessions' | 'filter' | `tab-${string}`;

export function focusOn(place: FocusPlace): void {
  document.getElementById(place)?.focus();
}
