/** What the thread that makes concordances does: one, over the file as it is or as it was kept, handed over with its arrays. */
import { HandedOver } from '../calls.ts';
import { openForReading } from '../database.ts';
import { Statements } from '../rows.ts';
import { fewVersions, makeConcordance } from './concordances.ts';
import { KeptConcordances } from './kept.ts';

/**
 * Of a connection's versions up to `top`; answers a `MadeConcordance`. Fails with `cancelled` once the first number of `stop` is 1:
 * to end a thread in the middle of a query may end the process.
 */
export function makeElsewhere(file: string, patience: number, connectionId: number, top: number, stop: Int32Array): HandedOver {
  const database = openForReading(file, patience);
  try {
    const statements = new Statements(database);
    const files = new KeptConcordances(file);
    const kept = files.read(statements, connectionId);
    const made = makeConcordance(statements, connectionId, top, () => Atomics.load(stop, 0) === 0, kept);
    if (made.parts.top - (kept?.parts.top ?? 0) > fewVersions) files.write(statements, connectionId, made);
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
