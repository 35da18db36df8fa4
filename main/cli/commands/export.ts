/** `export`: saved sessions as a file, whole or not at all. */
import { basename, resolve } from 'node:path';
import { defaultSort } from '../../../preload/model.ts';
import { asFailure, Failure, type ExitCode } from '../../failure.ts';
import { formatOf, type ExportRequest } from '../../travel/export.ts';
import type { Context } from '../context.ts';
import { grouped } from '../records.ts';
import { forUser, placeFrom, serverFrom } from '../resolve.ts';
import { whatIsMissing, type Asked, type ListOptions } from './list.ts';

export interface ExportOptions extends Omit<ListOptions, 'connection' | 'limit'> {
  /** All connections where absent. */
  readonly connection?: string;
  readonly to: string;
  readonly columns?: readonly string[];
  /** Leaves out the `'` before cells that a spreadsheet would run. */
  readonly raw?: boolean;
  /** Tells the server's address in a `.paddock` file. */
  readonly withAddress?: boolean;
}

async function whyNothing(asked: Asked, { connection, snapshot }: ExportOptions): Promise<Failure> {
  if (connection !== undefined) return whatIsMissing(asked, { connection, ...(snapshot !== undefined && { snapshot }) });
  return new Failure('never-saved', `Nothing of “${asked.server.name}” was ever saved${forUser(asked.server)}.`);
}

export async function exportSaved(context: Context, options: ExportOptions): Promise<ExitCode> {
  const { io, messages, parts } = context;
  const file = resolve(io.cwd, options.to);
  const format = formatOf(file);
  const { connection, snapshot, columns, raw, withAddress } = options;
  if (snapshot !== undefined && connection === undefined)
    throw new Failure('usage', '--snapshot needs --connection NAME: numbers count per connection.');
  if (withAddress === true && format !== 'paddock')
    throw new Failure('usage', '--with-address is for .paddock files; no other tells where it came from.');
  const server = await serverFrom(context, options);
  const asked: Asked = { store: await parts.store(), server, place: await placeFrom(context, server) };
  const request: ExportRequest = {
    server: asked.place,
    ...(connection !== undefined && { connection }),
    ...(snapshot !== undefined && { snapshot }),
    ...(columns !== undefined && { columns }),
    ...(raw !== undefined && { raw }),
    filter: options.filter ?? '',
    sort: options.sort ?? defaultSort,
    file,
    origin: {
      productVersion: parts.version,
      createdAt: new Date().toISOString(),
      // Of a server that nobody saved its address is its name.
      ...((withAddress === true || server.name !== server.url) && { server: server.name }),
      ...(withAddress === true && { address: server.url }),
    },
  };
  try {
    const { sessions, connections } = await asked.store.export(request, {
      signal: io.signal,
      onProgress: ({ done, total }) => {
        messages.progress(`${basename(file)}: ${grouped(done)} of ${grouped(total)} sessions`, done / total);
      },
    });
    const of = connection === undefined ? ` of ${grouped(connections)} connections` : '';
    messages.say(`${grouped(sessions)} sessions${of} are written to ${file}.`);
    return 0;
  } catch (thrown) {
    const failure = asFailure(thrown);
    // These two say of a server, connection or snapshot that it is not there; the store knows them by other names.
    throw failure.code === 'never-saved' || failure.code === 'not-found' ? await whyNothing(asked, options) : thrown;
  }
}
