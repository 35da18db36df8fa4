/** Snapshots and differences in words. Pure. */
import type { SessionRow } from '../../preload/list.ts';
import type { FieldChange } from '../../preload/history.ts';
import type { Exact, Snapshot } from '../../preload/model.ts';
import type { ShownZone } from '../../preload/settings.ts';
import { plain, type Column } from '../sessions/columns.ts';
import { recordedPair } from '../sessions/recorded.ts';
import { when } from '../ui/age.ts';
import { count, counted } from '../ui/number.ts';

/** `5 new, 2 changed, 1 gone` against the snapshot before; empty for a first one. */
export function snapshotText(snapshot: Snapshot): string {
  if (snapshot.number === 1) return '';
  const parts = [
    [snapshot.new, 'new'],
    [snapshot.changed, 'changed'],
    [snapshot.gone, 'gone'],
  ] as const;
  return parts.flatMap(([n, word]) => (n > 0 ? [`${count(n)} ${word}`] : [])).join(', ');
}

/** `1 gone session is left out`: what was selected and the server does not have any more. */
export const goneText = (gone: number): string => `${counted(gone, 'gone session')} ${gone === 1 ? 'is' : 'are'} left out`;

/** `7 different`. */
export const differenceText = (total: number): string => `${count(total)} different`;

/** What a snapshot is called: its name, or when it was taken. @param now ms since 1970 */
export const snapshotName = (snapshot: Snapshot, now: number): string => snapshot.name ?? when(snapshot.takenAt, now);

/** All that is known of a snapshot, for who listens. @param now ms since 1970 */
export function snapshotLabel(snapshot: Snapshot, now: number): string {
  return [
    ...(snapshot.name === undefined ? [] : [snapshot.name]),
    when(snapshot.takenAt, now),
    counted(snapshot.sessions, 'session'),
    snapshotText(snapshot),
    ...(snapshot.status === 'partial' ? ['partial'] : []),
    ...(snapshot.pinned ? ['pinned'] : []),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** A value of one side of a difference. */
const valueText = (value: unknown): string => (value === null || value === undefined ? 'nothing' : plain(value as Exact));

export interface ChangeTexts {
  readonly from: string;
  readonly to: string;
  /** Stands behind the field's name: by whose clock a time is told. */
  readonly suffix: string;
}

/** Both sides of a difference of a row. @param zone by whose clock times are shown */
export function changeTexts({ field, from, to }: FieldChange, { session, change }: SessionRow, zone: ShownZone): ChangeTexts {
  if (field !== 'timeOfRecording') return { from: valueText(from), to: valueText(to), suffix: '' };
  // Where its zone has changed with it, each side stands in its own.
  const zones = change?.fields?.find((other) => other.field === 'timeZone') ?? { from: session.timeZone, to: session.timeZone };
  const side = (text: unknown, name: unknown) => ({ text: asText(text), zone: asText(name) });
  const { one, other, suffix } = recordedPair(zone, side(from, zones.from), side(to, zones.to));
  return { from: one || valueText(from), to: other || valueText(to), suffix };
}

const asText = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** How a changed field is called in the window. */
export function fieldLabel(field: string, columns: readonly Column[]): string {
  const name = field.replace(/^detail:/u, '');
  return columns.find((column) => column.field === field)?.label ?? name;
}

/** The change that a column shows, if it is among these: a state counts in either form, a detail in any case. */
export function changeOf(column: Column, fields: readonly FieldChange[]): FieldChange | undefined {
  const wanted = column.field.replace(/^detail:/u, '').toLowerCase();
  const named = (name: string): FieldChange | undefined =>
    fields.find(({ field }) => field.replace(/^detail:/u, '').toLowerCase() === name);
  return wanted === 'state' ? (named('stateraw') ?? named('state')) : named(wanted);
}
