/** The groups of the connections that are looked at, made once and kept: a filter that is typed asks for them at each key. */
import type { Grouping } from '../../preload/list.ts';
import type { KnownTexts } from './dictionary.ts';
import type { Concordance } from './filter/concordance.ts';
import { byCircuit, byCircuitOf, byDay, Days, stretchOf, type Membership } from './grouping.ts';
import { hasDetailsElsewhere } from './order.ts';
import type { Statements } from './rows.ts';

/** Connections whose days are kept, and memberships. */
const mostKept = 4;

export interface Grouped {
  readonly connectionId: number;
  readonly base: number;
  /** The highest version number that is looked at. */
  readonly top: number;
  /** Versions of a read under way may still be replaced: nothing of them is kept. */
  readonly isSealed: boolean;
  /** Rises with what is read apart from the listing. */
  readonly contents: number;
  /** Only circuits need it. */
  readonly concordance: () => Concordance | undefined;
}

export class Memberships {
  readonly #statements: Statements;
  readonly #texts: KnownTexts;
  readonly #days = new Map<number, Days>();
  readonly #kept = new Map<string, Membership>();

  constructor(statements: Statements, texts: KnownTexts) {
    this.#statements = statements;
    this.#texts = texts;
  }

  of(grouping: Grouping, what: Grouped): Membership {
    const { connectionId, base, top, isSealed, contents } = what;
    const name = `${grouping} ${connectionId} ${top}${grouping === 'circuit' ? ` ${contents}` : ''}`;
    const known = isSealed ? this.#kept.get(name) : undefined;
    if (known !== undefined) return known;
    const made =
      grouping === 'circuit'
        ? this.#circuits(what)
        : byDay(this.#daysOf(connectionId, isSealed).upTo(this.#statements, base, top), grouping === 'weekend' ? stretchOf : undefined);
    if (isSealed) {
      this.#kept.set(name, made);
      forgetOldest(this.#kept);
    }
    return made;
  }

  #daysOf(connectionId: number, isSealed: boolean): Days {
    if (!isSealed) return new Days();
    const days = this.#days.get(connectionId) ?? new Days();
    this.#days.set(connectionId, days);
    forgetOldest(this.#days);
    return days;
  }

  #circuits({ base, top, concordance }: Grouped): Membership {
    const known = hasDetailsElsewhere(this.#statements, base) ? undefined : concordance();
    if (known !== undefined) return byCircuitOf(known, this.#texts);
    return byCircuit(this.#statements, this.#texts, base, top);
  }
}

function forgetOldest(kept: Map<unknown, unknown>): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= mostKept) break;
    kept.delete(oldest);
  }
}
