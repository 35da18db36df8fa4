/** What a session holds beside its data: details, laps, parameters, events. */
import type { Lap, Parameter } from '../../preload/model.ts';
import { Failure } from '../failure.ts';
import { silent } from '../log.ts';
import { firstOf, get, influx, noSession, only, pageOf, sessionAt, v1, withQuery, type Client } from './client.ts';
import type { Missing } from './answers.ts';
import { eachPage, type Reading } from './pages.ts';
import type { ParametersQuery } from './queries.ts';
import type { Options, Remote } from './remote.ts';
import { decodeDetails, decodeEvents, decodeLaps, decodeParameters } from './wire/index.ts';

type Content = 'details' | 'laps' | 'lap' | 'parameters' | 'events';

export function contentOf(client: Client): Pick<Remote, Content> {
  const laps = async (connection: string, key: string, options?: Options): Promise<readonly Lap[]> =>
    decodeLaps((await get(client, `${sessionAt(connection, key)}/laps`, noSession(key), options)).body).items;
  return {
    async details(connection, key, options) {
      const session = sessionAt(connection, key);
      // Both names are documented for rest; an influx server may tell them only within the session.
      const paths = client.generation === 'rest' ? [`${session}/details`, `${session}/items`] : [`${session}/details`, session];
      return decodeDetails((await firstOf(client, paths, noSession(key), options)).body).items;
    },
    laps,
    async lap(connection, key, number, options) {
      if (!Number.isSafeInteger(number)) throw new Failure('usage', 'Laps have whole numbers.');
      const missing: Missing = { code: 'not-found', sentence: `The session “${key}” has no lap ${number}.` };
      try {
        const { body } = await get(client, `${sessionAt(connection, key)}/laps/${number}`, missing, options);
        return decodeLaps(body).items.find((lap) => lap.number === number) ?? null;
      } catch (thrown) {
        if (!(thrown instanceof Failure) || thrown.code !== missing.code) throw thrown;
        // Single laps are documented for v1 only.
        return client.generation === 'rest' ? ((await laps(connection, key, options)).find((lap) => lap.number === number) ?? null) : null;
      }
    },
    async parameters(connection, key, query, options) {
      const { contains, startsWith, sessionVersion } = query;
      if (startsWith !== undefined) only(client, v1, 'search by beginnings');
      if (sessionVersion !== undefined) only(client, influx, 'versions of sessions');
      const asked = { ...pageOf(query), contains, startsWith, sessionVersion };
      const path = withQuery(`${sessionAt(connection, key)}/parameters`, asked);
      const { items, skipped } = decodeParameters((await get(client, path, noSession(key), options)).body);
      return { parameters: items, skipped };
    },
    async events(connection, key, query, options) {
      only(client, influx, 'events');
      const { contains, startsWith } = query;
      const path = withQuery(`${sessionAt(connection, key)}/events`, { ...pageOf(query), contains, startsWith });
      const { items, skipped } = decodeEvents((await get(client, path, noSession(key), options)).body);
      return { events: items, skipped };
    },
  };
}

/** Pages of parameters: a session has tens of thousands of them, and a server may give 50 at once. */
const mostPages = 4_000;

/**
 * All parameters, page after page as they come. A server may cap the page silently or know no pages, so the end is the page
 * that brings nothing new. Fails as `parameters` and `eachPage`.
 *
 * @param bounds `log`: told where a failure is taken for the end; `listing`: milliseconds of asking
 */
export async function* eachParameter(
  remote: Pick<Remote, 'parameters'>,
  connection: string,
  key: string,
  query: Omit<ParametersQuery, 'page'>,
  options?: Options,
  { log = silent, listing }: Partial<Pick<Reading<Parameter>, 'log' | 'listing'>> = {},
): AsyncGenerator<readonly Parameter[], void, undefined> {
  const pages = eachPage<Parameter>({
    what: 'parameters',
    async read(page) {
      const { parameters, skipped } = await remote.parameters(connection, key, { ...query, page }, options);
      return { items: parameters, skipped };
    },
    keyOf: ({ identifier }) => identifier,
    pageSize: query.pageSize,
    most: mostPages,
    log,
    ...(listing !== undefined && { listing }),
  });
  for await (const { items } of pages) yield items;
}
