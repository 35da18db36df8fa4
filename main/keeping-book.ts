/**
 * What is still to be kept offline, in `keeping.json` of the user-data folder: written when the user asks for it and gone
 * when it is done or given up, so that a Paddock that ended meanwhile, however it did, goes on with it at its next start.
 * Which of the sessions are kept already the store knows: nothing is written here while they are read. Kept under the
 * server's address and user (`main/place.ts`), as all that was shown of a server is.
 */
import * as v from 'valibot';
import type { Log } from './log.ts';
import { openDocument } from './servers/document.ts';
import { createLock } from './servers/lock.ts';

/** Sessions of a connection that are to be kept. */
export interface Wanted {
  /** As `placeOf` writes it. */
  readonly place: string;
  readonly connection: string;
  /** The user has paused it. */
  readonly paused: boolean;
  /** In the order in which they are read. */
  readonly keys: readonly string[];
}

/** Each change fails with `store-unwritable`, `store-full`, `store-locked`. */
export interface KeepingBook {
  list(): readonly Wanted[];
  /** Adds sessions to those of the connection. Answers all of them. */
  want(place: string, connection: string, keys: readonly string[]): Promise<Wanted>;
  setPaused(place: string, connection: string, on: boolean): Promise<void>;
  /** Done, or given up. */
  drop(place: string, connection: string): Promise<void>;
}

export interface KeepingBookOptions {
  /** The user-data folder, absolute. */
  readonly folder: string;
  readonly log: Log;
  readonly now?: () => Date;
}

const text = v.pipe(v.string(), v.nonEmpty());
const wanted = v.object({ place: text, connection: v.string(), paused: v.boolean(), keys: v.array(v.string()) });
const shape = v.object({ version: v.pipe(v.number(), v.integer()), wanted: v.array(v.unknown()) });
type Records = v.InferOutput<typeof shape>;

const asWanted = (record: unknown): Wanted | undefined => {
  const parsed = v.safeParse(wanted, record);
  return parsed.success ? parsed.output : undefined;
};

export function openKeepingBook({ folder, log, now = () => new Date() }: KeepingBookOptions): KeepingBook {
  const document = openDocument<Records>({
    folder,
    name: 'keeping',
    parse: (value) => {
      const parsed = v.safeParse(shape, value);
      return parsed.success ? parsed.output : undefined;
    },
    empty: { version: 1, wanted: [] },
    log,
    now,
  });
  const locked = createLock(folder);
  const of = (place: string, connection: string) => (record: unknown) => {
    const one = asWanted(record);
    return one?.place === place && one.connection === connection;
  };

  /** Puts what `next` makes of a connection's record in its place; nothing where it answers none. */
  function change(
    place: string,
    connection: string,
    next: (before: Wanted | undefined) => Wanted | undefined,
  ): Promise<Wanted | undefined> {
    return locked(() => {
      document.repair();
      const records = document.read();
      const isOne = of(place, connection);
      const before = asWanted(records.wanted.find(isOne));
      const after = next(before);
      if (after !== before) {
        const others = records.wanted.filter((record) => !isOne(record));
        document.write({ ...records, wanted: after ? [...others, after] : others });
      }
      return after;
    });
  }

  return {
    list: () => document.read().wanted.flatMap((record) => asWanted(record) ?? []),
    want: async (place, connection, keys) => {
      const together = (before: Wanted | undefined): Wanted => ({
        ...{ place, connection, paused: before?.paused ?? false },
        keys: [...new Set([...(before?.keys ?? []), ...keys])],
      });
      return (await change(place, connection, together)) ?? together(undefined);
    },
    setPaused: async (place, connection, on) => {
      await change(place, connection, (before) => (before && before.paused !== on ? { ...before, paused: on } : before));
    },
    drop: async (place, connection) => {
      await change(place, connection, () => undefined);
    },
  };
}
