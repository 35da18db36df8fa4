/**
 * A user-data folder for the benchmarks of the window: one server that answers nowhere, and of it two saved lists, `Million` with
 * 1,000,000 sessions and `Small` with 1,000. They are put into the store by the store's own client: no network, no waiting.
 */
import { join } from 'node:path';
import { silent } from '../../main/log.ts';
import { placeOf } from '../../main/place.ts';
import { openStore } from '../../main/store/client.ts';
import { command } from './desktop.ts';
import { page, pageSize } from './listing.ts';

const thread = new URL('../test/store-thread.js', import.meta.url);
const url = 'http://127.0.0.1:9';
const lists = { Million: 1000, Small: 1 } as const;

/** Writes the folder. @param millionPages pages of 1,000 sessions in the large list */
export async function prepare(userData: string, millionPages: number = lists.Million): Promise<void> {
  await command(['server', 'add', 'Track PC', '--url', url, '--user', 'demo', '--user-data-dir', userData, '--quiet']);
  const store = await openStore({ folder: join(userData, 'store'), thread, log: silent });
  const server = placeOf({ url, user: 'demo' });
  const takenAt = new Date().toISOString();
  await store.saveConnections(server, { takenAt, connections: Object.keys(lists).map((name) => ({ name })) });
  for (const [connection, pages] of Object.entries({ ...lists, Million: millionPages })) {
    const { read } = await store.beginRead({ server, connection, generation: 'sqlrace', startedAt: takenAt, fresh: true });
    for (let number = 0; number < pages; number += 1) await store.addPage(read, number, pageSize, page(number, true));
    await store.seal(read, { status: 'complete', endedAt: new Date().toISOString(), keepCheckpoint: false });
  }
  await store.settled();
  await store.close();
}
