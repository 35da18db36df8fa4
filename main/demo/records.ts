/** Records as no document shows them: what is wrong with the sessions of a page, apart from where they stand. */
import { text, type Answer } from './answer.ts';
import type { FaultName, Faults } from './faults.ts';
import type { SeasonSession } from './season.ts';

type Row = Readonly<Record<string, unknown>>;

/** Days that are none, and those that calendars and sorting stumble over. */
const strangeDates: readonly unknown[] = [
  '0000-00-00T00:00:00',
  '0001-01-01T00:00:00',
  '9999-12-31T23:59:59.9999999',
  '2017-02-30T12:00:00',
  '2017-13-01T00:00:00',
  '',
  'yesterday',
  '23/10/2017 22:07:58',
  null,
];

const strangeStates: readonly unknown[] = ['Paused', '', 'live', 7, -1, 2_147_483_648, 'Zustand-Ü', null];

/** The record with a list where its key should be. */
const spoilt = (row: Row): Row => Object.fromEntries(Object.entries(row).map(([name, value], at) => [name, at === 0 ? [value] : value]));

/** The record with another value in the field of this name, in whatever case it is written. */
function withField(row: Row, name: string, value: unknown): Row {
  return Object.fromEntries(Object.entries(row).map(([own, old]) => [own, own.toLowerCase() === name ? value : old]));
}

/** A page of a listing as an answer, with the faults of what it holds: the same session has the same in every page. */
export function createPageAnswer(
  faults: Faults,
): (sessions: readonly SeasonSession[], write: (session: SeasonSession) => object) => Answer {
  /** Which of those that the fault takes this one is; undefined where it is none of every N. */
  const turnOf = (name: FaultName, { index }: SeasonSession): number | undefined => {
    const every = faults.get(name);
    const turn = every === undefined ? NaN : (index + 1) / every;
    return Number.isInteger(turn) ? Math.abs(turn) : undefined;
  };

  const recordsOf = (session: SeasonSession, written: Row): readonly Row[] => {
    const date = turnOf('invalid-dates', session);
    const state = turnOf('states', session);
    let row = written;
    if (date !== undefined) row = withField(row, 'timeofrecording', strangeDates[date % strangeDates.length]);
    if (state !== undefined) row = withField(row, 'state', strangeStates[state % strangeStates.length]);
    if (turnOf('bad-record', session) !== undefined) row = spoilt(row);
    return turnOf('duplicates', session) === undefined ? [row] : [row, row];
  };

  return (sessions, write) => {
    const all = sessions.flatMap((session) => recordsOf(session, write(session) as Row));
    const bare = faults.has('no-brackets') || (faults.has('bare-object') && all.length === 1);
    const body = JSON.stringify(all);
    return text(bare && all.length > 0 ? body.slice(1, -1) : body);
  };
}
