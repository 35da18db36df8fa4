/** What a session holds: details and laps. */
import { firstOf, get, noSession, sessionAt, type Client } from './client.ts';
import type { Remote } from './remote.ts';
import { decodeDetails, decodeLaps } from './wire/index.ts';

export function contentOf(client: Client): Pick<Remote, 'details' | 'laps'> {
  return {
    async details(connection, key, options) {
      const session = sessionAt(connection, key);
      // Both names are documented for rest; an influx server may tell them only within the session.
      const paths = client.generation === 'rest' ? [`${session}/details`, `${session}/items`] : [`${session}/details`, session];
      return decodeDetails((await firstOf(client, paths, noSession(key), options)).body).items;
    },
    async laps(connection, key, options) {
      return decodeLaps((await get(client, `${sessionAt(connection, key)}/laps`, noSession(key), options)).body).items;
    },
  };
}
