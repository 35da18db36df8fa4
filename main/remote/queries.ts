/**
 * What can be asked of a server beyond its listings, and what is answered: the words of `remote.ts`. Field names are those of
 * the public documents.
 */
import type { EventDefinition, Parameter, Session } from '../../preload/model.ts';

/** A page of something, counted from 0. */
export interface Paging {
  readonly page: number;
  /** 1 or more; a server may cap it silently. */
  readonly pageSize: number;
}

/** The spellings of one query parameter in the documents; no server is known to know all. */
export const orderSpellings = ['order', 'orderBy', 'orderby'] as const;
export type OrderSpelling = (typeof orderSpellings)[number];

export interface Order {
  readonly spelling: OrderSpelling;
  /** A property's name as the generation writes it: `timeOfRecording`. */
  readonly property: string;
  readonly direction: 'asc' | 'desc';
}

/** What a server does with an order that it is asked for. */
export interface OrderTrial {
  /** The spelling that is obeyed in both directions; null where none is, or where it cannot be told. */
  readonly spelling: OrderSpelling | null;
  /** False where the list has not two sessions of different times to tell an order by. */
  readonly told: boolean;
  /** Spellings that were asked in, in order. */
  readonly tried: readonly OrderSpelling[];
  readonly requests: number;
}

export interface SessionsRead {
  readonly sessions: readonly Session[];
  /** Records that could not be read. */
  readonly skipped: number;
  readonly requests: number;
}

export interface SessionsByKeys {
  /** In the order of the keys that were asked for. */
  readonly sessions: readonly Session[];
  /** Keys that the server answered for, and has no session of. */
  readonly missing: readonly string[];
  readonly requests: number;
}

export interface ParametersQuery extends Paging {
  /** Only those whose identifier (on rest: name) contains this. */
  readonly contains?: string;
  /** v1 only. */
  readonly startsWith?: string;
  /** Influx only: another version of the session than its latest. */
  readonly sessionVersion?: number;
}

export interface ParametersRead {
  readonly parameters: readonly Parameter[];
  readonly skipped: number;
}

/** Influx knows them all, sqlrace `first`, `mean`, `min` and `max`; rest none. */
export type Aggregation = 'count' | 'mean' | 'median' | 'sum' | 'first' | 'last' | 'max' | 'min' | 'stddev';

export interface Column {
  /** A parameter's identifier. */
  readonly parameter: string;
  /** The server's own, `mean`, where absent. */
  readonly aggregation?: Aggregation;
}

/** A condition on samples, or on tags: `vCar:Chassis;gt;300`. All must hold. */
export interface Condition {
  readonly name: string;
  readonly operation: 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
  readonly value: string | number;
}

/** Which samples: what all questions about data have in common. */
export interface SampleQuery {
  readonly parameters: readonly Column[];
  /** Nanoseconds, counted as the answer's are: since 1970 on v1, since midnight on rest. */
  readonly from?: bigint;
  readonly to?: bigint;
  /** Only these laps; rest and sqlrace take one. */
  readonly laps?: readonly number[];
  readonly filter?: readonly Condition[];
  /** v1 only; `eq` and `ne`. */
  readonly tagFilter?: readonly Condition[];
  /** Influx only: tags, `*` for all. */
  readonly groupBy?: readonly string[];
  /** Influx only. */
  readonly sessionVersion?: number;
}

export interface DataQuery extends SampleQuery, Paging {
  /** Samples a second; each logger's own rate where absent, which rest does not give. */
  readonly frequency?: number;
}

export type CountQuery = Omit<DataQuery, keyof Paging>;

/** Samples of several sessions are aggregated together: named ones, or all that these conditions choose. */
export type AggregateOver =
  | { readonly session: string }
  | { readonly sessions: readonly string[] }
  | {
      /** As the server's documents write it: `lapsCount;gt;5,state;eq;Closed`. */
      readonly sessionFilter?: string;
      /** `Driver:KHA,Car:P1GTR`. */
      readonly details?: string;
    };

/**
 * Data as comma-separated values, as the server wrote them (`time,tagValues,<columns>`, a header line first): for saving what
 * is too much to look at. Nothing is parsed or rounded.
 */
export interface CsvPage {
  readonly columns: readonly string[];
  /** UTF-8, the header line included. */
  readonly body: Uint8Array;
}

export interface EventsQuery extends Paging {
  readonly contains?: string;
  readonly startsWith?: string;
}

export interface EventsRead {
  readonly events: readonly EventDefinition[];
  readonly skipped: number;
}

export interface EventDataQuery extends Paging {
  readonly events: readonly string[];
  readonly from?: bigint;
  readonly to?: bigint;
  readonly laps?: readonly number[];
  readonly filter?: readonly Condition[];
  readonly groupBy?: readonly string[];
}
