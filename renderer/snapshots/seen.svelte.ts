/** Up to which snapshot of each list those that are gone were dismissed: they stay in the list until then. */
import type { WindowMemory } from '../../preload/app.ts';
import type { OpenedList, ListNews } from '../../preload/list.ts';
import type { Place } from '../servers/place.ts';

/** Lists of which it is remembered, those last looked at. */
const mostKept = 200;

const nameOf = ({ serverId, connection }: Place): string => JSON.stringify([serverId, connection]);

export class Seen {
  /** By list, the one last noted at the end. */
  #kept = $state.raw<readonly (readonly [list: string, snapshot: number])[]>([]);
  /** The list that is shown, and the snapshot at which it was looked at before. */
  #looked: { readonly place: Place; readonly since: number } | undefined;

  restore(seen: WindowMemory['seen'] = {}): void {
    this.#kept = Object.entries(seen);
  }

  get memory(): Pick<WindowMemory, 'seen'> {
    return this.#kept.length > 0 ? { seen: Object.fromEntries(this.#kept) } : {};
  }

  /** What a list is asked to tell. */
  newsOf(place: Place): ListNews {
    const goneSince = this.goneSince(place);
    const looked = this.#looked && nameOf(this.#looked.place) === nameOf(place) ? this.#looked.since : undefined;
    return { ...(looked !== undefined && { since: looked }), ...(goneSince !== undefined && { goneSince }) };
  }

  /** Up to which snapshot those that are gone were dismissed. */
  goneSince(place: Place): number | undefined {
    const name = nameOf(place);
    return this.#kept.find(([list]) => list === name)?.[1];
  }

  /** From which snapshot on rows of the list that is shown are new, while it is shown. */
  lookedAt(place: Place, since: number): void {
    this.#looked = { place, since };
  }

  /** A list was answered: where nothing stands in it that is gone, there is nothing to dismiss up to here. */
  answered(place: Place, { snapshot, gone }: Pick<OpenedList, 'snapshot' | 'gone'>): void {
    const known = this.goneSince(place);
    if (snapshot === undefined || (gone !== undefined && known !== undefined) || known === snapshot.number) return;
    this.#note(place, snapshot.number);
  }

  /** All that is gone up to this snapshot is not shown any more. */
  dismiss(place: Place, snapshot: number): void {
    this.#note(place, snapshot);
  }

  #note(place: Place, snapshot: number): void {
    const name = nameOf(place);
    const kept = this.#kept.filter(([list]) => list !== name);
    this.#kept = [...kept, [name, snapshot] as const].slice(-mostKept);
  }
}
