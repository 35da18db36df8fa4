/** `list`: saved rows of one connection. Never touches the network. */
import type { SessionRow } from '../../../preload/list.ts';
import type { Server, Sort } from '../../../preload/model.ts';
import { defaultSort } from '../../../preload/model.ts';
import { asFailure, Failure, type ExitCode } from '../../failure.ts';
import type { OpenedView, Store } from '../../store/store.ts';
import { answer, type Context } from '../context.ts';
import { rowRecord, sessionColumns, sessionFields } from '../records.ts';
import { forUser, placeFrom, serverFrom } from '../resolve.ts';

export interface ListOptions {
  readonly server: string;
  readonly user?: string;
  readonly connection: string;
  readonly snapshot?: number;
  readonly filter?: string;
  readonly sort?: Sort;
  readonly limit?: number;
}

const batchRows = 2000;

/** Of which store and server something is asked. */
export interface Asked {
  readonly store: Store;
  readonly server: Server;
  /** Where the store keeps what this server showed. */
  readonly place: string;
}

/** Says which of server, connection and snapshot it is that was never saved. */
export async function whatIsMissing(
  { store, server, place }: Asked,
  { connection, snapshot }: Pick<ListOptions, 'connection' | 'snapshot'>,
): Promise<Failure> {
  const [snapshots, saved] = await Promise.all([store.snapshots(place, connection), store.connections(place)]);
  if (snapshots.length > 0) {
    const last = snapshots.at(-1)?.number ?? 0;
    return new Failure('not-found', `“${connection}” of “${server.name}” has no snapshot ${snapshot ?? ''}. The newest is ${last}.`);
  }
  const known = saved?.connections.some(({ name }) => name === connection) === true;
  if (known || saved === null) return new Failure('never-saved', `“${connection}” of “${server.name}” was never saved${forUser(server)}.`);
  return new Failure('not-found', `“${server.name}” has no connection “${connection}”.`, { todo: 'See “paddock connections”.' });
}

async function openView(asked: Asked, options: ListOptions): Promise<OpenedView> {
  const { connection, snapshot, filter = '', sort = defaultSort } = options;
  const { store, place } = asked;
  const query = { server: place, connection, filter, sort, ...(snapshot !== undefined && { snapshot }) };
  try {
    return await store.openView(query);
  } catch (thrown) {
    const { code } = asFailure(thrown);
    throw code === 'never-saved' || code === 'not-found' ? await whatIsMissing(asked, options) : thrown;
  }
}

async function* rowsOf(store: Store, view: OpenedView, count: number, signal: AbortSignal): AsyncGenerator<readonly SessionRow[]> {
  for (let from = 0; from < count; from += batchRows) {
    if (signal.aborted) throw new Failure('cancelled', undefined, { safe: 'Nothing saved was changed.', todo: '' });
    yield await store.rows(view.view, from, Math.min(count, from + batchRows));
  }
}

export async function list(context: Context, options: ListOptions): Promise<ExitCode> {
  const server = await serverFrom(context, options);
  const store = await context.parts.store();
  const view = await openView({ store, server, place: await placeFrom(context, server) }, options);
  try {
    if (view.snapshot === undefined) {
      throw new Failure('never-saved', `The first read of “${options.connection}” of “${server.name}” has not ended yet.`, {
        todo: 'Ask again when it has; if it was cut off, “paddock sync” continues it.',
      });
    }
    const { number, takenAt } = view.snapshot;
    await answer<SessionRow>(context, {
      head: { source: 'saved', snapshot: number, takenAt, total: view.total },
      name: 'sessions',
      record: rowRecord,
      fields: sessionFields,
      columns: sessionColumns.map(({ cell, ...column }) => ({ ...column, cell: ({ session }: SessionRow) => cell(session) })),
      empty: view.unfiltered === 0 ? 'There are no sessions.' : 'No session matches the filter.',
      batches: rowsOf(store, view, Math.min(view.total, options.limit ?? view.total), context.io.signal),
    });
    return 0;
  } finally {
    await store.closeView(view.view);
  }
}
