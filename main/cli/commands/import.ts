/** `import`: opens a `.paddock` file as a read-only server beside the others, or joins its histories into a saved one. */
import { resolve } from 'node:path';
import type { ExitCode } from '../../failure.ts';
import { csvHeader, csvRow } from '../../travel/csv-text.ts';
import { answer, type Context } from '../context.ts';
import { exactJson } from '../json.ts';
import { grouped } from '../records.ts';
import { savedServer } from './servers.ts';

export interface ImportCommand {
  /** A saved server's name: the histories are joined into its own. */
  readonly into?: string;
}

export async function importFile(context: Context, typed: string, { into }: ImportCommand): Promise<ExitCode> {
  const { io, messages, parts, results, format } = context;
  const target = into === undefined ? undefined : savedServer(await parts.servers(), into);
  const options = {
    signal: io.signal,
    onProgress: (done: number) => messages.progress(`${grouped(done)} rows examined`),
  };
  const { server, connections, already } = await parts.imports.open(resolve(io.cwd, typed), options);
  if (already) messages.say(`This file is open already, as “${server.name}”.`);
  if (target === undefined) {
    // The object holds the names themselves; the formats of lines hold one a line.
    if (format === 'json') await results.write(`${exactJson({ server: server.name, connections })}\n`);
    else {
      await answer<string>(context, {
        head: {},
        name: 'connections',
        record: (connection) => ({ server: server.name, connection }),
        fields: ['server', 'connection'],
        columns: [
          { title: 'Server', cell: () => server.name },
          { title: 'Connection', cell: (name) => name },
        ],
        empty: `“${server.name}” holds no connection.`,
        batches: [connections],
      });
    }
    return 0;
  }
  const { snapshots, sessions, marks, conflicts } = await parts.imports.merge(server, target, options);
  const record = { server: target.name, snapshots, sessions, marks, conflicts };
  if (format === 'json' || format === 'ndjson') await results.write(`${exactJson(record)}\n`);
  else if (format === 'csv') await results.write(csvHeader(Object.keys(record)) + csvRow(record, Object.keys(record), { guard: false }));
  else {
    const what =
      snapshots === 0
        ? `“${target.name}” has all of it already.`
        : `${grouped(snapshots)} snapshots came into “${target.name}”, with ${grouped(marks)} own marks.`;
    await results.write(`${what}\n`);
  }
  for (const conflict of conflicts) messages.say(conflict);
  return 0;
}
