/** The words below what was found. Pure. */
import type { Searched } from '../../preload/search.ts';
import { count, counted } from '../ui/number.ts';

/** `12,044 found in 3 lists`, or what would be looked through. */
export function saidOf({ lists, searched, sessions }: Searched, text: string): string {
  if (searched === 0) return 'Nothing is saved yet.';
  if (text === '') return `${counted(sessions, 'session')} in ${counted(searched, 'saved list')}`;
  const total = lists.reduce((sum, list) => sum + list.total, 0);
  return `${count(total)} found in ${count(lists.length)} of ${counted(searched, 'list')}`;
}

/** Names what could not be looked through: `Not searched, never read: Archive2016`. */
export function unsearchedText(names: readonly string[]): string {
  const [first = '', second] = names;
  const more = names.length - 2;
  return `Not searched, never read: ${second === undefined ? first : more > 0 ? `${first}, ${second} and ${count(more)} more` : `${first}, ${second}`}`;
}
