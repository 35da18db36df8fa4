/**
 * Where the store keeps what a server has shown: a place for each address and user, since two users of one server may
 * be shown different lists. To the store it is an opaque text.
 */
import type { Server } from '../preload/model.ts';
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

type User = Pick<Server, 'url' | 'user'>;

export interface Places {
  /** Where to look for what this user was shown. */
  reading(server: User): Promise<string>;
  /** Where to put what the server has just shown this user, who is signed in. Fails as the store does. */
  writing(server: User): Promise<string>;
}

/**
 * Places in a store. What an earlier version kept under the address alone is seen by every user who has nothing of
 * their own, and goes to the first one who signs in: whose it was nobody wrote down, and nothing of it is lost.
 */
export function createPlaces(store: Pick<Store, 'servers' | 'rename'>): Places {
  const known = new Set<string>();

  return {
    async reading(server) {
      const place = placeOf(server);
      if (known.has(place)) return place;
      const kept = await store.servers();
      if (kept.includes(place)) known.add(place);
      return known.has(place) || !kept.includes(server.url) ? place : server.url;
    },
    async writing(server) {
      const place = placeOf(server);
      if (!known.has(place)) await store.rename(server.url, place);
      known.add(place);
      return place;
    },
  };
}
