/**
 * The season: connections and their sessions, the same for the same seed. Every session is computed from its place in the
 * list alone (0 is the newest), so a list of a million costs nothing until somebody asks.
 *
 * A year holds 124 blocks of running (20 race weekends of five, four tests), each with a recording per car. Lists that go
 * back more than ten years record several visits of each car per block instead.
 */
import type { SessionDetail } from '../../preload/model.ts';
import { awkwardness, type Awkward } from './awkward.ts';
import { drivers, testDrivers, yearOfBlocks, type Block, type Driver } from './calendar.ts';
import { dayText, dayTextForPeople, identifierText, ticksPerMs, timeText } from './clock.ts';
import { connectionsOf, type ConnectionPlan } from './connections.ts';
import { keyOf, placeOf } from './key.ts';
import { driveLaps, type DemoLap, type Running } from './laps.ts';
import { hash, pick } from './random.ts';
import { seedSessions } from './seed.ts';

export interface SeasonOptions {
  readonly seed: number;
  /** How many connections; the first two are the document's. */
  readonly connections: number;
  /** Sessions of the first connection. `Live Session Cache` has 40 at most, every other a quarter of it. */
  readonly sessions: number;
}

/** A session as the season knows it; each generation of the API writes it in its own way. */
export interface SeasonSession {
  /** Place in the list by time of recording, newest first. */
  readonly index: number;
  readonly key: string;
  readonly identifier: string;
  /** No offset, 7 decimals. */
  readonly timeOfRecording: string;
  readonly timeZone: string | null;
  readonly sessionType: string;
  /** Days since 1970; times of day in 100-nanosecond ticks. */
  readonly day: number;
  readonly start: number;
  readonly end: number;
  readonly lapsCount: number;
  readonly id: number;
  readonly state: 'Live' | 'Historical' | 'Truncated' | 'Abandoned';
  /** What drove; absent for the two sessions of the document. */
  readonly run?: Run;
}

export interface Run {
  readonly block: Block;
  readonly driver: Driver;
  readonly running: Running;
  /** Milliseconds since midnight. */
  readonly begin: number;
  readonly awkward?: Awkward;
}

export interface SeasonConnection extends ConnectionPlan {
  /** What its chance depends on. */
  readonly seed: number;
  readonly size: number;
  /** From 0 (newest) to `size - 1`; negative ones are recorded later than all those. */
  session(index: number): SeasonSession;
  /** Place of a key, whether it lies in the list or is yet to be recorded; undefined where no session has it. */
  find(key: string): number | undefined;
  laps(session: SeasonSession): readonly DemoLap[];
  details(session: SeasonSession): readonly SessionDetail[];
  /** Identity of this replay, which the Influx generation tells beside the key. */
  stream(session: SeasonSession): string;
}

const blocksPerYear = 124;

export function createSeason({ seed, connections, sessions }: SeasonOptions): readonly SeasonConnection[] {
  const blocks = yearOfBlocks();
  const austin = blocks.findIndex((block) => block.circuit.name === 'Austin' && block.kind === 'Race');
  return connectionsOf(connections).map((plan, number) => {
    const { size, ...facts } = plan;
    return connection({ ...facts, seed: hash(seed, number) }, blocks, austin + plan.yearsBack * blocksPerYear, size(sessions));
  });
}

