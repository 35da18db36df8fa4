/** What the methods of one signed-in client share: how a path below the API's base is asked for, and where things lie. */
import type { Generation } from '../../preload/model.ts';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import { segment } from './address.ts';
import { expectData, type Missing } from './answers.ts';
import type { Reply } from './exchange.ts';
import type { Options } from './remote.ts';
import type { ServerClock } from './clock.ts';
import type { Redactor } from './said.ts';
import type { Tokens } from './tokens.ts';
import type { Answered, Transport } from './transport.ts';

/** What is known of the server without asking it. */
export interface About {
  /** As it was asked for: found out where `auto`. */
  readonly generation: 'auto' | Generation;
  readonly url: string;
  readonly identityUrl?: string;
  readonly user: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Proxies and certificates on the way to the server. */
  readonly way: () => Promise<readonly { readonly name: string; readonly value: string; readonly how: string }[]>;
}

export interface Client {
  readonly about: About;
  readonly log: Log;
  readonly generation: Generation;
  /** The API's base, without a trailing slash. */
  readonly base: string;
  readonly transport: Transport;
  readonly tokens: Tokens;
  readonly clock: ServerClock;
  readonly redactor: Redactor;
}

/** How an answer differs from the usual one: JSON of the usual size. */
export interface Form {
  /** Bytes of the answer at most. */
  readonly largest?: number;
  /** The `Accept` header. */
  readonly accept?: string;
  readonly isData?: (answer: Reply) => boolean;
}

/** Asks for a path below the base, and passes on whatever answers. */
export function ask(client: Client, path: string, options: Options = {}, form: Form = {}): Promise<Answered> {
  const { transport, tokens, base } = client;
  const { signal, once, onWait, work } = options;
  return tokens.ask(
    (token) =>
      transport.ask({
        method: 'GET',
        url: `${base}/${path}`,
        token,
        largest: form.largest ?? transport.limits.body,
        ...(form.accept !== undefined && { accept: form.accept }),
        ...(once && { repeat: false }),
        ...(onWait && { onWait }),
        ...(work !== undefined && { work }),
        ...(signal && { signal }),
      }),
    signal,
  );
}

/** Asks for a path below the base, and passes on what holds data. */
export async function get(client: Client, path: string, missing: Missing, options?: Options, form?: Form): Promise<Answered> {
  return expectData(await ask(client, path, options, form), client.redactor, missing, form?.isData);
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

/** Fails with `usage` where the server's generation is none of these. `what` in the plural: “events”. */
export function only(client: Client, generations: readonly Generation[], what: string): void {
  if (generations.includes(client.generation)) return;
  throw new Failure('usage', `Servers of the generation “${client.generation}” have no ${what}.`, {
    todo: `Ask a server of the generation ${generations.join(' or ')}.`,
  });
}

export const v1: readonly Generation[] = ['sqlrace', 'influx'];
export const influx: readonly Generation[] = ['influx'];

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

/** Names that one segment of a path lists, with commas between them, and colons and semicolons as the documents write them. */
export function segmentOf(names: readonly string[]): string {
  if (names.length === 0) throw new Failure('usage', 'Nothing was named to ask for.');
  return names.map((name) => segment(name).replaceAll('%3A', ':').replaceAll('%3B', ';')).join(',');
}

/** Fails with `usage` for a name that cannot stand in a list, where these characters have a meaning. */
export function listable(name: string, marks: readonly string[] = [',']): string {
  const mark = marks.find((one) => name.includes(one));
  if (mark === undefined) return name;
  throw new Failure('usage', `The name “${name}” cannot be asked for: the server would take it apart at its “${mark}”.`);
}

export type QueryValue = string | number | bigint | undefined;

/** The path with its query, in the order given; what is undefined is left out, a list gives the parameter again and again. */
export function withQuery(path: string, query: Readonly<Record<string, QueryValue | readonly QueryValue[]>>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as readonly QueryValue[]) : [value as QueryValue]).flatMap((one) =>
      one === undefined ? [] : [`${name}=${encodeURIComponent(String(one))}`],
    ),
  );
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

/** `page` and `pageSize` as a query. Fails with `usage` where they are no page. */
export function pageOf({ page, pageSize }: { readonly page: number; readonly pageSize: number }): Readonly<Record<string, number>> {
  const whole = (value: number, least: number): boolean => Number.isSafeInteger(value) && value >= least;
  if (!whole(page, 0) || !whole(pageSize, 1)) throw new Failure('usage', 'Pages count from 0 and hold at least one row.');
  return { page, pageSize };
}
