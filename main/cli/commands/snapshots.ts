/** `snapshots`: those kept of a server or of one connection. */
import { Failure, type ExitCode } from '../../failure.ts';
import { answer, type Context } from '../context.ts';
import { snapshotColumns, snapshotFields, snapshotRecord } from '../records.ts';
import { serverFrom } from '../resolve.ts';

export interface SnapshotsOptions {
  readonly server: string;
  readonly connection?: string;
}

export async function listSnapshots(context: Context, { server: text, connection }: SnapshotsOptions): Promise<ExitCode> {
  const server = await serverFrom(context, text);
  const store = await context.parts.store();
  const [snapshots, saved] = await Promise.all([store.snapshots(server.url, connection), store.connections(server.url)]);
  if (snapshots.length === 0) {
    const isSaved = (await context.parts.servers()).find(text) !== undefined;
    if (!isSaved && saved === null) throw new Failure('never-saved', `“${server.name}” was never saved.`);
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
