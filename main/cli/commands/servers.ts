/** `server list`, `server remove`, `server sign-out`. */
import type { Server } from '../../../preload/model.ts';
import { Failure, type ExitCode } from '../../failure.ts';
import type { Servers } from '../../servers/servers.ts';
import { answer, type Context } from '../context.ts';
import { serverColumns, serverFields, serverRecord } from '../records.ts';

/** Fails with `not-found`. */
export function savedServer(servers: Servers, name: string): Server {
  const found = servers.list().find((server) => server.name === name.normalize());
  if (found === undefined) throw new Failure('not-found', `No server named “${name}” is saved.`, { todo: 'See “paddock server list”.' });
  return found;
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
  const found = savedServer(servers, name);
  await servers.remove(found.id);
  messages.say(
    `The server “${name}” and its password are removed. Its snapshots stay, under ${found.url}; “paddock forget --server ${found.url}” deletes them.`,
  );
  return 0;
}

export async function signOut({ parts, messages }: Context, name: string): Promise<ExitCode> {
  const servers = await parts.servers();
  const found = savedServer(servers, name);
  const known = Object.keys(await servers.secrets(found.id)).length > 0;
  await servers.signOut(found.id);
  const what = known ? 'Its password and all else that signed in are forgotten.' : 'Nothing that signs in was kept.';
  messages.say(`The server “${found.name}” is signed out. ${what} Its lists stay, and can be read without a network.`);
  return 0;
}
