/**
 * What an export is asked for, and what comes of it. The store's thread for dumps does the work (`dump.ts`): it reads in a
 * transaction of its own, so that neither a sync nor the list waits for it.
 */
import { basename, extname } from 'node:path';
import type { Sort } from '../../preload/model.ts';
import { exportFormats, type ExportFormat } from '../../preload/travel.ts';
import { Failure } from '../failure.ts';

/** What a `.paddock` file says of itself beside its rows. */
export interface Origin {
  readonly productVersion: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Name of the server among the saved ones. */
  readonly server?: string;
  /** Only where the user wants it told; then machines and folders of the connections are told, too. */
  readonly address?: string;
}

export interface ExportRequest {
  /** A place (`main/place.ts`). */
  readonly server: string;
  /** All connections that have a snapshot, in the order of the server's list, where absent. */
  readonly connection?: string;
  /** Of one connection; the newest where absent. */
  readonly snapshot?: number;
  /** The filter language of the README. */
  readonly filter: string;
  readonly sort: Sort;
  /** JSON names of the columns, or `detail:NAME`, in their order; all where absent. A `.paddock` file holds whole sessions. */
  readonly columns?: readonly string[];
  /** Of one connection only these sessions. */
  readonly keys?: readonly string[];
  /** Absolute; its ending says the format. */
  readonly file: string;
  /** CSV without the `'` before cells that a spreadsheet would run. */
  readonly raw?: boolean;
  readonly origin: Origin;
}

export interface ExportProgress {
  /** Sessions. */
  readonly done: number;
  readonly total: number;
}

export interface Exported {
  readonly connections: number;
  /** In a `.paddock` file with a history: states of sessions. */
  readonly sessions: number;
  readonly bytes: number;
}

/** The format that a file's ending names, case ignored. Fails with `usage`. */
export function formatOf(file: string): ExportFormat {
  const ending = extname(file).slice(1).toLowerCase();
  const format = exportFormats.find((known) => known === ending);
  if (format !== undefined) return format;
  throw new Failure('usage', `The ending of “${basename(file)}” is not one that can be exported to.`, {
    todo: `Name a file that ends in ${exportFormats.map((known) => `.${known}`).join(', ')}.`,
  });
}
