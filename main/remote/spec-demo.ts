/** For specs of the client: a demo server and a client signed in to it, both ended after the test. */
import { onTestFinished } from 'vitest';
import type { Session } from '../../preload/model.ts';
import { start } from '../demo/asking.ts';
import { silent } from '../log.ts';
import { connect } from './connect.ts';
import type { Remote } from './remote.ts';
import { decodeSessions } from './wire/index.ts';

export const connection = 'Season2017';

/** Its generation is found out. */
export async function demoRemote(options: Parameters<typeof start>[0] = {}): Promise<Remote> {
  const { url, identityUrl } = await start(options);
  const target = { url, generation: 'auto', ...(identityUrl !== undefined && { identityUrl }) } as const;
  const remote = await connect(target, { user: 'demo', password: 'demo' }, { log: silent });
  onTestFinished(() => remote.close());
  return remote;
}

export async function sessionsOf(remote: Remote, page = 0, pageSize = 1000): Promise<readonly Session[]> {
  return decodeSessions((await remote.sessionsPage(connection, page, pageSize)).body).items;
}

/** The newest session with more than five laps. */
export async function drivenSession(remote: Remote): Promise<Session & { readonly laps: number }> {
  const session = (await sessionsOf(remote, 0, 40)).find(({ lapsCount }) => Number(lapsCount) > 5);
  if (session === undefined) throw new Error('the season has a session with laps');
  return { ...session, laps: Number(session.lapsCount) };
}
