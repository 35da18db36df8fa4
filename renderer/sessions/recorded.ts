/** A time of recording as the list shows it. The server's own text stays in the tooltip. */
import type { ShownZone } from '../../preload/settings.ts';
import { Zones } from '../../preload/zones.ts';

export interface ShownTime {
  readonly text: string;
  /** True: another zone is wanted, and nobody says which one the server's clock stands in. */
  readonly isAsWritten: boolean;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const dateTime = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)/;
const offset = /([Zz]|[+-]\d\d:?\d\d)$/;
const zones = new Zones();

/** `2017-10-23T22:07:58.1230000` → `23 Oct 2017 22:07:58`, in the session's own zone. What is no date stays as it is. */
export function recorded(text: string | null | undefined): string {
  const [, year, month, day, time] = dateTime.exec(text ?? '') ?? [];
  const name = months[Number(month) - 1];
  if (year === undefined || day === undefined || time === undefined || name === undefined) return text ?? '';
  return `${Number(day)} ${name} ${year} ${time}`;
}

/** As `recorded`, by the clock that is wanted. `zone`: of the session, as the server names it. */
export function recordedIn(shown: ShownZone, text: string | null | undefined, zone: string | null | undefined): ShownTime {
  const [, year, month, day, time] = dateTime.exec(text ?? '') ?? [];
  const own = recorded(text);
  if (shown === 'session' || year === undefined || time === undefined) return { text: own, isAsWritten: false };
  const [hour, minute, second] = time.split(':').map(Number);
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), hour, minute, second ?? 0);
  const ahead = Number.isNaN(wall) ? undefined : aheadOf(text ?? '', zone, wall / 1000);
  if (ahead === undefined) return { text: own, isAsWritten: true };
  const instant = wall - ahead * 1000;
  // A date tells the computer's own offset at that moment, summer time and all.
  const there = shown === 'utc' ? instant : instant - new Date(instant).getTimezoneOffset() * 60_000;
  return { text: recorded(new Date(there).toISOString().slice(0, second === undefined ? 16 : 19)), isAsWritten: false };
}

/** What stands behind the name of a column, or a field, of times. */
export const zoneSuffix: Readonly<Record<ShownZone, string>> = { session: '', local: ' (local)', utc: ' (UTC)' };

/** What stands behind the name of a time that is shown as the server wrote it. */
export const writtenSuffix = (shown: ShownZone): string => (shown === 'session' ? '' : ' (as written)');

/** A time of recording as the server wrote it, and its zone as it names it. */
interface Written {
  readonly text: string | null | undefined;
  readonly zone: string | null | undefined;
}

/** Two times side by side: by the clock that is wanted where that can be said of both, else both as they were written. */
export function recordedPair(
  shown: ShownZone,
  one: Written,
  other: Written,
): { readonly one: string; readonly other: string; readonly suffix: string } {
  const [left, right] = [recordedIn(shown, one.text, one.zone), recordedIn(shown, other.text, other.zone)];
  if (left.isAsWritten || right.isAsWritten) return { one: recorded(one.text), other: recorded(other.text), suffix: writtenSuffix(shown) };
  return { one: left.text, other: right.text, suffix: zoneSuffix[shown] };
}

/** Seconds that the clock which was read is ahead of UTC. */
function aheadOf(text: string, zone: string | null | undefined, wall: number): number | undefined {
  const [written] = offset.exec(text) ?? [];
  if (written === undefined) return typeof zone === 'string' && zone !== '' ? zones.ahead(zone, wall) : undefined;
  if (written.toUpperCase() === 'Z') return 0;
  return (written.startsWith('-') ? -60 : 60) * (Number(written.slice(1, 3)) * 60 + Number(written.slice(-2)));
}
