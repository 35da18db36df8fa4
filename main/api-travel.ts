/** The part of the contract about files that leave and come in: asks where, and tells how far it is. */
import { basename } from 'node:path';
import type { Server } from '../preload/model.ts';
import type { Exported, ExportRequest, Imported, TravelProgress } from '../preload/travel.ts';
import type { Activity, Task } from './activity/activity.ts';
import { exportCame, importCame, mergeCame } from './activity/words.ts';
import type { ApiWithSignal, Emit } from './api.ts';
import { fileName, withEnding, type FileQuestions } from './files.ts';
import type { ImportOptions, Imports } from './imports.ts';
import type { Servers } from './servers/servers.ts';
import type { Ask, Sources } from './source.ts';
import type { Store } from './store/store.ts';

export interface TravelParts {
  readonly sources: Pick<Sources, 'place'>;
  readonly store: Store;
  readonly serverOf: (serverId: string) => Server;
  readonly servers: Pick<Servers, 'list'>;
  readonly imports: Imports;
  readonly files: FileQuestions;
  readonly activity: Activity;
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

export function createTravelApi({
  servers,
  sources,
  store,
  serverOf,
  imports,
  files,
  activity,
  emit,
  version,
}: TravelParts): ApiWithSignal['travel'] {
  const write = (request: ExportRequest, server: Server, file: string, ask?: Ask): Promise<Exported> =>
    activity.run(
      { kind: 'export', title: basename(file), server: server.name },
      (task) => writeFor(request, server, file, task),
      exportCame,
      ask,
    );

  async function writeFor(request: ExportRequest, server: Server, file: string, { signal, progress }: Task): Promise<Exported> {
    const { scope, connection, snapshot, filter, sort, columns, keys, withAddress } = request;
    const isList = scope === 'list';
    const tell = tellingProgress(emit, 'export', file);
    const exported = await store.export(
      {
        server: await sources.place(server),
        ...(scope !== 'server' && { connection }),
        ...(isList && snapshot !== undefined && { snapshot }),
        ...(isList && columns !== undefined && { columns }),
        ...(isList && keys !== undefined && { keys }),
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
      {
        onProgress: ({ done, total }) => {
          progress({ done, of: total });
          tell(done, total);
        },
        signal,
      },
    );
    return { file, sessions: exported.sessions, bytes: exported.bytes };
  }

  function withProgress(kind: TravelProgress['kind'], file: string, { signal, progress }: Task): ImportOptions {
    const tell = tellingProgress(emit, kind, file);
    const onProgress = (done: number, of?: number): void => {
      progress({ done, ...(of !== undefined && { of }) });
      tell(done, of);
    };
    return { onProgress, signal };
  }

  /** The saved server at the address that a file tells, if one is. */
  const origin = (address: string | undefined): Imported['of'] => {
    const saved = servers.list().find(({ url, readOnly }) => url === address && !readOnly);
    return saved && { serverId: saved.id, name: saved.name };
  };

  const take = (file: string, ask?: Ask): Promise<Imported> =>
    activity.run({ kind: 'import', title: basename(file) }, (task) => takeFor(file, task), importCame, ask);

  async function takeFor(file: string, task: Task): Promise<Imported> {
    const { server, connections, already, address } = await imports.open(file, withProgress('import', file, task));
    const of = origin(address);
    return { server, connections, already, ...(of && { of }) };
  }

  return {
    export: async (request, ask) => {
      const server = serverOf(request.serverId);
      const name = fileName(request.scope === 'server' ? server.name : request.connection);
      const chosen = await files.toSave({ title: 'Export sessions', name, extension: request.format });
      return chosen === undefined ? null : write(request, server, withEnding(chosen, request.format), ask);
    },
    import: async (ask) => {
      const file = await files.toOpen();
      return file === undefined ? null : take(file, ask);
    },
    importFile: (file, ask) => take(file, ask),
    merge: async (importedId, serverId, ask) => {
      const [imported, into] = [serverOf(importedId), serverOf(serverId)];
      return activity.run(
        { kind: 'merge', title: imported.name, server: into.name },
        (task) => imports.merge(imported, into, withProgress('merge', imported.name, task)),
        mergeCame,
        ask,
      );
    },
  };
}
