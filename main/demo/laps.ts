/** How a car goes round: stints of out lap, flying laps and in lap, with fuel, tyres, traffic and a driver's own noise. */
import type { Circuit, Driver, Kind } from './calendar.ts';
import { between, hash, unit } from './random.ts';

/** What decides a session's laps. */
export interface Running {
  readonly circuit: Circuit;
  readonly driver: Driver;
  readonly kind: Kind;
  /** The session's own chance. */
  readonly chance: number;
  /** A short visit to the track: one stint. */
  readonly short: boolean;
}

export interface DemoLap {
  readonly number: number;
  readonly name: string;
  /** Milliseconds since midnight of the session's day. */
  readonly start: number;
  readonly end: number;
  /** False for out laps and in laps. */
  readonly counts: boolean;
}

interface Stint {
  /** Flying laps between the out lap and the in lap. */
  readonly flying: number;
  /** Milliseconds in the garage or the pit lane before it. */
  readonly wait: number;
}

/** Pace against a good lap: fuel and tyres in a race, everything turned up in qualifying. */
const pace: Readonly<Record<Kind, number>> = { Practice: 1.012, Qualifying: 0.996, Race: 1.043, Test: 1.021 };

function stints({ kind, circuit, chance, short }: Running): readonly Stint[] {
  if (hash(chance, 1) % 33 === 0) return [];
  if (short) return [{ flying: between(hash(chance, 2), 1, 9), wait: 40_000 }];
  if (kind === 'Race') {
    const retired = hash(chance, 3) % 9 === 0;
    const laps = retired ? between(hash(chance, 4), 2, circuit.raceLaps - 2) : circuit.raceLaps;
    const first = Math.min(laps, between(hash(chance, 5), Math.floor(laps * 0.35), Math.floor(laps * 0.6)));
    const grid = { flying: first, wait: 1_500_000 };
    return laps - first < 6
      ? [{ ...grid, flying: laps }]
      : [grid, { flying: laps - first - 2, wait: between(hash(chance, 6), 20_500, 26_000) }];
  }
  const [count, flying, wait] =
    kind === 'Qualifying'
      ? ([between(hash(chance, 7), 2, 5), [1, 2], [240_000, 480_000]] as const)
      : kind === 'Practice'
        ? ([between(hash(chance, 7), 2, 4), [3, 10], [300_000, 720_000]] as const)
        : ([between(hash(chance, 7), 3, 7), [5, 16], [420_000, 1_200_000]] as const);
  return Array.from({ length: count }, (_, stint) => ({
    flying: between(hash(chance, 8, stint), flying[0], flying[1]),
    wait: stint === 0 ? between(hash(chance, 9), 60_000, 420_000) : between(hash(chance, 10, stint), wait[0], wait[1]),
  }));
}

/** A lap's time in whole milliseconds; `age` counts the laps on these tyres, `burnt` those since the tank was filled. */
function lapTime(running: Running, lap: number, age: number, burnt: number): number {
  const { circuit, driver, kind, chance } = running;
  const fuel = kind === 'Race' ? 0.00042 * (circuit.raceLaps - burnt) : kind === 'Test' ? 0.0003 * (20 - age) : 0;
  const tyres = kind === 'Qualifying' ? 0.004 * (age - 1) : 0.00075 * age;
  const noise = (unit(hash(chance, 20, lap)) + unit(hash(chance, 21, lap)) - 1) * 0.0045;
  const traffic = hash(chance, 22, lap) % 14 === 0 ? 0.006 + 0.11 * unit(hash(chance, 23, lap)) ** 2 : 0;
  return Math.round(circuit.lap * pace[kind] * (1 + driver.gap + fuel + tyres + noise + traffic));
}

/** Calls `take` for each lap in order and returns when the recording ends (ms since midnight, from `begin` on). */
export function driveLaps(running: Running, begin: number, take?: (lap: DemoLap) => void): { readonly end: number; readonly laps: number } {
  const { circuit, kind, chance } = running;
  let at = begin;
  let number = 0;
  let burnt = 0;
  const lap = (time: number, name: string, counts: boolean): void => {
    take?.({ number, name, start: at, end: at + time, counts });
    at += time;
    number += 1;
  };
  for (const { flying, wait } of stints(running)) {
    at += wait;
    lap(Math.round(circuit.lap * (kind === 'Race' ? 1.31 : 1.17 + 0.12 * unit(hash(chance, 30, number)))), 'Out Lap', false);
    for (let age = 1; age <= flying; age += 1) {
      burnt += 1;
      lap(lapTime(running, number, age, burnt), `Lap ${number}`, true);
    }
    lap(Math.round(circuit.lap * (1.1 + 0.14 * unit(hash(chance, 31, number)))), 'In Lap', false);
  }
  return { end: at + between(hash(chance, 32), 20_000, 200_000), laps: number };
}
