/**
 * How a socket to a server is made, and all that stands between: kept-open connections, TLS and whom it trusts, proxies.
 * One line per signed-in client. `ways.ts` makes the connections, `trust.ts` judges certificates, `proxy.ts` knows the way.
 */
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import { silent, type Log } from '../log.ts';
import { isMarkup } from './answers.ts';
import { readAuthorities } from './authorities.ts';
import { readTrusted } from './certificates.ts';
import { readClientCertificate } from './client-certificate.ts';
import type { Outcome } from './exchange.ts';
import { createGate } from './gate.ts';
import { defaultLimits } from './limits.ts';
import { besides, refusedByProxy, unspokenProxy } from './proxy-faults.ts';
import { chooseProxy, type Choice, type Hop, type Proxy, type ProxySettings } from './proxy.ts';
import type { ConnectDependencies, Credentials, Target } from './remote.ts';
import { createTrust, type Found, type TrustOptions } from './trust.ts';
import { proxyConnections, straightConnections, type Connections, type Way } from './ways.ts';

export type { Way } from './ways.ts';

export interface LineOptions {
  readonly log?: Log;
  /** Milliseconds for each step of a connection, and for the system's word on proxies. */
  readonly limit?: number;
  readonly trust?: TrustOptions;
  readonly proxy?: ProxySettings;
  /** Told the password in a proxy's address of the environment, so that no text shows it. */
  readonly onSecret?: (secret: string) => void;
}

export interface Asking {
  /** Over a connection of its own, closed after it; the way is looked for anew. */
  readonly fresh: boolean;
  readonly signal?: AbortSignal;
}

export interface Line {
  /**
   * Asks over one way after the other until one carries. Fails with `cancelled`, and with `usage` or `address-invalid` where
   * a proxy's address is none; all other trouble is an outcome.
   */
  over(url: string, asking: Asking, ask: (way: Way) => Promise<Outcome>): Promise<Outcome>;
  /** The proxy that this address is asked through, the authorities, the certificates that were taken. Nothing in it is secret. */
  describe(url: string): Promise<readonly Found[]>;
  /** Ends kept-open connections that nothing is under way on, and forgets the way: after sleep both may be gone. */
  dropIdle(): void;
  /** Ends all connections. */
  close(): void;
}

/** Questions under way at once to one server. */
const mostAtOnce = 16;
/** How long a proxy that could not be reached stands behind the other ways, ms. */
const aside = 60_000;

/** The same promise, given up when the signal says so. */
function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new Failure('cancelled'));
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

const pageStatuses = new Set([400, 403, 405, 502, 503, 504]);

/** An answer that a proxy gave in the server's stead, told as the proxy's. */
function judged(outcome: Outcome, proxy: Proxy, url: string): Outcome {
  if (!('reply' in outcome)) return outcome;
  const { reply } = outcome;
  const page = isMarkup(reply);
  const itsOwn = reply.status === 407 || (page && pageStatuses.has(reply.status));
  if (!itsOwn) return outcome;
  return { fault: refusedByProxy(proxy, { status: reply.status, headers: reply.headers, page }, new URL(url).host) };
}

