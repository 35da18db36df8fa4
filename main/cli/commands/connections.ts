/** `connections`: the server's connections, or those last seen. */
import type { ConnectionRow } from '../../../preload/servers.ts';
import type { ExitCode } from '../../failure.ts';
import { answer, type Context } from '../context.ts';
import { savedInstead } from '../notes.ts';
import { connectionFields, connectionRecord, grouped } from '../records.ts';
import { signedInServer, type ServerOptions } from '../resolve.ts';

export async function listConnections(context: Context, options: ServerOptions): Promise<ExitCode> {
  const server = await signedInServer(context, options);
  const sources = await context.parts.sources();
  const { source, takenAt, connections, failure } = await sources.connections(server, { signal: context.io.signal });
  if (failure !== undefined) savedInstead(context, server, failure, takenAt);
  await answer<ConnectionRow>(context, {
    head: { source, takenAt },
    name: 'connections',
    record: ({ connection }) => connectionRecord(connection),
    fields: connectionFields,
    columns: [
      { title: 'Connection', cell: ({ connection }) => connection.name },
      { title: 'Saved sessions', cell: ({ snapshot }) => (snapshot === undefined ? '' : grouped(snapshot.sessions)), right: true },
      { title: 'Snapshot', cell: ({ snapshot }) => (snapshot === undefined ? '' : String(snapshot.number)), right: true },
      { title: 'Taken at', cell: ({ snapshot }) => snapshot?.takenAt ?? '' },
      { title: 'Database', cell: ({ connection }) => connection.databaseName ?? '' },
    ],
    empty: 'The server has no connections.',
    batches: [connections],
  });
  return 0;
}
