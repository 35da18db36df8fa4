/** `server add` and `server edit`: they save, and contact nothing. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Generation, Server, ServerChanges, ServerDraft } from '../../../preload/model.ts';
import { asFailure, Failure, type ExitCode } from '../../failure.ts';
import { normaliseAddress } from '../../remote/address.ts';
import { readAuthorities } from '../../remote/authorities.ts';
import { chooseProxy } from '../../remote/proxy.ts';
import type { Secrets, Servers } from '../../servers/servers.ts';
import type { Context } from '../context.ts';
import { secretFrom } from '../resolve.ts';
import { savedServer } from './servers.ts';

/** What both commands take. An empty text leaves out, or removes, what a server can do without. */
export interface FieldOptions {
  readonly generation?: 'auto' | Generation;
  readonly identityUrl?: string;
  readonly clientId?: string;
  readonly ca?: string;
  readonly trust?: readonly string[];
  readonly clientCert?: string;
  readonly clientKey?: string;
  /** An address, `none` or `system`. */
  readonly proxy?: string;
  readonly passwordStdin?: boolean;
  readonly clientPassphraseStdin?: boolean;
  readonly proxyUser?: string;
  readonly proxyPasswordStdin?: boolean;
}

export interface AddOptions extends FieldOptions {
  readonly url: string;
  readonly user: string;
}

export interface EditOptions extends FieldOptions, Partial<Pick<AddOptions, 'url' | 'user'>> {
  readonly name?: string;
}

/** Absolute, so that it is found from any folder later; read once, so that a slip is told now. */
async function file(typed: string, cwd: string, check: (path: string) => Promise<unknown>): Promise<string> {
  if (typed === '') return '';
  const path = resolve(cwd, typed);
  await check(path).catch((thrown: unknown) => {
    const sentence = thrown instanceof Failure ? asFailure(thrown).message : `The file ${path} cannot be read.`;
    throw new Failure('usage', sentence, { cause: thrown });
  });
  return path;
}

const readable = (path: string): Promise<void> => access(path, constants.R_OK);

/** The fields that are given, as they are typed: the book checks them. */
async function fieldsOf(options: FieldOptions, cwd: string): Promise<Omit<ServerDraft, 'name' | 'url' | 'user'>> {
  const { generation, identityUrl, clientId, ca, trust, clientCert, clientKey, proxy } = options;
  return {
    ...(generation !== undefined && { generation }),
    ...(identityUrl !== undefined && { identityUrl }),
    ...(clientId !== undefined && { clientId }),
    ...(ca !== undefined && { caFile: await file(ca, cwd, readAuthorities) }),
    ...(trust !== undefined && { trusted: trust.join(' ') }),
    ...(clientCert !== undefined && { clientCertFile: await file(clientCert, cwd, readable) }),
    ...(clientKey !== undefined && { clientKeyFile: await file(clientKey, cwd, readable) }),
    ...(proxy !== undefined && { proxy: proxy === 'system' ? '' : proxy }),
  };
}

/** The one secret that came on standard input, if one is announced. Fails with `usage`. */
async function secretsFrom(options: FieldOptions, stdin: AsyncIterable<Uint8Array | string>): Promise<Secrets> {
  const { passwordStdin, clientPassphraseStdin, proxyPasswordStdin, proxyUser } = options;
  const announced = [passwordStdin, clientPassphraseStdin, proxyPasswordStdin].filter((given) => given === true);
  if (announced.length > 1) {
    throw new Failure('usage', 'Standard input holds one secret at a time.', {
      todo: 'Give the others with “paddock server edit”, one by one.',
    });
  }
  if ((proxyUser === undefined) !== (proxyPasswordStdin !== true)) {
    throw new Failure('usage', '--proxy-user and --proxy-password-stdin go together.');
  }
  if (passwordStdin === true) return { password: await secretFrom(stdin, 'password') };
  if (clientPassphraseStdin === true) return { clientPassphrase: await secretFrom(stdin, 'passphrase') };
  if (proxyUser !== undefined) return { proxyUser, proxyPassword: await secretFrom(stdin, 'password') };
  return {};
}

/**
 * What a proxy wants, with the address of the proxy that it is for: the one that is set for the server, else the
 * environment's. Fails with `usage` where there is none, since no proxy gets what was not given for it.
 */
async function forItsProxy(secrets: Secrets, url: string, proxy: string | undefined): Promise<Secrets> {
  if (secrets.proxyPassword === undefined) return secrets;
  const setting = proxy === undefined || proxy === '' ? {} : { setting: proxy };
  const { hops } = await chooseProxy(normaliseAddress(url), { environment: process.env, ...setting });
  const found = hops.find((hop) => hop.kind === 'proxy');
  if (found !== undefined) return { ...secrets, proxyAddress: found.proxy.address };
  throw new Failure('usage', 'It is not known which proxy the user name and the password are for.', {
    todo: 'Name the proxy with --proxy http://host:port, or sign in to it where the window asks for it.',
  });
}

