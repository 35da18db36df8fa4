/**
 * The demo server: the documented API of any generation over a season that is the same for the same seed, on this
 * machine alone unless told otherwise. `npm run demo` and “Try the demo server” start it.
 */
import { Failure } from '../failure.ts';
import { silent, type Log } from '../log.ts';
import { json, notFound, type Answer, type Generation } from './answer.ts';
import { faultsOf, type Fault } from './faults.ts';
import { createRoutes, isApiPath } from './routes.ts';
import { createSeason } from './season.ts';
import { listen, type Front, type Request } from './server.ts';
import { shapesOf } from './shapes.ts';
import { createTokens, type Tokens } from './tokens.ts';

export { parseFault, type Fault } from './faults.ts';

export interface DemoOptions {
  /** 0 takes a free one. */
  readonly port?: number;
  readonly host?: string;
  readonly generation?: Generation;
  readonly connections?: number;
  /** Sessions of `Season2017`; `Live Session Cache` has 40 at most, every other connection a quarter. */
  readonly sessions?: number;
  readonly seed?: number;
  readonly user?: string;
  readonly password?: string;
  readonly faults?: readonly Fault[];
  /** Port of the Identity Server of the influx generation; the next one after `port`, or a free one, where absent. */
  readonly identityPort?: number;
  /** A path under which the API lies, as `MESL.Query.API`; none where absent. */
  readonly path?: string;
  /** Seconds that a token lives, where it is not the generation's own. */
  readonly tokenSeconds?: number;
  readonly log?: Log;
  /** Milliseconds since 1970; tests give their own. */
  readonly now?: () => number;
}

export interface DemoServer {
  /** `http://HOST:PORT`, with the path if there is one. */
  readonly url: string;
  /** The Identity Server of the influx generation. */
  readonly identityUrl?: string;
  /** Requests that came so far, to both. */
  readonly asked: number;
  /** Ends every connection; resolves when the ports are free. */
  close(): Promise<void>;
}

/** What the demo server has where nothing is said. */
export const demoDefaults = {
  port: 8011,
  host: '127.0.0.1',
  generation: 'rest',
  connections: 2,
  sessions: 1000,
  seed: 1,
  user: 'demo',
  password: 'demo',
} as const;

/** The client id of a fresh Identity Server. */
export const demoClientId = 'default.tapi.client';

/** Starts it; fails with `usage` where the port is taken or the host is not of this machine. */
export async function startDemo(options: DemoOptions = {}): Promise<DemoServer> {
  const { port, host, generation, connections, sessions, seed, user, password } = { ...demoDefaults, ...options };
  const faults = faultsOf(options.faults ?? []);
  const log = options.log ?? silent;
  const ahead = (faults.get('clock') ?? 0) * 1000;
  const now = (): number => (options.now ?? Date.now)() + ahead;
  const shapes = shapesOf(generation, faults);
  const tokens = createTokens({
    user,
    password,
    seconds: faults.get('token-seconds') ?? options.tokenSeconds ?? shapes.tokenSeconds,
    requests: faults.get('expire-after') ?? Infinity,
    ...(generation === 'influx' && { clientId: demoClientId }),
    type: generation === 'influx' ? 'Bearer' : 'bearer',
    faults,
    now,
  });
  const under = (options.path ?? '').split('/').filter((segment) => segment !== '');
  const routes = createRoutes({ generation, season: createSeason({ seed, connections, sessions }), shapes, faults });

  const api = (request: Request): Answer => {
    const path = within(under, request.path);
    if (path === undefined) throw notFound(generation, 'No HTTP resource was found that matches the request.');
    if (path.length === 1 && path[0]?.toLowerCase() === 'token' && generation !== 'influx') return token(tokens, request);
    if (generation === 'influx' && path.join('/').toLowerCase() === 'api/v1/configuration')
      return json({ storage: 'InfluxDb', version: '2020.1' });
    if (!isApiPath(shapes, path)) throw notFound(generation, 'No HTTP resource was found that matches the request.');
    if (request.method !== 'GET') return json({ Message: `The requested resource does not support http method '${request.method}'.` }, 405);
    if (!tokens.admits(request.authorization)) return unauthorised(generation);
    if (faults.has('forbidden')) return json({ Message: 'This user has no access to the resource.' }, 403);
    return routes({ path, query: request.query, accept: request.accept });
  };

  const main = await listen({ host, port, faults, seed, log, now, answer: api });
  const url = ['http://', host.includes(':') ? `[${host}]` : host, ':', String(main.port)].join('');
  const base = [url, ...under].join('/');
  if (generation !== 'influx') {
    return {
      url: base,
      get asked() {
        return main.asked;
      },
      close: () => main.close(),
    };
  }
  const identity = await listenBeside(
    main.port,
    { host, faults, seed, log, now, answer: (request) => identityAnswer(tokens, request) },
    options,
  ).catch(async (error: unknown) => {
    await main.close();
    throw error;
  });
  return {
    url: base,
    identityUrl: url.replace(/\d+$/, String(identity.port)),
    get asked() {
      return main.asked + identity.asked;
    },
    close: async () => {
      await Promise.all([main.close(), identity.close()]);
    },
  };
}

/** On the port that was asked for, else the next one, else any: only the first must be that one. */
async function listenBeside(
  port: number,
  front: Omit<Front, 'port'>,
  { identityPort, port: asked }: DemoOptions,
): ReturnType<typeof listen> {
  if (identityPort !== undefined) return listen({ ...front, port: identityPort });
  if (asked === 0 || port === 65_535) return listen({ ...front, port: 0 });
  try {
    return await listen({ ...front, port: port + 1 });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return listen({ ...front, port: 0 });
  }
}

function identityAnswer(tokens: Tokens, request: Request): Answer {
  if (request.path.length === 1 && request.path[0]?.toLowerCase() === 'token') return token(tokens, request);
  throw notFound('influx', 'Not found.');
}

function token(tokens: Tokens, request: Request): Answer {
  return request.method === 'POST' ? tokens.issue(request.form) : json({ error: 'invalid_request' }, 405);
}

function unauthorised(generation: Generation): Answer {
  const headers = { 'www-authenticate': 'Bearer' };
  return generation === 'influx'
    ? { status: 401, type: 'text/plain', body: '', headers }
    : { ...json({ Message: 'Authorization has been denied for this request.' }, 401), headers };
}

/** The path below `under`; undefined where it lies elsewhere. */
function within(under: readonly string[], path: readonly string[]): readonly string[] | undefined {
  return under.every((segment, at) => path[at]?.toLowerCase() === segment.toLowerCase()) ? path.slice(under.length) : undefined;
}
