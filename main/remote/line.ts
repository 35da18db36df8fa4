/**
 * How a socket to a server is made: kept-open connections, certificates, proxies. One line per signed-in client.
 */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Outcome } from './exchange.ts';

export interface LineOptions {
  /** PEM certificates to trust; Node's own where absent. */
  readonly authorities?: readonly string[];
}

/** One way to a server: straight, or through a proxy. */
export interface Way {
  readonly agents: { readonly http: HttpAgent; readonly https: HttpsAgent };
}

export interface Line {
  /** Asks over one way after the other until one carries. `fresh`: over a connection of its own, closed after it. */
  over(url: string, fresh: boolean, ask: (way: Way) => Promise<Outcome>): Promise<Outcome>;
  /** Ends kept-open connections that nothing is under way on: after sleep their other end may be gone. */
  dropIdle(): void;
  /** Ends all connections. */
  close(): void;
}

/** Two families of addresses are tried in turn; 250 ms, Node's default, is too short for a slow trackside link. */
const autoSelectFamilyAttemptTimeout = 2_000;
const mostSockets = 16;

export function createLine({ authorities }: LineOptions = {}): Line {
  const agentsOf = (keepAlive: boolean): Way['agents'] => {
    const options = { keepAlive, maxSockets: mostSockets, autoSelectFamilyAttemptTimeout };
    return { http: new HttpAgent(options), https: new HttpsAgent({ ...options, ...(authorities && { ca: [...authorities] }) }) };
  };
  const kept = agentsOf(true);
  const single = agentsOf(false);
  return {
    over: (_url, fresh, ask) => ask({ agents: fresh ? single : kept }),
    dropIdle() {
      for (const agent of [kept.http, kept.https]) {
        for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
      }
    },
    close() {
      for (const agent of [kept.http, kept.https, single.http, single.https]) agent.destroy();
    },
  };
}
