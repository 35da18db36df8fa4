/** For the specs: a demo server that is ended after the test, and questions to it with a token. */
import { onTestFinished } from 'vitest';
import { parseFault, startDemo, type DemoOptions, type DemoServer } from './index.ts';

export interface Asking {
  readonly server: DemoServer;
  /** What signing in answered. */
  readonly token: { readonly access_token: string; readonly refresh_token?: string; readonly expires_in: number };
  /** An address below `api/` or `api/v1/`, with the token. */
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;
  /** The JSON of an answer that must be 200. */
  readonly read: (path: string) => Promise<unknown>;
}

/** `faults` as they are typed. A free port unless another is asked for. */
export async function start(options: Omit<DemoOptions, 'faults'> & { readonly faults?: readonly string[] } = {}): Promise<DemoServer> {
  const { faults = [], ...rest } = options;
  const server = await startDemo({ port: 0, ...rest, faults: faults.map(parseFault) });
  onTestFinished(() => server.close());
  return server;
}

export function signIn(server: DemoServer, form: Readonly<Record<string, string>> = {}): Promise<Response> {
  const client = server.identityUrl === undefined ? undefined : { client_id: 'default.tapi.client' };
  const body = new URLSearchParams({ grant_type: 'password', username: 'demo', password: 'demo', ...client, ...form });
  return fetch(`${server.identityUrl ?? server.url}/token`, { method: 'POST', body });
}

export async function ask(options: Parameters<typeof start>[0] = {}): Promise<Asking> {
  const server = await start(options);
  const token = (await (await signIn(server)).json()) as Asking['token'];
  const base = `${server.url}/api/${(options.generation ?? 'rest') === 'rest' ? '' : 'v1/'}`;
  const get: Asking['get'] = (path, headers) =>
    fetch(base + path, { headers: { authorization: `Bearer ${token.access_token}`, ...headers } });
  return {
    server,
    token,
    get,
    async read(path) {
      const response = await get(path);
      if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return response.json();
    },
  };
}
