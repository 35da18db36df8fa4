/**
 * The signed-in clients: one per server, made when it is first asked for and kept for the run. Hides that two questions
 * share one sign-in, that a server which went away is asked again, and where the embedded demo server listens.
 */
import type { Reach } from '../preload/servers.ts';
import type { Connection, Server } from '../preload/model.ts';
import { createCredentialsBook, type KeptSecrets } from './credentials.ts';
import { demoCredentials } from './embedded-demo.ts';
import { asFailure, Failure } from './failure.ts';
import { createJoined } from './joined.ts';
import type { Log } from './log.ts';
import { createReachBook, mayPass, observed } from './reach.ts';
import type { Connect, ConnectDependencies, Remote, Target } from './remote/remote.ts';
import type { Ask, DemoServer, Extras, StartDemo } from './source.ts';
import { createWatch, realTiming, type Timing } from './watch.ts';

export interface ClientsParts {
  readonly servers: KeptSecrets;
  readonly connect: Connect;
  readonly startDemo: StartDemo;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told of each request that went out. */
  readonly onRequest?: ConnectDependencies['onRequest'];
  /** Told every password before it is used, so that the log can hide it. */
  readonly onSecret?: (secret: string) => void;
  /** The system's proxy for an address, as a PAC string. */
  readonly resolveProxy?: ConnectDependencies['resolveProxy'];
  readonly generalProxy?: ConnectDependencies['generalProxy'];
  readonly timing?: Timing;
}

export interface Clients {
  /** A password for this run, tried at the next question. */
  useOnce(serverId: string, password: string): void;
  /** More for this run, used from the next question on. */
  allowOnce(serverId: string, extras: Extras): void;
  /** Signs in and asks for the connections; keeps nothing until `keep`. */
  tryOut(
    server: Server,
    password: string,
    ask?: Ask & Extras,
  ): Promise<{ connections: readonly Connection[]; keep(id: string): void; drop(): void }>;
  /** The signed-in client; fails with `password-missing`, and as the client fails. */
  remote(server: Server, ask?: Ask): Promise<Remote>;
  /**
   * Told when who asks page after page and repeats by itself has ended: where its last question failed, the server is
   * away; a fault before that has passed.
   */
  settle(serverId: string): void;
  /** Told before a question about the whole server. */
  asking(serverId: string): void;
  reach(serverId: string): Reach;
  onReach(listener: (serverId: string, reach: Reach) => void): () => void;
  forget(serverId: string): void;
  /** Returns what ends it. */
  keepWatch(): () => void;
  doubt(): void;
  close(): Promise<void>;
}

/** A sign-in that is tried out: what it is given, and the password when the client signs in again. */
interface Tried {
  readonly extras: Extras;
  readonly password: string;
  readonly later: () => Promise<string | undefined>;
}

