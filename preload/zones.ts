/** Time zones by the names that servers give them, .NET's and IANA's: how far their clocks are ahead. Both sides import it. */

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

/** Milliseconds that a zone's clocks are ahead of UTC at an instant. */
type Offset = (instant: number) => number;

const utc: Offset = () => 0;

function offsetOf(zone: string): Offset | undefined {
  const name = windowsZones[zone] ?? zone;
  if (/^(?:Etc\/)?(?:UTC|GMT|Zulu|Universal)$/i.test(name)) return utc;
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

/** Of seconds. */
const quarter = 900;

/** Zones that were met, each with the offsets of the quarters of an hour that were asked for: clocks change at none between. */
export class Zones {
  readonly #zones = new Map<string, { readonly offset: Offset | undefined; readonly known: Map<number, number> }>();

  /** Seconds that a zone's clock is ahead of UTC where it shows `wall`, seconds since 1970; undefined for an unknown zone. */
  ahead(zone: string, wall: number): number | undefined {
    let found = this.#zones.get(zone);
    if (found === undefined) {
      found = { offset: offsetOf(zone), known: new Map() };
      this.#zones.set(zone, found);
    }
    const { offset, known } = found;
    if (offset === undefined || offset === utc) return offset?.(0);
    const place = Math.floor(wall / quarter);
    let ahead = known.get(place);
    if (ahead === undefined) {
      // Twice: the first guess may lie on the other side of a change of the clocks.
      const instant = place * quarter * 1_000;
      ahead = offset(instant - offset(instant - offset(instant))) / 1_000;
      if (known.size > 100_000) known.clear();
      known.set(place, ahead);
    }
    return ahead;
  }
}
