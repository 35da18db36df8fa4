/** `sync`: snapshots of the connections that are named, or of all. */
import type { SyncResult } from '../../../preload/syncing.ts';
import type { Server } from '../../../preload/model.ts';
import { asFailure, Failure, type ExitCode } from '../../failure.ts';
import type { Progress } from '../../sync/sync.ts';
import { answer, type Context } from '../context.ts';
import { grouped, syncColumns, syncFields, syncRecord } from '../records.ts';
import { signedInServer, type ServerOptions } from '../resolve.ts';

export interface SyncOptions extends ServerOptions {
  readonly connection?: readonly string[];
  readonly pageSize?: number;
  readonly full?: boolean;
}

/** After these no other connection of the server can be read either. */
const ends: ReadonlySet<string> = new Set([
  'unreachable',
  'sign-in-refused',
  'password-missing',
  'certificate',
  'proxy-sign-in',
  'cancelled',
]);

/** After two connections in a row neither: one alone may be at fault itself, but each costs as long as a server may be waited for. */
const endsTwice: ReadonlySet<string> = new Set(['timed-out', 'html-answer', 'not-this-api']);

/** In the server's order; those that are named in the order of naming. Fails with `not-found`, naming what is missing. */
async function connectionsToRead(context: Context, server: Server, named: readonly string[]): Promise<readonly string[]> {
  const sources = await context.parts.sources();
  const { connections, failure } = await sources.connections(server, { signal: context.io.signal });
  if (failure !== undefined) throw failure;
  const there = connections.map(({ connection }) => connection.name);
  const missing = [...new Set(named)].filter((name) => !there.includes(name));
  if (missing.length > 0) {
    const names = missing.map((name) => `“${name}”`).join(', ');
    throw new Failure('not-found', `“${server.name}” has no connection ${names}.`, { todo: 'See “paddock connections”.' });
  }
  return named.length > 0 ? [...new Set(named)] : there;
}

function show({ messages }: Context): (progress: Progress) => void {
  let note = '';
  return ({ connection, sessions, expected, requests, elapsed, phase, note: why }) => {
    if (phase === 'waiting' && why !== undefined && why !== note) messages.say(`${connection}: ${why}`);
    note = why ?? note;
    const line = `${connection}: ${grouped(sessions)} sessions, ${grouped(requests)} requests, ${(elapsed / 1000).toFixed(0)} s`;
    const known = expected !== undefined && expected > 0;
    messages.progress(line, known ? sessions / expected : undefined);
  };
}

interface Done {
  readonly results: readonly SyncResult[];
  readonly failures: readonly { readonly connection: string; readonly failure: Failure }[];
}

async function readAll(context: Context, server: Server, names: readonly string[], options: SyncOptions): Promise<Done> {
  const { parts, io } = context;
  const sources = await parts.sources();
  const results: SyncResult[] = [];
  const failures: { connection: string; failure: Failure }[] = [];
  const how = {
    signal: io.signal,
    onProgress: show(context),
    ...(options.pageSize !== undefined && { pageSize: options.pageSize }),
    ...(options.full === true && { full: true }),
  };
  let inVain = 0;
  for (const connection of names) {
    try {
      results.push(await sources.sync(server, connection, how));
      inVain = 0;
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.code === 'bug') throw thrown;
      failures.push({ connection, failure });
      inVain = endsTwice.has(failure.code) ? inVain + 1 : 0;
      if (inVain === 2 || ends.has(failure.code) || failure.exit === 6) break;
    }
    if (io.signal.aborted) break;
  }
  return { results, failures };
}

/** What was not done or only in part, as one failure with all the reasons; nothing where all is done. */
function shortfall(names: readonly string[], { results, failures }: Done): Failure | undefined {
  const partial = results.filter(({ status }) => status === 'partial');
  const reasons = [
    ...partial.map(({ connection, reason }) => `“${connection}” was read in part: ${reason ?? 'no reason is known.'}`),
    ...failures.map(({ connection, failure }) => `“${connection}” was not read: ${failure.message}`),
  ];
  const left = names.length - results.length - failures.length;
  if (left > 0) reasons.push(left === 1 ? 'One more connection was not asked for.' : `${left} more connections were not asked for.`);
  if (reasons.length === 0) return undefined;
  const more = { todo: 'Run the command again to continue.' };
  const store = failures.find(({ failure }) => failure.exit === 6)?.failure;
  if (store !== undefined) return new Failure(store.code, reasons.join(' '));
  const first = failures[0]?.failure;
  if (results.length === 0 && first !== undefined) {
    if (failures.length === 1 && left === 0) return first;
    return new Failure(first.code, reasons.join(' '), {
      ...(first.more.serverSaid !== undefined && { serverSaid: first.more.serverSaid }),
    });
  }
  return new Failure('partial', reasons.join(' '), more);
}

/** Answers the exit code: 5 where some of it was done, and the failure's own where nothing was. */
export async function sync(context: Context, options: SyncOptions): Promise<ExitCode> {
  const server = await signedInServer(context, options);
  const names = await connectionsToRead(context, server, options.connection ?? []);
  const done = await readAll(context, server, names, options);
  const failure = shortfall(names, done);
  for (const { connection, skipped, note } of done.results) {
    if (note !== undefined) context.messages.say(`${connection}: ${note}`);
    if (skipped > 0) context.messages.say(`${connection}: ${grouped(skipped)} records could not be read and were left out.`);
  }
  if (failure !== undefined && failure.exit !== 5 && done.results.length === 0) throw failure;
  await answer(context, {
    head: {},
    name: 'connections',
    record: syncRecord,
    fields: syncFields,
    columns: syncColumns,
    empty: failure === undefined ? 'The server has no connections.' : 'Nothing was read.',
    batches: [done.results],
  });
  if (failure === undefined) return 0;
  context.report(failure);
  return failure.exit;
}
