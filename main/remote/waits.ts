/** How long to wait before a question goes out again: what the server asks for, and what chance adds. */

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** A header's text; the first where it came several times. */
export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/**
 * Retry-After in milliseconds, as seconds or as a date (RFC 9110, 10.2.3), the date against the server's own `Date` where
 * it has one, so that two clocks that differ do no harm. Undefined where there is none that can be read.
 */
export function retryAfterOf(headers: Headers, now: number): number | undefined {
  const text = headerOf(headers, 'retry-after')?.trim();
  if (text === undefined || text === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1_000;
  const serverNow = Date.parse(headerOf(headers, 'date') ?? '');
  const wait = Date.parse(text) - (Number.isNaN(serverNow) ? now : serverNow);
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

/**
 * Full jitter: anything up to `base` doubled with every try, so that many clients of a server that comes back do not
 * return at one moment. `tries` counts those there were, `chance` is from 0 to 1; milliseconds as `base`.
 */
export const backOff = (base: number, tries: number, chance: number): number => base * 2 ** tries * chance;

const inUnits = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;

/** A time that was asked for as a person says it, rounded up: “12 seconds”, “60 minutes”, “3 hours”, “2 days”. */
export function inWords(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds < 120) return inUnits(seconds, 'second');
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 120) return inUnits(minutes, 'minute');
  const hours = Math.ceil(minutes / 60);
  if (hours < 48) return inUnits(hours, 'hour');
  const days = Math.ceil(hours / 24);
  return days < 1_000 ? inUnits(days, 'day') : 'years';
}
