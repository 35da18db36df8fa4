/**
 * The sessions of a connection in the order of time, as they change while a client reads: what a page's place in the
 * list means at this moment. Changes are chance of the seed, the same for the same requests.
 */
import { counterOf, type Faults } from './faults.ts';
import { hash } from './random.ts';
import type { SeasonConnection, SeasonSession } from './season.ts';

/** Places in a list; what stands at each is computed when it is asked for. */
export interface Places {
  readonly length: number;
  /** The number by which `session` knows what stands there. */
  at(position: number): number;
}

export interface LiveOrder extends Places {
  /** Changes at every change of the list: what was computed for another era is stale. */
  readonly era: number;
  session(number: number): SeasonSession;
  /** By key; undefined where it is not there (any more, or yet). */
  find(key: string): number | undefined;
  /** A page was given: the list may change. */
  turn(): void;
}

// Deleted and changed are those below the document's two, so that these stay for whoever looks for them.
const fixed = 2;
/** Numbers of sessions that were added in the middle begin here: far behind those that are recorded at the end. */
const firstAdded = -1_000_000;

export function createOrder(connection: SeasonConnection, faults: Faults): LiveOrder {
  const changes = ['grow', 'shrink', 'insert', 'delete', 'change'] as const;
  const due = changes.map((name) => ({ name, comes: counterOf(faults, name) }));
  const moves = changes.some((name) => faults.has(name));
  /** Only where the list moves: a still one needs no list of places. */
  let places: number[] | undefined;
  const moving = (): number[] => (places ??= Array.from({ length: connection.size }, (_, number) => number));
  /** Sessions added in the middle stand beside another: its time, by the number of the addition. */
  const beside = new Map<number, SeasonSession>();
  /** How often a session was changed. */
  const changed = new Map<number, number>();
  let recorded = 0;
  let era = 0;
  let turns = 0;

  const plain = (number: number): SeasonSession => {
    const neighbour = beside.get(number);
    const session = connection.session(number);
    if (neighbour === undefined) return session;
    const { timeOfRecording, timeZone, identifier, day, state } = neighbour;
    return { ...session, timeOfRecording, timeZone, identifier, day, state };
  };

  const somewhere = (salt: number): number | undefined => {
    const free = moving().length - fixed;
    return free <= 0 ? undefined : fixed + (hash(connection.seed, turns, salt) % free);
  };

  function happen(name: (typeof changes)[number]): void {
    const list = moving();
    switch (name) {
      case 'grow':
        recorded += 1;
        list.unshift(-recorded);
        return;
      case 'shrink':
        list.splice(fixed, 1);
        return;
      case 'insert': {
        const position = somewhere(51);
        const neighbour = position === undefined ? undefined : list[position];
        if (position === undefined || neighbour === undefined) return;
        const number = firstAdded - beside.size;
        beside.set(number, plain(neighbour));
        list.splice(position + 1, 0, number);
        return;
      }
      case 'delete': {
        const position = somewhere(52);
        if (position !== undefined) list.splice(position, 1);
        return;
      }
      case 'change': {
        const number = list[somewhere(53) ?? Infinity];
        if (number !== undefined) changed.set(number, (changed.get(number) ?? 0) + 1);
        return;
      }
    }
  }

  return {
    get length() {
      return moves ? moving().length : connection.size;
    },
    get era() {
      return era;
    },
    at: (position) => (moves ? (moving()[position] ?? position) : position),
    session(number) {
      const session = plain(number);
      const times = changed.get(number);
      return times === undefined ? session : { ...session, lapsCount: session.lapsCount + times };
    },
    find(key) {
      const number = connection.find(key);
      if (number === undefined) return undefined;
      return (moves ? moving().includes(number) : number >= 0) ? number : undefined;
    },
    turn() {
      if (!moves) return;
      turns += 1;
      for (const { name, comes } of due) {
        if (!comes()) continue;
        happen(name);
        era += 1;
      }
    },
  };
}
