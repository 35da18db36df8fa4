/**
 * The one entry of the quarantine's process: examines the files that it is told, one after the other, and answers. It is
 * started by `fork` where Node runs, by Electron as a utility process where Electron does; both hand messages over.
 */
import { asFailure } from '../failure.ts';
import { examine } from './examine.ts';
import type { Answer, Question } from './quarantine.ts';

/** The way to whoever started an Electron utility process. */
interface ParentPort {
  on(event: 'message', listener: (message: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

const { parentPort } = process as { readonly parentPort?: ParentPort };

function answer(message: Answer): void {
  if (parentPort === undefined) process.send?.(message);
  else parentPort.postMessage(message);
}

function onQuestion({ copy, clean }: Question): void {
  try {
    answer({ kind: 'sound', examined: examine(copy, clean, (rows) => answer({ kind: 'rows', rows })) });
  } catch (thrown) {
    answer({ kind: 'refused', failure: asFailure(thrown).shape() });
  }
}

if (parentPort === undefined) process.on('message', (message) => onQuestion(message as Question));
else parentPort.on('message', ({ data }) => onQuestion(data as Question));
answer({ kind: 'ready' });
