/** A search over several lists, one after another: between two of them the reader's thread hears of other questions. */
import { setImmediate as turnOfOthers } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import type { FoundSessions, SearchQuery } from './store.ts';
import type { Views } from './views.ts';

export class Search {
  readonly #views: Views;
  /** Several queries over one state of the file. */
  readonly #still: <Result>(work: () => Result) => Result;
  /** Counts searches: one that is not the newest ends at its next step. */
  #newest = 0;

  constructor(views: Views, still: <Result>(work: () => Result) => Result) {
    this.#views = views;
    this.#still = still;
  }

  /** One item a list, null where nothing of it is sealed. Fails with `filter-invalid`, and with `cancelled` once another one runs. */
  async run({ filter, lists, most }: SearchQuery): Promise<readonly (FoundSessions | null)[]> {
    const search = ++this.#newest;
    const asked = this.#views.parse(filter);
    const found: (FoundSessions | null)[] = [];
    let refusal: Failure | undefined;
    let answered = false;
    for (const list of lists) {
      try {
        const sessions = this.#still(() => this.#views.find(list, asked, most));
        found.push(sessions ?? null);
        answered ||= sessions !== undefined;
      } catch (thrown) {
        // A field that this list does not know may be one of another's.
        if (!(thrown instanceof Failure) || thrown.code !== 'filter-invalid') throw thrown;
        refusal = thrown;
        found.push(this.#still(() => this.#views.findNone(list)) ?? null);
      }
      await this.#step(search);
    }
    if (!answered && refusal !== undefined) throw refusal;
    return found;
  }

  /** Ends the search that runs, if any. */
  stop(): void {
    this.#newest += 1;
  }

  async #step(search: number): Promise<void> {
    await turnOfOthers();
    if (search !== this.#newest) throw new Failure('cancelled');
  }
}
