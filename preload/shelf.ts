/** What the user has put by in the tree: filters with a name, and starred connections. */
import type { Sort } from './model.ts';

/** A connection, as the tree knows it. */
export interface FilterPlace {
  readonly serverId: string;
  readonly connection: string;
}

export interface SavedFilter {
  readonly id: string;
  readonly name: string;
  /** In the filter language. */
  readonly filter: string;
  readonly sort: Sort;
  /** The connection to which it belongs; absent where it is for any. */
  readonly place?: FilterPlace;
}

/** With an `id` it takes the place of the filter that has it, or comes back as it was. */
export type FilterDraft = Omit<SavedFilter, 'id'> & { readonly id?: string };

export type StarredConnection = FilterPlace;

export interface Shelf {
  /** In the order in which they were saved. */
  readonly filters: readonly SavedFilter[];
  readonly stars: readonly StarredConnection[];
}
