/**
 * The moments that times of recording tell, as numbers that compare: microseconds since 1970. A text without an offset is
 * read as UTC, which is right as long as it is compared with texts of the same server alone. The seventh decimal is left
 * out: two times that differ by less count as equal.
 */
const form = /^([12]\d{3})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:[Zz]|([+-])(\d\d):?(\d\d))?$/;
const days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** NaN where `text` is no date with a time of day. */
export function momentOf(text: unknown): number {
  const parts = typeof text === 'string' ? form.exec(text) : null;
  if (parts === null) return NaN;
  const [, year, month, day, hour, minute, second = '0', fraction = '', sign, offsetHours = '0', offsetMinutes = '0'] = parts;
  if (Number(day) < 1 || Number(day) > (days[Number(month) - 1] ?? 0) || Number(hour) > 23 || Number(minute) > 59) return NaN;
  const whole = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * (sign === '-' ? -60_000 : 60_000);
  return (whole - offset) * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
}
