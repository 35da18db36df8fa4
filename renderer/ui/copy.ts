/** Puts a text on the clipboard, as the user's click asks for. */

/**
 * Through the page's own copy event: the window has no permission for the asynchronous clipboard, and needs none.
 * Returns false where nothing was copied. Call it in the handler of a click.
 */
export function copyText(text: string): boolean {
  // Chromium copies without marked text only where the first of these events is prevented.
  const offer = (event: Event): void => event.preventDefault();
  const put = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener('beforecopy', offer, true);
  document.addEventListener('copy', put, true);
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only copying that asks for no permission
    return document.execCommand('copy');
  } finally {
    document.removeEventListener('beforecopy', offer, true);
    document.removeEventListener('copy', put, true);
  }
}
