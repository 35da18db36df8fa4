/** `store usage|thin|undo-thin|compact`, `backup` and `forget`: what the store costs, and what is done about it. */
import { resolve } from 'node:path';
import type { ConnectionUsage, Forgotten, Thinned, ThinningOffer } from '../../../preload/history.ts';
import { asFailure, Failure, type ExitCode } from '../../failure.ts';
import { readPlace } from '../../place.ts';
import { confirm } from '../confirm.ts';
import { answer, type Context } from '../context.ts';
import { csvHeader, csvRow } from '../../travel/csv-text.ts';
import { exactJson, type JsonRecord } from '../json.ts';
import { grouped } from '../records.ts';
import { forUser, placeFrom, serverFrom } from '../resolve.ts';

const megabyte = 1_000_000;
/** A size for a person: “12.3 MB”. */
export const size = (bytes: number): string =>
  bytes < megabyte / 10
    ? `${grouped(Math.ceil(bytes / 1_000))} kB`
    : `${(bytes / megabyte).toLocaleString('en', { maximumFractionDigits: 1 })} MB`;

/** One object in every format that machines read, a sentence in the one for eyes. */
async function tell({ format, results }: Context, record: JsonRecord, sentence: string): Promise<void> {
  const fields = Object.keys(record);
  switch (format) {
    case 'json':
    case 'ndjson':
      return results.write(`${exactJson(record)}\n`);
    case 'csv':
      return results.write(csvHeader(fields) + csvRow(record, fields, { guard: false }));
    case 'table':
      return results.write(`${sentence}\n`);
  }
}

/** “1 snapshot”, “2,000 snapshots”. */
const several = (count: number, what: string): string => `${grouped(count)} ${what}${count === 1 ? '' : 's'}`;

export async function usage(context: Context): Promise<ExitCode> {
  const { bytes, servers } = await (await context.parts.store()).usage();
  const rows = servers.flatMap(({ server, connections }) => connections.map((one) => ({ ...one, server: readPlace(server).url })));
  await answer<ConnectionUsage & { readonly server: string }>(context, {
    head: { bytes, estimated: true },
    name: 'connections',
    record: ({ server, connection, snapshots, sessions, bytes: own }) => ({ server, connection, snapshots, sessions, bytes: own }),
    fields: ['server', 'connection', 'snapshots', 'sessions', 'bytes'],
    columns: [
      { title: 'Server', cell: ({ server }) => server },
      { title: 'Connection', cell: ({ connection }) => connection },
      { title: 'Snapshots', cell: ({ snapshots }) => grouped(snapshots), right: true },
      { title: 'Sessions', cell: ({ sessions }) => grouped(sessions), right: true },
      { title: 'About', cell: (one) => size(one.bytes), right: true },
    ],
    empty: 'Nothing is saved.',
    batches: [rows],
  });
  context.messages.say(`The store takes ${size(bytes)} on the disk; what each connection takes of it is estimated.`);
  return 0;
}

async function printOffer(context: Context, { snapshots, of, bytes }: ThinningOffer, head: JsonRecord): Promise<void> {
  await answer<ThinningOffer['snapshots'][number]>(context, {
    head: { ...head, of, bytes },
    name: 'snapshots',
    record: ({ server, connection, snapshot }) => ({
      server: readPlace(server).url,
      connection,
      number: snapshot.number,
      takenAt: snapshot.takenAt,
    }),
    fields: ['server', 'connection', 'number', 'takenAt'],
    columns: [
      { title: 'Server', cell: ({ server }) => readPlace(server).url },
      { title: 'Connection', cell: ({ connection }) => connection },
      { title: 'Number', cell: ({ snapshot }) => String(snapshot.number), right: true },
      { title: 'Taken at', cell: ({ snapshot }) => snapshot.takenAt },
    ],
    empty: 'No snapshot is old enough to be thinned.',
    batches: [snapshots],
  });
}

export interface ThinOptions {
  readonly dryRun?: boolean;
  readonly byItself?: 'on' | 'off';
}

