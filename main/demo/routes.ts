/** The addresses under `connections`: what each answers, apart from signing in and from faults of the network. */
import { badParameter, json, notFound, Query, text, type Answer, type Generation } from './answer.ts';
import { createData } from './data.ts';
import { eventsOf } from './events.ts';
import type { Faults } from './faults.ts';
import { compareValues, fulfils, parseFilter, parseOrder, type Value } from './filter.ts';
import type { DemoLap } from './laps.ts';
import { createListing, paging, type Listing } from './listing.ts';
import { createPageAnswer } from './records.ts';
import type { SeasonConnection, SeasonSession } from './season.ts';
import type { Shapes } from './shapes.ts';

export interface Asked {
  /** Decoded segments of the path, without an empty last one. */
  readonly path: readonly string[];
  readonly query: Query;
  /** The `Accept` header. */
  readonly accept: string;
}

const noQuery = new Query('');

/** Sessions at most of which data are aggregated together. */
const mostSessions = 20;

export interface RouteParts {
  readonly generation: Generation;
  readonly season: readonly SeasonConnection[];
  readonly shapes: Shapes;
  readonly faults: Faults;
}

/** Whether the path is one of this API at all: what is not is told before anyone signs in. */
export function isApiPath(shapes: Shapes, path: readonly string[]): boolean {
  const expected = [...shapes.base, 'connections'];
  return expected.every((word, at) => path[at]?.toLowerCase() === word);
}

