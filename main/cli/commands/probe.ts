/** `server probe`: what can be found out about a server, and by what, for its administrator. */
import type { ServerReport } from '../../../preload/model.ts';
import type { ExitCode } from '../../failure.ts';
import { answer, type Context } from '../context.ts';
import { signedInServer, type ServerOptions } from '../resolve.ts';

type Fact = ServerReport['facts'][number];

const fields = ['name', 'value', 'how'] as const;

export async function probeServer(context: Context, name: string, options: Omit<ServerOptions, 'server'>): Promise<ExitCode> {
  const server = await signedInServer(context, { ...options, server: name });
  const { signal } = context.io;
  const sources = await context.parts.sources();
  context.messages.progress('Asking the server…');
  const remote = await sources.remote(server, { signal });
  const { at, facts } = await remote.report({ signal });
  await answer<Fact>(context, {
    head: { server: server.name, at },
    name: 'facts',
    record: ({ name: fact, value, how }) => ({ name: fact, value, how }),
    fields,
    columns: [
      { title: 'What', cell: (fact) => fact.name },
      { title: 'Value', cell: (fact) => fact.value },
      { title: 'How it was found out', cell: (fact) => fact.how },
    ],
    empty: 'Nothing could be found out.',
    batches: [facts],
  });
  return 0;
}
