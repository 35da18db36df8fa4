/**
 * Salvage: keeps every sound snapshot of a damaged store in a fresh one, with marks, names and what was read of sessions, and
 * puts the damaged file aside. Works on a file that SQLite does not open. Its working parts run in a thread of their own.
 */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Salvaged, SalvagedConnection, SalvageOffer } from '../../../preload/history.ts';
import { Failure } from '../../failure.ts';
import { inspect, openForReading } from '../database.ts';
import { storeFailure } from '../failures.ts';
import { whileNobodyHasItOpen } from '../presence.ts';
import { verify } from '../verify/verify.ts';
import { gather, type Gathered } from './gather.ts';
import { rebuild, removeStore } from './rebuild.ts';
import { finishSwap, swap } from './swap.ts';

function offerOf({ connections }: Gathered): SalvageOffer {
  const kept: SalvagedConnection[] = [];
  const lost: SalvagedConnection[] = [];
  for (const { server, name: connection, kept: snapshots, lost: numbers } of connections) {
    const newest = snapshots.at(-1);
    if (newest !== undefined) {
      const sessions = newest['sessions'] as number;
      kept.push({ server, connection, snapshots: snapshots.map(({ number }) => number as number), sessions });
    }
    if (numbers.length > 0) lost.push({ server, connection, snapshots: numbers });
  }
  return { kept, lost };
}

/** Fails with `store-newer` where a newer Paddock wrote the file, with `usage` where there is nothing to salvage. */
function refuseWhatIsSound(file: string): void {
  if (!existsSync(file)) throw new Failure('usage', 'There are no snapshots yet, so there is nothing to salvage.');
  let sound = false;
  try {
    inspect(file);
    const database = openForReading(file, 0);
    try {
      sound = verify(database).length === 0;
    } finally {
      database.close();
    }
  } catch (thrown) {
    const failure = storeFailure(thrown, file);
    if (failure.code !== 'store-damaged' && failure.code !== 'bug') throw failure;
  }
  if (sound) throw new Failure('usage', 'All that is saved is sound: there is nothing to salvage.');
}

/** What salvage would keep, and what not; changes nothing. Fails as `refuseWhatIsSound` does. */
export function salvageOffer(file: string): SalvageOffer {
  refuseWhatIsSound(file);
  const gathered = gather(file);
  try {
    return offerOf(gathered);
  } finally {
    gathered.close();
  }
}

/**
 * Fails as `salvageOffer` does, with `store-locked` where somebody has the store open longer than `patience`, ms, and with
 * `store-full`, `store-unwritable`: then all is as it was.
 */
export function salvage(file: string, patience: number): Salvaged {
  return whileNobodyHasItOpen(file, patience, () => salvageAlone(file));
}

/** Carries a salvage through that was cut off after it was decided. */
export function finishSalvage(file: string, patience: number): void {
  whileNobodyHasItOpen(file, patience, () => finishSwap(file));
}

function salvageAlone(file: string): Salvaged {
  refuseWhatIsSound(file);
  removeLeftovers(file);
  const gathered = gather(file);
  try {
    const fresh = `${file}.salvaging-${process.pid}`;
    rebuild(gathered, fresh);
    return { ...offerOf(gathered), aside: swap(file, fresh) };
  } finally {
    gathered.close();
  }
}

/** What a salvage that was killed left behind. */
function removeLeftovers(file: string): void {
  const leftover = new RegExp(`^${basename(file).replaceAll('.', '\\.')}\\.salvaging-\\d+$`);
  for (const name of readdirSync(dirname(file))) if (leftover.test(name)) removeStore(join(dirname(file), name));
}