function connection(
  plan: ConnectionPlan & { readonly seed: number },
  blocks: readonly Block[],
  newest: number,
  size: number,
): SeasonConnection {
  const fixed = plan.document ? seedSessions.slice(0, size) : [];
  const perCar = Math.max(1, Math.ceil(size / (10 * blocksPerYear * drivers.length)));
  const perBlock = perCar * drivers.length;

  const generated = (index: number): SeasonSession => {
    const chance = hash(plan.seed, index);
    const awkward = awkwardness(index, size);
    const run = index < 0 ? later(index, chance) : runAt(index - fixed.length, chance);
    const begin = run.begin * ticksPerMs + (hash(chance, 40) % ticksPerMs);
    const { end, laps } = driveLaps(run.running, run.begin + 4000);
    const date = dayText(run.day);
    const time = timeText(begin);
    return {
      index,
      key: awkward?.key ?? keyOf(plan.seed, index),
      identifier: awkward?.identifier ?? identifierText(date, time),
      timeOfRecording: awkward?.timeOfRecording ?? `${date}T${time}`,
      timeZone: awkward?.timeZone === null ? null : run.zone,
      sessionType: plan.sessionType ?? run.block.kind,
      day: run.day,
      start: (run.begin + 4000) * ticksPerMs,
      end: end * ticksPerMs,
      lapsCount: laps,
      id: index < 0 ? 1301 - index + size : index < 1290 ? 1295 - index : 1302 + index,
      state: stateAt(index, chance),
      run: { ...run, ...(awkward !== undefined && { awkward }) },
    };
  };

  const stateAt = (index: number, chance: number): SeasonSession['state'] => {
    if (index < 0 || (plan.live && index < 2)) return 'Live';
    const h = hash(chance, 41) % 1000;
    // A session whose recorder crashed stays live for ever.
    return h < 3 ? 'Live' : h < 5 ? 'Truncated' : h < 6 ? 'Abandoned' : 'Historical';
  };

  const runAt = (place: number, chance: number): Run & { readonly day: number; readonly zone: string } => {
    const number = newest + Math.floor(place / perBlock);
    const block = blocks[number % blocksPerYear];
    if (block === undefined) throw new RangeError(`no block ${number}`);
    // The newest comes first, so the last to be switched on is the first of its block.
    const slot = perBlock - 1 - (place % perBlock);
    const blockChance = hash(plan.seed, number, 7);
    const seat = (slot * 3 + blockChance) % drivers.length;
    const driver = driverOf(block, seat, hash(blockChance, Math.floor(slot / drivers.length), seat));
    const span = ((perCar === 1 ? 24 : block.minutes) * 60_000) / perBlock;
    // A whole event keeps one zone, so that its texts stay in the order of time.
    const local = hash(plan.seed, Math.floor(number / blocksPerYear), block.circuit.lap) % 6 === 0;
    const atCircuit = (block.start - 14) * 60_000 + Math.floor((slot + (hash(chance, 42) % 1000) / 1000) * span);
    const begin = local ? atCircuit : atCircuit - block.circuit.offset * 60_000;
    const shift = Math.floor(begin / 86_400_000);
    return {
      block,
      driver,
      day: block.day - 364 * Math.floor(number / blocksPerYear) + shift,
      zone: local ? block.circuit.zone : 'UTC',
      begin: begin - shift * 86_400_000,
      running: { circuit: block.circuit, driver, kind: block.kind, chance, short: perCar > 1 },
    };
  };

  /** What is recorded while the server runs: from the day after the document's newest on, one every three minutes of 9 to 23 h. */
  const later = (index: number, chance: number): Run & { readonly day: number; readonly zone: string } => {
    const number = -index - 1;
    const { block, driver, running } = runAt(0, chance);
    const begin = (540 + (number % 280) * 3) * 60_000 + (hash(chance, 43) % 60_000);
    return { block, driver, running: { ...running, short: true }, begin, zone: 'UTC', day: 17_463 + Math.floor(number / 280) };
  };

  const session = (index: number): SeasonSession => {
    const seedSession = index < 0 ? undefined : fixed[index];
    return seedSession === undefined
      ? generated(index)
      : {
          ...seedSession,
          index,
          timeZone: 'UTC',
          sessionType: 'SessionType',
          day: 17_462,
          start: 0,
          end: 0,
          lapsCount: 0,
          state: 'Historical',
        };
  };

  return {
    ...plan,
    size,
    session,
    find(key) {
      const known = fixed.findIndex((one) => one.key === key);
      if (known >= 0) return known;
      const index = size > 4321 && key === 'test-session-id' ? 4321 : placeOf(plan.seed, key);
      return index !== undefined && index < size && session(index).key === key ? index : undefined;
    },
    laps(session) {
      const laps: DemoLap[] = [];
      if (session.run !== undefined) driveLaps(session.run.running, session.run.begin + 4000, (lap) => laps.push(lap));
      return laps;
    },
    details: (session) => detailsOf(session, plan),
    stream: ({ index }) => keyOf(plan.seed ^ 0x5f3759df, index),
  };
}

function driverOf(block: Block, seat: number, chance: number): Driver {
  const driver = drivers[seat] ?? drivers[0];
  return block.kind === 'Test' && chance % 10 < 3 ? { ...driver, code: pick(testDrivers, chance >>> 8), gap: driver.gap + 0.004 } : driver;
}

function detailsOf({ run, day }: SeasonSession, plan: ConnectionPlan): readonly SessionDetail[] {
  if (run === undefined) return [];
  const { block, driver, awkward } = run;
  const details = [
    { name: 'Session Description', value: `${block.kind === 'Test' ? block.circuit.name : block.circuit.event}, ${block.title}` },
    { name: 'Session Name', value: `${driver.code} ${block.number}` },
    { name: 'Session Number', value: block.number },
    { name: 'Driver', value: driver.code },
    { name: 'Car', value: driver.car },
    { name: 'Circuit', value: block.circuit.name },
    { name: 'Race/Test', value: plan.sessionType ?? (block.kind === 'Test' ? 'Test' : 'Race') },
    { name: 'Pit Lane Trigger', value: 'None' },
    { name: 'Unit Data Source', value: 'vTAG RF,Ethernet Telemetry/Wirelink ' },
    { name: 'Date of recording', value: dayTextForPeople(day) },
  ];
  for (const detail of awkward?.details ?? []) {
    const at = details.findIndex((one) => one.name === detail.name);
    if (at < 0) details.push(detail);
    else details[at] = detail;
  }
  return details;
}
