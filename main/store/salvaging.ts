/** Salvage from outside the store, whose threads it does without. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Salvaged, SalvageOffer } from '../../preload/history.ts';
import { Line } from './calls.ts';
import { storeFile, type StoreOptions } from './client.ts';
import { defaultPatience } from './database.ts';
import type { ThreadData } from './thread.ts';

/** What can be done for a store that is damaged, also for one that cannot be opened. */
export interface Salvaging {
  /** What would be kept and what not; changes nothing. */
  offer(): Promise<SalvageOffer>;
  /** Only while nobody has the store open in this process. */
  salvage(): Promise<Salvaged>;
}

/** Both fail with `usage` where nothing is damaged, `store-newer`, `store-full`, `store-unwritable`: then all is as it was. */
export function createSalvaging({ folder, thread, log, patience = defaultPatience }: StoreOptions): Salvaging {
  const file = join(folder, storeFile);
  const ask = async (verb: string): Promise<unknown> => {
    const workerData: ThreadData = { role: 'salvage', file, patience };
    const line = new Line(new Worker(thread, { workerData, name: 'store-salvage' }), (message, trace) => log.error(message, { trace }));
    try {
      return await line.call(verb, []);
    } finally {
      await line.end();
    }
  };
  return { offer: () => ask('offer') as Promise<SalvageOffer>, salvage: () => ask('salvage') as Promise<Salvaged> };
}
