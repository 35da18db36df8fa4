/** The columns of the list: what each shows of a session, and what it sorts by. */
import type { Exact, Session, SortField } from '../../preload/model.ts';
import type { ShownZone } from '../../preload/settings.ts';
import { recordedIn } from './recorded.ts';

export interface Column {
  readonly label: string;
  readonly field: SortField;
  /** Grid track, CSS. */
  readonly width: string;
  readonly isNumber?: boolean;
  /** Digits of one width, so that they stand below each other. */
  readonly isTabular?: boolean;
  /** `zone`: by whose clock a time is shown, the session's where absent. */
  text(session: Session, zone?: ShownZone): string;
  /** What the tooltip says, where it is more than the text. */
  full?(session: Session): string;
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

const detail = (label: string): Column => ({
  label,
  field: `detail:${label}`,
  width: 'minmax(54px, 1fr)',
  text: (session) => detailOf(session, label),
});

/**
 * Columns for a list in which session details of these names occur; a narrow one goes without the car, one that compares
 * has room for what a number was and is.
 */
export function columnsFor(detailNames: readonly string[], isNarrow = false, compares = false): readonly Column[] {
  const occurs = (label: string): boolean => detailNames.some((name) => name.toLowerCase() === label.toLowerCase());
  return [
    { label: 'Recorded', field: 'timeOfRecording', width: '160px', isTabular: true, text: recordedText, full: zoned },
    { label: 'Identifier', field: 'identifier', width: 'minmax(128px, 1.6fr)', isTabular: true, text: (s) => s.identifier ?? s.key },
    { label: 'Type', field: 'sessionType', width: 'minmax(64px, 1fr)', text: (s) => s.sessionType ?? '' },
    ...(isNarrow ? ['Driver', 'Circuit'] : ['Driver', 'Car', 'Circuit']).filter(occurs).map(detail),
    { label: 'Laps', field: 'lapsCount', width: compares ? '112px' : '72px', isNumber: true, text: (s) => plain(s.lapsCount) },
    { label: 'State', field: 'state', width: 'minmax(84px, 0.8fr)', text: stateText },
  ];
}
