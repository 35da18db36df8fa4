/** What groups of rows are called. Pure. */
import type { Grouping } from '../../preload/list.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const dayMs = 86_400_000;

export const groupingLabels = { day: 'Day', weekend: 'Race weekend', circuit: 'Circuit' } as const satisfies Record<Grouping, string>;

const dayAndMonth = (date: Date): string => `${date.getUTCDate()} ${months[date.getUTCMonth()]}`;

/** `Sun 27 Aug 2017`; `Weekend 24–27 Aug 2017`, `Weekdays 28–30 Aug 2017`; a circuit's name. */
export function groupLabel(grouping: Grouping, key: string): string {
  if (grouping === 'circuit') return key === '' ? 'No circuit' : key;
  if (key === '') return 'No date';
  const first = new Date(`${key}T00:00:00Z`);
  if (grouping === 'day') return `${weekdays[first.getUTCDay()]} ${dayAndMonth(first)} ${first.getUTCFullYear()}`;
  const isWeekend = first.getUTCDay() === 4;
  const last = new Date(first.getTime() + (isWeekend ? 3 : 2) * dayMs);
  const sameMonth = first.getUTCMonth() === last.getUTCMonth();
  const sameYear = first.getUTCFullYear() === last.getUTCFullYear();
  const from = sameMonth ? `${first.getUTCDate()}` : `${dayAndMonth(first)}${sameYear ? '' : ` ${first.getUTCFullYear()}`}`;
  return `${isWeekend ? 'Weekend' : 'Weekdays'} ${from}${sameMonth ? '–' : ' – '}${dayAndMonth(last)} ${last.getUTCFullYear()}`;
}
