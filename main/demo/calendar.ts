/** The season's calendar: circuits, who drives what, and the blocks of running in which recordings are made. */

export interface Circuit {
  /** As in the session detail “Circuit”. */
  readonly name: string;
  readonly event: string;
  /** A good lap, in milliseconds. */
  readonly lap: number;
  readonly raceLaps: number;
  /** The zone's .NET name and its minutes before UTC at the time of the event. */
  readonly zone: string;
  readonly offset: number;
}

export interface Driver {
  readonly code: string;
  readonly car: string;
  /** Slower than the fastest, as a share of the lap. */
  readonly gap: number;
}

export type Kind = 'Practice' | 'Qualifying' | 'Race' | 'Test';

/** A stretch of running on a circuit. */
export interface Block {
  readonly circuit: Circuit;
  readonly kind: Kind;
  /** `Practice 1`, `Race`, `Test day 2 morning` … */
  readonly title: string;
  /** `P1`, `Q`, `R`, `T2` … */
  readonly number: string;
  /** Days since 1970 of the year 2017's event, in the circuit's own time. */
  readonly day: number;
  /** Minutes after midnight there, and how long it lasts. */
  readonly start: number;
  readonly minutes: number;
}

const dayOf = (month: number, day: number): number => Date.UTC(2017, month - 1, day) / 86_400_000;

type Round = readonly [
  name: string,
  event: string,
  lap: number,
  raceLaps: number,
  zone: string,
  offset: number,
  month: number,
  day: number,
];

const rounds: readonly Round[] = [
  ['Melbourne', 'Australian Grand Prix', 84_200, 57, 'AUS Eastern Standard Time', 660, 3, 26],
  ['Shanghai', 'Chinese Grand Prix', 93_700, 56, 'China Standard Time', 480, 4, 9],
  ['Sakhir', 'Bahrain Grand Prix', 91_400, 57, 'Arab Standard Time', 180, 4, 16],
  ['Sochi', 'Russian Grand Prix', 95_200, 53, 'Russian Standard Time', 180, 4, 30],
  ['Barcelona', 'Spanish Grand Prix', 81_300, 66, 'Romance Standard Time', 120, 5, 14],
  ['Monaco', 'Monaco Grand Prix', 73_600, 78, 'W. Europe Standard Time', 120, 5, 28],
  ['Montreal', 'Canadian Grand Prix', 73_100, 70, 'Eastern Standard Time', -240, 6, 11],
  ['Baku', 'Azerbaijan Grand Prix', 103_000, 51, 'Azerbaijan Standard Time', 240, 6, 25],
  ['Spielberg', 'Austrian Grand Prix', 65_700, 71, 'W. Europe Standard Time', 120, 7, 9],
  ['Silverstone', 'British Grand Prix', 88_900, 51, 'GMT Standard Time', 60, 7, 16],
  ['Budapest', 'Hungarian Grand Prix', 77_900, 70, 'Central Europe Standard Time', 120, 7, 30],
  ['Spa', 'Belgian Grand Prix', 105_600, 44, 'Romance Standard Time', 120, 8, 27],
  ['Monza', 'Italian Grand Prix', 82_400, 53, 'W. Europe Standard Time', 120, 9, 3],
  ['Singapore', 'Singapore Grand Prix', 101_600, 58, 'Singapore Standard Time', 480, 9, 17],
  ['Sepang', 'Malaysian Grand Prix', 91_900, 56, 'Singapore Standard Time', 480, 10, 1],
  ['Suzuka', 'Japanese Grand Prix', 89_000, 53, 'Tokyo Standard Time', 540, 10, 8],
  ['Austin', 'United States Grand Prix', 95_100, 56, 'Central Standard Time', -300, 10, 22],
  ['Mexico City', 'Mexican Grand Prix', 78_200, 71, 'Central Standard Time (Mexico)', -360, 10, 29],
  ['Interlagos', 'Brazilian Grand Prix', 70_100, 71, 'E. South America Standard Time', -120, 11, 12],
  ['Yas Marina', 'Abu Dhabi Grand Prix', 98_200, 55, 'Arabian Standard Time', 240, 11, 26],
];

/** Where tests are held: the first day, and how many. */
const tests: readonly (readonly [circuit: string, month: number, day: number, days: number])[] = [
  ['Barcelona', 2, 27, 4],
  ['Barcelona', 3, 7, 4],
  ['Sakhir', 4, 18, 2],
  ['Budapest', 8, 1, 2],
];

/** Title, number, kind, days before Sunday, start and length in minutes. */
const weekend: readonly (readonly [string, string, Kind, number, number, number])[] = [
  ['Practice 1', 'P1', 'Practice', 2, 600, 90],
  ['Practice 2', 'P2', 'Practice', 2, 840, 90],
  ['Practice 3', 'P3', 'Practice', 1, 660, 60],
  ['Qualifying', 'Q', 'Qualifying', 1, 840, 60],
  ['Race', 'R', 'Race', 0, 840, 120],
];

export const drivers: readonly [Driver, ...Driver[]] = [
  { code: 'HAM', car: 'W08-44', gap: 0 },
  { code: 'BOT', car: 'W08-77', gap: 0.0018 },
  { code: 'VET', car: 'SF70H-5', gap: 0.0009 },
  { code: 'RAI', car: 'SF70H-7', gap: 0.0034 },
  { code: 'VER', car: 'RB13-33', gap: 0.0041 },
  { code: 'RIC', car: 'RB13-3', gap: 0.0049 },
  { code: 'PER', car: 'VJM10-11', gap: 0.0142 },
  { code: 'OCO', car: 'VJM10-31', gap: 0.0151 },
  { code: 'ALO', car: 'MCL32-14', gap: 0.0167 },
  { code: 'VAN', car: 'MCL32-2', gap: 0.0189 },
];

/** Who sits in at tests now and then. */
export const testDrivers: readonly [string, ...string[]] = ['NOR', 'RUS', 'LEC', 'GIO', 'BUT'];

/** One year's blocks, newest first. */
export function yearOfBlocks(): readonly Block[] {
  const circuits = new Map<string, Circuit>();
  const blocks: Block[] = [];
  for (const [name, event, lap, raceLaps, zone, offset, month, date] of rounds) {
    const circuit: Circuit = { name, event, lap, raceLaps, zone, offset };
    circuits.set(name, circuit);
    const sunday = dayOf(month, date);
    for (const [title, number, kind, before, start, minutes] of weekend) {
      // In the far east everything is later, so that no day of running passes midnight in UTC.
      blocks.push({ circuit, kind, title, number, day: sunday - before, start: offset > 600 ? start + 120 : start, minutes });
    }
  }
  for (const [place, month, date, days] of tests) {
    const circuit = circuits.get(place);
    if (circuit === undefined) continue;
    for (let day = 0; day < days; day += 1) {
      const common = { circuit, kind: 'Test', number: `T${day + 1}`, day: dayOf(month, date) + day, minutes: 240 } as const;
      blocks.push({ ...common, title: `Test day ${day + 1} morning`, start: 540 });
      blocks.push({ ...common, title: `Test day ${day + 1} afternoon`, start: 840 });
    }
  }
  return blocks.sort((a, b) => b.day - a.day || b.start - a.start);
}
