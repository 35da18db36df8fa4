/** What the thread that makes concordances does: one, over the file as it is or as it was kept, handed over with its arrays. */
import { HandedOver } from '../calls.ts';
import { openForReading } from '../database.ts';
import { Statements } from '../rows.ts';
import { fewVersions, makeConcordance, type MadeConcordance } from './concordances.ts';
import { KeptConcordances } from './kept.ts';

/**
 * Of a connection's versions up to `top`; answers a `MadeConcordance`. Fails with `cancelled` once the first number of `stop` is 1:
 * to end a thread in the middle of a query may end the process.
 */
export function makeElsewhere(file: string, patience: number, connectionId: number, top: number, stop: Int32Array): HandedOver {
  return over(file, patience, stop, (work) => {
    const made = keptOrMade(work, connectionId, top);
    return new HandedOver(made, buffersOf(made.parts));
  });
}

/**
 * Keeps what is not kept yet of the large lists, as far as there is room: a list has its words then when it is opened the first
 * time. Fails as `makeElsewhere` does.
 */
export function keepElsewhere(file: string, patience: number, stop: Int32Array): void {
  over(file, patience, stop, (work) => {
    // What cannot be written is not tried twice.
    const tried = new Set<number>();
    for (;;) {
      const [id, top] = work.files.nextToKeep(work.statements) ?? [];
      if (id === undefined || top === undefined || tried.has(id)) return;
      tried.add(id);
      keptOrMade(work, id, top);
    }
  });
}

interface Work {
  readonly statements: Statements;
  readonly files: KeptConcordances;
  readonly isWanted: () => boolean;
}

function over<Result>(file: string, patience: number, stop: Int32Array, work: (work: Work) => Result): Result {
  const database = openForReading(file, patience);
  try {
    const isWanted = (): boolean => Atomics.load(stop, 0) === 0;
    return work({ statements: new Statements(database), files: new KeptConcordances(file), isWanted });
  } finally {
    database.close();
  }
}

/** What is kept and what came after it, which is kept then unless it is little. */
function keptOrMade({ statements, files, isWanted }: Work, connectionId: number, top: number): MadeConcordance {
  const kept = files.read(statements, connectionId);
  const made = makeConcordance(statements, connectionId, top, isWanted, kept);
  if (top - (kept?.parts.top ?? 0) > fewVersions) files.write(statements, connectionId, made);
  return made;
}

/** The memory of all numbers in a value, at any depth: what is not handed over is there twice. */
export function buffersOf(value: unknown): readonly ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) return [value.buffer as ArrayBuffer];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(buffersOf) : [];
}
