/** What the thread that makes concordances does: one, over the file as it is, handed over with its arrays. */
import { HandedOver } from '../calls.ts';
import { openForReading } from '../database.ts';
import { Statements } from '../rows.ts';
import { makeConcordance } from './concordances.ts';

/** Of a connection's versions up to `top`; answers a `MadeConcordance`. */
export function makeElsewhere(file: string, patience: number, connectionId: number, top: number): HandedOver {
  const database = openForReading(file, patience);
  try {
    const made = makeConcordance(new Statements(database), connectionId, top);
    const { words, ...arrays } = made.parts;
    const parts: readonly unknown[] = [...(Object.values(words) as unknown[]), ...Object.values(arrays)];
    return new HandedOver(
      made,
      parts.flatMap((part) => (ArrayBuffer.isView(part) ? [part.buffer as ArrayBuffer] : [])),
    );
  } finally {
    database.close();
  }
}
