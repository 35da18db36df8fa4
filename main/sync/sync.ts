/**
 * Brings a connection's listing into the store. This is the interface; `planner.ts` decides (pure), `runner.ts` does.
 */
import type { SyncProgress, SyncResult } from '../../preload/syncing.ts';
import type { Pause } from '../activity/pause.ts';
import type { Remote } from '../remote/remote.ts';

export interface SyncRequest {
  /** Normalised base address: the server's identity in the store. */
  readonly server: string;
  readonly connection: string;
  /** Sessions a page; 1000 where absent. The server may cap it silently. */
  readonly pageSize?: number;
  /**
   * True: the whole list is read, from page 0 on even where a read was cut off. Else a refresh comes first where the newest
   * snapshot rests on a full read of the last day, and the list is long enough for it to spare anything (`refresh.ts`).
   */
  readonly full?: boolean;
}

export type Progress = Omit<SyncProgress, 'serverId'>;

export interface SyncOptions {
  /** Cancelling seals what was read as partial. */
  readonly signal?: AbortSignal;
  /** While it is on no further request goes out; those under way are taken. */
  readonly pause?: Pause;
  /** Called at most every 100 ms or so. */
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Resolves with a complete or partial snapshot. Where nothing at all could be read it fails as `remote` and
 * `store` fail, and no snapshot is made.
 */
export type Sync = (request: SyncRequest, remote: Remote, options?: SyncOptions) => Promise<SyncResult>;
