/** What the thread that makes concordances does: one, over the file as it is, handed over with its arrays. */
import { HandedOver } from '../calls.ts';
import { openForReading } from '../database.ts';
import { Statements } from '../rows.ts';
import { makeConcordance } from './concordances.ts';

/**
 * Of a connection's versions up to `top`; answers a `MadeConcordance`. Fails with `cancelled` once the first number of `stop` is 1:
 * to end a thread in the middle of a query may end the process.
 */
export function makeElsewhere(file: string, patience: number, connectionId: number, top: number, stop: Int32Array): HandedOver {
  const database = openForReading(file, patience);
  try {
    const made = makeConcordance(new Statements(database), connectionId, top, () => Atomics.load(stop, 0) === 0);
    return new HandedOver(made, buffersOf(made.parts));
  } finally {
    database.close();
  }
}

/** The memory of all numbers in a value, at any depth: what is not handed over is there twice. */
export function buffersOf(value: unknown): readonly ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) return [value.buffer as ArrayBuffer];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(buffersOf) : [];
}
