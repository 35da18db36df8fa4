/** `server add`, `server list`, `server remove`. */
import { resolve } from 'node:path';
import type { Generation, ServerDraft } from '../../../preload/model.ts';
import { asFailure, Failure, type ExitCode } from '../../failure.ts';
import { readAuthorities } from '../../remote/authorities.ts';
import { answer, type Context } from '../context.ts';
import { serverColumns, serverFields, serverRecord } from '../records.ts';
import { passwordFrom } from '../resolve.ts';

export interface AddOptions {
  readonly url: string;
  readonly user: string;
  readonly generation: 'auto' | Generation;
  readonly identityUrl?: string;
  readonly clientId?: string;
  readonly ca?: string;
  readonly passwordStdin?: boolean;
}

/** Absolute, so that it is found from any folder later; read once, so that a slip is told now. */
async function certificateFile(file: string, cwd: string): Promise<string> {
  const path = resolve(cwd, file);
  await readAuthorities(path).catch((thrown: unknown) => {
    throw new Failure('usage', asFailure(thrown).message, { cause: thrown });
  });
  return path;
}

export async function addServer(context: Context, name: string, options: AddOptions): Promise<ExitCode> {
  const { parts, io, messages } = context;
  const draft: ServerDraft = {
    name,
    url: options.url,
    user: options.user,
    generation: options.generation,
    ...(options.identityUrl !== undefined && { identityUrl: options.identityUrl }),
    ...(options.clientId !== undefined && { clientId: options.clientId }),
    ...(options.ca !== undefined && { caFile: await certificateFile(options.ca, io.cwd) }),
  };
  const servers = await parts.servers();
  const password = options.passwordStdin === true ? await passwordFrom(io.stdin) : undefined;
  const { available, note } = servers.keychain();
  const saved = await servers.add(draft, available ? password : undefined);
  messages.say(`The server “${saved.name}” is saved.`);
  if (password !== undefined && !available) {
    messages.say(`Its password is not kept. ${note ?? ''} Give it with --password-stdin when a command asks the server.`);
  }
  if (saved.url.startsWith('http://')) {
    messages.say('The address is plain http: passwords and data cross the network unencrypted.');
  }
  return 0;
}

export async function listServers(context: Context): Promise<ExitCode> {
  const servers = await context.parts.servers();
  await answer(context, {
    head: {},
    name: 'servers',
    record: serverRecord,
    fields: serverFields,
    columns: serverColumns,
    empty: 'No server is saved yet.',
    batches: [servers.list()],
  });
  return 0;
}

export async function removeServer({ parts, messages }: Context, name: string): Promise<ExitCode> {
  const servers = await parts.servers();
  const found = servers.list().find((server) => server.name === name.normalize());
  if (found === undefined) throw new Failure('not-found', `No server named “${name}” is saved.`);
  await servers.remove(found.id);
  messages.say(`The server “${name}” and its password are removed. Its snapshots stay, under ${found.url}.`);
  return 0;
}
