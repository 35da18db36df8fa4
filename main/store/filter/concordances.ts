/**
 * The concordances that are in memory. One is made when its list is opened, on a thread of its own: it takes seconds of a
 * million versions, and until it is there filters do without. It stays true as long as the snapshots that it was made from
 * are there, whatever is staged or sealed after them; when one of those is gone (thinned out, forgotten), its versions'
 * numbers may have come to mean others.
 */
import { Failure } from '../../failure.ts';
import { baseOf, type Statements } from '../rows.ts';
import { Concordance, type ConcordanceParts } from './concordance.ts';

interface Known {
  readonly concordance: Concordance;
  /** The snapshots that it was made from. */
  history: string;
}

/** One that was made, and the snapshots that it was made from. */
export interface MadeConcordance {
  readonly parts: ConcordanceParts;
  readonly history: string;
}

/** Makes the concordance of a connection's versions up to `top` somewhere else. */
export type MakeElsewhere = (connectionId: number, top: number) => Promise<MadeConcordance>;

/** Versions that are taken in at once: some ten milliseconds. */
export const fewVersions = 8_000;
/** Versions in all concordances together, some 75 bytes each; the oldest are dropped, and larger lists have none. */
const mostVersions = 2_000_000;

/** Makes one, here and now, of `kept` on where that is given. Fails with `cancelled` once `isWanted`, asked between small steps, says no. */
export function makeConcordance(
  statements: Statements,
  connectionId: number,
  top: number,
  isWanted: () => boolean = () => true,
  kept?: MadeConcordance,
): MadeConcordance {
  const history = historyOf(statements, connectionId);
  const concordance = kept === undefined ? new Concordance() : Concordance.of(kept.parts);
  concordance.reserve(top);
  while (concordance.top < top) {
    if (!isWanted()) throw new Failure('cancelled');
    concordance.add(statements, baseOf(connectionId), Math.min(top, concordance.top + fewVersions));
  }
  return { parts: concordance.parts(), history };
}

/** The snapshots of a connection, as a text; that of later ones begins with that of earlier ones. */
export function historyOf(statements: Statements, connectionId: number): string {
  const row = statements.first(
    `SELECT group_concat(entry, '') FROM (
       SELECT number || ' ' || began_at || ' ' || hex(checksum) || ';' AS entry FROM snapshot WHERE connection_id = ? ORDER BY number)`,
    connectionId,
  );
  return String(row?.[0] ?? '');
}

export class Concordances {
  readonly #statements: Statements;
  readonly #elsewhere: MakeElsewhere | undefined;
  readonly #known = new Map<number, Known>();
  /** By connection, up to which version; the one wanted last is made first. */
  readonly #wanted = new Map<number, number>();
  #making: Promise<void> | undefined;
  /** What is being made. */
  #current: { readonly connectionId: number; readonly top: number } | undefined;

  /** So many versions are missing at most where they are added here. */
  readonly #few: number;

  /** Without `elsewhere` only small ones are made. */
  constructor(statements: Statements, elsewhere?: MakeElsewhere, few = fewVersions) {
    this.#few = few;
    this.#statements = statements;
    this.#elsewhere = elsewhere;
  }

  /** The concordance of a connection, where it holds all versions up to `top` but few: those are added. */
  ready(connectionId: number, top: number): Concordance | undefined {
    const known = this.#true(connectionId);
    const there = known?.concordance.top ?? 0;
    if (known !== undefined && there >= top) {
      this.#keep(connectionId, known);
      return known.concordance;
    }
    return top - there <= this.#few && this.#hasRoomFor(connectionId, top) ? this.#grown(connectionId, top) : undefined;
  }

  /** Says that a list with versions up to `top`, which is sealed, is looked at; `make` then makes its concordance. */
  want(connectionId: number, top: number): void {
    this.#wanted.delete(connectionId);
    const isComing = this.#current?.connectionId === connectionId && this.#current.top >= top;
    if (this.#elsewhere === undefined || isComing || top > mostVersions || this.ready(connectionId, top) !== undefined) return;
    this.#wanted.set(connectionId, top);
  }

  /** The same of a list that is searched among others: only where there is room beside what is there already. */
  wantToo(connectionId: number, top: number): void {
    if (this.#hasRoomFor(connectionId, top)) this.want(connectionId, top);
  }

  /** The connections of those that `make` will make. */
  get wanted(): readonly number[] {
    return [...this.#wanted.keys()];
  }

  /** Makes those that are wanted, one after another. Rejects as `elsewhere` does. */
  make(): Promise<void> {
    return (this.#making ??= this.#makeAll().finally(() => {
      this.#making = undefined;
      this.#current = undefined;
    }));
  }

  async #makeAll(): Promise<void> {
    for (;;) {
      const [connectionId, top] = [...this.#wanted].at(-1) ?? [];
      if (this.#elsewhere === undefined || connectionId === undefined || top === undefined) return;
      this.#wanted.delete(connectionId);
      this.#current = { connectionId, top };
      const { parts, history } = await this.#elsewhere(connectionId, top);
      // What was wanted is not what is there any more: the next list says what to make.
      if (!historyOf(this.#statements, connectionId).startsWith(history)) continue;
      this.#keep(connectionId, { concordance: Concordance.of(parts), history });
    }
  }

  /** The one that is there, if the snapshots that it was made from are. */
  #true(connectionId: number): Known | undefined {
    const known = this.#known.get(connectionId);
    if (known !== undefined && historyOf(this.#statements, connectionId).startsWith(known.history)) return known;
    this.#known.delete(connectionId);
    return undefined;
  }

  #grown(connectionId: number, top: number): Concordance {
    const known = this.#true(connectionId) ?? { concordance: new Concordance(), history: '' };
    const { concordance } = known;
    concordance.reserve(top);
    concordance.add(this.#statements, baseOf(connectionId), top);
    known.history = historyOf(this.#statements, connectionId);
    this.#keep(connectionId, known);
    return concordance;
  }

  /** The one asked for last stays longest. */
  #keep(connectionId: number, known: Known): void {
    this.#known.delete(connectionId);
    this.#known.set(connectionId, known);
    let versions = 0;
    for (const [id, { concordance }] of [...this.#known].reverse()) {
      versions += concordance.top;
      if (versions > mostVersions) this.#known.delete(id);
    }
  }

  #hasRoomFor(connectionId: number, top: number): boolean {
    let others = 0;
    for (const [id, { concordance }] of this.#known) if (id !== connectionId) others += concordance.top;
    for (const [id, wanted] of this.#wanted) if (id !== connectionId) others += wanted;
    return others + top <= mostVersions;
  }
}
