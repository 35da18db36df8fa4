/** The columns that a list can have: what each shows of a session, and what it sorts by. */
import type { SessionRow } from '../../preload/list.ts';
import type { Exact, Session, SortField } from '../../preload/model.ts';
import type { ShownZone } from '../../preload/settings.ts';
import { recordedIn } from './recorded.ts';
import { lapTime } from '../session/lap-time.ts';

export interface Column {
  readonly label: string;
  readonly field: SortField;
  /**
   * Widths, CSS px: at which it stands well, down to which it yields to a narrow list, up to which it takes of a wide one. A line of
   * text is hard to follow over wider gaps. Where `least` or `most` is absent it does neither.
   */
  readonly width: number;
  readonly least?: number;
  readonly most?: number;
  readonly isNumber?: boolean;
  /** Digits of one width, so that they stand below each other. */
  readonly isTabular?: boolean;
  /** Shown only where it is asked for. */
  readonly isFurther?: boolean;
  /** `zone`: by whose clock a time is shown, the session's where absent; `row` holds what the listing does not tell. */
  text(session: Session, zone?: ShownZone, row?: SessionRow): string;
  /** What the tooltip says, where it is more than the text. */
  full?(session: Session): string;
}

/** Whether a row shows nothing in a column but the text. `marks`: whether to tell what is new or changed. */
export function isPlain({ field }: Column, row: SessionRow, marks: boolean, zone: ShownZone): boolean {
  if (row.change || row.mark === 'gone') return false;
  if (field === 'state') return row.session.state !== 'live';
  if (field === 'timeOfRecording') return zone === 'session';
  return field !== 'identifier' || !((marks && row.mark) || row.own || row.kept);
}

/** Any value of the listing as text, integers exact. */
export const plain = (value: Exact | undefined): string =>
  value === null || value === undefined
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? v.toString() : v))
      : String(value);

/** The value of a session detail, its name in any case. */
export function detailOf(session: Session, name: string): string {
  const wanted = name.toLowerCase();
  return session.details?.find((detail) => detail.name.toLowerCase() === wanted)?.value ?? '';
}

/** A session's state in words: the server's own word, or `State 2` for a number, whose meaning nobody documents. */
export function stateText(session: Session): string {
  const { state, stateRaw } = session;
  if (typeof stateRaw === 'string' && stateRaw !== '') return stateRaw;
  if (typeof stateRaw === 'number' || typeof stateRaw === 'bigint') return `State ${stateRaw.toString()}`;
  return state === undefined || state === 'unknown' ? '' : state;
}

const recordedText = (session: Session, zone: ShownZone = 'session'): string =>
  recordedIn(zone, session.timeOfRecording, session.timeZone).text;

const zoned = (session: Session): string => [session.timeOfRecording, session.timeZone].filter(Boolean).join(' ');

const detail = (label: string, more: Partial<Column> = {}): Column => ({
  label,
  field: `detail:${label}`,
  ...{ width: 88, least: 72, most: 160 },
  text: (session) => detailOf(session, label),
  ...more,
});

/** A time of day or a date-time as the server wrote it, without its idle decimals and a day that means none. */
const clock = (text: string | null | undefined): string => (text ?? '').replace(/^1970-01-01T/u, '').replace(/(\.\d{3})\d+/u, '$1');

/** Details of which each has its place; others follow by their names. */
const known = ['Driver', 'Car', 'Circuit'];

export interface Listed {
  /** Names of session details that occur, most frequent first. */
  readonly detailNames: readonly string[];
  readonly hasFastest: boolean;
  /** The list is narrow: it goes without the car, and without the state where it has the fastest lap. */
  readonly isNarrow?: boolean;
  /** Rows tell what was and is. */
  readonly compares?: boolean;
}

/** All columns that a list can have, in their usual order. */
export function columnsOf({ detailNames, hasFastest, isNarrow = false, compares = false }: Listed): readonly Column[] {
  const occurs = (label: string): boolean => detailNames.some((name) => name.toLowerCase() === label.toLowerCase());
  const distinct = detailNames.filter((name, at) => detailNames.findIndex((other) => other.toLowerCase() === name.toLowerCase()) === at);
  const others = distinct.filter((name) => !known.some((label) => label.toLowerCase() === name.toLowerCase()));
  const further = { isFurther: true } as const;
  return [
    {
      label: 'Recorded',
      field: 'timeOfRecording',
      ...{ width: 160, least: 156, most: 176 },
      isTabular: true,
      text: recordedText,
      full: zoned,
    },
    {
      label: 'Identifier',
      field: 'identifier',
      ...{ width: 132, least: 118, most: 220 },
      isTabular: true,
      text: (s) => s.identifier ?? s.key,
    },
    { label: 'Type', field: 'sessionType', ...{ width: 88, least: 78, most: 160 }, text: (s) => s.sessionType ?? '' },
    ...known
      .filter(occurs)
      .map((label) => detail(label, { ...(label === 'Driver' && { least: 52 }), ...(isNarrow && label === 'Car' && further) })),
    {
      label: 'Laps',
      field: 'lapsCount',
      ...(compares ? { width: 112 } : { width: 72, least: 52 }),
      isNumber: true,
      text: (s) => plain(s.lapsCount),
    },
    {
      ...{ label: 'Fastest', field: 'fastest', width: 96, least: 80, isNumber: true, isTabular: true, ...(!hasFastest && further) },
      text: (_session, _zone, row) => (row?.fastest === undefined ? '' : lapTime(row.fastest)),
    },
    { label: 'State', field: 'state', ...{ width: 92, least: 74, most: 150 }, ...(isNarrow && hasFastest && further), text: stateText },
    {
      label: 'Start',
      field: 'startTime',
      width: 112,
      isTabular: true,
      ...further,
      text: (s) => clock(s.startTime),
      full: (s) => s.startTime ?? '',
    },
    {
      label: 'End',
      field: 'endTime',
      width: 112,
      isTabular: true,
      ...further,
      text: (s) => clock(s.endTime),
      full: (s) => s.endTime ?? '',
    },
    { label: 'Time zone', field: 'timeZone', width: 168, ...further, text: (s) => s.timeZone ?? '' },
    { label: 'Key', field: 'key', width: 316, isTabular: true, ...further, text: (s) => s.key },
    { label: 'Id', field: 'id', width: 88, isNumber: true, isTabular: true, ...further, text: (s) => plain(s.id) },
    ...others.map((name) => detail(name, { width: 120, most: 240, ...further })),
  ];
}

/** Those that a list shows unless others were chosen. */
export const columnsFor = (detailNames: readonly string[], isNarrow = false, compares = false): readonly Column[] =>
  columnsOf({ detailNames, hasFastest: false, isNarrow, compares }).filter(({ isFurther }) => !isFurther);
