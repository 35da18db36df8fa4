/** What counts as a date in a listing: texts, never instants (most carry no offset). */

const form = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i;
const days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether a text is a date of the calendar, with or without a time of day. */
export function isDate(text: string): boolean {
  const parts = form.exec(text);
  if (parts === null) return false;
  const [year, month, day, hour, minute, second] = parts.slice(1).map((part: string | undefined) => Number(part ?? 0));
  if (year === undefined || month === undefined || day === undefined) return false;
  const leap = month === 2 && ((year % 4 === 0 && year % 100 !== 0) || year % 400 === 0) ? 1 : 0;
  if (month < 1 || month > 12 || day < 1 || day > (days[month - 1] ?? 0) + leap) return false;
  return (hour ?? 0) < 24 && (minute ?? 0) < 60 && (second ?? 0) <= 60;
}
