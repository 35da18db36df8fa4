/** Lap times of all generations as nanoseconds. */
import type { Lap } from '../../preload/model.ts';

const form = /^(?:(?:(\d+):)?(\d+):)?(\d+)(?:\.(\d{1,9})\d*)?$/;

/** Nanoseconds of `[[h:]m:]s[.f]`, undefined for any other text. */
export function durationOf(text: string): number | undefined {
  const parts = form.exec(text.trim());
  if (parts === null) return undefined;
  const [, hours = '0', minutes = '0', seconds = '0', fraction = ''] = parts;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * 1e9 + Number(fraction.padEnd(9, '0'));
}

/** The fastest of the laps that count, in nanoseconds; null where there is none. */
export function fastestOf(laps: readonly Lap[]): number | null {
  let fastest: number | null = null;
  for (const { lapTime, countForFastestLap } of laps) {
    if (countForFastestLap === false || lapTime === null) continue;
    const time = typeof lapTime === 'string' ? durationOf(lapTime) : Number(lapTime);
    if (time !== undefined && time > 0 && (fastest === null || time < fastest)) fastest = time;
  }
  return fastest;
}