export async function thin(context: Context, { dryRun = false, byItself }: ThinOptions): Promise<ExitCode> {
  const store = await context.parts.store();
  if (byItself !== undefined) {
    await store.thinByItself(byItself === 'on');
    const sentence =
      byItself === 'on'
        ? 'From now on old snapshots are thinned by themselves.'
        : 'From now on all snapshots are kept, until told otherwise.';
    await tell(context, { byItself: byItself === 'on' }, sentence);
    return 0;
  }
  const offer = await store.thinning();
  const count = grouped(offer.snapshots.length);
  if (dryRun || offer.snapshots.length === 0) {
    await printOffer(context, offer, { thinned: false });
    if (offer.snapshots.length > 0)
      context.messages.say(`Thinning would take away ${count} of ${grouped(offer.of)} snapshots and free about ${size(offer.bytes)}.`);
    return 0;
  }
  const done: Thinned = await store.thin();
  await printOffer(context, offer, { thinned: true, undoUntil: done.undoUntil });
  context.messages.say(
    `${count} of ${grouped(offer.of)} snapshots were taken away. Until ${done.undoUntil} “paddock store undo-thin” brings them back; then about ${size(done.bytes)} are freed.`,
  );
  return 0;
}

export async function undoThin(context: Context): Promise<ExitCode> {
  const snapshots = await (await context.parts.store()).undoThinning();
  await tell(
    context,
    { snapshots },
    snapshots === 0
      ? 'Nothing was thinned during the last day.'
      : snapshots === 1
        ? 'One snapshot is back.'
        : `${grouped(snapshots)} snapshots are back.`,
  );
  return 0;
}

export async function compact(context: Context): Promise<ExitCode> {
  const { before, after } = await (await context.parts.store()).compact();
  await tell(context, { before, after }, `The store takes ${size(after)} now; it took ${size(before)}.`);
  return 0;
}

export async function backup(context: Context, { to }: { readonly to: string }): Promise<ExitCode> {
  const { io, messages, parts } = context;
  const store = await parts.store();
  const done = await store.backup(resolve(io.cwd, to), {
    signal: io.signal,
    onProgress: (bytes, of) => messages.progress(`${size(bytes)} of about ${size(of)}`, of === 0 ? 1 : bytes / of),
  });
  await tell(context, { ...done }, `${several(done.snapshots, 'snapshot')} saved in ${done.file} (${size(done.bytes)}), and checked.`);
  return 0;
}

export interface ForgetOptions {
  readonly server: string;
  readonly user?: string;
  readonly connection?: string;
  readonly yes?: boolean;
}

export async function forget(context: Context, { connection, yes = false, ...options }: ForgetOptions): Promise<ExitCode> {
  const server = await serverFrom(context, options);
  const store = await context.parts.store();
  const place = await placeFrom(context, server);
  const what = connection === undefined ? `“${server.name}”` : `“${connection}” of “${server.name}”`;
  const snapshots = await store.snapshots(place, connection);
  const saved = await store.connections(place);
  if (snapshots.length === 0 && saved === null) throw new Failure('never-saved', `${what} was never saved${forUser(server)}.`);
  context.messages.say(
    `This deletes for good all that is saved of ${what}: ${several(snapshots.length, 'snapshot')}, details, laps and own marks. The server itself stays; “paddock server remove” takes it off the list.`,
  );
  await confirm(context, `Forget ${what}?`, yes);
  let forgotten: Forgotten;
  try {
    forgotten = await store.forget(place, connection);
  } catch (thrown) {
    throw asFailure(thrown).code === 'never-saved' ? new Failure('never-saved', `${what} was never saved${forUser(server)}.`) : thrown;
  }
  const { sessions, marks, bytes } = forgotten;
  await tell(
    context,
    { connections: forgotten.connections, snapshots: forgotten.snapshots, sessions, marks, bytes },
    `Forgotten: ${several(forgotten.snapshots, 'snapshot')} of ${several(sessions, 'session')}, ${several(marks, 'own mark')}, about ${size(bytes)}. “paddock store compact” gives the room back to the disk.`,
  );
  return 0;
}
