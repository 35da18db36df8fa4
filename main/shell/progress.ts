/**
 * What of the activity is seen outside the window: the bar on the taskbar's button, and one notification once all has ended
 * while the window is behind. Decides only; `progress-shown.ts` shows it. Pure.
 */
import { isEnded, type ActivityItem } from '../../preload/activity.ts';
import type { Link } from '../../preload/links.ts';

export interface Bar {
  /** From 0 to 1; −1 for no bar, more than 1 where no end is known. */
  readonly value: number;
  readonly mode: 'none' | 'normal' | 'indeterminate' | 'error' | 'paused';
}

/** All that run as one: each counts the same, whatever it counts in. `failed`: something failed that nobody has seen yet. */
export function barOf(items: readonly ActivityItem[], failed = false): Bar {
  const running = items.filter((item) => !isEnded(item) && item.kind !== 'verify');
  if (running.length === 0) return failed ? { value: 1, mode: 'error' } : { value: -1, mode: 'none' };
  const shares = running.flatMap(({ done, of }) => (of === undefined || of === 0 ? [] : [Math.min(1, done / of)]));
  const value = shares.length === running.length ? shares.reduce((sum, share) => sum + share, 0) / shares.length : 2;
  if (running.every(({ state }) => state === 'paused')) return { value: Math.min(value, 1), mode: 'paused' };
  return { value, mode: value > 1 ? 'indeterminate' : 'normal' };
}

/** A read that took no longer than this is nothing that somebody waits for behind another window, ms. */
const worthTelling = 10_000;

const isTold = ({ state, kind, ms, quiet }: ActivityItem): boolean => {
  if (state === 'cancelled') return false;
  if (state === 'failed' || state === 'partial') return true;
  return quiet !== true && (kind !== 'sync' || ms > worthTelling);
};

const names: Readonly<Record<ActivityItem['kind'], string>> = {
  sync: 'The list was read',
  export: 'The export is written',
  import: 'The file is opened',
  merge: 'The histories are joined',
  keep: 'The sessions are kept offline',
  backup: 'The backup is written',
  compact: 'The store is compacted',
  verify: 'The store was checked',
  salvage: 'The store was salvaged',
};

const wentWrong = ({ state }: ActivityItem): boolean => state === 'failed' || state === 'partial';

/** The list that all of what is told is about; undefined where it is about several, or none. */
export function listOf(ended: readonly ActivityItem[]): Link | undefined {
  const lists = ended
    .filter(isTold)
    .map(({ kind, server, title }): Link | undefined =>
      server !== undefined && (kind === 'sync' || kind === 'keep') ? { server, connection: title } : undefined,
    );
  const [first] = lists;
  return lists.every((list) => list?.server === first?.server && list?.connection === first?.connection) ? first : undefined;
}

/** What is told of those that ended while the window was behind; undefined where nothing of it is worth it. */
export function noteOf(ended: readonly ActivityItem[]): { readonly title: string; readonly body: string } | undefined {
  const told = ended.filter(isTold);
  const [one] = told;
  if (one === undefined) return undefined;
  if (told.length === 1) {
    const about = one.title === '' ? '' : `${one.title}: `;
    return {
      title: wentWrong(one) ? 'Not all could be done' : names[one.kind],
      body: `${about}${one.failure?.message ?? one.found ?? ''}`,
    };
  }
  const wrong = told.filter(wentWrong).length;
  return {
    title: `${told.length} pieces of work have ended`,
    body: wrong === 0 ? 'All of it was done.' : `${wrong} of them could not be done whole.`,
  };
}
