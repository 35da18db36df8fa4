/**
 * Rows of a list put together: by the day on which they were recorded, by race weekend, by circuit.
 *
 * The day is the circuit's. A time of recording mostly carries no offset and is told in the session's own zone: then its
 * text's date is the day. One that carries an offset (or `Z`) and names another zone than UTC is converted into that zone,
 * by IANA's name or by Windows' own, where it is one that is known; else the text's date counts.
 *
 * A weekend is Thursday to Sunday of one week, since sessions of a race begin on Thursday; the server's documents know
 * nothing of it. Monday to Wednesday, when tests are run, is a stretch of its own.
 */
import type { Group, Grouping } from '../../preload/list.ts';
import type { Sort } from '../../preload/model.ts';
import { ianaZone } from '../../preload/windows-zones.ts';
import { isDate } from './dates.ts';
import type { KnownTexts } from './dictionary.ts';
import type { Concordance } from './filter/concordance.ts';
import { momentOf } from './moments.ts';
import { circuitSql, placesOf } from './order.ts';
import { numberMask, numbersOf, type Statements } from './rows.ts';

/** In which group each version is, by its number: 0 in none, else an index of `keys`, whose order is that of the groups. */
export interface Membership {
  readonly groupOf: Uint32Array;
  readonly keys: readonly string[];
}

const dayMs = 86_400_000;
const isoOf = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

/** First day of the stretch of a week in which a day lies. Days since 1970, which began with a Thursday. */
export function stretchOf(day: number): number {
  const inWeek = ((day % 7) + 7) % 7;
  return day - inWeek + (inWeek < 4 ? 0 : 4);
}

/** `none` where a text does not begin with a date of the calendar. */
const none = -(2 ** 31);

/** The days of a connection's versions, in days since 1970; read once, and more of them as versions are added. */
export class Days {
  #days = new Int32Array(1).fill(none);
  #top = 0;
  readonly #known = new Map<string, number>();

  /** The days of versions up to `top`, by number. */
  upTo(statements: Statements, base: number, top: number): Int32Array {
    if (top > this.#top) {
      const days = new Int32Array(top + 1).fill(none);
      days.set(this.#days.subarray(0, this.#top + 1));
      this.#days = days;
      this.#read(statements, base, top);
      this.#convert(statements, base, top);
      this.#top = top;
    }
    return this.#days;
  }

  #read(statements: Statements, base: number, top: number): void {
    // In one text: a row each would cost four times as much. No text holds a NUL.
    const row = statements.first(
      `SELECT json_group_array(v.id & ${numberMask}), group_concat(ifnull(substr(v.time_of_recording, 1, 10), ''), char(0))
       FROM session_version AS v WHERE v.id BETWEEN ? AND ?`,
      base + this.#top + 1,
      base + top,
    );
    const numbers = numbersOf(row?.[0]);
    const texts = typeof row?.[1] === 'string' ? row[1] : '';
    let from = 0;
    let last = '';
    let day = none;
    for (let at = 0; at < numbers.length; at += 1) {
      const end = texts.indexOf('\0', from);
      const text = texts.slice(from, end < 0 ? undefined : end);
      from = end + 1;
      // Neighbours are mostly of one day.
      if (text !== last) day = this.#dayOf(text);
      last = text;
      this.#days[numbers[at] ?? 0] = day;
    }
  }

  #dayOf(text: string): number {
    let day = this.#known.get(text);
    if (day === undefined) {
      day = isDate(text) ? Date.parse(`${text}T00:00Z`) / dayMs : none;
      this.#known.set(text, day);
    }
    return day;
  }

  /** Times that carry an offset, of sessions in a zone of their own. */
  #convert(statements: Statements, base: number, top: number): void {
    const zones = statements.all(
      "SELECT id, time_zone FROM facet WHERE time_zone IS NOT NULL AND upper(time_zone) NOT IN ('', 'UTC', 'GMT', 'Z')",
    );
    for (const [facet, zone] of zones) {
      const dayIn = daysIn(zone as string);
      if (dayIn === undefined) continue;
      const rows = statements.all(
        `SELECT v.id & ${numberMask}, v.time_of_recording FROM session_version AS v
         WHERE v.id BETWEEN ?1 AND ?2 AND v.facet_id = ?3 AND (substr(v.time_of_recording, -1) IN ('Z', 'z')
           OR instr(substr(v.time_of_recording, 17), '+') OR instr(substr(v.time_of_recording, 17), '-'))`,
        base + this.#top + 1,
        base + top,
        facet ?? null,
      );
      for (const [number, text] of rows) {
        const moment = momentOf(text);
        if (!Number.isNaN(moment)) this.#days[number as number] = dayIn(moment / 1000);
      }
    }
  }
}