export function createLine(options: LineOptions = {}): Line {
  const { log = silent, limit = defaultLimits.connect } = options;
  const settings: ProxySettings = options.proxy ?? { environment: {} };
  const trust = createTrust(options.trust ?? {});
  // An agent counts a socket once it is made, and ours take their time to be made: its own bound would let too many begin.
  const gate = createGate(mostAtOnce);
  const sockets = new Set<Socket>();
  let closed = false;
  const dialling = {
    limit,
    onSocket(socket: Socket): void {
      if (closed) socket.destroy();
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    },
  };

  const straight = straightConnections(trust, dialling);
  const proxied = new Map<string, Connections>();
  const choices = new Map<string, Promise<Choice>>();
  /** Proxies that could not be reached, and when. */
  const failed = new Map<string, number>();

  function connectionsTo(proxy: Proxy): Connections {
    const known = proxied.get(proxy.address);
    if (known !== undefined) return known;
    const made = proxyConnections(proxy, trust, dialling);
    proxied.set(proxy.address, made);
    return made;
  }

  /** The system's word on proxies, which a script may take its time for: then there is none. */
  async function resolve(url: string): Promise<string> {
    const stop = new AbortController();
    const late = pause(limit, undefined, { signal: stop.signal }).catch(() => undefined);
    try {
      const said = await Promise.race([settings.resolve?.(url), late]);
      if (said === undefined) log.warn('The system does not say in time which proxy to take');
      return said ?? 'DIRECT';
    } catch {
      log.warn('The system cannot say which proxy to take');
      return 'DIRECT';
    } finally {
      stop.abort();
    }
  }

  async function choose(url: string): Promise<Choice> {
    const choice = await chooseProxy(url, { ...settings, ...(settings.resolve && { resolve }) });
    for (const hop of choice.hops) if (hop.kind === 'proxy') options.onSecret?.(hop.proxy.credentials?.password ?? '');
    if (choice.by !== 'nobody') log.info('way', { by: choice.by, ways: choice.hops.map(named) });
    return choice;
  }

  function choiceFor(url: string): Promise<Choice> {
    const { origin } = new URL(url);
    const known = choices.get(origin);
    if (known !== undefined) return known;
    const made = choose(url);
    choices.set(origin, made);
    return made;
  }

  const isAside = (hop: Hop): boolean => hop.kind === 'proxy' && performance.now() - (failed.get(hop.proxy.address) ?? -aside) < aside;

  const over: Line['over'] = async (url, { fresh, signal }, ask) => {
    if (fresh) choices.delete(new URL(url).origin);
    const { hops } = await unlessAborted(choiceFor(url), signal);
    const unreached: string[] = [];
    let last: Outcome | undefined;
    for (const hop of [...hops.filter((one) => !isAside(one)), ...hops.filter(isAside)]) {
      if (hop.kind === 'unspoken') continue;
      if (hop.kind === 'straight') {
        last = await ask(straight.way(url, fresh));
        return 'fault' in last ? { fault: besides(last.fault, unreached) } : last;
      }
      const { proxy } = hop;
      last = await ask(connectionsTo(proxy).way(url, fresh));
      if (!('fault' in last && last.fault.unsent)) return new URL(url).protocol === 'http:' ? judged(last, proxy, url) : last;
      failed.set(proxy.address, performance.now());
      unreached.push(proxy.address);
    }
    return last ?? { fault: unspokenProxy(hops.map(named).join(', ')) };
  };

  return {
    over: (url, asking, ask) => gate.run(() => over(url, asking, ask), asking.signal),
    async describe(url) {
      const { by, hops } = await choiceFor(url);
      const way = { name: 'Proxy', value: hops.map(named).join(', '), how: saidBy[by] };
      return url.startsWith('https:') ? [way, ...(await trust.describe())] : [way];
    },
    dropIdle() {
      choices.clear();
      failed.clear();
      for (const connections of [straight, ...proxied.values()]) connections.dropIdle();
    },
    close() {
      closed = true;
      for (const connections of [straight, ...proxied.values()]) connections.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function named(hop: Hop): string {
  switch (hop.kind) {
    case 'straight':
      return 'none';
    case 'proxy':
      return hop.proxy.address;
    case 'unspoken':
      return `${hop.name} (not spoken)`;
  }
}

const saidBy: Readonly<Record<Choice['by'], string>> = {
  server: 'set for this server',
  settings: 'set for all servers',
  system: 'the system’s settings',
  environment: 'an environment variable',
  nobody: 'neither the system nor the environment names one',
};

export interface Surroundings extends Pick<ConnectDependencies, 'log' | 'limits' | 'now' | 'resolveProxy' | 'generalProxy'> {
  /** The process's. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onSecret: (secret: string) => void;
}

/**
 * The line for a server, its files read. Fails with `certificate` (a file that is none, a passphrase that is wrong) and
 * `usage` (a fingerprint that is none).
 */
export async function openLine(target: Target, credentials: Credentials, surroundings: Surroundings): Promise<Line> {
  const { log, limits, now, resolveProxy, generalProxy, environment, onSecret } = surroundings;
  const { clientPassphrase: passphrase, proxyUser, proxyPassword, proxyAddress } = credentials;
  const [authorities, clientCertificate] = await Promise.all([
    readAuthorities(target.caFile),
    readClientCertificate({ certFile: target.clientCertFile, keyFile: target.clientKeyFile, passphrase }),
  ]);
  return createLine({
    log,
    onSecret,
    ...(limits?.connect !== undefined && { limit: limits.connect }),
    trust: {
      authorities,
      extraAuthorities: environment['NODE_EXTRA_CA_CERTS'],
      trusted: readTrusted(target.trusted),
      url: target.url,
      ...(clientCertificate && { clientCertificate }),
      ...(target.identityUrl !== undefined && { identityUrl: target.identityUrl }),
      ...(now && { now }),
    },
    proxy: {
      environment,
      ...(target.proxy !== undefined && { setting: target.proxy }),
      ...(resolveProxy && { resolve: resolveProxy }),
      ...(generalProxy && { general: generalProxy }),
      ...(proxyUser !== undefined && {
        credentials: { user: proxyUser, password: proxyPassword ?? '', ...(proxyAddress !== undefined && { address: proxyAddress }) },
      }),
    },
  });
}
