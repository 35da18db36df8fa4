/**
 * A server as a Postman collection (format v2.1.0, schema.getpostman.com): its variables, the token request and the documented
 * questions, so that whoever debugged there goes on there. Holds no secret: `password` and `token` are empty variables, the
 * token request fills the second one. Pure.
 */
import { generations, type Generation, type Server } from '../../preload/model.ts';
import { entranceOf } from '../remote/addresses.ts';
import { timeProperty } from '../remote/order.ts';

export interface CollectionParts {
  readonly server: Pick<Server, 'name' | 'url' | 'user' | 'identityUrl' | 'clientId' | 'generation'>;
  /** As it was found out; where absent and not set, the questions of all three are written. */
  readonly generation?: Generation;
  /** Names of its connections, as they are known. */
  readonly connections: readonly string[];
}

interface Variable {
  readonly key: string;
  readonly value: string;
  readonly type?: 'string';
}

interface Pair {
  readonly key: string;
  readonly value: string;
  readonly disabled?: true;
}

interface Url {
  readonly raw: string;
  readonly host: readonly string[];
  readonly path: readonly string[];
  readonly query?: readonly Pair[];
}

interface Script {
  readonly listen: 'test';
  readonly script: { readonly type: 'text/javascript'; readonly exec: readonly string[] };
}

export interface Folder {
  readonly name: string;
  readonly item: readonly (Folder | Request)[];
}

export interface Request {
  readonly name: string;
  readonly request: {
    readonly method: 'GET' | 'POST';
    readonly header: readonly Pair[];
    readonly url: Url;
    readonly auth?: { readonly type: 'noauth' };
    readonly body?: { readonly mode: 'urlencoded'; readonly urlencoded: readonly Pair[] };
    readonly description?: string;
  };
  readonly event?: readonly Script[];
  readonly response: readonly never[];
}

export interface Collection {
  readonly info: { readonly name: string; readonly description: string; readonly schema: string };
  readonly auth: { readonly type: 'bearer'; readonly bearer: readonly (Pair & { readonly type: 'string' })[] };
  readonly variable: readonly Variable[];
  readonly item: readonly (Folder | Request)[];
}

const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
const json: Pair = { key: 'Accept', value: 'application/json' };

/** Where a variable stands for the whole beginning of an address. */
function url(host: string, path: readonly string[], query: readonly Pair[] = []): Url {
  const asked = query.filter(({ disabled }) => disabled !== true).map(({ key, value }) => `${key}=${value}`);
  return {
    raw: `${[host, ...path].join('/')}${asked.length === 0 ? '' : `?${asked.join('&')}`}`,
    ...{ host: [host], path },
    ...(query.length > 0 && { query }),
  };
}

const get = (
  name: string,
  path: readonly string[],
  query: readonly Pair[] = [],
  script?: readonly string[],
  base = '{{baseUrl}}',
): Request => ({
  name,
  request: { method: 'GET', header: [json], url: url(base, path, query) },
  ...(script && { event: [{ listen: 'test', script: { type: 'text/javascript', exec: script } }] }),
  response: [],
});

const keepToken = [
  "pm.test('A token came', function () {",
  '  pm.expect(pm.response.json().access_token).to.be.a("string");',
  '});',
  'pm.collectionVariables.set("token", pm.response.json().access_token);',
];

/** The first session of a page that has laps becomes the one that the requests behind it ask for. */
const keepSession = [
  'var all = pm.response.json();',
  'var one = all.filter(function (session) { return Number(session.LapsCount || session.lapsCount) > 1; })[0] || all[0];',
  'var key = one && (one.Key || one.key || one.id);',
  'if (key) pm.collectionVariables.set("sessionKey", key.value || key);',
];

/** The first parameter of a page, likewise. */
const keepParameter = [
  'var found = pm.response.json();',
  'var list = Array.isArray(found) ? found : found.parameters || found.Parameters || [];',
  'var one = list[0];',
  'if (one) pm.collectionVariables.set("parameter", one.identifier || one.Identifier || one.name || one.Name);',
];

