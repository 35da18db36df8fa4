/** A fake server behind the client's interface: what it has, how it fails, and what it was asked. */
import type { Connection, Lap, Session, SessionDetail } from '../../preload/model.ts';
import { Failure } from '../../main/failure.ts';
import type { Connect, ConnectDependencies, Credentials, Options, Target } from '../../main/remote/remote.ts';
import { unaskedRemote } from './unasked.ts';

export interface FakeServer {
  readonly connect: Connect;
  /** Thrown by every question while it is set. */
  failure: Failure | undefined;
  connections: readonly Connection[];
  sessions: readonly Session[];
  details: readonly SessionDetail[] | undefined;
  laps: readonly Lap[] | undefined;
  password: string;
  /** Sign-ins, in order. */
  readonly signIns: {
    readonly target: Target;
    readonly credentials: Credentials;
    readonly dependencies: ConnectDependencies;
    readonly options: Options | undefined;
  }[];
  /** Clients that are not closed. */
  open: number;
  /** How often clients were asked whether it still answers. */
  pings: number;
  /** How often clients were told to doubt. */
  doubts: number;
  /** Set, each sign-in waits for it. */
  gate: Promise<void> | undefined;
}

export function createFakeServer(): FakeServer {
  const answer = <Value>(value: Value): Promise<Value> =>
    server.failure === undefined ? Promise.resolve(value) : Promise.reject(server.failure);
  const orNotFound = <Value>(value: Value | undefined): Promise<Value> =>
    value === undefined ? Promise.reject(new Failure('not-found')) : answer(value);

  const server: FakeServer = {
    failure: undefined,
    connections: [{ name: 'Season2017' }, { name: 'Live Session Cache' }],
    sessions: [],
    details: [],
    laps: [],
    password: 'right',
    signIns: [],
    open: 0,
    pings: 0,
    doubts: 0,
    gate: undefined,
    connect: async (target, credentials, dependencies, options) => {
      server.signIns.push({ target, credentials, dependencies, options });
      await server.gate;
      if (options?.signal?.aborted === true) throw new Failure('cancelled');
      if (server.failure !== undefined) throw server.failure;
      if (credentials.password !== server.password) throw new Failure('sign-in-refused', undefined, { passwordRefused: true });
      server.open += 1;
      return {
        ...unaskedRemote,
        generation: 'rest',
        connections: () => answer({ connections: server.connections, skipped: 0 }),
        sessionsPage: () => answer({ body: new TextEncoder().encode('[]'), requests: 1, bytes: 2 }),
        session: (_connection, key) => answer(server.sessions.find((session) => session.key === key) ?? null),
        details: () => orNotFound(server.details),
        laps: () => orNotFound(server.laps),
        ping: () => {
          server.pings += 1;
          return answer(undefined);
        },
        doubt: () => {
          server.doubts += 1;
        },
        close: () => {
          server.open -= 1;
        },
      };
    },
  };
  return server;
}
