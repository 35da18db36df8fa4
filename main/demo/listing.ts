/** The sessions of a connection as they are asked for: filtered, ordered, paged, and changing where a fault says so. */
import { badParameter, notFound, wholeNumber, type Generation, type Query } from './answer.ts';
import type { Faults } from './faults.ts';
import { compareValues, fulfils, parseFilter, parseOrder, type Order, type Term, type Value } from './filter.ts';
import { timeText } from './clock.ts';
import { createOrder, type Places } from './order.ts';
import { hash } from './random.ts';
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

/** Reads `page` and `pageSize`; `usual` where none is given, `cap` at most, refused above `most`. */
export function paging(generation: Generation, query: Query, usual: number, cap: number, most = Infinity): Paging {
  const page = wholeNumber(generation, query, 'Page', 0) ?? 0;
  const size = wholeNumber(generation, query, 'PageSize', 1) ?? usual;
  if (size > most) throw badParameter(generation, 'PageSize', `The field PageSize must be between 1 and ${most}.`);
  return { page, size: Math.min(size, cap) };
}

export function createListing(connection: SeasonConnection, generation: Generation, faults: Faults): Listing {
  const order = createOrder(connection, faults);
  const kept = new Map<string, Int32Array>();
  const emptied = new Set<string>();
  let pages = 0;

  const session = (number: number): SeasonSession => order.session(number);

  const orderAsked = (query: Query): Order | undefined => {
    if (faults.has('no-order') || faults.has('shuffle-each')) return undefined;
    if (faults.has('shuffle')) return { property: 'key', descending: false };
    const only = faults.word('order-spelling');
    const asked = only === undefined ? query.get('order', 'orderby') : query.written(only);
    return asked === undefined ? undefined : orderOf(generation, asked);
  };

  const select = (query: Query, only: 'live' | undefined): Places => {
    const filter = query.get('filter');
    const terms = filter === undefined ? [] : parseFilter(generation, filter).map((term) => checked(generation, term));
    const wanted = detailTerms(query.get('details', 'items'));
    const asked = orderAsked(query);
    const shuffled = faults.has('shuffle-each');
    const byTime = !shuffled && (asked === undefined || asked.property === 'timeofrecording');
    if (byTime && terms.length === 0 && wanted.length === 0 && only === undefined) {
      return asked?.descending === false ? { length: order.length, at: (position) => order.at(order.length - 1 - position) } : order;
    }
    const name = JSON.stringify([order.era, shuffled ? pages : 0, terms, wanted, asked ?? null, only ?? null]);
    const known = kept.get(name);
    const indices = known ?? arrange(terms, wanted, asked, only);
    // A few are enough for paging; each takes four bytes a session.
    if (known === undefined && kept.size >= 6) kept.clear();
    kept.set(name, indices);
    return { length: indices.length, at: (position) => indices[position] ?? 0 };
  };

  const arrange = (
    terms: readonly Term[],
    wanted: readonly (readonly [string, string])[],
    by: Order | undefined,
    only: 'live' | undefined,
  ): Int32Array => {
    const found: number[] = [];
    const values = new Map<number, Value>();
    const valueOf = by === undefined ? undefined : properties[by.property];
    for (let position = 0; position < order.length; position += 1) {
      const index = order.at(position);
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
      if (valueOf !== undefined) values.set(index, valueOf(one));
      if (faults.has('shuffle-each')) values.set(index, hash(connection.seed, index, pages));
    }
    if (values.size > 0) {
      const sign = by?.descending === true ? -1 : 1;
      found.sort((a, b) => sign * compareValues(values.get(a) ?? null, values.get(b) ?? null) || a - b);
    }
    return Int32Array.from(found);
  };

  return {
    connection,
    page(query, only) {
      const most = faults.get('refuse-size') ?? Infinity;
      const { page, size } = paging(generation, query, usualPage[generation], faults.get('cap') ?? usualCap, most);
      const selection = select(query, only);
      const last = Math.max(0, Math.ceil(selection.length / size) - 1);
      if (page > last && faults.has('end-refused')) throw notFound(generation, `There is no page ${page}.`);
      const from = faults.has('no-paging') ? 0 : (faults.has('last-repeats') ? Math.min(page, last) : page) * size;
      const to = faults.has('no-paging') ? selection.length : Math.min(selection.length, from + size);
      const rows: SeasonSession[] = [];
      for (let position = from; position < to; position += 1) rows.push(session(selection.at(position)));
      pages += 1;
      order.turn();
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
      const number = order.find(key.toLowerCase());
      return number === undefined ? undefined : session(number);
    },
    byIdentifier(identifier) {
      // By time, newest first, so identifiers fall: halve, then look at the few around.
      let low = 0;
      let high = order.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (identifierByTime(session(order.at(middle))) > identifier) low = middle + 1;
        else high = middle;
      }
      for (let position = low; position < order.length; position += 1) {
        const one = session(order.at(position));
        if (one.identifier === identifier) return one;
        if (identifierByTime(one) < identifier) break;
      }
      for (let position = 0; position < Math.min(order.length, 10_000); position += 1) {
        const one = session(order.at(position));
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
