/** The size of the text as the zoom of a page: as it is set, from its first frame on; Ctrl and the wheel ask for another. */
import type { WebContents } from 'electron';
import type { ActionId } from '../../preload/actions.ts';
import type { Settings } from '../../preload/settings.ts';

/** Before the page loads. Returns what shows a change of the settings. */
export function keepTextSize(contents: WebContents, settings: () => Settings, ask: (action: ActionId) => void): () => void {
  const apply = (): void => {
    if (!contents.isDestroyed()) contents.setZoomFactor(settings().textSize / 100);
  };
  // Chromium remembers a zoom of its own for a page, which a navigation brings back.
  contents.on('did-navigate', apply);
  contents.on('dom-ready', apply);
  contents.on('zoom-changed', (_event, direction) => ask(direction === 'in' ? 'text-larger' : 'text-smaller'));
  return apply;
}
