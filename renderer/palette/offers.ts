/** What the palette offers: every action, every connection of every server, and every saved filter. */
import type { ActionGroup } from '../../preload/actions.ts';
import type { ConnectionsAnswer, ServerRow } from '../../preload/servers.ts';
import type { OfferedAction } from '../actions/actions.svelte.ts';
import { anyName } from '../servers/nodes.ts';
import { placeId, type Place } from '../servers/place.ts';
import type { SavedFilter } from '../../preload/shelf.ts';
import type { Choice } from './match.ts';

export type Offer = Choice &
  (
    | { readonly kind: 'action'; readonly action: OfferedAction; readonly group: ActionGroup }
    | { readonly kind: 'connection'; readonly place: Place; readonly server: string }
    /** `unavailable`: why it cannot be opened now, a sentence. */
    | { readonly kind: 'filter'; readonly filter: SavedFilter; readonly unavailable: string | undefined }
  );

/** Actions that lead nowhere from inside the palette. */
const idle: ReadonlySet<string> = new Set(['palette']);

/** To what a saved filter belongs. */
export const filterOf = ({ place }: SavedFilter): string => place?.connection ?? anyName;

/** What an offer is called: the part of its text that is shown as its name. */
export function offerName(offer: Offer): string {
  switch (offer.kind) {
    case 'action':
      return offer.text;
    case 'connection':
      return offer.place.connection;
    case 'filter':
      return offer.filter.name;
  }
}

/** Why what is offered cannot be done now, a sentence; nothing where it can. */
export function offerUnavailable(offer: Offer): string | undefined {
  switch (offer.kind) {
    case 'action':
      return offer.action.unavailable;
    case 'connection':
      return undefined;
    case 'filter':
      return offer.unavailable;
  }
}

export function offers(
  actions: readonly OfferedAction[],
  servers: readonly ServerRow[],
  answer: (serverId: string) => ConnectionsAnswer | undefined,
  filters: readonly SavedFilter[],
  isListOpen: boolean,
): readonly Offer[] {
  const all = actions
    .filter(({ id }) => !idle.has(id))
    .map((action): Offer => ({ kind: 'action', id: `action ${action.id}`, text: action.facts.title, action, group: action.facts.group }));
  const connections = servers.flatMap(({ server }) =>
    (answer(server.id)?.connections ?? []).map(({ connection }): Offer => {
      const place = { serverId: server.id, connection: connection.name };
      return {
        kind: 'connection',
        id: `connection ${placeId(place)}`,
        text: `${connection.name} ${server.name}`,
        place,
        server: server.name,
      };
    }),
  );
  const saved = filters.map((filter): Offer => {
    const unavailable = filter.place || isListOpen ? undefined : 'Choose a connection first.';
    return { kind: 'filter', id: `filter ${filter.id}`, text: `${filter.name} ${filterOf(filter)}`, filter, unavailable };
  });
  return [...all, ...connections, ...saved];
}
