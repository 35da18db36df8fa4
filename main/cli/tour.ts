/**
 * What the application shows where there is no display: a snapshot of the demo server's connections in the store that
 * was given, the tree, and the first rows of a list. No server is saved.
 */
import type { ConnectionRow } from '../../preload/servers.ts';
import { defaultSort, type Connection } from '../../preload/model.ts';
import { demoServer } from '../embedded-demo.ts';
import { asFailure, type ExitCode } from '../failure.ts';
import { placeOf } from '../place.ts';
import type { CliIo, CliParts } from './io.ts';
import { sentences } from './notes.ts';
import { createResults, ReaderGone, type Sink } from './output.ts';
import { grouped, sessionColumns } from './records.ts';
import { createTable, harmless } from './table.ts';

const firstRows = 12;

async function takeSnapshots({ sources }: CliParts, signal: AbortSignal): Promise<readonly ConnectionRow[]> {
  const source = await sources();
  const { connections } = await source.connections(demoServer, { signal });
  for (const { connection } of connections) await source.sync(demoServer, connection.name, { signal });
  return (await source.savedConnections(demoServer)).connections;
}

function tree(rows: readonly ConnectionRow[]): string {
  const width = Math.max(...rows.map(({ connection }) => connection.name.length));
  const lines = rows.map(({ connection, snapshot }, index) => {
    const branch = index === rows.length - 1 ? '└─' : '├─';
    const count = snapshot === undefined ? '' : `${grouped(snapshot.sessions)} sessions, snapshot ${snapshot.number}`;
    return `  ${branch} ${harmless(connection.name).padEnd(width)}  ${count}`.trimEnd();
  });
  return ['Connections', `▾ ${demoServer.name}`, ...lines, ''].join('\n');
}

async function listOf({ store }: CliParts, { name }: Connection, width: number | undefined): Promise<string> {
  const opened = await store();
  const query = { server: placeOf(demoServer), connection: name, filter: '', sort: defaultSort };
  const view = await opened.openView(query);
  try {
    const rows = await opened.rows(view.view, 0, Math.min(firstRows, view.total));
    const table = createTable(sessionColumns, width).lines(rows.map(({ session }) => session));
    return `${name}: the first ${rows.length} of ${grouped(view.total)} sessions\n${table}`;
  } finally {
    await opened.closeView(view.view);
  }
}

async function show(parts: CliParts, { stdout, signal }: CliIo, results: Sink): Promise<void> {
  await results.write('Paddock: a snapshot of the demo server, as there is no display.\n\n');
  const rows = await takeSnapshots(parts, signal);
  await results.write(`${tree(rows)}\n`);
  const [first] = rows;
  const width = stdout.isTTY === true ? stdout.columns : undefined;
  if (first !== undefined) await results.write(`${await listOf(parts, first.connection, width)}\n`);
  await results.write('With a display, npm start shows this in its window; “paddock --help” lists what works without one.\n');
}

/** Answers the exit code. */
export async function runTour(parts: CliParts, io: CliIo): Promise<ExitCode> {
  try {
    await show(parts, io, createResults(io.stdout));
    return 0;
  } catch (thrown) {
    if (thrown instanceof ReaderGone) return 0;
    const failure = asFailure(thrown);
    if (failure.code === 'bug') parts.log.error('The tour met an error of its own', { error: thrown });
    await createResults(io.stderr)
      .write(`${harmless(sentences(failure.shape()))}\n`)
      .catch(() => undefined);
    return failure.exit;
  }
}
