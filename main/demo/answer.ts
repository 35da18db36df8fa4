/** What a route answers and is asked: the HTTP around it is in `server.ts`. */

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** It never gets there: the connection breaks off instead. */
  readonly lost?: true;
}

export type Generation = 'rest' | 'sqlrace' | 'influx';

export const json = (value: unknown, status = 200): Answer => text(JSON.stringify(value), status);
/** JSON that is text already. */
export const text = (body: string, status = 200): Answer => ({ status, type: 'application/json; charset=utf-8', body });

/** The query of an address; names in any case, as ASP.NET takes them. */
export class Query {
  readonly #values = new Map<string, string[]>();
  readonly #written = new Map<string, string>();

  constructor(search: string) {
    for (const [name, value] of new URLSearchParams(search)) {
      this.#written.set(name, value);
      const lower = name.toLowerCase();
      const values = this.#values.get(lower);
      if (values === undefined) this.#values.set(lower, [value]);
      else values.push(value);
    }
  }

  /** The first value of the first of these names that was given and is not empty. */
  get(...names: readonly string[]): string | undefined {
    for (const name of names) {
      const value = this.#values.get(name)?.[0];
      if (value !== undefined && value !== '') return value;
    }
    return undefined;
  }

  /** The value of a name that was written to the letter, unless it is empty. */
  written(name: string): string | undefined {
    const value = this.#written.get(name);
    return value === '' ? undefined : value;
  }

  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }
}

/** An answer other than the one that was asked for; thrown. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`${answer.status}`);
    this.name = 'Refusal';
    this.answer = answer;
  }
}

/** The fault of a request’s parameter, as each generation tells it. */
export function badParameter(generation: Generation, field: string, message: string): Refusal {
  return new Refusal(
    generation === 'rest'
      ? json({ Message: `The request is invalid. ${field}: ${message}` }, 400)
      : json({ message: 'Model state validation failed', errors: [{ field, message }] }, 422),
  );
}

export function notFound(generation: Generation, message: string): Refusal {
  return new Refusal(json(generation === 'rest' ? { Message: message } : { message }, 404));
}

/** A whole number of a query, at least `least`; undefined where it was not given or is empty. */
export function wholeNumber(generation: Generation, query: Query, field: string, least: number): number | undefined {
  const value = query.get(field.toLowerCase());
  if (value === undefined) return undefined;
  if (!/^[+-]?\d{1,10}$/.test(value.trim())) throw badParameter(generation, field, `The value '${value}' is not valid for ${field}.`);
  const number = Number(value);
  if (number < least) throw badParameter(generation, field, 'Please enter a positive number');
  return number;
}