/** The day that a clock of this zone shows at a moment, ms since 1970; undefined where the system does not know the zone. */
function daysIn(zone: string): ((moment: number) => number) | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: ianaZone(zone), year: 'numeric', month: '2-digit', day: '2-digit' });
  } catch {
    return undefined;
  }
  const known = new Map<number, number>();
  const quarter = 900_000;
  return (moment) => {
    // No zone is off by less than a quarter of an hour.
    const part = Math.floor(moment / quarter);
    let day = known.get(part);
    if (day === undefined) {
      day = Date.parse(`${format.format(part * quarter)}T00:00Z`) / dayMs;
      known.set(part, day);
    }
    return day;
  };
}

/** By day, or by weekend where `widen` makes the first day of a stretch of each. */
export function byDay(days: Int32Array, widen: (day: number) => number = (day) => day): Membership {
  const stretches = new Map<number, number>();
  for (let number = 1, last = none; number < days.length; number += 1) {
    const day = days[number] ?? none;
    if (day === last || day === none) continue;
    last = day;
    if (!stretches.has(day)) stretches.set(day, widen(day));
  }
  const starts = [...new Set(stretches.values())].sort((one, other) => one - other);
  const placeOf = new Map(starts.map((start, at) => [start, at + 1]));
  const groupOf = new Uint32Array(days.length);
  for (let number = 1, last = none, place = 0; number < days.length; number += 1) {
    const day = days[number] ?? none;
    if (day !== last) place = placeOf.get(stretches.get(day) ?? none) ?? 0;
    last = day;
    groupOf[number] = place;
  }
  return { groupOf, keys: ['', ...starts.map(isoOf)] };
}

/** By circuit, from the texts that are in memory. */
export function byCircuitOf(concordance: Concordance, texts: KnownTexts): Membership {
  const values = concordance.detail(new Map(placesOf(texts, 'Circuit').map(({ id, at }) => [id, at])));
  const named = [...new Set(values)].filter((value) => value > 0).map((value) => ({ value, name: concordance.words.text(value - 1) }));
  return placed(named, (placeOf) => {
    const places = new Map(named.map(({ value, name }) => [value, placeOf(name)]));
    return Uint32Array.from(values, (value) => places.get(value) ?? 0);
  });
}

/** The same, read from the rows of versions up to `top`. */
export function byCircuit(statements: Statements, texts: KnownTexts, base: number, top: number): Membership {
  const { sql, values } = circuitSql(texts, base, top);
  const rows = statements
    .all(sql, ...values)
    .map(([name, numbers]) => ({ name: typeof name === 'string' ? name : '', numbers: numbersOf(numbers) }));
  return placed(rows, (placeOf) => {
    const groupOf = new Uint32Array(top + 1);
    for (const { name, numbers } of rows) {
      const place = placeOf(name);
      for (let at = 0; at < numbers.length; at += 1) groupOf[numbers[at] ?? 0] = place;
    }
    return groupOf;
  });
}

function placed(named: readonly { readonly name: string }[], fill: (placeOf: (name: string) => number) => Uint32Array): Membership {
  const names = [...new Set(named.map(({ name }) => name))].filter((name) => name.trim() !== '').sort((a, b) => a.localeCompare(b, 'en'));
  const places = new Map(names.map((name, at) => [name, at + 1]));
  return { groupOf: fill((name) => places.get(name) ?? 0), keys: ['', ...names] };
}

/** Numbers put together by their groups, each group in the order in which they came; those of no group last. */
export function grouped(
  numbers: Uint32Array,
  { groupOf, keys }: Membership,
  turned: boolean,
): { readonly numbers: Uint32Array; readonly groups: readonly Group[] } {
  const none = keys.length - 1;
  const placeOf = (number: number): number => {
    const group = groupOf[number] ?? 0;
    return group === 0 ? none : turned ? none - group : group - 1;
  };
  const next = new Uint32Array(keys.length + 1);
  for (let at = 0; at < numbers.length; at += 1) {
    const after = placeOf(numbers[at] ?? 0) + 1;
    next[after] = (next[after] ?? 0) + 1;
  }
  const groups: Group[] = [];
  for (let place = 0; place < keys.length; place += 1) {
    const count = next[place + 1] ?? 0;
    const from = next[place] ?? 0;
    const key = place === none ? '' : (keys[turned ? none - place : place + 1] ?? '');
    if (count > 0) groups.push({ key, from, count });
    next[place + 1] = from + count;
  }
  const together = new Uint32Array(numbers.length);
  for (let at = 0; at < numbers.length; at += 1) {
    const number = numbers[at] ?? 0;
    const place = placeOf(number);
    const to = next[place] ?? 0;
    together[to] = number;
    next[place] = to + 1;
  }
  return { numbers: together, groups };
}

/** The latest first, unless the list is sorted from the earliest on; circuits by name. */
export function isTurned(grouping: Grouping, { field, direction }: Sort): boolean {
  if (grouping === 'circuit') return field.toLowerCase() === 'detail:circuit' && direction === 'desc';
  return field !== 'timeOfRecording' || direction === 'desc';
}
