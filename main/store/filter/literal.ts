/** Values that can be compared: numbers, dates, times of day, lap times. */
import { isDate } from '../dates.ts';
import { durationOf } from '../laps.ts';
import type { Literal } from './ast.ts';

const numberForm = /^[+-]?\d+(?:\.\d+)?$/;
const dateForm = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[Tt ](\d{2})(?::(\d{2})(?::(\d{2})(?:\.\d*)?)?)?)?)?)?(?:[Zz]|[+-]\d{2}:\d{2})?$/;
const agoForm = /^-(\d{1,6})([hdwmy])$/i;
const clockForm = /^\d{1,2}:\d{2}(?::\d{2}(?:\.\d*)?)?$/;

// Sorts after whatever can follow in a date, so that a month holds all of its days.
const end = '~';

const dayText = (time: Date): string => time.toISOString().slice(0, 10);

/** A number as it is written; undefined for any other text. */
export function numberOf(text: string): number | undefined {
  return numberForm.test(text) ? Number(text) : undefined;
}

function calendarDates(text: string): Literal['dates'] {
  const parts = dateForm.exec(text);
  if (parts === null) return undefined;
  const [, year = '', month = '01', day = '01', hour = '00', minute = '00', second = '00'] = parts;
  if (!isDate(`${year}-${month}-${day}T${hour}:${minute}:${second}`)) return undefined;
  const from = text.replace(/[t ]/, 'T').replace('z', 'Z');
  return { from, to: from + end };
}

/** Days and hours are counted in UTC, which is what most servers write. */
function relativeDates(text: string, now: Date): Literal['dates'] {
  const word = text.toLowerCase();
  if (word === 'today') return { from: dayText(now), to: dayText(now) + end };
  if (word === 'weekend') {
    // A race weekend: Friday to Sunday, the one that is on or else the last one.
    const sinceFriday = (now.getUTCDay() + 2) % 7;
    const friday = now.getTime() - sinceFriday * 86_400_000;
    return { from: dayText(new Date(friday)), to: dayText(new Date(friday + 2 * 86_400_000)) + end };
  }
  const ago = agoForm.exec(word);
  if (ago === null) return undefined;
  const count = Number(ago[1]);
  const then = new Date(now);
  if (ago[2] === 'h') then.setTime(then.getTime() - count * 3_600_000);
  else if (ago[2] === 'd') then.setUTCDate(then.getUTCDate() - count);
  else if (ago[2] === 'w') then.setUTCDate(then.getUTCDate() - count * 7);
  else if (ago[2] === 'm') then.setUTCMonth(then.getUTCMonth() - count);
  else then.setUTCFullYear(then.getUTCFullYear() - count);
  if (Number.isNaN(then.getTime()) || then.getUTCFullYear() < 0) return { from: '', to: '' };
  const moment = then.toISOString().slice(0, 19);
  return { from: moment, to: moment };
}

/** All that a text can mean as a value to compare with; empty where it can mean nothing. */
export function literalOf(text: string, now: Date): Literal {
  const number = numberOf(text);
  const dates = calendarDates(text) ?? relativeDates(text, now);
  const duration = text.includes(':') ? durationOf(text) : undefined;
  const clock = clockForm.test(text) ? (text.indexOf(':') === 1 ? `0${text}` : text) : undefined;
  return {
    ...(number !== undefined && { number }),
    ...(dates !== undefined && { dates }),
    ...(duration !== undefined && { duration }),
    ...(clock !== undefined && { clock }),
  };
}
