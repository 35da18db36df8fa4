/** Connections and sessions: what a server lists. */
import type { Connection, Session } from '../../preload/model.ts';
import { Failure } from '../failure.ts';
import { segment } from './address.ts';
import { failureOf, type Missing } from './answers.ts';
import { firstByte } from './bytes.ts';
import { firstOf, get, influx, noApi, noConnection, noSession, only, sessionAt, sessionsOf, v1, withQuery, type Client } from './client.ts';
import { isKeyOf, readByKeys } from './keys.ts';
import { tryOrders } from './order.ts';
import { allPages, type Reading } from './pages.ts';
import type { SessionsRead } from './queries.ts';
import type { ConnectionsRead, Options, PageOptions, Remote, SessionsPage } from './remote.ts';
import type { Answered } from './transport.ts';
import { decodeConnections, decodeSessions } from './wire/index.ts';
import type { Decoded } from './wire/wire.ts';

/** Connections asked for at once. A server that knows no pages ignores it. */
const connectionsPerPage = 1_000;
/** Live sessions asked for at once; 50 is the documented page. */
const livePerPage = 200;

const refusesPages = (thrown: unknown, ...statuses: readonly number[]): boolean =>
  thrown instanceof Failure && statuses.includes(thrown.more.status ?? 0);

/** A page of connections; undefined where a server that knows no pages says so when it is asked for one. */
async function connectionsPage(client: Client, page: number, options?: Options): Promise<Decoded<Connection> | undefined> {
  let answer: Answered;
  try {
    answer = await get(client, `connections?page=${page}&pageSize=${connectionsPerPage}`, noApi, options);
  } catch (thrown) {
    if (page > 0 && refusesPages(thrown, 400, 404, 422)) return undefined;
    if (page > 0 || !refusesPages(thrown, 400, 422)) throw thrown;
    answer = await get(client, 'connections', noApi, options);
  }
  const read = decodeConnections(answer.body);
  if (page === 0 && read.records > 0 && read.items.length === 0) throw failureOf(answer, client.redactor, 'not-this-api');
  return read;
}

/** What bounds the reading of a short list. */
const bounds = ({ log, transport }: Client): Pick<Reading<unknown>, 'log' | 'listing'> => ({ log, listing: transport.limits.listing });

async function readConnections(client: Client, options?: Options): Promise<ConnectionsRead> {
  const { items, skipped } = await allPages<Connection>({
    ...bounds(client),
    what: 'connections',
    read: (page) => connectionsPage(client, page, options),
    keyOf: ({ name }) => name,
    pageSize: connectionsPerPage,
  });
  return { connections: items, skipped };
}

/** A page of sessions as it came. Fails with `answer-unreadable` where something else came. */
async function readPage(client: Client, path: string, connection: string, options: PageOptions = {}): Promise<SessionsPage> {
  const { order } = options;
  const asked = order === undefined ? path : `${path}&${order.spelling}=${encodeURIComponent(`${order.property}:${order.direction}`)}`;
  const answer = await get(client, asked, noConnection(connection), options, { largest: client.transport.limits.page });
  // A single object is a list of one, unless it is something else: an error told with a status of success.
  if (firstByte(answer.body) === '{' && decodeSessions(answer.body).items.length === 0) {
    throw failureOf(answer, client.redactor, 'answer-unreadable', 'The server answered something that is no list of sessions.');
  }
  return { body: answer.body, requests: answer.requests, bytes: answer.bytes };
}

async function readLive(client: Client, connection: string, options?: Options): Promise<SessionsRead> {
  const path = `${sessionsOf(connection)}/live`;
  let requests = 0;
  const { items, skipped } = await allPages<Session>({
    ...bounds(client),
    what: 'live sessions',
    read: async (page) => {
      const answer = await get(client, withQuery(path, { page, pageSize: livePerPage }), noConnection(connection), options);
      requests += answer.requests;
      return decodeSessions(answer.body);
    },
    keyOf: ({ key }) => key,
    pageSize: livePerPage,
  });
  return { sessions: items, skipped, requests };
}

const unlessMissing = async <Value>(answer: Promise<Value>): Promise<Value | null> => {
  try {
    return await answer;
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code === 'not-found') return null;
    throw thrown;
  }
};

/** Routes by identifier: the first since mid-2019, the second before. */
export const identifierRoutes = ['identifier', 'id'] as const;

type Listing =
  | 'connections'
  | 'sessionsPage'
  | 'sessionsWithDetails'
  | 'session'
  | 'sessionsByKeys'
  | 'sessionByIdentifier'
  | 'live'
  | 'versions'
  | 'orderObeyed';

export function listingOf(client: Client): Pick<Remote, Listing> {
  const page = async (connection: string, at: number, pageSize: number, options?: PageOptions): Promise<SessionsPage> =>
    readPage(client, `${sessionsOf(connection)}?page=${at}&pageSize=${pageSize}`, connection, options);
  return {
    connections: (options) => readConnections(client, options),
    sessionsPage: page,
    async sessionsWithDetails(connection, at, pageSize, options) {
      only(client, v1, 'lists with details');
      return readPage(client, `${sessionsOf(connection)}/details?page=${at}&pageSize=${pageSize}`, connection, options);
    },
    async session(connection, key, options) {
      const answer = await unlessMissing(get(client, sessionAt(connection, key), noSession(key), options));
      if (answer === null) return null;
      const { items } = decodeSessions(answer.body);
      return items.find((session) => session.key === key) ?? items.find((session) => isKeyOf(session, key)) ?? null;
    },
    sessionsByKeys: (connection, keys, options) => readByKeys(client, connection, keys, options),
    async sessionByIdentifier(connection, identifier, options) {
      const paths = identifierRoutes.map((route) => `${sessionsOf(connection)}/${route}/${segment(identifier)}`);
      const missing: Missing = { code: 'not-found', sentence: `The server has no session “${identifier}”.` };
      const answer = await unlessMissing(firstOf(client, paths, missing, options));
      if (answer === null) return null;
      const { items } = decodeSessions(answer.body);
      return items.find((session) => session.identifier === identifier) ?? null;
    },
    live: async (connection, options) => readLive(client, connection, options),
    async versions(connection, key, options) {
      only(client, influx, 'versions of sessions');
      const { body, requests } = await get(client, `${sessionAt(connection, key)}/versions`, noSession(key), options);
      const { items, skipped } = decodeSessions(body);
      return { sessions: items, skipped, requests };
    },
    orderObeyed: (connection, options) => tryOrders(page, client.generation, connection, options),
  };
}
