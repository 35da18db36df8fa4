/** What the methods of one signed-in client share: how a path below the API's base is asked for, and where things lie. */
import type { Generation } from '../../preload/model.ts';
import { Failure } from '../failure.ts';
import { segment } from './address.ts';
import { expectData, type Missing } from './answers.ts';
import type { Options } from './remote.ts';
import type { Redactor } from './said.ts';
import type { Tokens } from './tokens.ts';
import type { Answered, Transport } from './transport.ts';

export interface Client {
  readonly generation: Generation;
  /** The API's base, without a trailing slash. */
  readonly base: string;
  readonly transport: Transport;
  readonly tokens: Tokens;
  readonly redactor: Redactor;
}

/** Asks for a path below the base, and passes on what holds data. `largest` bounds the answer's bytes. */
export async function get(client: Client, path: string, missing: Missing, options?: Options, largest?: number): Promise<Answered> {
  const { transport, tokens, redactor, base } = client;
  const signal = options?.signal;
  const answer = await tokens.ask(
    (token) =>
      transport.ask({
        method: 'GET',
        url: `${base}/${path}`,
        token,
        largest: largest ?? transport.limits.body,
        ...(signal && { signal }),
        ...(options?.once && { repeat: false }),
        ...(options?.onWait && { onWait: options.onWait }),
      }),
    signal,
  );
  return expectData(answer, redactor, missing);
}

/** The answer of the first of these paths that is there. */
export async function firstOf(client: Client, paths: readonly string[], missing: Missing, options?: Options): Promise<Answered> {
  for (const [at, path] of paths.entries()) {
    try {
      return await get(client, path, missing, options);
    } catch (thrown) {
      const absent = thrown instanceof Failure && thrown.code === missing.code;
      if (!absent || at === paths.length - 1) throw thrown;
    }
  }
  throw new Failure(missing.code, missing.sentence);
}

export const noApi: Missing = { code: 'not-this-api' };
export const noConnection = (connection: string): Missing => ({
  code: 'not-found',
  sentence: `The server has no connection named “${connection}”.`,
});
export const noSession = (key: string): Missing => ({
  code: 'not-found',
  sentence: `The server has no session with the key “${key}”.`,
});

export const sessionsOf = (connection: string): string => `connections/${segment(connection)}/sessions`;
export const sessionAt = (connection: string, key: string): string => `${sessionsOf(connection)}/${segment(key)}`;
