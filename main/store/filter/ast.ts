/** A filter as it was understood. Places are UTF-16 units in the text that was typed. */
import type { sortFields } from '../../../preload/model.ts';

export interface Place {
  readonly at: number;
  readonly length: number;
}

/** A field of the listing, a session detail by its name, or the fastest of the laps that were kept. */
export type Field =
  | { readonly kind: 'listed'; readonly name: (typeof sortFields)[number] }
  | { readonly kind: 'detail'; readonly name: string; readonly place: Place }
  | { readonly kind: 'fastest' };

export type Operator = '>' | '>=' | '<' | '<=';

/** What a value to compare with can mean; which of them counts depends on the field. */
export interface Literal {
  readonly number?: number;
  /** A length of time, nanoseconds: `1:47.2`. */
  readonly duration?: number;
  /** A time of day as a prefix of `hh:mm:ss.f`. */
  readonly clock?: string;
  /** A stretch of dates: texts from `from` to `to`, both inclusive, as texts compare. */
  readonly dates?: { readonly from: string; readonly to: string };
}

/** Words that take no value. */
export const flags = ['new', 'changed', 'gone', 'live', 'kept', 'starred'] as const;
export type Flag = (typeof flags)[number];

/** What of an own mark is a text. */
export const ownTexts = ['note', 'colour'] as const;
export type OwnText = (typeof ownTexts)[number];

export type Leaf =
  | { readonly kind: 'text'; readonly word: string }
  | { readonly kind: 'contains'; readonly field: Field; readonly word: string }
  | { readonly kind: 'equals'; readonly field: Field; readonly word: string; readonly literal: Literal }
  | { readonly kind: 'compare'; readonly field: Field; readonly operator: Operator; readonly literal: Literal }
  | { readonly kind: 'flag'; readonly flag: Flag }
  | { readonly kind: 'own'; readonly what: OwnText; readonly word: string; readonly whole: boolean };

/** A leaf that asks for a field's value. */
export type FieldLeaf = Extract<Leaf, { readonly field: Field }>;

export type Filter =
  Leaf | { readonly kind: 'not'; readonly part: Filter } | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] };
