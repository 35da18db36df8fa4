/** `snapshots`: those kept of a server or of one connection. */
import { addressOfId } from '../../address-server.ts';
import { Failure, type ExitCode } from '../../failure.ts';
import { answer, type Context } from '../context.ts';
import { snapshotColumns, snapshotFields, snapshotRecord } from '../records.ts';
import { forUser, placeFrom, serverFrom } from '../resolve.ts';

export interface SnapshotsOptions {
  readonly server: string;
  readonly user?: string;
  readonly connection?: string;
}

export async function listSnapshots(context: Context, options: SnapshotsOptions): Promise<ExitCode> {
  const { connection } = options;
  const server = await serverFrom(context, options);
  const store = await context.parts.store();
  const place = await placeFrom(context, server);
  const [snapshots, saved] = await Promise.all([store.snapshots(place, connection), store.connections(place)]);
  if (snapshots.length === 0) {
    const isSaved = addressOfId(server.id) === undefined;
    if (!isSaved && saved === null) throw new Failure('never-saved', `“${server.name}” was never saved${forUser(server)}.`);
    if (connection !== undefined && saved?.connections.some(({ name }) => name === connection) !== true) {
      throw new Failure('not-found', `“${server.name}” has no saved connection “${connection}”.`);
    }
  }
  await answer(context, {
    head: {},
    name: 'snapshots',
    record: snapshotRecord,
    fields: snapshotFields,
    columns: snapshotColumns,
    empty: 'No snapshot was taken yet.',
    batches: [snapshots],
  });
  return 0;
}
