/** Which server `--server` and `--user` mean, and secrets from standard input. */
import type { Server } from '../../preload/model.ts';
import { addressOfId, addressServer, asAnother } from '../address-server.ts';
import { Failure } from '../failure.ts';
import { createPlaces, readPlace } from '../place.ts';
import { normaliseAddress } from '../remote/address.ts';
import type { Context } from './context.ts';

export interface ServerOptions {
  /** A saved server's name, or an address. */
  readonly server: string;
  readonly user?: string;
  readonly passwordStdin?: boolean;
}

/** A name without any of these is no address, so that a mistyped name is told as one. */
const addressLike = /[.:/[@]/;
const longestSecret = 4096;

/** The first line of standard input, without its end. Fails with `usage` where there is none. `what`: a secret, in a word. */
export async function secretFrom(stdin: AsyncIterable<Uint8Array | string>, what: string): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stdin) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk);
    chunks.push(bytes);
    length += bytes.length;
    if (bytes.includes(0x0a) || length > longestSecret) break;
  }
  const [line = ''] = Buffer.concat(chunks).toString('utf8').split('\n', 1);
  const secret = line.endsWith('\r') ? line.slice(0, -1) : line;
  if (secret === '') throw new Failure('usage', `No ${what} came on standard input: its first line is empty.`);
  if (length > longestSecret && secret.length > longestSecret) {
    throw new Failure('usage', `What came on standard input is too long for a ${what}.`);
  }
  return secret;
}

/** The users that something was saved for under an address, in the order in which they came. */
export async function knownUsers({ parts }: Context, url: string): Promise<readonly string[]> {
  const places = (await (await parts.store()).servers()).map(readPlace);
  return places.filter((place) => place.url === url && place.user !== '').map(({ user }) => user);
}

const ambiguous = (url: string, users: readonly string[]): Failure =>
  new Failure('usage', `Several users of ${url} are known: ${users.map((user) => `“${user}”`).join(', ')}.`, {
    todo: 'Say which one is meant with --user USER.',
  });

/** With an address alone: the saved server, or the only user that anything was saved for. */
async function atAddress(context: Context, url: string, user: string | undefined): Promise<Server> {
  const saved = (await context.parts.servers()).list().filter((server) => server.url === url);
  const [first] = saved;
  if (user !== undefined) {
    const own = saved.find((server) => server.user === user);
    return own ?? (first === undefined ? addressServer(url, user) : asAnother(first, user));
  }
  if (first !== undefined) {
    const users = [...new Set(saved.map((server) => server.user))];
    if (users.length > 1) throw ambiguous(url, users);
    return first;
  }
  const users = await knownUsers(context, url);
  if (users.length > 1) throw ambiguous(url, users);
  return addressServer(url, users[0]);
}

/**
 * The server that is meant, saved or not. Another user of a saved server is another: nothing that is kept signs in for
 * them, and they have lists of their own. Fails with `not-found`, `usage` and `address-invalid`, which name no secret.
 */
export async function serverFrom(context: Context, { server: text, user }: Omit<ServerOptions, 'passwordStdin'>): Promise<Server> {
  const servers = await context.parts.servers();
  const named = servers.list().find(({ name }) => name === text.normalize());
  if (named !== undefined) return user === undefined || user === named.user ? named : asAnother(named, user);
  if (!addressLike.test(text)) {
    throw new Failure('not-found', `No server named “${text}” is saved.`, {
      todo: 'See “paddock server list”, or give the server’s address.',
    });
  }
  return atAddress(context, normaliseAddress(text), user);
}

/** Where the store keeps what this server has shown this user. */
export const placeFrom = async ({ parts }: Context, server: Server): Promise<string> => createPlaces(await parts.store()).reading(server);

/** Whose lists were looked for, where a user was named that nobody saved. */
export const forUser = ({ id, user }: Server): string => (addressOfId(id) === undefined || user === '' ? '' : ` for the user “${user}”`);

/** The same, with the password that came for this run. */
export async function signedInServer(context: Context, options: ServerOptions): Promise<Server> {
  const { parts, io } = context;
  const server = await serverFrom(context, options);
  context.meant(server);
  if (options.passwordStdin === true) {
    if (server.user === '') throw new Failure('usage', 'An address needs --user USER beside --password-stdin.');
    const password = await secretFrom(io.stdin, 'password');
    (await parts.sources()).useOnce(server.id, password);
  }
  return server;
}
