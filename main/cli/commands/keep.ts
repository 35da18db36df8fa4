/** `snapshot name|pin|unpin` and `mark`: what people add to the history. */
import type { MarkChanges, MarkColour, OwnMark, SnapshotKeep } from '../../../preload/history.ts';
import type { Snapshot } from '../../../preload/model.ts';
import { asFailure, Failure, type ExitCode } from '../../failure.ts';
import type { Store } from '../../store/store.ts';
import { answer, type Context } from '../context.ts';
import type { JsonRecord } from '../json.ts';
import { snapshotColumns, snapshotFields, snapshotRecord } from '../records.ts';
import { forUser, placeFrom, serverFrom } from '../resolve.ts';

export interface OfConnection {
  readonly server: string;
  readonly user?: string;
  readonly connection: string;
}

/** Does something with what is saved of a connection; says of which nothing is. */
async function withSaved<Result>(
  context: Context,
  options: OfConnection,
  todo: string,
  work: (store: Store, place: string) => Promise<Result>,
): Promise<Result> {
  const server = await serverFrom(context, options);
  const store = await context.parts.store();
  try {
    return await work(store, await placeFrom(context, server));
  } catch (thrown) {
    const { code, message } = asFailure(thrown);
    if (code === 'never-saved') throw new Failure(code, `“${options.connection}” of “${server.name}” was never saved${forUser(server)}.`);
    throw code === 'not-found' ? new Failure(code, message, { todo }) : thrown;
  }
}

export async function keepSnapshot(context: Context, number: number, keep: SnapshotKeep, options: OfConnection): Promise<ExitCode> {
  const { connection } = options;
  const snapshot = await withSaved(context, options, 'See “paddock snapshots”.', (store, place) =>
    store.keepSnapshot(place, connection, number, keep),
  );
  await answer<Snapshot>(context, {
    head: {},
    name: 'snapshots',
    record: snapshotRecord,
    fields: snapshotFields,
    columns: snapshotColumns,
    empty: '',
    batches: [[snapshot]],
  });
  return 0;
}

export interface MarkOptions extends OfConnection {
  readonly session: string;
  readonly star?: boolean;
  readonly note?: string;
  readonly colour?: MarkColour | 'none';
}

/** A mark as the formats tell it; what is not marked is absent. */
export const markRecord = ({ starred, note, colour }: OwnMark): JsonRecord => ({ starred, note, colour });

export async function mark(context: Context, { session, star, note, colour, ...options }: MarkOptions): Promise<ExitCode> {
  const { connection } = options;
  const changes: MarkChanges = {
    ...(star !== undefined && { starred: star }),
    ...(note !== undefined && { note: note === '' ? null : note }),
    ...(colour !== undefined && { colour: colour === 'none' ? null : colour }),
  };
  const own = await withSaved(context, options, 'See “paddock list”.', async (store, place) => {
    if (Object.keys(changes).length > 0) await store.mark(place, connection, [session], changes);
    return store.markOf(place, connection, session);
  });
  await answer<OwnMark>(context, {
    head: { session },
    name: 'marks',
    record: markRecord,
    fields: ['starred', 'note', 'colour'],
    columns: [
      { title: 'Star', cell: ({ starred }) => (starred ? 'yes' : 'no') },
      { title: 'Note', cell: (own) => own.note ?? '' },
      { title: 'Colour', cell: (own) => own.colour ?? '' },
    ],
    empty: 'This session is not marked.',
    batches: [own === null ? [] : [own]],
  });
  return 0;
}
