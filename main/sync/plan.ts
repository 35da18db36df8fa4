/** What the planner knows, what it is told, and what it says: the words between it and the runner. */
import type { FailureCode } from '../../preload/model.ts';
import type { PageReceipt, StagedPage } from '../store/store.ts';
import type { Flight } from './flight.ts';
import type { Trail } from './trail.ts';

/** A page to be asked for. */
export interface Ask {
  readonly id: number;
  /** Asks of an earlier era than the state's are void: end them, forget their answers. */
  readonly era: number;
  /** `stage`: its answer goes to the store, in the order of pages; `probe`: only its keys are wanted. */
  readonly kind: 'stage' | 'probe';
  readonly page: number;
  readonly size: number;
  /** Attempts before this one. */
  readonly tries: number;
  /** To be waited before asking, ms. */
  readonly after: number;
}

export interface Trouble {
  readonly code: FailureCode;
  /** The failure's sentence. */
  readonly message: string;
  /** The HTTP status, where there was an answer. */
  readonly status?: number;
}

export type Event =
  /** The answer is here (not yet staged) after `ms`. */
  | { readonly kind: 'arrived'; readonly ask: Ask; readonly ms: number; readonly bytes: number }
  | { readonly kind: 'staged'; readonly ask: Ask; readonly receipt: PageReceipt }
  | { readonly kind: 'probed'; readonly ask: Ask; readonly keys: readonly string[] }
  /** `at` tells whether the answer did not come or was no list. */
  | { readonly kind: 'failed'; readonly ask: Ask; readonly trouble: Trouble; readonly at: 'network' | 'staging' }
  /** The reading is to stop now: cancelled, or nothing came for too long. */
  | { readonly kind: 'stopped'; readonly trouble: Trouble };

export type End =
  | { readonly status: 'complete' }
  | {
      readonly status: 'partial';
      readonly reason: string;
      /** True: the next read goes on where this one ended. */
      readonly keep: boolean;
      /** True: nothing was read; there is nothing to make a snapshot of. */
      readonly nothing: boolean;
    };

export interface State {
  /** Sessions a page that were asked for at first. */
  readonly want: number;
  /** Sessions a page as they are asked for now; settled by the first page. */
  readonly size: number;
  readonly sizeSettled: boolean;
  /** The first page was smaller than wanted: a cap, or the whole list. */
  readonly firstWasShort: boolean;
  readonly expected: number | null;
  readonly trail: Trail;
  /** The last page that an earlier read staged, until it was read again and compared. */
  readonly compare: StagedPage | null;
  readonly era: number;
  readonly walk: number;
  /** The chain of the walk before this one. */
  readonly chainBefore: string | null;
  readonly rewinds: number;
  readonly flight: Flight;
  /** First page not yet asked for. */
  readonly front: number;
  readonly nextId: number;
  /** Asks under way. */
  readonly out: number;
  /** Failed pages to be asked again, before any new one. */
  readonly again: readonly Pick<Ask, 'kind' | 'page' | 'size' | 'tries'>[];
  /** What the probe under way is to find out. */
  readonly question: 'is page ignored' | 'is this the last page' | 'has the tail moved' | null;
  /** The lowest page that the server refused to give, as it does behind the end. */
  readonly refused: { readonly page: number; readonly times: number } | null;
  /** For pages that arrived and are not staged: the first id that was not given out when they did. */
  readonly arrivals: ReadonlyMap<number, number>;
  /** Asks with this id or above were sent after all staged pages had arrived. */
  readonly since: number;
  /** The tail of the list was asked for after all pages before it had arrived. */
  readonly tailIsLate: boolean;
  /** True once a page with sessions was staged in this run. */
  readonly holds: boolean;
  /** Why nothing moves, while it is waited for another attempt. */
  readonly waiting: string | null;
}

export interface Step {
  readonly state: State;
  readonly asks: readonly Ask[];
  readonly end?: End;
}

export interface Task {
  readonly pageSize: number;
  readonly expected?: number;
  /** Where a read that was cut off goes on. */
  readonly resume?: { readonly pageSize: number; readonly pages: readonly StagedPage[]; readonly sessions: number };
}
