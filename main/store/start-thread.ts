/** Starts the store's threads. One opens no file before it is asked something. */
import { Worker } from 'node:worker_threads';
import type { Log } from '../log.ts';
import { Line, smallYoung } from './calls.ts';
import type { Role, ThreadData } from './thread.ts';

/** In the store's folder. */
export const storeFile = 'paddock.db';
/** Beside it, what is made of it so that filters are fast. */
export const wordsFolder = 'words';
/** How long a file that another program holds is waited for, ms. */
export const defaultPatience = 10_000;

/** These have much of that memory. */
const dropping: ReadonlySet<Role> = new Set(['dumps', 'reader', 'concordances']);

/** `thread`: where the bundled `thread.ts` lies. */
export function startThread(thread: URL, data: ThreadData, log: Log): Line {
  const { role } = data;
  const worker = new Worker(thread, { workerData: data, name: `store-${role}`, ...(dropping.has(role) && { resourceLimits: smallYoung }) });
  return new Line(worker, (message, trace) => log.error(message, { role, trace }));
}
