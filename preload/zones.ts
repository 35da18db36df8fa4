/** Time zones by the names that servers give them, .NET's and IANA's: how far their clocks are ahead. Both sides import it. */
import { ianaZone } from './windows-zones.ts';

/** Milliseconds that a zone's clocks are ahead of UTC at an instant. */
type Offset = (instant: number) => number;

const utc: Offset = () => 0;

function offsetOf(zone: string): Offset | undefined {
  const name = ianaZone(zone);
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
