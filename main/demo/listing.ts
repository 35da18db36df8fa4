/** The sessions of a connection as they are asked for: filtered, ordered, paged, and changing where a fault says so. */
import { badParameter, wholeNumber, type Generation, type Query } from './answer.ts';
import type { Faults } from './faults.ts';
import { compareValues, fulfils, parseFilter, parseOrder, type Order, type Term, type Value } from './filter.ts';
import { timeText } from './clock.ts';
import type { SeasonConnection, SeasonSession } from './season.ts';

/** Sessions a page that a server gives at most, whatever was asked for, unless the fault `cap` says otherwise. */
export const usualCap = 5000;
/** Sessions a page where nothing was asked for. */
export const usualPage: Readonly<Record<Generation, number>> = { rest: 50, sqlrace: 50, influx: 200 };

const properties: Readonly<Record<string, (session: SeasonSession) => Value>> = {
  key: (session) => session.key,
  id: (session) => session.id,
  identifier: (session) => session.identifier,
  timeofrecording: (session) => session.timeOfRecording,
  timezone: (session) => session.timeZone,
  sessiontype: (session) => session.sessionType,
  start: (session) => timeText(session.start),
  end: (session) => timeText(session.end),
  lapscount: (session) => session.lapsCount,
  state: (session) => session.state,
};
const aliases: Readonly<Record<string, string>> = { starttime: 'start', endtime: 'end' };

/** Positions of a list; what stands at each is computed when it is asked for. */
interface Selection {
  readonly length: number;
  at(position: number): number;
}

export interface Paging {
  readonly page: number;
  readonly size: number;
}

export interface Listing {
  readonly connection: SeasonConnection;
  /** A page of sessions; counts as a page asked for, after which the list may change. */
  page(query: Query, only?: 'live'): readonly SeasonSession[];
  /** The first of those that fulfil the query’s conditions; not counted as a page. */
  some(query: Query, most: number): readonly SeasonSession[];
  /** By key; undefined where it is not there (any more, or yet). */
  byKey(key: string): SeasonSession | undefined;
  /** The newest of this identifier. */
  byIdentifier(identifier: string): SeasonSession | undefined;
}

/** Reads `page` and `pageSize`; `usual` where none is given, `cap` at most. */
export function paging(generation: Generation, query: Query, usual: number, cap: number): Paging {
  const page = wholeNumber(generation, query, 'Page', 0) ?? 0;
  const size = wholeNumber(generation, query, 'PageSize', 1) ?? usual;
  return { page, size: Math.min(size, cap) };
}

