/**
 * What a car does around a lap: a speed trace from the corners of a circuit, and the other signals from speed. Pure, and
 * computed for a moment alone, so that any page of data costs the same.
 */
import { hash, unit } from './random.ts';
import type { DemoLap } from './laps.ts';
import type { Parameter } from './parameters.ts';

interface Corner {
  /** Where on the lap, from 0 to 1. */
  readonly at: number;
  /** Speed there, kph. */
  readonly speed: number;
  /** 1 turns right, −1 left. */
  readonly side: number;
}

export interface Trace {
  /** The sample of a parameter at a moment (milliseconds since midnight), within the parameter's range. */
  sample(parameter: Parameter, at: number): number;
  /** The lap at that moment; undefined in the garage. */
  lapAt(at: number): DemoLap | undefined;
}

/** Gravity in kph per second. */
const g = 35.3;

/** `lapMs` is a good lap of the circuit, whose corners come from it; `chance` is the session's. */
export function createTrace(laps: readonly DemoLap[], lapMs: number, chance: number): Trace {
  const corners = cornersOf(lapMs);
  const own = new Map<Parameter, number>();
  const ownOf = (parameter: Parameter): number => {
    const known = own.get(parameter) ?? hash(nameHash(parameter.name), chance);
    own.set(parameter, known);
    return known;
  };
  const lapAt = (at: number): DemoLap | undefined => {
    let low = 0;
    let high = laps.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((laps[middle]?.end ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    const lap = laps[low];
    return lap !== undefined && lap.start <= at ? lap : undefined;
  };
  const speedAt = (at: number): number => {
    const lap = lapAt(at);
    return lap === undefined ? 0 : speedOn(corners, (at - lap.start) / (lap.end - lap.start), lapMs, lap.counts ? 1 : 0.82);
  };
  const lateralAt = (at: number): number => {
    const lap = lapAt(at);
    if (lap === undefined) return 0;
    const phase = (at - lap.start) / (lap.end - lap.start);
    let sum = 0;
    for (const corner of corners) sum += corner.side * Math.exp(-((distance(phase, corner.at) * 55) ** 2)) * (1.6 + corner.speed / 105);
    return sum;
  };

  const raw = (parameter: Parameter, at: number): number => {
    const { low, high, signal } = parameter;
    const mine = ownOf(parameter);
    const noise = unit(hash(mine, Math.floor(at))) - 0.5;
    const share = (part: number): number => low + (high - low) * part;
    const lap = lapAt(at);
    const speed = speedAt(at);
    switch (signal) {
      case 'speed':
        return high === 400
          ? speed + noise * 0.4 * Math.sign(speed)
          : share(0.4 + 0.5 * (unit(mine) - 0.5) * (speed / 340) ** 2 + 0.004 * noise);
      case 'gear':
        return speed === 0 ? 0 : Math.min(8, 1 + Math.floor(speed / 41));
      case 'engine': {
        const turns = speed === 0 ? 0 : 0.62 + 0.2 * ((speed / 41) % 1) + 0.004 * noise;
        return share(turns);
      }
      case 'lateral':
        return lateralAt(at) + noise * 0.08;
      case 'longitudinal': {
        const change = (speed - speedAt(at - 100)) * 10;
        return parameter.name === 'gLong' ? change / g + noise * 0.05 : share(0.45 - change / g / 20 + 0.02 * noise);
      }
      case 'throttle':
        return speed === 0 ? 0 : speed - speedAt(at - 100) > -0.3 ? Math.min(100, 70 + (speed - speedAt(at - 100)) * 30) : 0;
      case 'brake':
        return speed === 0 ? 0 : Math.max(0, (speedAt(at - 100) - speed) * 11);
      case 'steer':
        return lateralAt(at) * (3400 / Math.max(60, speed)) * 1.1 + noise;
      case 'distance':
        return Math.max(0, at - (laps[0]?.start ?? at)) * 0.058;
      case 'lapDistance':
        return lap === undefined ? 0 : ((at - lap.start) / (lap.end - lap.start)) * lapMs * 0.058;
      case 'temperature': {
        const warm = lap === undefined ? 0.35 : 0.62 + 0.06 * Math.sin(at / 41_000 + unit(mine) * 6) + 0.04 * Math.sin(at / 7000);
        return share(warm + 0.01 * noise);
      }
      case 'level':
        return share(0.9 - 0.8 * (((at + (mine % 900_000)) % 2_700_000) / 2_700_000));
    }
  };

  return {
    lapAt,
    sample(parameter, at) {
      const value = Math.min(parameter.high, Math.max(parameter.low, raw(parameter, at)));
      const factor = 10 ** parameter.decimals;
      return Math.round(value * factor) / factor;
    },
  };
}

function cornersOf(lapMs: number): readonly Corner[] {
  const count = 9 + (hash(lapMs, 1) % 9);
  return Array.from({ length: count }, (_, corner) => ({
    at: (corner + 0.35 + 0.5 * unit(hash(lapMs, 2, corner))) / (count + 0.6),
    speed: 68 + 190 * unit(hash(lapMs, 3, corner)) ** 1.4,
    side: hash(lapMs, 4, corner) % 5 < 2 ? -1 : 1,
  }));
}

/** On a lap, which ends where it begins: from −0.5 to 0.5, negative before the corner. */
function distance(phase: number, at: number): number {
  const ahead = phase - at;
  return ahead > 0.5 ? ahead - 1 : ahead < -0.5 ? ahead + 1 : ahead;
}

/** The speed that every corner allows here: hard braking before it, ever weaker acceleration after it. */
function speedOn(corners: readonly Corner[], phase: number, lapMs: number, effort: number): number {
  let speed = 338;
  for (const corner of corners) {
    const seconds = (distance(phase, corner.at) * lapMs) / 1000;
    const allowed = seconds < 0 ? corner.speed - seconds * g * 3.4 : corner.speed + (338 - corner.speed) * (1 - Math.exp(-seconds / 4.6));
    speed = Math.min(speed, allowed);
  }
  return speed * effort;
}

function nameHash(text: string): number {
  let h = 0;
  for (let at = 0; at < text.length; at += 1) h = hash(h, text.charCodeAt(at));
  return h;
}
