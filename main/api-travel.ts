/** The part of the contract about files that leave and come in: asks where, and tells how far it is. */
import { basename } from 'node:path';
import type { Server } from '../preload/model.ts';
import type { ExportRequest, TravelProgress } from '../preload/travel.ts';
import type { ApiWithSignal, Emit } from './api.ts';
import { Failure } from './failure.ts';
import { fileName, withEnding, type FileQuestions } from './files.ts';
import type { Ask, Sources } from './source.ts';
import type { Store } from './store/store.ts';

export interface TravelParts {
  readonly sources: Pick<Sources, 'place'>;
  readonly store: Store;
  readonly serverOf: (serverId: string) => Server;
  readonly files: FileQuestions;
  readonly emit: Emit;
  /** Of the application, for the manifest of a `.paddock` file. */
  readonly version: string;
}

/** Tells the window how far something with a file is. */
export function tellingProgress(emit: Emit, kind: TravelProgress['kind'], file: string): (done: number, total?: number) => void {
  const tell = (done: number, total?: number): void =>
    emit('travel.progress', { kind, file: file === '' ? '' : basename(file), done, ...(total !== undefined && { of: total }) });
  tell(0);
  return tell;
}

const later = (): Promise<never> => Promise.reject(new Failure('usage', 'That is not there yet.'));

export function createTravelApi({ sources, store, serverOf, files, emit, version }: TravelParts): ApiWithSignal['travel'] {
  async function write(request: ExportRequest, server: Server, file: string, ask?: Ask) {
    const { scope, connection, snapshot, filter, sort, columns, withAddress } = request;
    const isList = scope === 'list';
    const tell = tellingProgress(emit, 'export', file);
    const exported = await store.export(
      {
        server: await sources.place(server),
        ...(scope !== 'server' && { connection }),
        ...(isList && snapshot !== undefined && { snapshot }),
        ...(isList && columns !== undefined && { columns }),
        filter: isList ? filter : '',
        sort,
        file,
        origin: {
          productVersion: version,
          createdAt: new Date().toISOString(),
          // Of a server that nobody saved its address is its name.
          ...((withAddress || server.name !== server.url) && { server: server.name }),
          ...(withAddress && { address: server.url }),
        },
      },
      { onProgress: ({ done, total }) => tell(done, total), ...(ask?.signal && { signal: ask.signal }) },
    );
    return { file, sessions: exported.sessions, bytes: exported.bytes };
  }

  return {
    export: async (request, ask) => {
      const server = serverOf(request.serverId);
      const name = fileName(request.scope === 'server' ? server.name : request.connection);
      const chosen = await files.toSave({ title: 'Export sessions', name, extension: request.format });
      return chosen === undefined ? null : write(request, server, withEnding(chosen, request.format), ask);
    },
    import: later,
    importFile: later,
    merge: later,
  };
}
