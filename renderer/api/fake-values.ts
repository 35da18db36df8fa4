/** What the in-memory main process suggests: the values of its made-up season. */
import type { FieldValue, ValuesQuery } from '../../preload/suggestions.ts';

const known: Readonly<Record<string, readonly FieldValue[]>> = {
  driver: [
    { value: 'HAM', count: 144 },
    { value: 'BOT', count: 143 },
    { value: 'VET', count: 143 },
  ],
  circuit: [{ value: 'Spa-Francorchamps', count: 90 }],
  sessiontype: [{ value: 'Practice 1', count: 200 }],
};

export function fakeValues({ field, part, most }: ValuesQuery): readonly FieldValue[] {
  const values = known[field.toLowerCase()] ?? [];
  return values.filter(({ value }) => value.toLowerCase().includes(part.toLowerCase())).slice(0, most);
}
