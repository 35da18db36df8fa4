/** A read under way in words: `12,000 of about 100,000 sessions · 13 pages · 8,500/s · 1.4 s`. Pure. */
import type { SyncProgress } from '../../preload/syncing.ts';
import { count, counted, span } from '../ui/number.ts';

function numbers({ sessions, expected, pages, elapsed }: SyncProgress): string {
  const read =
    expected !== undefined && expected > sessions
      ? `${count(sessions)} of about ${counted(expected, 'session')}`
      : counted(sessions, 'session');
  const rate = elapsed > 500 && sessions > 0 ? [`${count((sessions / elapsed) * 1000)}/s`] : [];
  return [read, counted(pages, 'page'), ...rate, span(elapsed)].join(' · ');
}

/** What it does, without the numbers that stand elsewhere; why it waits, too. */
export function shortProgressText({ phase, note }: SyncProgress): string {
  switch (phase) {
    case 'connecting':
      return 'Connecting…';
    case 'reading':
      return 'Reading…';
    case 'sealing':
      return 'Saving…';
    case 'paused':
      return 'Paused';
    case 'waiting':
      return note ?? 'Waiting…';
  }
}

export function progressText(progress: SyncProgress): string {
  switch (progress.phase) {
    case 'connecting':
      return 'Connecting…';
    case 'reading':
      return `Reading: ${numbers(progress)}`;
    case 'sealing':
      return `Saving: ${numbers(progress)}`;
    case 'paused':
      return `Paused: ${numbers(progress)}`;
    case 'waiting':
      return progress.note ?? `Waiting: ${numbers(progress)}`;
  }
}
