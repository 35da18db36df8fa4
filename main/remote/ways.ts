/**
 * A way to a server as `got` takes it: straight, through a proxy's tunnel (https), or by asking the proxy itself in the
 * server's stead (http). Node's agents keep the connections; how they are made is given to them.
 */
import { Agent as HttpAgent, request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { RequestFunction } from 'got';
import { autoSelectFamilyAttemptTimeout, dial, type Dialling } from './dial.ts';
import { Broken } from './faults.ts';
import { unreachableProxy } from './proxy-faults.ts';
import { authorizationFor, openTunnel } from './proxy-tunnel.ts';
import type { Proxy } from './proxy.ts';
import type { Trust } from './trust.ts';

/** One way to a server. */
export interface Way {
  readonly agents: Agents;
  /** How the request itself is made, where a proxy is asked in the server's stead. */
  readonly request?: RequestFunction;
}

interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

/** The connections of one way, some of them kept. */
export interface Connections {
  way(url: string, fresh: boolean): Way;
  dropIdle(): void;
  close(): void;
}

const mostSockets = 16;

type Connecting = (host: string, port: number) => Promise<Socket>;

/** An agent's way of making sockets as Node calls it (http.Agent, createConnection): told the socket when it may be written to. */
const creating =
  (connect: Connecting) =>
  (options: { host?: string; port?: number | string }, done: (error: Error | null, socket?: Socket) => void): void => {
    connect(options.host ?? 'localhost', Number(options.port)).then(
      (socket) => done(null, socket),
      (thrown: unknown) => done(thrown instanceof Error ? thrown : new Error(String(thrown))),
    );
  };

const options = (keepAlive: boolean): { keepAlive: boolean; maxSockets: number; autoSelectFamilyAttemptTimeout: number } => ({
  keepAlive,
  maxSockets: mostSockets,
  autoSelectFamilyAttemptTimeout,
});

const plainAgent = (keepAlive: boolean, connect?: Connecting): HttpAgent =>
  Object.assign(new HttpAgent(options(keepAlive)), connect && { createConnection: creating(connect) });
const secureAgent = (keepAlive: boolean, connect: Connecting): HttpsAgent =>
  Object.assign(new HttpsAgent(options(keepAlive)), { createConnection: creating(connect) });

/** Two sets of agents, one that keeps connections and one that does not. */
function connectionsOf(
  agents: (keepAlive: boolean) => Agents,
  requestFor?: (url: string, used: Agents) => RequestFunction | undefined,
): Connections {
  const kept = agents(true);
  const single = agents(false);
  return {
    way(url, fresh) {
      const used = fresh ? single : kept;
      const request = requestFor?.(url, used);
      return { agents: used, ...(request && { request }) };
    },
    dropIdle() {
      for (const agent of [kept.http, kept.https]) for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
    },
    close() {
      for (const agent of [kept.http, kept.https, single.http, single.https]) agent.destroy();
    },
  };
}

export function straightConnections(trust: Trust, dialling: Dialling): Connections {
  const secure: Connecting = async (host, port) => trust.secureServer(await dial(host, port, dialling), host, port, dialling);
  return connectionsOf((keepAlive) => ({ http: plainAgent(keepAlive), https: secureAgent(keepAlive, secure) }));
}

/** The connection to a proxy itself. Fails with a fault that tells of the proxy. */
async function reach(proxy: Proxy, trust: Trust, dialling: Dialling): Promise<Socket> {
  try {
    const socket = await dial(proxy.host, proxy.port, dialling);
    return proxy.secure ? await trust.secureProxy(socket, proxy.host, dialling) : socket;
  } catch (thrown) {
    throw new Broken(unreachableProxy(proxy, thrown));
  }
}

/**
 * Asks the proxy for the whole address (RFC 9112, 3.2.2), with its credentials in a header for it alone: a proxy takes
 * Proxy-Authorization out before it passes a request on (RFC 9110, 11.7.2).
 */
function throughProxy(proxy: Proxy, agents: Agents): RequestFunction {
  const authorization = authorizationFor(proxy);
  return (url, given, callback) =>
    (proxy.secure ? httpsRequest : httpRequest)(
      {
        ...given,
        host: proxy.host,
        hostname: proxy.host,
        port: proxy.port,
        path: `${url.origin}${url.pathname}${url.search}`,
        agent: proxy.secure ? agents.https : agents.http,
        headers: {
          ...(given.headers as OutgoingHttpHeaders | undefined),
          host: url.host,
          ...(authorization !== undefined && { 'proxy-authorization': authorization }),
        },
      },
      callback,
    );
}

export function proxyConnections(proxy: Proxy, trust: Trust, dialling: Dialling): Connections {
  const toProxy: Connecting = () => reach(proxy, trust, dialling);
  const tunnel: Connecting = async (host, port) => {
    const socket = await openTunnel(await reach(proxy, trust, dialling), proxy, host, port, dialling.limit);
    return trust.secureServer(socket, host, port, dialling);
  };
  const https = connectionsOf((keepAlive) => ({ http: plainAgent(keepAlive, toProxy), https: secureAgent(keepAlive, tunnel) }));
  // An https agent for the proxy itself is another than that for tunnels: their connections must never meet.
  const http = connectionsOf(
    (keepAlive) => ({ http: plainAgent(keepAlive, toProxy), https: secureAgent(keepAlive, toProxy) }),
    (_url, used) => throughProxy(proxy, used),
  );
  return {
    way: (url, fresh) => (new URL(url).protocol === 'https:' ? https : http).way(url, fresh),
    dropIdle() {
      https.dropIdle();
      http.dropIdle();
    },
    close() {
      https.close();
      http.close();
    },
  };
}
