/** Ages for people: how long ago a moment was, and how soon one is. */

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const dated = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/**
 * `12 s ago`, `5 min ago`, `3 h ago`, `6 d ago`, and after a week the date.
 * @param at ISO 8601 @param now ms since 1970. A moment slightly ahead of our clock counts as just past.
 */
export function age(at: string, now: number): string {
  const then = Date.parse(at);
  if (Number.isNaN(then)) return at;
  const past = now - then;
  if (past < -minute || past >= 7 * day) return `on ${dated.format(then)}`;
  if (past < minute) return `${Math.max(1, Math.floor(past / 1000))} s ago`;
  if (past < hour) return `${Math.floor(past / minute)} min ago`;
  if (past < day) return `${Math.floor(past / hour)} h ago`;
  return `${Math.floor(past / day)} d ago`;
}

/** As short as a tree has room for: `now`, `5 min`, `3 h`, `6 d`, `8 wk`, `2 y`; seconds would only flicker. @param at ISO 8601 @param now ms since 1970 */
export function shortAge(at: string, now: number): string {
  const past = Math.max(0, now - Date.parse(at));
  if (Number.isNaN(past)) return '';
  if (past < minute) return 'now';
  if (past < hour) return `${Math.floor(past / minute)} min`;
  if (past < day) return `${Math.floor(past / hour)} h`;
  if (past < 14 * day) return `${Math.floor(past / day)} d`;
  return past < 365 * day ? `${Math.floor(past / (7 * day))} wk` : `${Math.floor(past / (365 * day))} y`;
}

/**
 * `trying again in 40 s`, `trying again in 2 min`, `trying again now`; empty where it is not known.
 * @param at ISO 8601 @param now ms since 1970
 */
export function retryText(at: string | undefined, now: number): string {
  const left = at === undefined ? NaN : Date.parse(at) - now;
  if (Number.isNaN(left)) return '';
  if (left <= 500) return 'trying again now';
  return left < minute ? `trying again in ${Math.ceil(left / 1000)} s` : `trying again in ${Math.ceil(left / minute)} min`;
}

/** The moment itself, in this computer's zone, for a tooltip. */
export function moment(at: string): string {
  const then = Date.parse(at);
  return Number.isNaN(then) ? at : exact.format(then);
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const dayOfYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** A moment as short as it is clear: `09:10` today, `12 Nov 09:10` this year, and else with the year. @param now ms since 1970 */
export function when(at: string, now: number): string {
  const then = new Date(at);
  const today = new Date(now);
  if (Number.isNaN(then.getTime())) return at;
  if (then.toDateString() === today.toDateString()) return clock.format(then);
  const date = (then.getFullYear() === today.getFullYear() ? dayOfYear : dated).format(then);
  return `${date} ${clock.format(then)}`;
}
