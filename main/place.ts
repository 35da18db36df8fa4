/**
 * Where the store keeps what a server has shown: a place for each address and user, since two users of one server may
 * be shown different lists. To the store it is an opaque text.
 */
import type { Server } from '../preload/model.ts';
import { asFailure } from './failure.ts';
import type { Log } from './log.ts';
import type { Store } from './store/store.ts';

export interface Place {
  /** A normalised address. */
  readonly url: string;
  /** Empty where what is kept was written by a version that told users not apart, and nobody has asked for it since. */
  readonly user: string;
}

/** A blank ends the address: none can stand in it. */
export const placeOf = ({ url, user }: Place): string => (user === '' ? url : `${url} ${user}`);

export function readPlace(text: string): Place {
  const blank = text.indexOf(' ');
  return blank === -1 ? { url: text, user: '' } : { url: text.slice(0, blank), user: text.slice(blank + 1) };
}

/** The place of a server. */
export type Places = (server: Pick<Server, 'url' | 'user'>) => Promise<string>;

/**
 * Places in a store. What an earlier version kept under the address alone goes to the first user who asks for that
 * address: whose it was nobody wrote down, and nothing of it is lost. Where the store cannot be written it is read
 * where it stands.
 */
export function createPlaces(store: Pick<Store, 'servers' | 'rename'>, log: Log): Places {
  const known = new Map<string, string>();

  async function look(server: Place): Promise<string> {
    const place = placeOf(server);
    const kept = await store.servers();
    if (place !== server.url && kept.includes(server.url) && !kept.includes(place)) {
      try {
        await store.rename(server.url, place);
      } catch (thrown) {
        log.warn('What was saved of an address could not be given to its user', { cause: asFailure(thrown).message });
        return server.url;
      }
    }
    known.set(place, place);
    return place;
  }

  return async ({ url, user }) => known.get(placeOf({ url, user })) ?? look({ url, user });
}
