/** Times of laps: texts `hh:mm:ss[.fffffff]` on rest, integer nanoseconds on v1. */
import type { Lap } from '../../preload/model.ts';

type Time = Lap['lapTime'];

const clock = /^(-?)(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?$/;
const second = 1_000_000_000n;
const day = 86_400n * second;

/** Nanoseconds, exact; nothing for what is no time. */
export function nanoseconds(time: Time): bigint | undefined {
  if (time === null) return undefined;
  if (typeof time === 'bigint') return time;
  if (typeof time === 'number') return Number.isFinite(time) ? BigInt(Math.round(time)) : undefined;
  const match = clock.exec(time);
  if (!match) return undefined;
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = ''] = match;
  const whole = ((BigInt(days) * 24n + BigInt(hours)) * 60n + BigInt(minutes)) * 60n + BigInt(seconds);
  const all = whole * second + BigInt(fraction.padEnd(9, '0'));
  return sign === '-' ? -all : all;
}

const two = (n: bigint): string => n.toString().padStart(2, '0');

/** `1:47.263`, an hour or more as `1:02:03.000`; rounded to the millisecond. */
function duration(ns: bigint): string {
  const ms = (ns + 500_000n) / 1_000_000n;
  const rest = `${two((ms / 1000n) % 60n)}.${(ms % 1000n).toString().padStart(3, '0')}`;
  const minutes = ms / 60_000n;
  return minutes < 60n ? `${minutes}:${rest}` : `${minutes / 60n}:${two(minutes % 60n)}:${rest}`;
}

/** A lap time; what is no time stays as it is. */
export function lapTime(time: Time): string {
  const ns = nanoseconds(time);
  if (ns === undefined || ns < 0n) return time === null ? '' : String(time);
  return duration(ns);
}

/** A lap time with all its decimals, three at least: `1:47.263`, `1:47.2630001`. @param ns nanoseconds, not negative */
export function exactLapTime(ns: bigint): string {
  const further = ns % 1_000_000n;
  const rest = further === 0n ? '' : further.toString().padStart(6, '0').replace(/0+$/, '');
  return `${duration(ns - further)}${rest}`;
}

/** How much slower than the fastest: `+0.512`. */
export function gap(time: Time, fastest: bigint): string {
  const ns = nanoseconds(time);
  if (ns === undefined) return '';
  const ms = (ns - fastest + 500_000n) / 1_000_000n;
  return ms < 60_000n ? `+${(Number(ms) / 1000).toFixed(3)}` : `+${duration(ns - fastest)}`;
}

/** When a lap began or ended: the time of day, `11:19:45.045`. Integers are nanoseconds since 1970. */
export function timeOfDay(time: Time): string {
  const ns = nanoseconds(time);
  if (ns === undefined || ns < 0n) return time === null ? '' : String(time);
  const ms = (ns % day) / 1_000_000n;
  const hours = ms / 3_600_000n;
  return `${two(hours)}:${two((ms / 60_000n) % 60n)}:${two((ms / 1000n) % 60n)}.${(ms % 1000n).toString().padStart(3, '0')}`;
}

/** Index of the fastest lap among those that count for it. */
export function fastestLap(laps: readonly Lap[]): number | undefined {
  let best: { readonly at: number; readonly ns: bigint } | undefined;
  for (const [at, lap] of laps.entries()) {
    const ns = lap.countForFastestLap === false ? undefined : nanoseconds(lap.lapTime);
    if (ns !== undefined && ns > 0n && (!best || ns < best.ns)) best = { at, ns };
  }
  return best?.at;
}

const clockIn = /(?:^|T)(\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?)\d*/;

/** A session's start or end: a time of day out of what the server wrote; what holds none stays as it is. */
export function timeText(text: string | null | undefined): string {
  return clockIn.exec(text ?? '')?.[1] ?? text ?? '';
}
