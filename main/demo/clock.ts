/** Days and times of day as the API writes them. A time of day is whole 100-nanosecond ticks: 7 decimals. */

export const ticksPerMs = 10_000;

const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`);

/** `2017-10-23`. By arithmetic, because a page writes a thousand of them. */
export function dayText(day: number): string {
  // Days since the first of March of the year 0, in eras of 400 years: leap days then stand at the end of a year.
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const yearOfEra = Math.floor((ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365);
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const date = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return `${yearOfEra + era * 400 + (month <= 2 ? 1 : 0)}-${two(month)}-${two(date)}`;
}

/** `23/10/2017`. */
export function dayTextForPeople(day: number): string {
  const text = dayText(day);
  return `${text.slice(8)}/${text.slice(5, 7)}/${text.slice(0, 4)}`;
}

/** `22:07:58.3646176`; where `short`, without decimals that are all zero, as .NET writes a TimeSpan. */
export function timeText(ticks: number, short = false): string {
  const seconds = Math.floor(ticks / 10_000_000);
  const fraction = ticks % 10_000_000;
  const whole = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return short && fraction === 0 ? whole : `${whole}.${String(fraction).padStart(7, '0')}`;
}

/** Nanoseconds since 1970, exact. */
export function nanoseconds(day: number, ticks: number): bigint {
  return BigInt(day) * 86_400_000_000_000n + BigInt(ticks) * 100n;
}

/** `171023220758` for `2017-10-23` and `22:07:58…`. */
export function identifierText(day: string, time: string): string {
  return `${day.slice(2, 4)}${day.slice(5, 7)}${day.slice(8)}${time.slice(0, 2)}${time.slice(3, 5)}${time.slice(6, 8)}`;
}