function tokenRequest(clientId: string | undefined): Request {
  const field = (key: string, value: string): Pair => ({ key, value });
  return {
    name: 'Token',
    request: {
      ...{ method: 'POST', auth: { type: 'noauth' }, header: [json], url: url('{{identityUrl}}', ['token']) },
      body: {
        mode: 'urlencoded',
        urlencoded: [
          ...[field('grant_type', 'password'), field('username', '{{user}}'), field('password', '{{password}}')],
          ...(clientId === undefined ? [] : [field('client_id', '{{clientId}}')]),
        ],
      },
      description:
        'Fill in the variable “password” first (its current value, which Postman does not share). The token is kept for the other requests.',
    },
    event: [{ listen: 'test', script: { type: 'text/javascript', exec: keepToken } }],
    response: [],
  };
}

/** A name as one part of a path, whatever it holds. */
const part = (name: string): string => encodeURIComponent(name);

function connectionFolder(generation: Generation, connection: string): Folder {
  const sessions = [...start(generation), 'connections', part(connection), 'sessions'];
  const session = [...sessions, '{{sessionKey}}'];
  const paged: readonly Pair[] = [
    { key: 'page', value: '0' },
    { key: 'pageSize', value: '100' },
  ];
  // No document promises an order, so it is there and switched off.
  const order: readonly Pair[] = [{ key: 'order', value: `${timeProperty(generation)}:desc`, disabled: true }];
  const parameter = '{{parameter}}';
  return {
    name: connection,
    item: [
      get('Sessions', sessions, [...paged, ...order], keepSession),
      ...(generation === 'rest' ? [] : [get('Sessions with details', [...sessions, 'details'], paged)]),
      get('Session', session),
      get('Details of the session', [...session, 'details']),
      get('Laps', [...session, 'laps']),
      get('Parameters', [...session, 'parameters'], paged, keepParameter),
      get('Data at 10 Hz', [...session, 'parameters', parameter, '10', 'data'], paged),
      ...(generation === 'rest' ? [] : [get('Data as recorded', [...session, 'parameters', parameter, 'data'], paged)]),
      ...(generation === 'influx' ? [get('Events', [...session, 'events'], paged)] : []),
    ],
  };
}

const start = (generation: Generation): readonly string[] => (generation === 'rest' ? ['api'] : ['api', 'v1']);

function questions(generation: Generation, connections: readonly string[]): readonly (Folder | Request)[] {
  return [
    get('Connections', [...start(generation), 'connections']),
    ...connections.map((connection) => connectionFolder(generation, connection)),
  ];
}

/** The generation that is meant: set, found out, or not known. */
const meant = ({ server, generation }: CollectionParts): Generation | undefined =>
  server.generation === 'auto' ? generation : server.generation;

export function postmanCollection(parts: CollectionParts): Collection {
  const { server, connections } = parts;
  const known = meant(parts);
  const { tokenUrl, clientId } = entranceOf(server, known ?? (server.identityUrl === undefined ? 'sqlrace' : 'influx'));
  const variable = (key: string, value: string): Variable => ({ key, value, type: 'string' });
  return {
    info: {
      name: server.name,
      description:
        'Written by Paddock. It holds no secret: fill in “password”, send “Token” once, then any other. “Sessions” chooses the session, “Parameters” the parameter that the requests behind them ask for.',
      schema,
    },
    auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}', type: 'string' }] },
    variable: [
      variable('baseUrl', server.url),
      variable('identityUrl', tokenUrl.replace(/\/token$/, '')),
      variable('user', server.user),
      variable('password', ''),
      variable('token', ''),
      ...(clientId === undefined ? [] : [variable('clientId', clientId)]),
      variable('sessionKey', ''),
      variable('parameter', ''),
    ],
    item: [
      tokenRequest(clientId),
      ...(known === undefined
        ? generations.map((generation): Folder => ({ name: `If it is “${generation}”`, item: questions(generation, connections) }))
        : questions(known, connections)),
    ],
  };
}

/** The file's text. */
export const collectionText = (collection: Collection): string => `${JSON.stringify(collection, null, 2)}\n`;
