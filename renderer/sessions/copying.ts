/** Ctrl+C in the list: what is selected goes to the clipboard as a table, unless text is marked. */

/**
 * An attachment of the grid. `text` is what is copied, or nothing where nothing is selected.
 * Where no text is marked Chromium sends these events to the body, and copies only if the first one is prevented.
 */
export function copies(text: () => string | undefined): (grid: HTMLElement) => () => void {
  return (grid) => {
    const copied = (): string | undefined => (document.activeElement === grid && String(getSelection()) === '' ? text() : undefined);
    const offer = (event: Event): void => {
      if (copied() !== undefined) event.preventDefault();
    };
    const copy = (event: ClipboardEvent): void => {
      const wanted = copied();
      if (wanted === undefined || !event.clipboardData) return;
      event.clipboardData.setData('text/plain', wanted);
      event.preventDefault();
    };
    document.addEventListener('beforecopy', offer);
    document.addEventListener('copy', copy);
    return () => {
      document.removeEventListener('beforecopy', offer);
      document.removeEventListener('copy', copy);
    };
  };
}
