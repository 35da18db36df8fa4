/** Repeated texts: facets and the names of details, each kept once and known by a row id. */
import type { Dictionary, Facet, Lookup } from './record.ts';
import type { Statements } from './rows.ts';

/** More facets than this and a listing does not repeat itself: its texts then lie in the rows. */
const mostFacets = 50_000;

/** Facets that are looked through before the others. */
const mostRecent = 12;

const isSame = (one: Facet, other: Facet): boolean =>
  one.shape === other.shape &&
  one.stateRaw === other.stateRaw &&
  one.sessionType === other.sessionType &&
  one.state === other.state &&
  one.timeZone === other.timeZone;

// None of the texts holds a NUL, and the shape says what is null.
const facetKey = ({ shape, timeZone, sessionType, state, stateRaw }: Facet): string =>
  `${shape}\0${timeZone}\0${sessionType}\0${state}\0${typeof stateRaw === 'string' ? 't' : 'n'}${stateRaw}`;

/** Reads the repeated texts; those that were added since are read when they are first met. */
export class KnownTexts implements Lookup {
  readonly #statements: Statements;
  readonly facets = new Map<number, Facet>();
  readonly nameLists = new Map<number, readonly string[]>();

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** Reads what was added since. */
  refresh(): void {
    const newestFacet = Math.max(0, ...this.#last(this.facets));
    for (const [id, shape, timeZone, sessionType, state, stateRaw] of this.#statements.all(
      'SELECT id, shape, time_zone, session_type, state, state_raw FROM facet WHERE id > ? ORDER BY id',
      newestFacet,
    )) {
      this.facets.set(id as number, { shape, timeZone, sessionType, state, stateRaw } as Facet);
    }
    const newestNames = Math.max(0, ...this.#last(this.nameLists));
    for (const [id, names] of this.#statements.all('SELECT id, names FROM detail_names WHERE id > ? ORDER BY id', newestNames)) {
      this.nameLists.set(id as number, JSON.parse(names as string) as string[]);
    }
  }

  // Ids ascend, and a map keeps the order in which they were added.
  #last(map: ReadonlyMap<number, unknown>): readonly number[] {
    const ids = [...map.keys()];
    return ids.slice(-1);
  }

  facet(id: number): Facet {
    if (!this.facets.has(id)) this.refresh();
    const facet = this.facets.get(id);
    if (facet === undefined) throw new RangeError(`facet ${id} is not there`);
    return facet;
  }

  names(id: number): readonly string[] {
    if (!this.nameLists.has(id)) this.refresh();
    const names = this.nameLists.get(id);
    if (names === undefined) throw new RangeError(`list of names ${id} is not there`);
    return names;
  }
}

/** Adds repeated texts. Only inside a write transaction, after `begin`. */
export class WrittenTexts implements Dictionary {
  readonly #statements: Statements;
  #facets = new Map<string, number>();
  #names = new Map<string, number>();
  readonly #recent: { readonly facet: Facet; readonly id: number }[] = [];
  #facetTop = 0;
  #namesTop = 0;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** Learns what other processes added; to be called once the write lock is held. */
  begin(): void {
    for (const [id, shape, timeZone, sessionType, state, stateRaw] of this.#statements.all(
      'SELECT id, shape, time_zone, session_type, state, state_raw FROM facet WHERE id > ?',
      this.#facetTop,
    )) {
      this.#facets.set(facetKey({ shape, timeZone, sessionType, state, stateRaw } as Facet), id as number);
      this.#facetTop = id as number;
    }
    for (const [id, names] of this.#statements.all('SELECT id, names FROM detail_names WHERE id > ?', this.#namesTop)) {
      this.#names.set(names as string, id as number);
      this.#namesTop = id as number;
    }
  }

  /** After a transaction that was rolled back nothing that it added is there. */
  forget(): void {
    this.#facets = new Map();
    this.#recent.length = 0;
    this.#names = new Map();
    this.#facetTop = 0;
    this.#namesTop = 0;
  }

  facet(facet: Facet): number | undefined {
    // Most listings have a handful, and to compare is cheaper than to make a key.
    for (const { facet: recent, id } of this.#recent) if (isSame(recent, facet)) return id;
    const id = this.#facetId(facet);
    if (id !== undefined) {
      this.#recent.unshift({ facet, id });
      if (this.#recent.length > mostRecent) this.#recent.pop();
    }
    return id;
  }

  #facetId(facet: Facet): number | undefined {
    const key = facetKey(facet);
    const known = this.#facets.get(key);
    if (known !== undefined) return known;
    const hasTexts = facet.timeZone !== null || facet.sessionType !== null || facet.state !== null || facet.stateRaw !== null;
    if (hasTexts && this.#facets.size >= mostFacets) return undefined;
    const { shape, timeZone, sessionType, state, stateRaw } = facet;
    const id = this.#facetTop + 1;
    this.#statements.run('INSERT INTO facet VALUES (?, ?, ?, ?, ?, ?)', id, shape, timeZone, sessionType, state, stateRaw);
    this.#facets.set(key, id);
    this.#facetTop = id;
    return id;
  }

  names(names: string): number {
    const known = this.#names.get(names);
    if (known !== undefined) return known;
    const id = this.#namesTop + 1;
    this.#statements.run('INSERT INTO detail_names VALUES (?, ?)', id, names);
    this.#names.set(names, id);
    this.#namesTop = id;
    return id;
  }
}
