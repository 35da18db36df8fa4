/** What crosses about files that leave Paddock and come in: exports, imports, backups, and how far they are. */
import type { Server, Sort } from './model.ts';

export const exportFormats = ['paddock', 'csv', 'json', 'ndjson', 'parquet'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** What is exported: the list as it is shown, its whole connection, or all connections of its server. */
export const exportScopes = ['list', 'connection', 'server'] as const;
export type ExportScope = (typeof exportScopes)[number];

export interface ExportRequest {
  readonly scope: ExportScope;
  readonly format: ExportFormat;
  readonly serverId: string;
  readonly connection: string;
  /** Of the list: the snapshot that is shown, where it is not the newest, its filter, its order and its columns. */
  readonly snapshot?: number;
  readonly filter: string;
  readonly sort: Sort;
  /** Names of the columns, as in the JSON formats; all where absent. */
  readonly columns?: readonly string[];
  /** Only these sessions of the list. */
  readonly keys?: readonly string[];
  /** Whether a `.paddock` file tells the server's address. */
  readonly withAddress: boolean;
}

export interface Exported {
  readonly file: string;
  readonly sessions: number;
  readonly bytes: number;
}

export interface Imported {
  /** The read-only server that stands in the tree for the file. */
  readonly server: Server;
  readonly connections: readonly string[];
  /** True where this file was open already. */
  readonly already: boolean;
  /** The saved server that the file came from, by its address: its histories can be joined. */
  readonly of?: { readonly serverId: string; readonly name: string };
}

/** What joining a file's histories into a server's did. */
export interface Merged {
  readonly snapshots: number;
  readonly sessions: number;
  readonly marks: number;
  /** Sentences: what stood against each other, and which of it was kept. */
  readonly conflicts: readonly string[];
}

export interface TravelProgress {
  readonly kind: 'export' | 'import' | 'merge' | 'backup' | 'compact' | 'verify' | 'salvage';
  /** Name of the file without its folder; empty where there is none. */
  readonly file: string;
  /** How much is done, of how much where that is known: sessions, or pages of the store. */
  readonly done: number;
  readonly of?: number;
}