const nameOf = (secrets: Secrets): string =>
  secrets.password !== undefined ? 'password' : secrets.clientPassphrase !== undefined ? 'passphrase' : 'proxy’s password';

/** Without a keychain a secret would be kept for the run only, and the command ends with it: says so. */
function tellNotKept(servers: Servers, secrets: Secrets, { messages }: Context): void {
  const { available, note } = servers.keychain();
  if (available || Object.keys(secrets).length === 0) return;
  const hint = secrets.password === undefined ? '' : ' Give it with --password-stdin when a command asks the server.';
  messages.say(`Its ${nameOf(secrets)} is not kept. ${note ?? ''}${hint}`);
}

function tellOf(servers: Servers, saved: Server, { messages }: Context): void {
  const same = servers.list().filter(({ id, url, user }) => id !== saved.id && url === saved.url && user === saved.user);
  if (same.length > 0) {
    const names = same.map(({ name }) => `“${name}”`).join(', ');
    messages.say(`The same address and user are saved as ${names} too: what is saved of one is shown under both.`);
  }
  if (saved.url.startsWith('http://')) {
    messages.say('The address is plain http: passwords and data cross the network unencrypted.');
  }
}

export async function addServer(context: Context, name: string, options: AddOptions): Promise<ExitCode> {
  const { parts, io, messages } = context;
  const { url, user } = options;
  const draft: ServerDraft = { name, url, user, ...(await fieldsOf(options, io.cwd)) };
  const secrets = await forItsProxy(await secretsFrom(options, io.stdin), url, draft.proxy);
  const servers = await parts.servers();
  const { password, ...further } = servers.keychain().available ? secrets : {};
  const saved = await servers.add(draft, password, further);
  messages.say(`The server “${saved.name}” is saved.`);
  tellNotKept(servers, secrets, context);
  tellOf(servers, saved, context);
  return 0;
}

/** Says which secrets and which trust went with what they belonged to. */
function tellForgotten(was: Server, saved: Server, before: Secrets, after: Secrets, { messages }: Context): void {
  if (was.password !== 'none' && saved.password === 'none') {
    messages.say('The kept password is forgotten: it belonged to the other address or user. Give the new one with --password-stdin.');
  }
  if (before.proxyPassword !== undefined && after.proxyPassword === undefined)
    messages.say('What signed in to the other proxy is forgotten.');
  if (before.clientPassphrase !== undefined && after.clientPassphrase === undefined) {
    messages.say('The passphrase of the other client certificate is forgotten.');
  }
  if (was.trusted !== undefined && saved.trusted === undefined && was.url !== saved.url) {
    messages.say('The certificate of the other address is not trusted any more.');
  }
  if (was.url !== saved.url || was.user !== saved.user) {
    messages.say(`What was saved of ${was.url} for “${was.user}” stays, under that address and user.`);
  }
}

export async function editServer(context: Context, name: string, options: EditOptions): Promise<ExitCode> {
  const { parts, io, messages } = context;
  const servers = await parts.servers();
  const was = savedServer(servers, name);
  const changes: ServerChanges = {
    ...(options.name !== undefined && { name: options.name }),
    ...(options.url !== undefined && { url: options.url }),
    ...(options.user !== undefined && { user: options.user }),
    ...(await fieldsOf(options, io.cwd)),
  };
  if (was.demo && Object.keys(changes).some((field) => field !== 'name')) {
    throw new Failure('usage', 'Of the demo server only the name can be changed.');
  }
  const proxy = changes.proxy === undefined ? was.proxy : (changes.proxy ?? undefined);
  const secrets = await forItsProxy(await secretsFrom(options, io.stdin), changes.url ?? was.url, proxy);
  if (Object.keys({ ...changes, ...secrets }).length === 0) {
    throw new Failure('usage', 'Nothing is said of what is to change.', { todo: 'See “paddock server edit --help”.' });
  }
  const before = await servers.secrets(was.id);
  const saved = await servers.edit(was.id, changes, servers.keychain().available ? secrets : {});
  messages.say(`The server “${was.name}” is changed${saved.name === was.name ? '' : ` and is called “${saved.name}” now`}.`);
  tellNotKept(servers, secrets, context);
  tellForgotten(was, saved, before, await servers.secrets(was.id), context);
  tellOf(servers, saved, context);
  return 0;
}
