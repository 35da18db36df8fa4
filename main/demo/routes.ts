/** The addresses under `connections`: what each answers, apart from signing in and from faults of the network. */
import { badParameter, json, notFound, text, type Answer, type Generation, type Query } from './answer.ts';
import { createData } from './data.ts';
import { eventsOf } from './events.ts';
import type { Faults } from './faults.ts';
import { compareValues, fulfils, parseFilter, parseOrder, type Value } from './filter.ts';
import type { DemoLap } from './laps.ts';
import { createListing, type Listing } from './listing.ts';
import type { SeasonConnection, SeasonSession } from './season.ts';
import type { Shapes } from './shapes.ts';

export interface Asked {
  /** Decoded segments of the path, without an empty last one. */
  readonly path: readonly string[];
  readonly query: Query;
  /** The `Accept` header. */
  readonly accept: string;
}

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
  const at = shapes.base.length + 1;

  return (asked) => {
    const { path } = asked;
    const [name, sessions, ...rest] = path.slice(at);
    if (name === undefined) return json(season.map((connection) => shapes.connection(connection)));
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
    if (first === undefined) return page(listing.page(query).map(write));
    switch (first.toLowerCase()) {
      case 'live':
        return page(listing.page(query, 'live').map(write));
      case 'details':
        if (generation === 'rest') break;
        return page(listing.page(query).map((session) => ({ ...write(session), ...detailsBeside(session, connection) })));
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
    const several = found(listing, first);
    const [session] = several;
    if (second === undefined) return json(several.map(write));
    return contentOf(session, connection, { ...asked, path: path.slice(1) });
  }

  /** Those of these keys that are there, at least one. */
  function found(listing: Listing, keys: string): readonly [SeasonSession, ...SeasonSession[]] {
    const [first, ...more] = keys.split(',').flatMap((key) => listing.byKey(key) ?? []);
    if (first === undefined) throw notFound(generation, `Session '${keys}' was not found.`);
    return [first, ...more];
  }

  /** A listing's page, with the faults of what it holds. */
  function page(rows: readonly object[]): Answer {
    const every = faults.get('bad-record');
    const all = every === undefined ? rows : rows.map((row, at) => ((at + 1) % every === 0 ? spoilt(row) : row));
    const bare = faults.has('no-brackets') || (faults.has('bare-object') && all.length === 1);
    const body = JSON.stringify(all);
    return text(bare && all.length > 0 ? body.slice(1, -1) : body);
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

/** The record with a list where its key should be. */
function spoilt(row: object): object {
  return Object.fromEntries(Object.entries(row).map(([name, value]: [string, unknown], at) => [name, at === 0 ? [value] : value]));
}
