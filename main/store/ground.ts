/**
 * The newest snapshot as a refresh sees it: when its sessions were recorded, which of them may go on changing, and how a
 * page of the list differs from it. What differs is held in memory and staged at the seal, so a refresh that is cut off
 * leaves nothing behind.
 */
import type { Session, SessionState } from '../../preload/model.ts';
import { decodeSessions } from '../remote/wire/index.ts';
import { currentsOf, type Current } from './current.ts';
import { Hasher } from './hash.ts';
import { momentOf } from './moments.ts';
import { hashSession } from './record.ts';
import { toBlob, type Statements } from './rows.ts';
import type { CheckedPage, CheckedRow, Ground } from './store.ts';

/** States in which a session goes on changing, or may. */
export const openStates: ReadonlySet<string> = new Set<SessionState>([
  'live',
  'open',
  'created',
  'exporting',
  'waiting',
  'liveNotInServer',
]);
/**
 * Sessions in a rare state of which nothing is known are looked at as if they were open: at most so many, and one of so many.
 * Where they are more, it is no state that passes.
 */
const mostUnknown = 16;
const oneOf = 200;
const atOnce = 50_000;

const holds = (alias: string): string => `${alias}.from_snapshot < ?2 AND ${alias}.until_snapshot IS NULL`;

/** Facets whose sessions may go on changing: by their state, or as the few among many whose state is none that is known. */
function openFacets(statements: Statements, base: number, snapshot: number): readonly number[] {
  const counted = statements.all(
    `SELECT v.facet_id, f.state, f.state_raw, count(*) FROM session_version AS v JOIN facet AS f ON f.id = v.facet_id
     WHERE v.id BETWEEN ?1 + 1 AND ?1 + 4294967295 AND ${holds('v')} GROUP BY v.facet_id`,
    base,
    snapshot,
  );
  const open = counted.filter(([, state]) => openStates.has(state as string)).map(([facet]) => facet as number);
  const unknown = counted.filter(([, state]) => state === null || state === 'unknown');
  const byRaw = new Map<unknown, number>();
  for (const [, , raw, count] of unknown) byRaw.set(raw, (byRaw.get(raw) ?? 0) + (count as number));
  const [usual] = [...byRaw].sort(([, one], [, other]) => other - one)[0] ?? [];
  const others = unknown.filter(([, , raw]) => raw !== usual);
  const sum = (rows: typeof counted): number => rows.reduce((all, [, , , some]) => all + (some as number), 0);
  return sum(others) > Math.min(mostUnknown, sum(counted) / oneOf) ? open : [...open, ...others.map(([facet]) => facet as number)];
}

export class GroundCheck {
  readonly #statements: Statements;
  readonly #connectionId: number;
  readonly #base: number;
  /** The number of the snapshot that this read may make. */
  readonly #snapshot: number;
  readonly #facets: readonly number[];
  /** Of open sessions, by the number of their version, the moment. */
  readonly #open = new Map<number, number>();
  readonly #hasher = new Hasher();
  readonly #differing = new Map<string, Session>();
  readonly #added = new Set<string>();
  readonly #met = new Set<number>();

  constructor(statements: Statements, connectionId: number, base: number, snapshot: number) {
    this.#statements = statements;
    this.#connectionId = connectionId;
    this.#base = base;
    this.#snapshot = snapshot;
    this.#facets = openFacets(statements, base, snapshot);
  }

  /** Sessions that are new or not as they were, as they were read last. */
  get differing(): readonly Session[] {
    return [...this.#differing.values()];
  }

  ground(): Ground {
    const moments: number[] = [];
    let undated = 0;
    for (let after = this.#base; ;) {
      // Many in one cell: a row each takes five times as long.
      const [cell, last] =
        this.#statements.first(
          `SELECT json_group_array(t), max(id) FROM (
             SELECT v.time_of_recording AS t, v.id FROM session_version AS v
             WHERE v.id > ?1 AND v.id < ?3 AND ${holds('v')} ORDER BY v.id LIMIT ${atOnce})`,
          after,
          this.#snapshot,
          this.#base + 2 ** 32,
        ) ?? [];
      if (typeof last !== 'number') break;
      for (const text of JSON.parse(cell as string) as readonly unknown[]) {
        const moment = momentOf(text);
        if (Number.isNaN(moment)) undated += 1;
        else moments.push(moment);
      }
      after = last;
    }
    const open = this.#statements.all(
      `SELECT v.id, v.time_of_recording FROM session_version AS v
       WHERE v.id BETWEEN ?1 + 1 AND ?1 + 4294967295 AND ${holds('v')} AND v.facet_id IN (SELECT value FROM json_each(?3))`,
      this.#base,
      this.#snapshot,
      JSON.stringify(this.#facets),
    );
    for (const [id, text] of open) this.#open.set((id as number) - this.#base, momentOf(text));
    return { moments: Float64Array.from(moments).sort().reverse(), undated, open: Float64Array.from(this.#open.values()) };
  }

  /** What the server lists as live, just as the snapshot has it, needs no look. Answers the moments of the other open ones. */
  settle(live: readonly Session[]): Float64Array {
    const currents = currentsOf(this.#statements, this.#connectionId, this.#base, live);
    for (const [at, session] of live.entries()) {
      const current = currents[at];
      if (current && this.#isSame(session, current)) this.#open.delete(current.number);
    }
    return Float64Array.from(this.#open.values());
  }

  #isSame(session: Session, { hash }: Current): boolean {
    const lanes = new Uint32Array(4);
    hashSession(session, this.#hasher, lanes, 0);
    return hash !== null && Buffer.compare(hash, toBlob(lanes)) === 0;
  }

  check(body: Uint8Array): CheckedPage {
    const { items, records } = decodeSessions(body);
    const currents = currentsOf(this.#statements, this.#connectionId, this.#base, items);
    const rows = items.map((session, at) => this.#row(session, currents[at]));
    return { records, rows, added: this.#added.size, met: this.#met.size };
  }

  #row(session: Session, current: Current | undefined): CheckedRow {
    const moment = momentOf(session.timeOfRecording);
    if (current === undefined || current.number === 0) {
      this.#added.add(session.key);
      this.#differing.set(session.key, session);
      return { moment, is: 'new', open: false };
    }
    const open = this.#open.has(current.number);
    if (open) this.#met.add(current.number);
    const same = this.#isSame(session, current);
    // Read again, it may be as the snapshot has it: then nothing is to be staged of it.
    if (same) this.#differing.delete(session.key);
    else this.#differing.set(session.key, session);
    return { moment, is: same ? 'same' : 'changed', open };
  }
}
