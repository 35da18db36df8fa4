/** Joins the client's parts: which generation, how to sign in, where each thing lies, what an answer means. */
import type { Connection, Generation } from '../../preload/model.ts';
import { Failure } from '../failure.ts';
import { segment } from './address.ts';
import { expectData, failureOf, type Missing } from './answers.ts';
import { readAuthorities } from './authorities.ts';
import { firstByte } from './bytes.ts';
import { findGeneration } from './generation.ts';
import type { Connect, ConnectionsRead, Options, Remote } from './remote.ts';
import { createRedactor, type Redactor } from './said.ts';
import { signIn } from './signin.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { createTransport, type Answered, type Transport } from './transport.ts';
import { decodeConnections, decodeDetails, decodeLaps, decodeSessions } from './wire/index.ts';
import type { Decoded } from './wire/wire.ts';

/** Connections asked for at once. A server that knows no pages ignores it. */
const connectionsPerPage = 1_000;
/** More connections than any server has: the end of a list that never ends. */
const mostConnections = 100_000;

/** What the methods of one signed-in client share. */
interface Client {
  readonly generation: Generation;
  /** The API's base, without a trailing slash. */
  readonly base: string;
  readonly transport: Transport;
  readonly tokens: Tokens;
  readonly redactor: Redactor;
}

/** Asks for a path below the base, and passes on what holds data. */
async function get(client: Client, path: string, missing: Missing, options?: Options, largest?: number): Promise<Answered> {
  const { transport, tokens, redactor, base } = client;
  const signal = options?.signal;
  const answer = await tokens.ask(
    (token) =>
      transport.ask({
        method: 'GET',
        url: `${base}/${path}`,
        token,
        largest: largest ?? transport.limits.body,
        ...(signal && { signal }),
      }),
    signal,
  );
  return expectData(answer, redactor, missing);
}

const noApi: Missing = { code: 'not-this-api' };
const noConnection = (connection: string): Missing => ({
  code: 'not-found',
  sentence: `The server has no connection named “${connection}”.`,
});
const noSession = (key: string): Missing => ({ code: 'not-found', sentence: `The server has no session with the key “${key}”.` });

const sessionsOf = (connection: string): string => `connections/${segment(connection)}/sessions`;
const sessionAt = (connection: string, key: string): string => `${sessionsOf(connection)}/${segment(key)}`;

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

/** The answer of the first of these paths that is there. */
async function firstOf(client: Client, paths: readonly string[], missing: Missing, options?: Options): Promise<Answered> {
  for (const [at, path] of paths.entries()) {
    try {
      return await get(client, path, missing, options);
    } catch (thrown) {
      const absent = thrown instanceof Failure && thrown.code === missing.code;
      if (!absent || at === paths.length - 1) throw thrown;
    }
  }
  throw new Failure(missing.code, missing.sentence);
}

function remoteOf(client: Client): Remote {
  const { generation, transport, tokens, redactor } = client;
  return {
    generation,
    connections: (options) => readConnections(client, options),
    async sessionsPage(connection, page, pageSize, options) {
      const path = `${sessionsOf(connection)}?page=${page}&pageSize=${pageSize}`;
      const answer = await get(client, path, noConnection(connection), options, transport.limits.page);
      // A single object is a list of one, unless it is something else: an error told with a status of success.
      if (firstByte(answer.body) === '{' && decodeSessions(answer.body).items.length === 0) {
        throw failureOf(answer, redactor, 'answer-unreadable', 'The server answered something that is no list of sessions.');
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
    async details(connection, key, options) {
      const session = sessionAt(connection, key);
      // Both names are documented for rest; an influx server may tell them only within the session.
      const paths = generation === 'rest' ? [`${session}/details`, `${session}/items`] : [`${session}/details`, session];
      return decodeDetails((await firstOf(client, paths, noSession(key), options)).body).items;
    },
    async laps(connection, key, options) {
      return decodeLaps((await get(client, `${sessionAt(connection, key)}/laps`, noSession(key), options)).body).items;
    },
    close() {
      tokens.drop();
      transport.close();
    },
  };
}

export const connect: Connect = async (target, credentials, dependencies, options) => {
  const url = target.url.replace(/\/+$/, '');
  const identityUrl = target.identityUrl?.replace(/\/+$/, '');
  const signal = options?.signal;
  const authorities = await readAuthorities(target.caFile);
  const redactor = createRedactor();
  redactor.add(credentials.password);
  const transport = createTransport({
    log: dependencies.log,
    ...(authorities && { authorities }),
    ...(dependencies.limits && { limits: dependencies.limits }),
  });
  try {
    const generation =
      target.generation === 'auto'
        ? await findGeneration({
            transport,
            redactor,
            url,
            ...(identityUrl !== undefined && { identityUrl }),
            ...(signal && { signal }),
          })
        : target.generation;
    const tokens = createTokens({
      signIn: () =>
        signIn({
          transport,
          redactor,
          generation,
          url,
          credentials,
          ...(identityUrl !== undefined && { identityUrl }),
          ...(target.clientId !== undefined && { clientId: target.clientId }),
        }),
      refused: (answer) => failureOf(answer, redactor, 'sign-in-refused', 'The server gave a token and then refused it.'),
      now: dependencies.now ?? Date.now,
    });
    await tokens.ready(signal);
    dependencies.log.info('signed in', { generation });
    const base = `${url}/${generation === 'rest' ? 'api' : 'api/v1'}`;
    return remoteOf({ generation, base, transport, tokens, redactor });
  } catch (thrown) {
    transport.close();
    throw thrown;
  }
};
