/** What the palette offers: every action, and every connection of every server. */
import type { ActionGroup } from '../../preload/actions.ts';
import type { ConnectionsAnswer } from '../../preload/contract.ts';
import type { ServerRow } from '../../preload/contract.ts';
import type { OfferedAction } from '../actions/actions.svelte.ts';
import { placeId, type Place } from '../servers/place.ts';
import type { Choice } from './match.ts';

export type Offer = Choice &
  (
    | { readonly kind: 'action'; readonly action: OfferedAction; readonly group: ActionGroup }
    | { readonly kind: 'connection'; readonly place: Place; readonly server: string }
  );

/** Actions that lead nowhere from inside the palette. */
const idle: ReadonlySet<string> = new Set(['palette']);

export function offers(
  actions: readonly OfferedAction[],
  servers: readonly ServerRow[],
  answer: (serverId: string) => ConnectionsAnswer | undefined,
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
  return [...all, ...connections];
}
