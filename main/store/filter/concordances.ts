/**
 * The concordances that are in memory: made when a list is opened, by small steps between other work, or at once where a
 * filter asks first. One stays true as long as the snapshots that it was made from are there, whatever is staged or
 * sealed after them; when one of those is gone (thinned out, forgotten), its versions' numbers may have come to mean others.
 */
import { baseOf, type Statements } from '../rows.ts';
import { Concordance } from './concordance.ts';

interface Known {
  readonly concordance: Concordance;
  /** The snapshots that it was made from. */
  history: string;
}

/** Versions in one step: some ten milliseconds, so that nobody who asks meanwhile waits. */
const atOnce = 8_000;
/** Versions in all concordances together, some 75 bytes each; the oldest are dropped, and larger lists have none. */
const mostVersions = 2_000_000;

export class Concordances {
  readonly #statements: Statements;
  readonly #known = new Map<number, Known>();
  /** By connection, up to which version; the one wanted last is made first. */
  readonly #wanted = new Map<number, number>();

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** One that holds all versions of a connection up to `top`, which is sealed; undefined where that would be too large. */
  upTo(connectionId: number, top: number): Concordance | undefined {
    const known = this.#current(connectionId, top);
    if (known === undefined) return undefined;
    while (known.top < top) this.#step(known, connectionId, top);
    return known;
  }

  /** Says that a list with versions up to `top`, which is sealed, is looked at; `prepare` then makes its concordance. */
  want(connectionId: number, top: number): void {
    if (this.#current(connectionId, top) === undefined) return;
    this.#wanted.delete(connectionId);
    this.#wanted.set(connectionId, top);
  }

  /** The same of a list that is searched among others: only where there is room beside what is there already. */
  wantToo(connectionId: number, top: number): void {
    if (this.ready(connectionId, top) === undefined && this.#hasRoomFor(connectionId, top)) this.want(connectionId, top);
  }

  /** One step; true while more are left. */
  prepare(): boolean {
    const [connectionId, top] = [...this.#wanted].at(-1) ?? [];
    if (connectionId === undefined || top === undefined) return false;
    const known = this.#known.get(connectionId);
    // What was wanted is not what is there any more: the next list says what to make.
    const isThere = known !== undefined && this.#history(connectionId).startsWith(known.history);
    if (isThere && known.concordance.top < top) this.#step(known.concordance, connectionId, top);
    if (!isThere || known.concordance.top >= top) this.#wanted.delete(connectionId);
    return this.#wanted.size > 0;
  }

  /**
   * One step towards a connection's concordance up to `top`; true while more are left. False, too, where there is no room
   * beside those that are there already: they stay.
   */
  approach(connectionId: number, top: number): boolean {
    if (!this.#hasRoomFor(connectionId, top)) return false;
    const concordance = this.#current(connectionId, top);
    if (concordance === undefined || concordance.top >= top) return false;
    this.#step(concordance, connectionId, top);
    return concordance.top < top;
  }

  #hasRoomFor(connectionId: number, top: number): boolean {
    let others = 0;
    for (const [id, { concordance }] of this.#known)
      if (id !== connectionId) others += Math.max(concordance.top, this.#wanted.get(id) ?? 0);
    return others + top <= mostVersions;
  }

  /** The concordance of a connection, where it holds all versions up to `top` but few: those are added. */
  ready(connectionId: number, top: number): Concordance | undefined {
    const known = this.#known.get(connectionId);
    const isTrue = known !== undefined && this.#history(connectionId).startsWith(known.history);
    const there = isTrue ? known.concordance.top : 0;
    if (isTrue && there >= top) return known.concordance;
    return top - there <= atOnce && this.#hasRoomFor(connectionId, top) ? this.upTo(connectionId, top) : undefined;
  }

  #step(concordance: Concordance, connectionId: number, top: number): void {
    concordance.reserve(top);
    concordance.add(this.#statements, baseOf(connectionId), Math.min(top, concordance.top + atOnce));
  }

  #current(connectionId: number, top: number): Concordance | undefined {
    const history = this.#history(connectionId);
    let known = this.#known.get(connectionId);
    // The one asked for last stays longest.
    this.#known.delete(connectionId);
    if (top > mostVersions) return undefined;
    if (known === undefined || !history.startsWith(known.history)) known = { concordance: new Concordance(), history };
    known.history = history;
    this.#known.set(connectionId, known);
    let versions = 0;
    for (const [id, { concordance }] of [...this.#known].reverse()) {
      versions += Math.max(concordance.top, id === connectionId ? top : 0);
      if (versions > mostVersions) this.#known.delete(id);
    }
    return known.concordance;
  }

  #history(connectionId: number): string {
    const row = this.#statements.first(
      `SELECT group_concat(entry, '') FROM (
         SELECT number || ' ' || began_at || ' ' || hex(checksum) || ';' AS entry FROM snapshot WHERE connection_id = ? ORDER BY number)`,
      connectionId,
    );
    return String(row?.[0] ?? '');
  }
}
