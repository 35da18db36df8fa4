/**
 * What Paddock is handed to open (files, links), by its start, a second start or the system. A window that does not
 * listen yet, or none, loses nothing: it is kept until one asks.
 */
import type { Link } from '../../preload/links.ts';

export type Handed =
  | { readonly kind: 'file'; readonly path: string }
  /** Null for a link that cannot be read. */
  | { readonly kind: 'link'; readonly link: Link | null };

export interface Inbox {
  put(handed: Handed): void;
  /** All that waits; what comes from now on is told to the listener. */
  open(listener: (handed: Handed) => void): readonly Handed[];
  /** The window that listened is gone: what comes waits again. */
  shut(): void;
}

export function createInbox(): Inbox {
  let waiting: readonly Handed[] = [];
  let told: ((handed: Handed) => void) | undefined;
  return {
    put(handed) {
      if (told) told(handed);
      else waiting = [...waiting, handed];
    },
    open(listener) {
      const all = waiting;
      waiting = [];
      told = listener;
      return all;
    },
    shut() {
      told = undefined;
    },
  };
}
