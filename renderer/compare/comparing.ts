/** Two sessions side by side: their fields, details and laps, and whether each pair is the same. Pure. */
import type { SessionContent } from '../../preload/content.ts';
import type { Lap, Session, SessionDetail } from '../../preload/model.ts';
import type { ShownZone } from '../../preload/settings.ts';
import { plain, stateText } from '../sessions/columns.ts';
import { lapTime, nanoseconds, timeText } from '../session/lap-time.ts';
import { recordedPair, writtenSuffix } from '../sessions/recorded.ts';

export interface Pair {
  readonly name: string;
  readonly one: string;
  readonly other: string;
  readonly differs: boolean;
}

export interface LapPair extends Pair {
  /** How much longer the other's lap is: `+0.512`, `−0.512`; empty where one of them has no time. */
  readonly delta: string;
}

const pair = (name: string, one: string, other: string, same = one === other): Pair => ({ name, one, other, differs: !same });

const field = (name: string, shown: (session: Session) => string, exact: (session: Session) => unknown = shown) => ({ name, shown, exact });

/** A time of day has no date to count from: it stays by the clock that the server wrote it by. */
const fields = (zone: ShownZone) => [
  field('Time zone', (s) => s.timeZone ?? ''),
  field('Type', (s) => s.sessionType ?? ''),
  field(
    `Start${writtenSuffix(zone)}`,
    (s) => timeText(s.startTime),
    (s) => s.startTime ?? '',
  ),
  field(
    `End${writtenSuffix(zone)}`,
    (s) => timeText(s.endTime),
    (s) => s.endTime ?? '',
  ),
  field('Laps', (s) => plain(s.lapsCount)),
  field('State', stateText),
  field('Key', (s) => s.key),
];

/** When both were recorded; the same where the server wrote the same and it means the same moment. */
function recordedOf(one: Session, other: Session, zone: ShownZone): Pair {
  const written = ({ timeOfRecording: text, timeZone }: Session) => ({ text, zone: timeZone });
  const { suffix, ...both } = recordedPair(zone, written(one), written(other));
  const isSame = both.one === both.other && (one.timeOfRecording ?? '') === (other.timeOfRecording ?? '');
  return pair(`Recorded${suffix}`, both.one, both.other, isSame);
}

/** Fields of the listing that either has. @param zone by whose clock times are shown */
export function fieldPairs(one: Session, other: Session, zone: ShownZone = 'session'): readonly Pair[] {
  const identifiers = pair('Identifier', one.identifier ?? '', other.identifier ?? '');
  const rest = fields(zone).map(({ name, shown, exact }) => pair(name, shown(one), shown(other), exact(one) === exact(other)));
  return [identifiers, recordedOf(one, other, zone), ...rest].filter((shown) => shown.one !== '' || shown.other !== '');
}

/** Details by their names, case ignored; of names that repeat the first with the first, and so on. */
export function detailPairs(one: readonly SessionDetail[], other: readonly SessionDetail[]): readonly Pair[] {
  const left = [...other];
  const take = (name: string): string => {
    const at = left.findIndex((detail) => detail.name.toLowerCase() === name.toLowerCase());
    return at < 0 ? '' : (left.splice(at, 1)[0]?.value ?? '');
  };
  const paired = one.map(({ name, value }) => pair(name, value, take(name)));
  return [...paired, ...left.map(({ name, value }) => pair(name, '', value))];
}

/** `+0.512` where the other took longer, with a true minus where it was faster. */
function deltaOf(one: Lap | undefined, other: Lap | undefined): string {
  const [from, to] = [nanoseconds(one?.lapTime ?? null), nanoseconds(other?.lapTime ?? null)];
  if (from === undefined || to === undefined) return '';
  const ms = Number((to - from) / 1_000_000n);
  return `${ms < 0 ? '−' : ms > 0 ? '+' : '±'}${(Math.abs(ms) / 1000).toFixed(3)}`;
}

/** Laps by their numbers, in order; those without one stand at the end, each by itself. */
export function lapPairs(one: readonly Lap[], other: readonly Lap[]): readonly LapPair[] {
  const numbers = [...new Set([...one, ...other].flatMap(({ number }) => number ?? []))].sort((a, b) => a - b);
  const time = (lap: Lap | undefined): string => (lap ? lapTime(lap.lapTime) : '');
  const made = (name: string, left: Lap | undefined, right: Lap | undefined): LapPair => ({
    ...pair(
      name,
      time(left),
      time(right),
      nanoseconds(left?.lapTime ?? null) === nanoseconds(right?.lapTime ?? null) && time(left) === time(right),
    ),
    delta: deltaOf(left, right),
  });
  const of = (laps: readonly Lap[], number: number): Lap | undefined => laps.find((lap) => lap.number === number);
  const unnumbered = (laps: readonly Lap[]): readonly Lap[] => laps.filter(({ number }) => number === null);
  return [
    ...numbers.map((number) => made(String(number), of(one, number), of(other, number))),
    ...unnumbered(one).map((lap) => made(lap.name ?? '', lap, undefined)),
    ...unnumbered(other).map((lap) => made(lap.name ?? '', undefined, lap)),
  ];
}

/** What is said where one of them has no laps or details that were ever read. */
export function unreadText(one: SessionContent, other: SessionContent, part: 'details' | 'laps'): string {
  const missing = [one, other].filter((content) => content[part] === undefined);
  if (missing.length === 0) return '';
  const names = missing.map(({ session }) => session.identifier ?? session.key).join(' and ');
  return `The ${part} of ${names} were never read. They come with the server.`;
}
