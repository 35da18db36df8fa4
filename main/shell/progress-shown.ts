/** Shows on the taskbar and by a notification what `progress.ts` decides. */
import { Notification, type BrowserWindow } from 'electron';
import { isEnded } from '../../preload/activity.ts';
import type { Link } from '../../preload/links.ts';
import type { Activity } from '../activity/activity.ts';
import { barOf, listOf, noteOf } from './progress.ts';

export interface ShownParts {
  readonly activity: Activity;
  readonly window: () => BrowserWindow | undefined;
  /** Brings the window to the front. */
  readonly raise: () => void;
  /** Shows a list in it, as a link to that list does. */
  readonly open: (list: Link) => void;
}

/** From now on; `seen` is called when the window comes to the front. */
export function showProgress({ activity, window, raise, open }: ShownParts): { readonly seen: () => void } {
  /** The last one that had ended when all was over the last time. */
  let told = 0;
  let failed = false;
  let note: Notification | undefined;
  const isBehind = (): boolean => window()?.isFocused() !== true;

  function bar(): void {
    const { value, mode } = barOf(activity.list(), failed);
    const shown = window();
    if (shown && !shown.isDestroyed()) shown.setProgressBar(value, { mode });
  }

  /** Once all has ended. */
  function end(): void {
    const items = activity.list();
    if (items.some((item) => !isEnded(item))) return;
    const fresh = items.filter(({ id }) => id > told);
    told = Math.max(told, ...items.map(({ id }) => id));
    if (fresh.length === 0 || !isBehind()) return;
    failed = fresh.some(({ state }) => state === 'failed');
    const said = noteOf(fresh);
    if (said === undefined || !Notification.isSupported()) return;
    note?.close();
    note = new Notification(said);
    const list = listOf(fresh);
    note.on('click', () => {
      raise();
      if (list) open(list);
    });
    note.show();
  }

  activity.onChange((what) => {
    if (what === 'state') end();
    bar();
  });
  return {
    seen() {
      failed = false;
      note?.close();
      note = undefined;
      bar();
    },
  };
}