export function createClients(parts: ClientsParts): Clients {
  const log = parts.log.child('clients');
  const reach = createReachBook(parts.now);
  const remotes = new Map<string, Remote>();
  /** As each was asked last: what a quiet question needs. */
  const asked = new Map<string, Server>();
  /** Faults of questions that are repeated by whoever asked, since the last answer. */
  const suspicions = new Map<string, Failure>();
  const credentials = createCredentialsBook(parts.servers, parts.onSecret ?? (() => undefined));
  const demos = new Map<string, DemoServer>();
  const connecting = createJoined<Remote>('leaves');
  const starting = createJoined<DemoServer>('leaves');
  /** Counts per server what was dropped, so that a sign-in that was under way then is not kept after it. */
  const eras = new Map<string, number>();
  const era = (id: string): number => eras.get(id) ?? 0;

  async function startDemo(server: Server): Promise<DemoServer> {
    const port = Number(new URL(server.url).port);
    const options = { ...demoCredentials, generation: server.generation === 'auto' ? 'sqlrace' : server.generation } as const;
    try {
      return await parts.startDemo({ ...options, port });
    } catch (thrown) {
      log.info('The demo server takes a free port', { port, cause: asFailure(thrown).message });
      return parts.startDemo({ ...options, port: 0 });
    }
  }

  /** The address to ask: the saved one, or that of the embedded demo server, which is started here. */
  async function addressOf(server: Server): Promise<string> {
    if (!server.demo) return server.url;
    const running = demos.get(server.url);
    if (running !== undefined) return running.url;
    const started = await starting.run(server.url, async () => {
      const demo = await startDemo(server);
      demos.set(server.url, demo);
      return demo;
    });
    return started.url;
  }

  async function targetOf(server: Server, extras?: Extras): Promise<Target> {
    const { generation, identityUrl, clientId, caFile, clientCertFile, clientKeyFile, proxy } = server;
    const trusted = credentials.trusted(server, extras);
    return {
      url: await addressOf(server),
      generation,
      ...(identityUrl !== undefined && { identityUrl }),
      ...(clientId !== undefined && { clientId }),
      ...(caFile !== undefined && { caFile }),
      ...(trusted !== undefined && { trusted }),
      ...(clientCertFile !== undefined && { clientCertFile }),
      ...(clientKeyFile !== undefined && { clientKeyFile }),
      ...(proxy !== undefined && { proxy }),
    };
  }

  async function signIn(server: Server, ask: Ask, tried?: Tried): Promise<Remote> {
    const { resolveProxy, generalProxy, onRequest } = parts;
    const dependencies: ConnectDependencies = {
      log: parts.log,
      now: parts.now,
      password: tried?.later ?? (() => credentials.password(server)),
      ...(resolveProxy !== undefined && { resolveProxy }),
      ...(onRequest !== undefined && { onRequest }),
      ...(generalProxy !== undefined && { generalProxy }),
    };
    const all = await credentials.of(server, tried?.extras, tried?.password);
    const { signal, onWait } = ask;
    return parts.connect(await targetOf(server, tried?.extras), all, dependencies, {
      ...(signal && { signal }),
      ...(onWait && { onWait }),
    });
  }

  function drop(id: string): void {
    suspicions.delete(id);
    remotes.get(id)?.close();
    remotes.delete(id);
  }

  function forgetSignIn(id: string): void {
    eras.set(id, era(id) + 1);
    drop(id);
  }

  function keep(id: string, remote: Remote): Remote {
    drop(id);
    const kept = observed(remote, {
      answered: () => {
        if (remotes.get(id) !== kept) return;
        suspicions.delete(id);
        reach.answered(id, remote.generation);
      },
      failed: (thrown, scope, once) => {
        if (remotes.get(id) !== kept) return;
        const failure = asFailure(thrown);
        if (once && scope === 'thing' && mayPass(failure)) {
          suspicions.set(id, failure);
          return;
        }
        const { code } = failure;
        if (failure.more.passwordRefused === true) credentials.refused(id, failure);
        reach.failed(id, failure, scope);
        // What answers there has changed, or the user has: the next question signs in anew. One page or session says too
        // little for that, and others may be under way.
        if (code === 'sign-in-refused' || (code === 'not-this-api' && scope === 'server')) drop(id);
      },
    });
    remotes.set(id, kept);
    reach.answered(id, remote.generation);
    return kept;
  }

  async function connect(server: Server, signal: AbortSignal, onWait?: Ask['onWait']): Promise<Remote> {
    const { id } = server;
    if (server.readOnly) throw new Failure('usage', `“${server.name}” is an opened file: there is no server to ask.`);
    const began = era(id);
    try {
      const remote = await signIn(server, { signal, ...(onWait && { onWait }) });
      if (era(id) === began) return keep(id, remote);
      remote.close();
    } catch (thrown) {
      if (era(id) === began) {
        credentials.refused(id, asFailure(thrown));
        reach.failed(id, thrown, 'server');
      }
      throw thrown;
    }
    throw new Failure('cancelled');
  }

  const connected = (server: Server, ask: Ask = {}): Promise<Remote> =>
    connecting.run(`${era(server.id)} ${server.id}`, (signal) => connect(server, signal, ask.onWait), ask.signal);

  /** The cheapest question: a sign-in where there is none, else one small page. */
  async function probe(id: string, signal: AbortSignal): Promise<void> {
    const kept = remotes.get(id);
    const server = asked.get(id);
    if (kept !== undefined) await kept.ping(reach.get(id).state === 'offline' ? { signal, once: true } : { signal });
    else if (server !== undefined) await connected(server, { signal });
  }

  const watch = createWatch({ ...(parts.timing ?? realTiming), reach, ask: probe, now: parts.now });

  return {
    useOnce: (id, password) => {
      forgetSignIn(id);
      credentials.givePassword(id, password);
    },

    allowOnce: (id, extras) => {
      forgetSignIn(id);
      credentials.give(id, extras);
    },

    tryOut: async (server, password, ask) => {
      const { trusted, clientPassphrase, proxyUser, proxyPassword, proxyAddress } = ask ?? {};
      const extras: Extras = {
        ...(trusted !== undefined && { trusted }),
        ...(clientPassphrase !== undefined && { clientPassphrase }),
        ...(proxyUser !== undefined && { proxyUser }),
        ...(proxyPassword !== undefined && { proxyPassword }),
        ...(proxyAddress !== undefined && { proxyAddress }),
      };
      let later = (): Promise<string | undefined> => Promise.resolve(password);
      const remote = await signIn(server, ask ?? {}, { extras, password, later: () => later() });
      try {
        const { connections } = await remote.connections({ work: 'Connections', ...ask });
        const keepAs = (id: string): void => {
          forgetSignIn(id);
          credentials.givePassword(id, password);
          credentials.give(id, extras);
          later = () => credentials.password({ ...server, id });
          asked.set(id, { ...server, id });
          keep(id, remote);
        };
        return { connections, keep: keepAs, drop: () => remote.close() };
      } catch (thrown) {
        remote.close();
        throw thrown;
      }
    },

    remote: (server, ask) => {
      const kept = remotes.get(server.id);
      asked.set(server.id, server);
      if (kept !== undefined) return Promise.resolve(kept);
      if (ask?.signal?.aborted === true) return Promise.reject(new Failure('cancelled'));
      reach.asking(server.id);
      return connected(server, ask);
    },

    settle: (id) => {
      const failure = suspicions.get(id);
      suspicions.delete(id);
      if (failure !== undefined) reach.failed(id, failure, 'thing');
    },

    asking: (id) => reach.asking(id),
    reach: (id) => reach.get(id),
    onReach: (listener) => reach.listen(listener),

    forget: (id) => {
      forgetSignIn(id);
      watch.forget(id);
      credentials.forget(id);
      asked.delete(id);
      reach.forget(id);
    },

    keepWatch: () => watch.keep(),

    doubt: () => {
      for (const remote of remotes.values()) remote.doubt();
      watch.doubt();
    },

    close: async () => {
      watch.end();
      await connecting.end();
      for (const id of [...remotes.keys()]) drop(id);
      await starting.end();
      await Promise.all([...demos.values()].map((demo) => demo.close()));
      demos.clear();
    },
  };
}
