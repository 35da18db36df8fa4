/** Events of a session, as the influx generation of 2020 has them: definitions, and when each happened. */
import { json, notFound, text, type Answer } from './answer.ts';
import { nanoseconds, ticksPerMs } from './clock.ts';
import { between, hash } from './random.ts';
import type { SeasonConnection, SeasonSession } from './season.ts';

interface EventKind {
  readonly id: string;
  readonly description: string;
  readonly priority: 'Low' | 'Medium' | 'High' | 'Debug';
  readonly appGroup: string;
  /** What happens once in so many laps. */
  readonly every: number;
}

const kinds: readonly EventKind[] = [
  { id: '2938:TAG320BIOS', description: 'Unit status', priority: 'Debug', appGroup: 'TAG320BIOS', every: 1 },
  { id: '86D1:Chassis', description: 'Gear shift refused', priority: 'Medium', appGroup: 'Chassis', every: 3 },
  { id: '41A0:Chassis', description: 'Pit limiter', priority: 'Low', appGroup: 'Chassis', every: 6 },
  { id: '5E02:PU', description: 'Oil temperature high', priority: 'High', appGroup: 'PU', every: 17 },
];

/** Answers `…/events` (no `ids`) and `…/events/{ids}/data`. */
export function eventsOf(session: SeasonSession, connection: SeasonConnection, ids: string | undefined): Answer {
  if (ids === undefined) {
    const conversions = (appGroup: string): readonly object[] =>
      [1, 2, 3].map((at) => ({ id: `CONV_VALUE${at}:${appGroup}`, format: '%5.0f', units: '' }));
    return json(
      kinds.map(({ id, description, priority, appGroup }) => ({ id, description, priority, conversions: conversions(appGroup), appGroup })),
    );
  }
  const data = ids.split(',').map((id) => {
    const kind = kinds.find((one) => one.id === id);
    if (kind === undefined) throw notFound('influx', `Event '${id}' was not found.`);
    return `${JSON.stringify(id)}:${occurrences(kind, session, connection)}`;
  });
  return text(`{"eventData":{${data.join(',')}}}`);
}

function occurrences(kind: EventKind, session: SeasonSession, connection: SeasonConnection): string {
  const chance = hash(session.run?.running.chance ?? 0, kind.every, kind.id.length);
  const laps = connection.laps(session).filter(({ number }) => hash(chance, number) % kind.every === 0);
  const stamps = laps.map(({ number, start, end }) =>
    String(nanoseconds(session.day, between(hash(chance, number, 1), start, end - 1) * ticksPerMs)),
  );
  const rest = {
    lapNumbers: laps.map(({ number }) => number),
    status: laps.map(() => ''),
    values: laps.map(({ number }) => [between(hash(chance, number, 2), 1, 12), between(hash(chance, number, 3), 0, 8), 0]),
    tagValues: laps.map(({ number }) => ({ lapnumber: String(number) })),
  };
  return `{"timeStamps":[${stamps.join(',')}],${JSON.stringify(rest).slice(1)}`;
}
