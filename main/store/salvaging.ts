/** Salvage from outside the store, whose threads it does without. */
import type { Salvaged, SalvageOffer } from '../../preload/history.ts';
import { askAlone, type StoreOptions } from './client.ts';

/** What can be done for a store that is damaged, also for one that cannot be opened. */
export interface Salvaging {
  /** What would be kept and what not; changes nothing. */
  offer(): Promise<SalvageOffer>;
  /** Fails with `store-locked` while somebody has the store open, in this process or another. */
  salvage(): Promise<Salvaged>;
}

/** Both fail with `usage` where nothing is damaged, `store-newer`, `store-full`, `store-unwritable`: then all is as it was. */
export function createSalvaging(options: StoreOptions): Salvaging {
  return {
    offer: () => askAlone(options, 'offer') as Promise<SalvageOffer>,
    salvage: () => askAlone(options, 'salvage') as Promise<Salvaged>,
  };
}
