/** Proves which snapshots of a connection are what was saved, from its versions, one after another in any order. */
import { HashSum } from '../hash.ts';

/** What a snapshot says of the versions that hold in it. */
export interface Sealed {
  readonly number: number;
  readonly sessions: number;
  readonly checksum: Uint8Array;
  /** Null: not known. */
  readonly standings: Uint8Array | null;
}

export interface ProvenVersion {
  readonly from: number;
  readonly until: number | null;
  readonly hash: Uint8Array;
  readonly standing: Uint32Array;
  /** Whether its row is what was written. */
  readonly sound: boolean;
}

interface Change {
  readonly sum: HashSum;
  readonly standings: HashSum;
  sessions: number;
}

const same = (sum: HashSum, saved: unknown): boolean => saved instanceof Uint8Array && Buffer.compare(sum.bytes(), saved) === 0;

export class Proof {
  readonly #sealed: readonly Sealed[];
  /** What comes and what ends with each snapshot. */
  readonly #changes = new Map<number, Change>();
  readonly #damaged = new Set<number>();

  /** `sealed`: ascending by number. */
  constructor(sealed: readonly Sealed[]) {
    this.#sealed = sealed;
  }

  #at(number: number): Change {
    let change = this.#changes.get(number);
    if (change === undefined) {
      change = { sum: new HashSum(), standings: new HashSum(), sessions: 0 };
      this.#changes.set(number, change);
    }
    return change;
  }

  add({ from, until, hash, standing, sound }: ProvenVersion): void {
    const lanes = new Uint32Array(hash.slice().buffer);
    const begun = this.#at(from);
    begun.sum.add(lanes, 0);
    begun.standings.add(standing, 0);
    begun.sessions += 1;
    if (until !== null) {
      const ended = this.#at(until);
      ended.sum.remove(lanes, 0);
      ended.standings.remove(standing, 0);
      ended.sessions -= 1;
    }
    if (sound) return;
    for (const { number } of this.#sealed) if (number >= from && (until === null || number < until)) this.#damaged.add(number);
  }

  /** Numbers of the snapshots that do not hold what was saved. */
  damaged(): ReadonlySet<number> {
    const damaged = new Set(this.#damaged);
    const sum = new HashSum();
    const standings = new HashSum();
    let sessions = 0;
    const numbers = [...this.#changes.keys()].sort((one, other) => one - other);
    let next = 0;
    for (const snapshot of this.#sealed) {
      for (; next < numbers.length && (numbers[next] ?? 0) <= snapshot.number; next += 1) {
        const change = this.#at(numbers[next] ?? 0);
        sum.add(new Uint32Array(change.sum.bytes().buffer), 0);
        standings.add(new Uint32Array(change.standings.bytes().buffer), 0);
        sessions += change.sessions;
      }
      const whole =
        same(sum, snapshot.checksum) &&
        sessions === snapshot.sessions &&
        (snapshot.standings === null || same(standings, snapshot.standings));
      if (!whole) damaged.add(snapshot.number);
    }
    return damaged;
  }
}
