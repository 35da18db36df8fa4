/** Connections and sessions: what a server lists. */
import type { Connection } from '../../preload/model.ts';
import { Failure } from '../failure.ts';
import { failureOf } from './answers.ts';
import { firstByte } from './bytes.ts';
import { get, noApi, noConnection, noSession, sessionAt, sessionsOf, type Client } from './client.ts';
import type { ConnectionsRead, Options, Remote } from './remote.ts';
import type { Answered } from './transport.ts';
import { decodeConnections, decodeSessions } from './wire/index.ts';
import type { Decoded } from './wire/wire.ts';

/** Connections asked for at once. A server that knows no pages ignores it. */
const connectionsPerPage = 1_000;
/** More connections than any server has: the end of a list that never ends. */
const mostConnections = 100_000;

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

/** All connections: page after page, until a page brings nothing new (it is empty, or the first over again). */
async function readConnections(client: Client, options?: Options): Promise<ConnectionsRead> {
  const found = new Map<string, Connection>();
  let skipped = 0;
  for (let page = 0; found.size < mostConnections; page++) {
    const known = found.size;
    const read = await connectionsPage(client, page, options);
    for (const connection of read?.items ?? []) if (!found.has(connection.name)) found.set(connection.name, connection);
    if (found.size === known) break;
    skipped += read?.skipped ?? 0;
  }
  return { connections: [...found.values()], skipped };
}

export function listingOf(client: Client): Pick<Remote, 'connections' | 'sessionsPage' | 'session'> {
  return {
    connections: (options) => readConnections(client, options),
    async sessionsPage(connection, page, pageSize, options) {
      const path = `${sessionsOf(connection)}?page=${page}&pageSize=${pageSize}`;
      const answer = await get(client, path, noConnection(connection), options, client.transport.limits.page);
      // A single object is a list of one, unless it is something else: an error told with a status of success.
      if (firstByte(answer.body) === '{' && decodeSessions(answer.body).items.length === 0) {
        throw failureOf(answer, client.redactor, 'answer-unreadable', 'The server answered something that is no list of sessions.');
      }
      return { body: answer.body, requests: answer.requests, bytes: answer.bytes };
    },
    async session(connection, key, options) {
      try {
        const answer = await get(client, sessionAt(connection, key), noSession(key), options);
        const { items } = decodeSessions(answer.body);
        const sameText = (session: { readonly key: string }): boolean => session.key.toLowerCase() === key.toLowerCase();
        return items.find((session) => session.key === key) ?? items.find(sameText) ?? null;
      } catch (thrown) {
        if (thrown instanceof Failure && thrown.code === 'not-found') return null;
        throw thrown;
      }
    },
  };
}
