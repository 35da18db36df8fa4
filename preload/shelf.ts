/** What the user has put by in the tree: filters with a name, and starred connections. */
import type { Sort } from './model.ts';

export interface SavedFilter {
  readonly id: string;
  readonly name: string;
  /** In the filter language. */
  readonly filter: string;
  readonly sort: Sort;
  /** The connection to which it belongs. */
  readonly serverId: string;
  readonly connection: string;
}

/** With an `id` it takes the place of the filter that has it, or comes back as it was. */
export type FilterDraft = Omit<SavedFilter, 'id'> & { readonly id?: string };

export interface StarredConnection {
  readonly serverId: string;
  readonly connection: string;
}

export interface Shelf {
  /** In the order in which they were saved. */
  readonly filters: readonly SavedFilter[];
  readonly stars: readonly StarredConnection[];
}
