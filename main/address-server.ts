/**
 * Servers that were never saved under a name: known by their address alone, because somebody read them once with
 * `--server URL`. They stand beside the saved ones; what was kept of them is kept for each user apart (`place.ts`).
 */
import { addressIdPrefix, type Server } from '../preload/model.ts';
import { placeOf, readPlace, type Place } from './place.ts';

/**
 * A server that is known by its normalised address and the user who was shown it; without one where nobody knows who,
 * or nobody has said.
 */
export const addressServer = (url: string, user = ''): Server => ({
  id: `${addressIdPrefix}${placeOf({ url, user })}`,
  name: url,
  url,
  user,
  generation: 'auto',
  readOnly: false,
  demo: false,
  password: 'none',
});

/** The saved server as another user sees it: all that leads there is the same, nothing of the sign-in is. */
export const asAnother = (server: Server, user: string): Server => ({
  ...server,
  id: addressServer(server.url, user).id,
  user,
  password: 'none',
});

/** Address and user in the id of such a server; undefined for a saved server's id. */
export const addressOfId = (id: string): Place | undefined =>
  id.startsWith(addressIdPrefix) ? readPlace(id.slice(addressIdPrefix.length)) : undefined;