export function createListing(connection: SeasonConnection, generation: Generation, faults: Faults): Listing {
  const kept = new Map<string, Int32Array>();
  const emptied = new Set<string>();
  let pages = 0;
  let recorded = 0;
  let deleted = 0;
  // Deleted are those below the document's two, so that these stay for whoever looks for them.
  const firstDeleted = 2;

  const session = (index: number): SeasonSession => connection.session(index);
  const inOrder = (): Selection => ({
    length: connection.size + recorded - deleted,
    at: (position) => {
      const index = position - recorded;
      return index >= firstDeleted ? index + deleted : index;
    },
  });

  const select = (query: Query, only: 'live' | undefined): Selection => {
    const filter = query.get('filter');
    const terms = filter === undefined ? [] : parseFilter(generation, filter).map((term) => checked(generation, term));
    const wanted = detailTerms(query.get('details', 'items'));
    const asked = query.get('order', 'orderby');
    const order = asked === undefined ? undefined : orderOf(generation, asked);
    const effective: Order | undefined = faults.has('shuffle') ? { property: 'key', descending: false } : order;
    const byTime = effective === undefined || effective.property === 'timeofrecording';
    const all = inOrder();
    if (byTime && terms.length === 0 && wanted.length === 0 && only === undefined) {
      return effective?.descending === false ? { length: all.length, at: (position) => all.at(all.length - 1 - position) } : all;
    }
    const name = JSON.stringify([recorded, deleted, terms, wanted, effective ?? null, only ?? null]);
    const known = kept.get(name);
    const indices = known ?? arrange(all, terms, wanted, effective, only);
    // A few are enough for paging; each takes four bytes a session.
    if (known === undefined && kept.size >= 6) kept.clear();
    kept.set(name, indices);
    return { length: indices.length, at: (position) => indices[position] ?? 0 };
  };

  const arrange = (
    all: Selection,
    terms: readonly Term[],
    wanted: readonly (readonly [string, string])[],
    order: Order | undefined,
    only: 'live' | undefined,
  ): Int32Array => {
    const found: number[] = [];
    const values = new Map<number, Value>();
    const by = order === undefined ? undefined : properties[order.property];
    for (let position = 0; position < all.length; position += 1) {
      const index = all.at(position);
      const one = session(index);
      if (only === 'live' && one.state !== 'Live') continue;
      if (!terms.every((term) => fulfils(properties[term.property]?.(one) ?? null, term))) continue;
      if (wanted.length > 0) {
        const details = connection.details(one);
        const has = ([name, value]: readonly [string, string]): boolean =>
          details.some((detail) => detail.name.toLowerCase() === name && detail.value.toLowerCase() === value);
        if (!wanted.every(has)) continue;
      }
      found.push(index);
      if (by !== undefined) values.set(index, by(one));
    }
    if (order !== undefined) {
      const sign = order.descending ? -1 : 1;
      found.sort((a, b) => sign * compareValues(values.get(a) ?? null, values.get(b) ?? null) || a - b);
    }
    return Int32Array.from(found);
  };

  return {
    connection,
    page(query, only) {
      const { page, size } = paging(generation, query, usualPage[generation], faults.get('cap') ?? usualCap);
      const selection = select(query, only);
      const from = faults.has('no-paging') ? 0 : page * size;
      const to = faults.has('no-paging') ? selection.length : Math.min(selection.length, from + size);
      const rows: SeasonSession[] = [];
      for (let position = from; position < to; position += 1) rows.push(session(selection.at(position)));
      pages += 1;
      if (pages % (faults.get('grow') ?? Infinity) === 0) recorded += 1;
      if (pages % (faults.get('shrink') ?? Infinity) === 0 && connection.size - deleted > firstDeleted) deleted += 1;
      const name = `${page} ${size} ${only ?? ''}`;
      if (faults.get('empty-page') === page && !emptied.has(name)) {
        emptied.add(name);
        return [];
      }
      return rows;
    },
    some(query, most) {
      const selection = select(query, undefined);
      return Array.from({ length: Math.min(most, selection.length) }, (_, position) => session(selection.at(position)));
    },
    byKey(key) {
      const index = connection.find(key.toLowerCase());
      if (index === undefined || index < -recorded || (index >= firstDeleted && index < firstDeleted + deleted)) return undefined;
      return session(index);
    },
    byIdentifier(identifier) {
      const all = inOrder();
      // By time, newest first, so identifiers fall: halve, then look at the few around.
      let low = 0;
      let high = all.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (identifierByTime(session(all.at(middle))) > identifier) low = middle + 1;
        else high = middle;
      }
      for (let position = low; position < all.length; position += 1) {
        const one = session(all.at(position));
        if (one.identifier === identifier) return one;
        if (identifierByTime(one) < identifier) break;
      }
      for (let position = 0; position < Math.min(all.length, 10_000); position += 1) {
        const one = session(all.at(position));
        if (one.identifier === identifier) return one;
      }
      return undefined;
    },
  };
}

/** `yyMMddHHmmss` of the time of recording, also where the identifier is another. */
const identifierByTime = ({ timeOfRecording }: SeasonSession): string =>
  /^[12]/.test(timeOfRecording) ? timeOfRecording.replace(/\D/g, '').slice(2, 14) : '';

function propertyOf(generation: Generation, field: string, written: string): string {
  const lower = written.toLowerCase();
  const property = aliases[lower] ?? lower;
  if (!Object.hasOwn(properties, property))
    throw badParameter(generation, field, `No property or field '${written}' exists in type 'Session'`);
  // The Influx generation's `id` is the key.
  return generation === 'influx' && property === 'id' ? 'key' : property;
}

const checked = (generation: Generation, term: Term): Term => ({ ...term, property: propertyOf(generation, 'Filter', term.property) });

function orderOf(generation: Generation, written: string): Order {
  const order = parseOrder(generation, written);
  return { ...order, property: propertyOf(generation, 'Order', order.property) };
}

/** `Driver:KHA,Car:P1GTR`, in lower case. */
function detailTerms(written: string | undefined): readonly (readonly [string, string])[] {
  if (written === undefined) return [];
  return written.split(',').map((part) => {
    const cut = part.indexOf(':');
    return [
      part
        .slice(0, cut < 0 ? part.length : cut)
        .trim()
        .toLowerCase(),
      cut < 0
        ? ''
        : part
            .slice(cut + 1)
            .trim()
            .toLowerCase(),
    ] as const;
  });
}
