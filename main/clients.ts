/**
 * The signed-in clients: one per server, made when it is first asked for and kept for the run. Hides where a password
 * comes from, that two questions share one sign-in, and where the embedded demo server listens.
 */
import type { Reach } from '../preload/contract.ts';
import type { Connection, Server } from '../preload/model.ts';
import { addressOfId } from './address-server.ts';
import { demoCredentials } from './embedded-demo.ts';
import { asFailure, Failure } from './failure.ts';
import { createJoined } from './joined.ts';
import type { Log } from './log.ts';
import { createReachBook, observed } from './reach.ts';
import type { Connect, Remote } from './remote/remote.ts';
import type { Servers } from './servers/servers.ts';
import type { Ask, DemoServer, StartDemo } from './source.ts';

export interface ClientsParts {
  readonly servers: Pick<Servers, 'password'>;
  readonly connect: Connect;
  readonly startDemo: StartDemo;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told every password before it is used, so that the log can hide it. */
  readonly onSecret?: (secret: string) => void;
}

export interface Clients {
  /** A password for this run, tried at the next question. */
  useOnce(serverId: string, password: string): void;
  /** Signs in and asks for the connections; keeps nothing until `keep`. */
  tryOut(
    server: Server,
    password: string,
    ask?: Ask,
  ): Promise<{ connections: readonly Connection[]; keep(id: string): void; drop(): void }>;
  /** The signed-in client; fails with `password-missing`, and as the client fails. */
  remote(server: Server, ask?: Ask): Promise<Remote>;
  /** Told before a question about the whole server. */
  asking(serverId: string): void;
  reach(serverId: string): Reach;
  onReach(listener: (serverId: string, reach: Reach) => void): () => void;
  forget(serverId: string): void;
  close(): Promise<void>;
}

export function createClients(parts: ClientsParts): Clients {
  const log = parts.log.child('clients');
  const reach = createReachBook(parts.now);
  const remotes = new Map<string, Remote>();
  const passwords = new Map<string, string>();
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

  async function passwordOf(server: Server): Promise<string> {
    if (server.demo) return demoCredentials.password;
    const given = passwords.get(server.id);
    if (given !== undefined) return given;
    const saved = addressOfId(server.id) === undefined ? await parts.servers.password(server.id) : undefined;
    if (saved === undefined) throw new Failure('password-missing', `No password is known for “${server.name}”.`);
    return saved;
  }

  async function signIn(server: Server, password: string, signal: AbortSignal | undefined): Promise<Remote> {
    const { generation, identityUrl, clientId, caFile, user } = server;
    const target = {
      url: await addressOf(server),
      generation,
      ...(identityUrl !== undefined && { identityUrl }),
      ...(clientId !== undefined && { clientId }),
      ...(caFile !== undefined && { caFile }),
    };
    const dependencies = { log: parts.log, now: parts.now };
    if (!server.demo) parts.onSecret?.(password);
    return parts.connect(target, { user, password }, dependencies, signal === undefined ? {} : { signal });
  }

  function drop(id: string): void {
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
        if (remotes.get(id) === kept) reach.answered(id, remote.generation);
      },
      failed: (thrown, scope) => {
        if (remotes.get(id) !== kept) return;
        reach.failed(id, thrown, scope);
        const { code } = asFailure(thrown);
        // What answers there has changed, or the user has: the next question signs in anew.
        if (code === 'sign-in-refused' || code === 'not-this-api') drop(id);
      },
    });
    remotes.set(id, kept);
    reach.answered(id, remote.generation);
    return kept;
  }

  async function connect(server: Server, signal: AbortSignal): Promise<Remote> {
    const { id } = server;
    const began = era(id);
    reach.asking(id);
    try {
      const remote = await signIn(server, await passwordOf(server), signal);
      if (era(id) === began) return keep(id, remote);
      remote.close();
    } catch (thrown) {
      if (era(id) === began) {
        reach.failed(id, thrown, 'server');
        if (asFailure(thrown).code === 'sign-in-refused') passwords.delete(id);
      }
      throw thrown;
    }
    throw new Failure('cancelled');
  }

  return {
    useOnce: (id, password) => {
      forgetSignIn(id);
      passwords.set(id, password);
    },

    tryOut: async (server, password, ask) => {
      const remote = await signIn(server, password, ask?.signal);
      try {
        const { connections } = await remote.connections(ask);
        const keepAs = (id: string): void => {
          forgetSignIn(id);
          passwords.set(id, password);
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
      if (kept !== undefined) return Promise.resolve(kept);
      return connecting.run(`${era(server.id)} ${server.id}`, (signal) => connect(server, signal), ask?.signal);
    },

    asking: (id) => reach.asking(id),
    reach: (id) => reach.get(id),
    onReach: (listener) => reach.listen(listener),

    forget: (id) => {
      forgetSignIn(id);
      passwords.delete(id);
      reach.forget(id);
    },

    close: async () => {
      await connecting.end();
      for (const id of [...remotes.keys()]) drop(id);
      await starting.end();
      await Promise.all([...demos.values()].map((demo) => demo.close()));
      demos.clear();
    },
  };
}