export function createRoutes(parts: RouteParts): (asked: Asked) => Answer {
  const { generation, season, shapes, faults } = parts;
  const listings = new Map<string, Listing>(season.map((connection) => [connection.name, createListing(connection, generation, faults)]));
  const data = createData(generation, faults);
  const page = createPageAnswer(faults);
  const at = shapes.base.length + 1;

  return (asked) => {
    const { path } = asked;
    const [name, sessions, ...rest] = path.slice(at);
    if (name === undefined) return connectionsAsked(asked.query);
    const listing = listings.get(name);
    if (listing === undefined) throw notFound(generation, `Connection '${name}' was not found.`);
    if (sessions?.toLowerCase() !== 'sessions') throw notFound(generation, 'No HTTP resource was found that matches the request.');
    return sessionsOf(listing, { ...asked, path: rest });
  };

  function sessionsOf(listing: Listing, asked: Asked): Answer {
    const { path, query } = asked;
    const { connection } = listing;
    const [first, second] = path;
    const write = (session: SeasonSession): object => shapes.session(session, connection);
    if (first === undefined) return page(listing.page(query), write);
    switch (first.toLowerCase()) {
      case 'live':
        return page(listing.page(query, 'live'), write);
      case 'details':
        if (generation === 'rest') break;
        return page(listing.page(query), (session) => ({ ...write(session), ...detailsBeside(session, connection) }));
      case 'multi':
        if (generation !== 'influx' || path[2]?.toLowerCase() !== 'parameters') break;
        return data.ofSessions(found(listing, second ?? ''), { ...asked, connection, path: path.slice(3) });
      case 'parameters':
        if (generation !== 'influx') break;
        return data.ofSessions(listing.some(query, mostSessions), { ...asked, connection, path: path.slice(1) });
      case 'id':
      case 'identifier': {
        const session = second === undefined ? undefined : listing.byIdentifier(second);
        if (session === undefined) throw notFound(generation, `Session '${second ?? ''}' was not found.`);
        return json(write(session));
      }
    }
    if (second === undefined) return byKey(listing, first, write);
    const [session] = found(listing, first);
    return contentOf(session, connection, { ...asked, path: path.slice(1) });
  }

  function connectionsAsked(query: Query): Answer {
    const dots = faults.has('dot-names') ? ['.', '..'] : [];
    const all = [...season, ...dots.flatMap((name) => (season[0] === undefined ? [] : [{ ...season[0], name }]))];
    const most = faults.get('connection-pages');
    const write = (connections: readonly SeasonConnection[]): Answer => json(connections.map((one) => shapes.connection(one)));
    if (most === undefined) return write(all);
    const { page, size } = paging(generation, query, most, most);
    return write(all.slice(page * size, (page + 1) * size));
  }

  function byKey(listing: Listing, keys: string, write: (session: SeasonSession) => object): Answer {
    const [newest] = listing.some(noQuery, 1);
    switch (faults.word('no-key-route')) {
      case 'nothing':
        throw notFound(generation, 'No HTTP resource was found that matches the request.');
      case 'empty':
        return json([]);
      case 'newest':
        return json(newest === undefined ? [] : [write(newest)]);
      case 'echo':
        return json(newest === undefined ? [] : keys.split(',').map((key) => write({ ...newest, key })));
      default:
        return json(found(listing, keys).map(write));
    }
  }

  /** Those of these keys that are there, at least one. */
  function found(listing: Listing, keys: string): readonly [SeasonSession, ...SeasonSession[]] {
    const [first, ...more] = keys.split(',').flatMap((key) => listing.byKey(key) ?? []);
    if (first === undefined) throw notFound(generation, `Session '${keys}' was not found.`);
    return [first, ...more];
  }

  function contentOf(session: SeasonSession, connection: SeasonConnection, asked: Asked): Answer {
    const { path, query } = asked;
    const [what = '', which] = path;
    switch (what.toLowerCase()) {
      case 'items':
        if (generation !== 'rest') break;
        return json(shapes.details(session, connection));
      case 'details':
        return json(shapes.details(session, connection));
      case 'laps': {
        const laps = lapsAsked(connection.laps(session), query);
        if (which === undefined) return text(`[${laps.map((lap) => shapes.lap(lap, session, connection)).join(',')}]`);
        const lap = laps.find((one) => String(one.number) === which);
        if (lap === undefined) throw notFound(generation, `Lap '${which}' was not found.`);
        return text(shapes.lap(lap, session, connection));
      }
      case 'parameters':
        return data.ofSession({ ...asked, session, connection, path: path.slice(1) });
      case 'events':
        if (generation !== 'influx' || (which !== undefined && path[2]?.toLowerCase() !== 'data')) break;
        return eventsOf(session, connection, which);
      case 'versions':
        if (generation !== 'influx') break;
        return json([shapes.session(session, connection)]);
    }
    throw notFound(generation, 'No HTTP resource was found that matches the request.');
  }

  function detailsBeside(session: SeasonSession, connection: SeasonConnection): object {
    const details = connection.details(session).map(({ name, value }) => ({ Name: name, Value: value }));
    return generation === 'sqlrace' ? { SessionDetails: details } : { sessionDetails: details };
  }

  function lapsAsked(laps: readonly DemoLap[], query: Query): readonly DemoLap[] {
    const filter = query.get('filter');
    const order = query.get('order', 'orderby');
    const terms = filter === undefined ? [] : parseFilter(generation, filter);
    const found = laps.filter((lap) => terms.every((term) => fulfils(lapValue(generation, lap, term.property), term)));
    if (order === undefined) return found;
    const { property, descending } = parseOrder(generation, order);
    const sign = descending ? -1 : 1;
    return [...found].sort((a, b) => sign * compareValues(lapValue(generation, a, property), lapValue(generation, b, property)));
  }
}

function lapValue(generation: Generation, lap: DemoLap, property: string): Value {
  switch (property.toLowerCase()) {
    case 'number':
      return lap.number;
    case 'name':
      return lap.name;
    case 'laptime':
      return (lap.end - lap.start) * 1_000_000;
    case 'countforfastestlap':
      return lap.counts;
    case 'start':
    case 'starttime':
      return lap.start * 1_000_000;
    case 'end':
    case 'endtime':
      return lap.end * 1_000_000;
    default:
      throw badParameter(generation, 'Filter', `No property or field '${property}' exists in type 'Lap'`);
  }
}
