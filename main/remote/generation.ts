/** Finds out a server's generation by asking without a token (api.md, "Probing"). */
import type { Generation } from '../../preload/model.ts';
import { expectData, failureOf, isJson, isPage, isSuccess } from './answers.ts';
import type { Options } from './remote.ts';
import type { Redactor } from './said.ts';
import type { Answered, Transport } from './transport.ts';
import { decodeConnections } from './wire/index.ts';

export interface ProbeOptions {
  readonly transport: Transport;
  readonly redactor: Redactor;
  readonly url: string;
  /** Only influx has an Identity Server of its own. */
  readonly identityUrl?: string;
  readonly signal?: AbortSignal;
  readonly onWait?: Options['onWait'];
}

/** Whether a list of connections lies where it was asked for: it wants a token, or it is told without one. */
function isThere(answer: Answered): boolean {
  if (answer.status === 401 || (answer.status === 403 && !isPage(answer))) return true;
  if (!isSuccess(answer) || isPage(answer) || !isJson(answer)) return false;
  const { items, records } = decodeConnections(answer.body);
  return records === 0 || items.length > 0;
}

/** Fails with `not-this-api`, `html-answer`, `server-error` and as the transport does. */
export async function findGeneration(options: ProbeOptions): Promise<Generation> {
  const { transport, redactor, url, identityUrl, signal, onWait } = options;
  const probe = (path: string): Promise<Answered> =>
    transport.ask({
      ...{ method: 'GET', url: `${url}/${path}`, largest: transport.limits.body, work: 'Which generation' },
      ...(signal && { signal }),
      ...(onWait && { onWait }),
    });

  const v1 = await probe('api/v1/connections');
  if (isThere(v1)) {
    if (identityUrl !== undefined) return 'influx';
    const configuration = await probe('api/v1/configuration');
    return isSuccess(configuration) && isJson(configuration) ? 'influx' : 'sqlrace';
  }
  // An error of the server's own tells nothing about its generation.
  if (v1.status >= 500 || v1.status === 429) expectData(v1, redactor, { code: 'not-this-api' });
  const rest = await probe('api/connections');
  if (isThere(rest)) return 'rest';
  expectData(rest, redactor, { code: 'not-this-api' });
  throw failureOf(rest, redactor, 'not-this-api');
}
