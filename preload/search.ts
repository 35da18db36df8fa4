/** A search over every saved list at once: what is asked, and what was found, list by list. */
import type { SessionRow } from './list.ts';
import type { Snapshot } from './model.ts';

/** What was found in one list. */
export interface FoundList {
  readonly serverId: string;
  readonly connection: string;
  /** The snapshot that was looked through: how old, and whether it is complete. */
  readonly snapshot: Snapshot;
  /** Sessions that match; `rows` are the first of them, the newest first. */
  readonly total: number;
  readonly rows: readonly SessionRow[];
}

export interface Searched {
  /** Lists with at least one match, in the order of the tree. */
  readonly lists: readonly FoundList[];
  /** Lists that were looked through, and sessions in them. */
  readonly searched: number;
  readonly sessions: number;
  /** Lists that stand in the tree and could not be looked through: nothing of them was saved. */
  readonly unsearched: readonly { readonly serverId: string; readonly connection: string }[];
}
