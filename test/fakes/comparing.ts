/** The store's comparison of pages with the newest snapshot, in memory: what a refresh is modelled with. */
import type { CheckedPage, Ground } from '../../main/store/store.ts';
import type { StagedRow } from './staging.ts';

export class Comparing {
  readonly #snapshot: ReadonlyMap<string, string>;
  readonly #open: ReadonlySet<string>;
  readonly #momentOf: (key: string) => number;
  readonly #found = new Map<string, string>();
  readonly #added = new Set<string>();
  readonly #met = new Set<string>();

  /** `snapshot`: of each key what was said of it; `open`: keys of sessions that are not closed in it. */
  constructor(snapshot: ReadonlyMap<string, string>, open: ReadonlySet<string>, momentOf: (key: string) => number) {
    this.#snapshot = snapshot;
    this.#open = open;
    this.#momentOf = momentOf;
  }

  get ground(): Ground {
    const moments = [...this.#snapshot.keys()].map(this.#momentOf);
    const dated = moments.filter((moment) => !Number.isNaN(moment));
    return {
      moments: Float64Array.from(dated).sort().reverse(),
      undated: moments.length - dated.length,
      open: Float64Array.from(this.#open, this.#momentOf),
    };
  }

  check(rows: readonly StagedRow[], records: number): CheckedPage {
    const checked = rows.map(({ key, text }) => {
      const known = this.#snapshot.get(key);
      const open = this.#open.has(key);
      if (known === undefined) this.#added.add(key);
      if (open) this.#met.add(key);
      if (known === text) this.#found.delete(key);
      else this.#found.set(key, text);
      const is = known === undefined ? 'new' : known === text ? 'same' : 'changed';
      return { moment: this.#momentOf(key), is, open } as const;
    });
    return { records, rows: checked, added: this.#added.size, met: this.#met.size };
  }

  /** What the snapshot holds with what was found. */
  get held(): ReadonlyMap<string, string> {
    return new Map([...this.#snapshot, ...this.#found]);
  }
}
