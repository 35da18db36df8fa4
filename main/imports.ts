/**
 * Files that come in: opened beside the servers as read-only ones, and joined into the server that they came from.
 * A file from elsewhere is hostile until shown otherwise; whoever implements this keeps it apart (`main/travel`).
 */
import { basename, extname } from 'node:path';
import { Failure } from './failure.ts';
import type { Merged } from '../preload/travel.ts';
import { generations, type Server } from '../preload/model.ts';
import { placeOf } from './place.ts';
import { fileScheme } from './servers/entry.ts';
import type { Servers } from './servers/servers.ts';
import type { Store } from './store/store.ts';
import type { Manifest } from './travel/portable.ts';
import { withPrivateCopy, type PrivateCopy } from './travel/private-copy.ts';
import type { Quarantine } from './travel/quarantine.ts';

export interface ImportOptions {
  /** Rows read so far, of so many where that is known. */
  readonly onProgress?: (done: number, of?: number) => void;
  readonly signal?: AbortSignal;
}

export interface ImportedFile {
  /** Stands beside the saved servers; `readOnly`. */
  readonly server: Server;
  readonly connections: readonly string[];
  /** True where this file was open already. */
  readonly already: boolean;
  /** Normalised address of the server that it came from, where the file tells it. */
  readonly address?: string;
}

export interface Imports {
  /** Fails with `file-refused`, `not-found`, `cancelled`, and as the store does; then nothing of it is kept. */
  open(file: string, options?: ImportOptions): Promise<ImportedFile>;
  /** Joins the histories of an opened file into a saved server's, by the sessions' keys; once more changes nothing. */
  merge(imported: Server, into: Server, options?: ImportOptions): Promise<Merged>;
}

export interface ImportsParts {
  readonly servers: Pick<Servers, 'list' | 'addFile'>;
  readonly store: Pick<Store, 'servers' | 'adopt' | 'merge'>;
  readonly quarantine: Quarantine;
  /** Where private copies are examined; absolute. */
  readonly folder: string;
  readonly normalise: (address: string) => string;
}

export function createImports({ servers, store, quarantine, folder, normalise }: ImportsParts): Imports {
  /** As it is compared with those of saved servers; a file may tell anything. */
  function addressIn(manifest: Manifest): string | undefined {
    try {
      return manifest.address === undefined ? undefined : normalise(manifest.address);
    } catch {
      return undefined;
    }
  }

  async function take(file: string, { copy, clean, bytes }: PrivateCopy, { onProgress, signal }: ImportOptions): Promise<ImportedFile> {
    const { manifest, hash, connections } = await quarantine.examine(
      { copy, clean },
      { bytes, ...(onProgress && { onRows: (rows: number) => onProgress(rows) }), ...(signal && { signal }) },
    );
    const digest = hash.slice(hash.indexOf(':') + 1);
    const place = `${fileScheme}${digest}`;
    const already = servers.list().some(({ url }) => url === place);
    // The rows first: cut off in between, the next try finds them there.
    if (!(await store.servers()).includes(place)) {
      await store.adopt({
        file: clean,
        place,
        seenAt: manifest.createdAt,
        ...(manifest.filter !== undefined && { filter: manifest.filter }),
      });
    }
    const generation = generations.find((known) => known === manifest.generation);
    const name = manifest.server ?? basename(file, extname(file));
    const server = await servers.addFile({ name, hash: digest, ...(generation && { generation }) });
    const address = addressIn(manifest);
    return { server, connections, already, ...(address !== undefined && { address }) };
  }

  /** The process examines one file at a time, and is not left behind. */
  let before: Promise<unknown> = Promise.resolve();
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const next = before.then(work).finally(() => quarantine.close());
    before = next.catch(() => undefined);
    return next;
  }

  return {
    open: (file, options = {}) => inTurn(() => withPrivateCopy(folder, file, (copy) => take(file, copy, options), options.signal)),
    merge: async (imported, into) => {
      if (!imported.readOnly) throw new Failure('usage', `“${imported.name}” is a server, not an opened file.`);
      if (into.readOnly) throw new Failure('usage', `“${into.name}” is an opened file: nothing can be joined into it.`);
      return store.merge(placeOf(imported), placeOf(into));
    },
  };
}
