/** How sessions are asked for, as addresses: for people who go on with a script, and nothing secret in it. */
import type { Generation } from '../../preload/model.ts';
import type { SessionRequests } from '../../preload/requests-of-session.ts';
import { sessionAt } from './client.ts';
import { defaultClient } from './signin.ts';

/** What of a server its addresses hang on. */
export interface Addressed {
  /** Normalised base address. */
  readonly url: string;
  readonly user: string;
  readonly identityUrl?: string;
  readonly clientId?: string;
}

/** Base of the API and where one signs in, as `connect` and `signin` ask. */
export function entranceOf(server: Addressed, generation: Generation): Omit<SessionRequests, 'sessions'> {
  const url = server.url.replace(/\/+$/, '');
  const identityUrl = server.identityUrl?.replace(/\/+$/, '');
  const clientId = server.clientId ?? (generation === 'influx' ? defaultClient : undefined);
  return {
    generation,
    base: `${url}/${generation === 'rest' ? 'api' : 'api/v1'}`,
    tokenUrl: `${generation === 'influx' ? (identityUrl ?? url) : url}/token`,
    user: server.user,
    ...(clientId !== undefined && { clientId }),
  };
}

/** Fails with `usage` for a name or key that no address can hold. */
export function requestsOf(server: Addressed, generation: Generation, connection: string, keys: readonly string[]): SessionRequests {
  const sessions = keys.map((key) => {
    const session = sessionAt(connection, key);
    return { key, session, details: `${session}/details`, laps: `${session}/laps` };
  });
  return { ...entranceOf(server, generation), sessions };
}
