/**
 * Files that come in: opened beside the servers as read-only ones, and joined into the server that they came from.
 * A file from elsewhere is hostile until shown otherwise; whoever implements this keeps it apart (`main/travel`).
 */
import { Failure } from './failure.ts';
import type { Merged } from '../preload/travel.ts';
import type { Server } from '../preload/model.ts';

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

const refused = (): Promise<never> => Promise.reject(new Failure('usage', 'This version of Paddock opens no files yet.'));

/** Where files cannot be opened. */
export const noImports: Imports = { open: refused, merge: refused };
