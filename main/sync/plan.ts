/** What the planner knows, what it is told, and what it says: the words between it and the runner. */
import type { FailureCode } from '../../preload/model.ts';
import type { Order } from '../remote/queries.ts';
import type { CheckedPage, Ground, Missing, PageReceipt, Placed, StagedPage } from '../store/store.ts';
import type { Flight } from './flight.ts';
import type { Check } from './gone.ts';
import type { Boundary, Proof } from './proof.ts';
import type { Refreshing } from './refresh.ts';
import type { Trail } from './trail.ts';

/** Something to be asked for. */
export interface Ask {
  readonly id: number;
  /** Asks of an earlier era than the state's are void: end them, forget their answers. */
  readonly era: number;
  /**
   * `stage`: its answer goes to the store, in the order of slots; `proof`: it is compared with what is staged; `probe`: its
   * keys are wanted; `key`: the session of that key; `check`: it is compared with the newest snapshot, for a refresh.
   */
  readonly kind: 'stage' | 'proof' | 'probe' | 'key' | 'check';
  /**
   * Where it is staged: pages are counted as they come, since one may be read again behind another. Of a proof, above 0:
   * what is staged from there on is not meant.
   */
  readonly slot: number;
  /** As the server counts. */
  readonly page: number;
  readonly size: number;
  /** For `proof`. */
  readonly about: readonly Boundary[];
  /** For `key`. */
  readonly key: string;
  /** For `check`: by the time of recording, `desc` for the latest first. */
  readonly order?: Omit<Order, 'property'>;
  /** Attempts before this one. */
  readonly tries: number;
  /** To be waited before asking, ms; the runner adds chance to it. */
  readonly after: number;
  /** To be waited at least, ms: the server asked for it. */
  readonly atLeast: number;
}

/** What makes an ask, before it is handed out. */
export type Want = Omit<Ask, 'id' | 'era' | 'after'>;

export interface Trouble {
  readonly code: FailureCode;
  /** The failure's sentence. */
  readonly message: string;
  /** The HTTP status, where there was an answer. */
  readonly status?: number;
  /** What the server asked to wait, ms. */
  readonly retryAfter?: number;
}

export type Event =
  /** The answer is here (not yet staged) after `ms`. */
  | { readonly kind: 'arrived'; readonly ask: Ask; readonly ms: number; readonly bytes: number }
  | { readonly kind: 'staged'; readonly ask: Ask; readonly receipt: PageReceipt }
  | { readonly kind: 'placed'; readonly ask: Ask; readonly placed: Placed }
  | { readonly kind: 'probed'; readonly ask: Ask; readonly keys: readonly string[]; readonly records: number }
  | { readonly kind: 'answered'; readonly ask: Ask; readonly found: boolean }
  | { readonly kind: 'checked'; readonly ask: Ask; readonly checked: CheckedPage }
  /** What `Step.compare` asked for. */
  | { readonly kind: 'compared'; readonly missing: Missing }
  /**
   * `at` tells whether the answer did not come or was no list; `idle`: since anything came, `waited`: in this run between
   * failures and the attempts that followed them, ms.
   */
  | {
      readonly kind: 'failed';
      readonly ask: Ask;
      readonly trouble: Trouble;
      readonly at: 'network' | 'staging';
      readonly idle: number;
      readonly waited: number;
    }
  /** The reading is to stop now: cancelled, or nothing came for too long. */
  | { readonly kind: 'stopped'; readonly trouble: Trouble };

export type End =
  | { readonly status: 'complete' }
  | {
      readonly status: 'partial';
      readonly reason: string;
      /** What ended it, where it was cut off: the first sentence of the reason. */
      readonly cause?: string;
      /** True: the next read goes on where this one ended. */
      readonly keep: boolean;
      /** True: nothing was read; there is nothing to make a snapshot of. */
      readonly nothing: boolean;
    };

export type Question = 'is page ignored' | 'is this the last page' | 'is it empty';

/** A place to go back to. */
export interface Mark {
  /** What was read up to a slot. */
  readonly trail: Trail;
  /** The server's number of the page in it. */
  readonly page: number;
}

export interface State {
  readonly task: Task;
  /** The refresh under way, or that ended well; null in a full read. */
  readonly refresh: Refreshing | null;
  /** Why a full read took the place of a refresh, a sentence. */
  readonly doubt: string | null;
  /** Sessions a page that were asked for at first. */
  readonly want: number;
  /** Sessions a page as they are asked for now; settled by the first page. */
  readonly size: number;
  readonly sizeSettled: boolean;
  /** Records on the longest page. */
  readonly given: number;
  /** The first page was smaller than wanted: a cap, or the whole list. */
  readonly firstWasShort: boolean;
  readonly expected: number | null;
  /** Rows of the list before the page with which this run began. */
  readonly from: number;
  readonly trail: Trail;
  /** What is added to a slot to make the server's page. */
  readonly shift: number;
  /** Where to go back to, by slot: those that are not yet proven, and the last proven one. */
  readonly marks: ReadonlyMap<number, Mark>;
  readonly proof: Proof;
  /** The end was met: nothing but proofs is asked for. */
  readonly closing: boolean;
  readonly era: number;
  readonly walk: number;
  /** The chain of the walk before this one. */
  readonly chainBefore: string | null;
  readonly rewinds: number;
  /** Holes met in this walk, and how often at the last of them. */
  readonly holes: number;
  readonly lastHole: { readonly slot: number; readonly times: number };
  readonly flight: Flight;
  /** First slot not yet asked for. */
  readonly front: number;
  readonly nextId: number;
  /** Asks under way, and those of them that prove. */
  readonly out: number;
  readonly proving: number;
  /** Failures since anything came. */
  readonly failures: number;
  /** Failed asks to be asked again, before any new one. */
  readonly again: readonly Want[];
  /** What the probe under way is to find out. */
  readonly question: Question | null;
  /** The lowest slot whose page the server refused to give, as it does behind the end. */
  readonly refused: { readonly slot: number; readonly times: number } | null;
  /** Sessions that the snapshot before had and this read has not: being asked for by key. */
  readonly check: Check | null;
  /** Asking by key teaches nothing. */
  readonly keysAreMute: boolean;
  /** Digest of what the walk before did not meet. */
  readonly missedBefore: string | null;
  /** Keys that were just read, and not found to be unknown to the server. */
  readonly knownKeys: readonly string[];
  /** True once a page with sessions was staged in this run. */
  readonly holds: boolean;
  /** Why nothing moves, while it is waited for another attempt. */
  readonly waiting: string | null;
}

export interface Step {
  readonly state: State;
  readonly asks: readonly Ask[];
  /** True: the store is to tell what of the newest snapshot was not met, as the event `compared`. */
  readonly compare?: boolean;
  readonly end?: End;
}

export interface Task {
  readonly pageSize: number;
  /** Requests that may be under way at once; as many as there may ever be where absent. */
  readonly mostInFlight?: number;
  /**
   * What a refresh goes by, where one may be enough: what the newest snapshot holds, the records that the last full read
   * could not read, any number from 0 on, another one each time, and the requests that were spent on it already.
   */
  readonly refresh?: { readonly ground: Ground; readonly skipped: number; readonly chance: number; readonly spent?: number };
  readonly expected?: number;
  /** Without any progress for this long, ms, reading ends; absent: 60,000. */
  readonly patience?: number;
  /** So long may be waited in all, whatever comes in between, ms; absent: 10 minutes. */
  readonly mostWaiting?: number;
  /** Where a read that was cut off goes on. */
  readonly resume?: { readonly pageSize: number; readonly pages: readonly StagedPage[]; readonly sessions: number };
}
