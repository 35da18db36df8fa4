/** Activity and requests in words. Pure. */
import type { ActivityItem, ActivityKind } from '../../preload/activity.ts';
import type { FailureCode } from '../../preload/model.ts';
import type { RequestRow } from '../../preload/requests.ts';
import { bytesText } from '../travel/words.ts';
import { count, counted, span } from '../ui/number.ts';

const verbs: Readonly<Record<ActivityKind, string>> = {
  sync: 'Reading',
  export: 'Exporting',
  import: 'Opening',
  merge: 'Joining',
  keep: 'Keeping offline',
  backup: 'Backing up',
  compact: 'Compacting the store',
  verify: 'Checking the store',
  salvage: 'Salvaging the store',
};

/** What it does: `Reading`, with its title behind. */
export const verbOf = (kind: ActivityKind): string => verbs[kind];

/** `about 12 s left`: as rough as it is known. @param left ms */
export function leftText(left: number): string {
  if (left < 5_000) return 'a few seconds left';
  if (left < 60_000) return `about ${Math.ceil(left / 5_000) * 5} s left`;
  if (left < 3_600_000) return `about ${Math.round(left / 60_000)} min left`;
  return `about ${Math.round(left / 3_600_000)} h left`;
}

/** From 0 to 1; undefined where the end is not known. */
export const shareOf = ({ done, of }: Pick<ActivityItem, 'done' | 'of'>): number | undefined =>
  of === undefined || of === 0 ? undefined : Math.min(1, done / of);

/** The running ones in one line; empty where none runs. */
export function summary(running: readonly ActivityItem[]): string {
  if (running.length === 0) return '';
  const shares = running.flatMap((item) => shareOf(item) ?? []);
  const paused = running.every(({ state }) => state === 'paused');
  // The last one to end decides when all are done; where one cannot tell, nothing is said.
  const lefts = running.map(({ left }) => left);
  const left = lefts.some((one) => one === undefined) ? undefined : Math.max(...lefts.map((one) => one ?? 0));
  return [
    `${running.length} ${paused ? 'paused' : 'running'}`,
    ...(shares.length === running.length ? [`${Math.floor((100 * shares.reduce((sum, one) => sum + one, 0)) / shares.length)} %`] : []),
    ...(left === undefined || paused ? [] : [leftText(left)]),
  ].join(' · ');
}

const amount = ({ done, of, sessions }: ActivityItem): string => {
  if (of === undefined) return sessions ? counted(done, 'session') : count(done);
  return `${count(done)} of ${sessions ? counted(of, 'session') : count(of)}`;
};

/** How far a running one is: `400 of 1,000 sessions · 200/s · 1.2 MB/s · about 12 s left`. */
export function progressOf(item: ActivityItem): string {
  const { done, state, note, rate, bytesRate, left } = item;
  return [
    ...(state === 'paused' ? ['Paused'] : note === undefined ? [] : [note]),
    ...(done > 0 || item.of !== undefined ? [amount(item)] : []),
    ...(rate !== undefined && rate >= 1 ? [`${count(rate)}/s`] : []),
    ...(bytesRate !== undefined && bytesRate >= 1_000 ? [`${bytesText(bytesRate)}/s`] : []),
    ...(left !== undefined && state === 'running' ? [leftText(left)] : []),
  ].join(' · ');
}

/** What one that has ended cost: `14 requests · 2.1 MB · 3.4 s`. */
export function costOf({ requests, bytes, ms }: ActivityItem): string {
  return [
    ...(requests === undefined ? [] : [counted(requests, 'request')]),
    ...(bytes === undefined ? [] : [bytesText(bytes)]),
    span(ms),
  ].join(' · ');
}

/** What was given up, by the user or as no longer needed, has not failed. */
export const hasFailed = ({ status, failure }: RequestRow): boolean =>
  (failure !== undefined && failure !== 'cancelled') || (status !== undefined && status >= 400);

/** @param wanted in lower case */
export function matches({ url, work, method, status, failure }: RequestRow, wanted: string): boolean {
  return wanted === '' || `${method} ${url} ${work} ${status ?? failure ?? ''}`.toLowerCase().includes(wanted);
}

const failures: Readonly<Partial<Record<FailureCode, string>>> = {
  'cancelled': 'Given up',
  'unreachable': 'No connection',
  'timed-out': 'Timed out',
  'certificate': 'Certificate',
};

/** `200`, or why there was no answer in a word or two. */
export const statusText = ({ status, failure }: RequestRow): string => String(status ?? (failure && failures[failure]) ?? 'No answer');

/**
 * The address without the server's own part, which all of them share, in two: its last name with what follows is what tells one from
 * another, and is cut last.
 */
export function pathOf({ url }: RequestRow): readonly [start: string, end: string] {
  const path = URL.canParse(url) ? url.slice(new URL(url).origin.length) : url;
  const [names = ''] = path.split('?', 1);
  const at = Math.max(0, names.lastIndexOf('/'));
  return [path.slice(0, at), path.slice(at)];
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** `09:10:07`, by this computer's clock. @param at ISO 8601 */
export const clockText = (at: string): string => clock.format(new Date(at));
