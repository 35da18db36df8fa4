/** Which server `--server` means, and the password from standard input. */
import type { Server } from '../../preload/model.ts';
import { addressServer } from '../address-server.ts';
import { Failure } from '../failure.ts';
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
const longestPassword = 4096;

/** The first line of standard input, without its end. Fails with `usage` where there is none. */
export async function passwordFrom(stdin: AsyncIterable<Uint8Array | string>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stdin) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk);
    chunks.push(bytes);
    length += bytes.length;
    if (bytes.includes(0x0a) || length > longestPassword) break;
  }
  const [line = ''] = Buffer.concat(chunks).toString('utf8').split('\n', 1);
  const password = line.endsWith('\r') ? line.slice(0, -1) : line;
  if (password === '') throw new Failure('usage', 'No password came on standard input: its first line is empty.');
  if (length > longestPassword && password.length > longestPassword) {
    throw new Failure('usage', 'What came on standard input is too long for a password.');
  }
  return password;
}

/** The server that is meant, saved or not. Fails with `not-found` and `address-invalid`, which name no secret. */
export async function serverFrom({ parts }: Context, text: string, user?: string): Promise<Server> {
  const servers = await parts.servers();
  const saved = servers.find(text);
  if (saved !== undefined) return user === undefined ? saved : { ...saved, user };
  if (!addressLike.test(text)) {
    throw new Failure('not-found', `No server named “${text}” is saved.`, {
      todo: 'See “paddock server list”, or give the server’s address.',
    });
  }
  return addressServer(normaliseAddress(text), user);
}

/** The same, with the password that came for this run. */
export async function signedInServer(context: Context, options: ServerOptions): Promise<Server> {
  const { parts, io } = context;
  const server = await serverFrom(context, options.server, options.user);
  if (options.passwordStdin === true) {
    if (server.user === '') throw new Failure('usage', 'An address needs --user USER beside --password-stdin.');
    const password = await passwordFrom(io.stdin);
    (await parts.sources()).useOnce(server.id, password);
  }
  return server;
}
