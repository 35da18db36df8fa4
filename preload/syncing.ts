/** A connection’s listing that is brought up to date: how far it is, and what came of it. Both sides import it. */

export interface SyncProgress {
  readonly serverId: string;
  readonly connection: string;
  /** Sessions read so far, and how many the last snapshot held (a hint for the bar; absent at first). */
  readonly sessions: number;
  readonly expected?: number;
  readonly pages: number;
  readonly requests: number;
  readonly bytes: number;
  /** Since the sync began, ms. */
  readonly elapsed: number;
  readonly phase: 'connecting' | 'reading' | 'sealing' | 'waiting' | 'paused';
  /** True while pages are only compared with the newest snapshot: how many that takes is not known. */
  readonly comparing?: true;
  /** Why it waits, a sentence. */
  readonly note?: string;
}

export interface SyncHow {
  /** True: the whole list is read, where else a refresh may be enough. */
  readonly full?: boolean;
}

export interface SyncResult {
  readonly connection: string;
  readonly snapshot: number;
  readonly status: 'complete' | 'partial';
  readonly reason?: string;
  /** Present where a refresh was enough: the list was not read whole, and nothing of it was found gone. */
  readonly basis?: 'refresh';
  /** What a refresh has looked at, or why a full read took its place: a sentence. */
  readonly note?: string;
  readonly sessions: number;
  readonly new: number;
  readonly changed: number;
  readonly gone: number;
  readonly skipped: number;
  readonly requests: number;
  readonly bytes: number;
  readonly ms: number;
}
