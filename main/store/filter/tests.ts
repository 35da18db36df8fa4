/** Tests in JavaScript as functions that SQL calls. */
import type { Exact, Session } from '../../../preload/model.ts';
import { readExact } from '../exact.ts';
import type { Database, Value } from '../rows.ts';
import { extraTexts, fold } from '../text.ts';
import { textOf, valuesOf, type ValueTest } from './match.ts';

/** Tests in JavaScript that SQL calls by number, while one query runs. */
export class Tests {
  #current: ValueTest = () => false;
  #word = '';

  constructor(database: Database) {
    const text = { deterministic: true, directOnly: true } as const;
    database.function('meets', text, (value: Value) => (this.#current(value as string | number | null) ? 1 : 0));
    database.function('extra_meets', { ...text, varargs: true }, (extra: string, name: string) => {
      const members = readExact(extra) as Session['extra'];
      const values = valuesOf({ key: '', extra: members }, { kind: 'detail', name, place: { at: 0, length: 0 } });
      return values.some(this.#current) ? 1 : 0;
    });
    // What a row holds of a field, or of a detail, that did not fit a column: as SQL sorts it.
    database.function('odd_field', text, (odd: string, name: string) => sortable((readExact(odd) as Session['extra'])[name]));
    database.function('odd_detail', text, (odd: string, name: string) => {
      const details = (readExact(odd) as { details?: readonly (readonly [string, string])[] }).details ?? [];
      return details.find(([known]) => fold(known) === fold(name))?.[1] ?? null;
    });
    database.function('fold_contains', text, (value: string) => (fold(value).includes(this.#word) ? 1 : 0));
    database.function('values_contain', text, (values: string) =>
      (JSON.parse(values) as string[]).some((value) => fold(value).includes(this.#word)) ? 1 : 0,
    );
    database.function('extra_contains', text, (extra: string) =>
      extraTexts(readExact(extra) as Session['extra']).some((value) => fold(value).includes(this.#word)) ? 1 : 0,
    );
  }

  during<Result>(test: ValueTest, word: string, work: () => Result): Result {
    this.#current = test;
    this.#word = word;
    return work();
  }
}

/** Numbers sort as numbers, before texts; anything else by its JSON. */
function sortable(value: Exact | undefined): string | number | null {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' ? value : (textOf(value) ?? null);
}
