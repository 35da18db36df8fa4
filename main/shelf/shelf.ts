/**
 * Saved filters and starred connections, in `shelf.json` of the user-data folder. They are the user's work: a damaged
 * file is set aside and recovered from its last good copy, and a record that cannot be read stays in the file as it is.
 * Kept under the server's address and user (`main/place.ts`), so that they are there again when a server that was
 * removed is added once more. A filter for any connection has neither place nor connection; an earlier version, which does
 * not know it, leaves it in the file as it is.
 */
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { sortFields, type FailureShape, type Server, type Sort, type SortField } from '../../preload/model.ts';
import type { FilterDraft, SavedFilter, Shelf } from '../../preload/shelf.ts';
import { addressServer } from '../address-server.ts';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import { placeOf, readPlace } from '../place.ts';
import { openDocument, type Repair } from '../servers/document.ts';
import { createLock } from '../servers/lock.ts';

export interface ShelfKeeper {
  read(): Shelf;
  /**
   * Saves a filter for one connection, or for any where none is given. Fails with `usage` for a filter without a name, with
   * `name-taken`, `store-unwritable`, `store-full`.
   */
  save(draft: Omit<FilterDraft, 'place'>, of?: ConnectionOf): Promise<SavedFilter>;
  /** Fails with `not-found`, and as `save` does. */
  rename(id: string, name: string): Promise<SavedFilter>;
  /** Answers what was removed, so that it can be put back; fails with `not-found`. */
  remove(id: string): Promise<SavedFilter>;
  star(server: Server, connection: string, on: boolean): Promise<void>;
  readonly notices: readonly FailureShape[];
}

export interface ConnectionOf {
  readonly server: Server;
  readonly connection: string;
}

export interface ShelfOptions {
  /** The user-data folder, absolute. */
  readonly folder: string;
  readonly log: Log;
  /** The saved servers. */
  readonly servers: () => readonly Server[];
  readonly now?: () => Date;
}

const text = v.pipe(v.string(), v.nonEmpty());
const sortField = v.custom<SortField>(
  (value) => typeof value === 'string' && ((sortFields as readonly string[]).includes(value) || /^detail:./su.test(value)),
);
const sort: v.GenericSchema<unknown, Sort> = v.object({ field: sortField, direction: v.picklist(['asc', 'desc']) });
const ofAny = { id: text, name: text, filter: v.string(), sort };
const filterRecord = v.union([
  v.object({ ...ofAny, place: text, connection: v.string() }),
  // One that has lost half of its place is unreadable: it is not for any connection.
  v.object({ ...ofAny, place: v.optional(v.never()), connection: v.optional(v.never()) }),
]);
const starRecord = v.object({ place: text, connection: v.string() });
const shape = v.object({
  version: v.pipe(v.number(), v.integer()),
  filters: v.array(v.unknown()),
  stars: v.array(v.unknown()),
});
type Records = v.InferOutput<typeof shape>;
type FilterRecord = v.InferOutput<typeof filterRecord>;

const asFilter = (record: unknown): FilterRecord | undefined => {
  const parsed = v.safeParse(filterRecord, record);
  return parsed.success ? parsed.output : undefined;
};
const asStar = (record: unknown): v.InferOutput<typeof starRecord> | undefined => {
  const parsed = v.safeParse(starRecord, record);
  return parsed.success ? parsed.output : undefined;
};

export async function openShelf({ folder, log, servers, now = () => new Date() }: ShelfOptions): Promise<ShelfKeeper> {
  const document = openDocument<Records>({
    folder,
    name: 'shelf',
    parse: (value) => {
      const parsed = v.safeParse(shape, value);
      return parsed.success ? parsed.output : undefined;
    },
    empty: { version: 1, filters: [], stars: [] },
    log,
    now,
  });
  const locked = createLock(folder);

  /** The id under which the tree knows a place: a saved server's, or that of an address. */
  function idOf(place: string): string {
    const known = servers().find((server) => placeOf(server) === place);
    const { url, user } = readPlace(place);
    return known?.id ?? addressServer(url, user).id;
  }

  function shown({ place, connection, ...filter }: FilterRecord): SavedFilter {
    return place === undefined ? filter : { ...filter, place: { serverId: idOf(place), connection } };
  }

  /** Under the lock the file is read anew, so that nothing of another process is lost. */
  function change<Result>(work: (records: Records) => { readonly records: Records; readonly result: Result }): Promise<Result> {
    return locked(() => {
      document.repair();
      const { records, result } = work(document.read());
      document.write(records);
      return result;
    });
  }

  function put(records: Records, record: FilterRecord): { readonly records: Records; readonly result: SavedFilter } {
    const { id, name, place, connection } = record;
    const others = records.filters.map(asFilter).filter((other) => other !== undefined && other.id !== id);
    if (others.some((other) => other?.name === name && other.place === place && other.connection === connection)) {
      const where = place === undefined ? 'any connection' : 'this connection';
      throw new Failure('name-taken', `A filter named “${name}” is saved for ${where} already.`, { todo: 'Choose another name.' });
    }
    const at = records.filters.findIndex((other) => asFilter(other)?.id === id);
    const filters = at < 0 ? [...records.filters, record] : records.filters.with(at, record);
    return { records: { ...records, filters }, result: shown(record) };
  }

  function found(records: Records, id: string): FilterRecord {
    const record = records.filters.map(asFilter).find((filter) => filter?.id === id);
    if (record === undefined) throw new Failure('not-found', 'This filter is not saved any more.');
    return record;
  }

  const repaired = document.damaged() ? await locked(() => document.repair()).catch(() => undefined) : undefined;
  return {
    notices: noticesOf(repaired),
    read() {
      const { filters, stars } = document.read();
      return {
        filters: filters.flatMap((record) => asFilter(record) ?? []).map(shown),
        stars: stars.flatMap((record) => asStar(record) ?? []).map(({ place, connection }) => ({ serverId: idOf(place), connection })),
      };
    },
    async save({ id = randomUUID(), name, filter, sort: order }, of) {
      const record = { id, name: named(name), filter, sort: order };
      return change((records) => put(records, of ? { ...record, place: placeOf(of.server), connection: of.connection } : record));
    },
    async rename(id, name) {
      const next = named(name);
      return change((records) => put(records, { ...found(records, id), name: next }));
    },
    remove: (id) =>
      change((records) => {
        const record = found(records, id);
        return { records: { ...records, filters: records.filters.filter((one) => asFilter(one)?.id !== id) }, result: shown(record) };
      }),
    star: (server, connection, on) =>
      change((records) => {
        const place = placeOf(server);
        const others = records.stars.filter((record) => {
          const star = asStar(record);
          return star?.place !== place || star.connection !== connection;
        });
        return { records: { ...records, stars: on ? [...others, { place, connection }] : others }, result: undefined };
      }),
  };
}

function named(name: string): string {
  const plain = name.normalize().trim();
  if (plain === '') throw new Failure('usage', 'A saved filter needs a name.');
  return plain;
}

function noticesOf(repair: Repair | undefined): readonly FailureShape[] {
  if (repair === undefined) return [];
  const end = repair.recovered ? 'They were recovered as they were after their last change.' : 'No copy of it could be read.';
  return [
    new Failure('settings-damaged', `The file with the saved filters was damaged. ${end}`, {
      safe: `The damaged file was set aside as ${repair.aside}; servers and snapshots are not concerned.`,
      todo: 'Check that your saved filters are complete.',
    }).shape(),
  ];
}
