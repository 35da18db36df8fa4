/** Times of a listing as nanoseconds since 1970: as they are written, and as instants where it is known what they count from. */

const nanosecond = 1_000_000_000n;
/** What 64 bits of nanoseconds hold: the years 1678 to 2261. */
const firstYear = 1678;
const lastYear = 2261;

const form = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?([Zz]|[+-]\d\d:?\d\d)?)?$/;

/** What .NET calls zones, for the zones of circuits and factories; CLDR's names for the same. */
const windowsZones: Readonly<Record<string, string>> = {
  'Coordinated Universal Time': 'UTC',
  'GMT Standard Time': 'Europe/London',
  'Greenwich Standard Time': 'Atlantic/Reykjavik',
  'W. Europe Standard Time': 'Europe/Berlin',
  'Central Europe Standard Time': 'Europe/Budapest',
  'Central European Standard Time': 'Europe/Warsaw',
  'Romance Standard Time': 'Europe/Paris',
  'E. Europe Standard Time': 'Europe/Chisinau',
  'FLE Standard Time': 'Europe/Kiev',
  'GTB Standard Time': 'Europe/Bucharest',
  'Turkey Standard Time': 'Europe/Istanbul',
  'Russian Standard Time': 'Europe/Moscow',
  'Azerbaijan Standard Time': 'Asia/Baku',
  'Arab Standard Time': 'Asia/Riyadh',
  'Arabian Standard Time': 'Asia/Dubai',
  'India Standard Time': 'Asia/Calcutta',
  'Singapore Standard Time': 'Asia/Singapore',
  'China Standard Time': 'Asia/Shanghai',
  'Korea Standard Time': 'Asia/Seoul',
  'Tokyo Standard Time': 'Asia/Tokyo',
  'AUS Eastern Standard Time': 'Australia/Sydney',
  'E. South America Standard Time': 'America/Sao_Paulo',
  'Eastern Standard Time': 'America/New_York',
  'Central Standard Time': 'America/Chicago',
  'Mountain Standard Time': 'America/Denver',
  'Pacific Standard Time': 'America/Los_Angeles',
  'Central Standard Time (Mexico)': 'America/Mexico_City',
};

/** Milliseconds that a zone's clocks are ahead of UTC at an instant; undefined for a zone that is not known. */
type Offset = (instant: number) => number;

function offsetOf(zone: string): Offset | undefined {
  const name = windowsZones[zone] ?? zone;
  if (/^(?:Etc\/)?(?:UTC|GMT|Zulu|Universal)$/i.test(name)) return () => 0;
  try {
    const parts = new Intl.DateTimeFormat('en-US', {
      ...{ timeZone: name, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
    });
    return (instant) => {
      const found: Record<string, number> = {};
      for (const { type, value } of parts.formatToParts(instant)) found[type] = Number(value);
      const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = found;
      return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1_000) * 1_000;
    };
  } catch {
    return undefined;
  }
}

const quarter = 900_000;

/** Zones that were met, each with the offsets of the quarters of an hour that were asked for: clocks change at none between. */
export class Zones {
  readonly #zones = new Map<string, { readonly offset: Offset | undefined; readonly known: Map<number, number> }>();

  /** Milliseconds between a zone's wall clock and UTC where the clock shows `wall`; undefined for an unknown zone. */
  ahead(zone: string, wall: number): number | undefined {
    let found = this.#zones.get(zone);
    if (found === undefined) {
      found = { offset: offsetOf(zone), known: new Map() };
      this.#zones.set(zone, found);
    }
    const { offset, known } = found;
    if (offset === undefined) return undefined;
    const place = Math.floor(wall / quarter);
    let ahead = known.get(place);
    if (ahead === undefined) {
      // Twice: the first guess may lie on the other side of a change of the clocks.
      ahead = offset(place * quarter - offset(place * quarter - offset(place * quarter)));
      if (known.size > 100_000) known.clear();
      known.set(place, ahead);
    }
    return ahead;
  }
}

export interface Times {
  /** As written, whatever clock it was read from. */
  readonly local: bigint;
  /** Undefined where neither the text nor its zone says what it counts from. */
  readonly instant: bigint | undefined;
}

/** A date with or without a time of day; undefined for any other text, and out of the range of 64 bits. */
export function timesOf(text: string, zone: string | null, zones: Zones): Times | undefined {
  const parts = form.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', offset] = parts;
  if (Number(year) < firstYear || Number(year) > lastYear) return undefined;
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const local = (BigInt(wall) / 1_000n) * nanosecond + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
  const ahead = offset === undefined ? (zone === null ? undefined : zones.ahead(zone, wall)) : offsetFrom(offset);
  return { local, instant: ahead === undefined ? undefined : local - BigInt(ahead) * 1_000_000n };
}

function offsetFrom(text: string): number {
  if (text === 'Z' || text === 'z') return 0;
  const sign = text.startsWith('-') ? -1 : 1;
  return sign * (Number(text.slice(1, 3)) * 60 + Number(text.slice(-2))) * 60_000;
}
