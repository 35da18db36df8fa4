/** Times of a listing as nanoseconds since 1970: as they are written, and as instants where it is known what they count from. */
import { Zones } from '../../preload/zones.ts';
import { isDate } from '../store/dates.ts';

/** What 64 bits of nanoseconds hold: the years 1678 to 2261. */
const firstYear = 1678;
const lastYear = 2261;

const form = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?([Zz]|[+-]\d\d:?\d\d)?)?$/;

/** Reads times as they come, without making a value of each: what was read stands in the fields. */
export class TimeReader {
  /** Since 1970, by the clock that it was read from. */
  seconds = 0;
  nanoseconds = 0;
  /** Seconds that this clock is ahead of UTC; undefined where neither the text nor its zone says so. */
  ahead: number | undefined;
  readonly #zones = new Zones();

  /** A date with or without a time of day, as UTF-8; false for any other text, and beyond the range of 64 bits. */
  read(bytes: Uint8Array, from: number, end: number, zone: string | null): boolean {
    if (!this.#usual(bytes, from, end)) return bytes[from + 4] === dash && this.text(decoder.decode(bytes.subarray(from, end)), zone);
    this.#place(undefined, zone);
    return true;
  }

  text(text: string, zone: string | null): boolean {
    const parts = isDate(text) ? form.exec(text) : null;
    if (parts === null) return false;
    const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', offset] = parts;
    if (Number(year) < firstYear || Number(year) > lastYear) return false;
    this.seconds = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)) / 1_000;
    this.nanoseconds = Number(fraction.slice(0, 9).padEnd(9, '0'));
    this.#place(offset, zone);
    return true;
  }

  #place(offset: string | undefined, zone: string | null): void {
    if (offset !== undefined) this.ahead = offsetFrom(offset);
    else this.ahead = zone === null ? undefined : this.#zones.ahead(zone, this.seconds);
  }

  /** `yyyy-MM-ddTHH:mm:ss` with or without a fraction and without an offset, as most servers write it. */
  #usual(bytes: Uint8Array, from: number, end: number): boolean {
    const length = end - from;
    if (length < plain.length || length > plain.length + 10 || length === plain.length + 1) return false;
    for (let at = 0; at < length; at += 1) {
      const wanted = at < plain.length ? plain.charCodeAt(at) : at === plain.length ? dot : zero;
      const unit = bytes[from + at] ?? 0;
      if (wanted === zero ? unit < zero || unit > zero + 9 : unit !== wanted) return false;
    }
    const two = (at: number): number => ((bytes[from + at] ?? 0) - zero) * 10 + (bytes[from + at + 1] ?? 0) - zero;
    const [year, month, day] = [two(0) * 100 + two(2), two(5), two(8)];
    const [hour, minute, second] = [two(11), two(14), two(17)];
    // Whatever is out of the ordinary (the 31st, a leap second) is looked at more closely.
    if (year < firstYear || year > lastYear || month < 1 || month > 12 || day < 1 || day > 28 || hour > 23 || minute > 59 || second > 59)
      return false;
    let fraction = 0;
    for (let at = plain.length + 1; at < plain.length + 10; at += 1)
      fraction = fraction * 10 + (at < length ? (bytes[from + at] ?? 0) - zero : 0);
    this.seconds = daysTo(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second;
    this.nanoseconds = fraction;
    return true;
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const plain = '0000-00-00T00:00:00';
const zero = 48;
const dot = 46;
const dash = 45;

/** Days from 1970 in the Gregorian calendar, the year beginning in March. */
function daysTo(year: number, month: number, day: number): number {
  const from = month <= 2 ? year - 1 : year;
  const era = Math.floor(from / 400);
  const ofEra = from - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

function offsetFrom(text: string): number {
  if (text === 'Z' || text === 'z') return 0;
  const sign = text.startsWith('-') ? -1 : 1;
  return sign * (Number(text.slice(1, 3)) * 60 + Number(text.slice(-2))) * 60;
}
