/** What the filter suggests from the data: the values of a field that occur in a list, and how often. */
import type { ListNews } from './list.ts';

export interface ValuesQuery {
  readonly serverId: string;
  readonly connection: string;
  /** A snapshot's number; the newest where absent. */
  readonly snapshot?: number;
  /** Only what is different from this earlier snapshot. */
  readonly since?: number;
  /** As the list that is open has it. */
  readonly news?: ListNews;
  /** The rest of the filter: what it leaves is counted. One that cannot be read counts as none. */
  readonly filter: string;
  /** As filters name it, case ignored: a field, a detail, `note` or `colour`. */
  readonly field: string;
  /** What was typed of the value so far; may be empty. */
  readonly part: string;
  /** At most so many. */
  readonly most: number;
}

export interface FieldValue {
  readonly value: string;
  /** Sessions of the list that have it. */
  readonly count: number;
}
