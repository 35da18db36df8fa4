/** The words of the line above the list. Pure. */
import type { OpenedList } from '../../preload/list.ts';
import type { Snapshot } from '../../preload/model.ts';
import { age } from '../ui/age.ts';
import type { Kind } from '../ui/kind.ts';
import { count, counted } from '../ui/number.ts';
import type { Provenance } from './provenance.ts';

/** `1,003 sessions`, or `12 of 1,003 sessions` where a filter hides some; those that are gone are counted beside them. */
export function countText(opened: OpenedList): string {
  const { total, unfiltered, gone = { found: 0, all: 0 } } = opened;
  const all = counted(unfiltered - gone.all, 'session');
  const text = total === unfiltered ? all : `${count(total - gone.found)} of ${all}`;
  return gone.found > 0 ? `${text}, ${count(gone.found)} gone` : text;
}

/** `Live, 12 s ago`, `Saved 3 h ago`, `Offline, saved 3 h ago` … with the shape that goes with it. */
export function sourceText(provenance: Provenance, now: number): { readonly kind: Kind; readonly text: string } {
  const { state } = provenance;
  switch (state) {
    case 'live':
      return { kind: 'live', text: `Live, ${age(provenance.at, now)}` };
    case 'saved':
      return { kind: 'saved', text: `Saved ${age(provenance.at, now)}` };
    case 'file':
      return { kind: 'file', text: `From a file, saved ${age(provenance.at, now)}` };
    case 'unread':
      return { kind: 'none', text: 'Not read yet' };
    case 'offline':
      return { kind: 'offline', text: provenance.at === undefined ? 'Offline, never saved' : `Offline, saved ${age(provenance.at, now)}` };
    case 'refused':
      return {
        kind: 'refused',
        text: provenance.at === undefined ? 'Not signed in, never saved' : `Not signed in, saved ${age(provenance.at, now)}`,
      };
  }
}

/** Whether rows say that they are new or changed: where it tells them apart, so not in a first snapshot nor after a cut-off one. */
export const tellsNews = (snapshot: Snapshot | undefined): boolean =>
  snapshot !== undefined && snapshot.number > 1 && snapshot.new * 2 <= snapshot.sessions;
