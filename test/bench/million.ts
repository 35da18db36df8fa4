/**
 * A user-data folder for the benchmarks of the window: one server that answers nowhere, and of it two saved lists, `Million` with
 * 1,000,000 sessions and `Small` with 1,000. They are put into the store by the store's own client: no network, no waiting.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silent } from '../../main/log.ts';
import { placeOf } from '../../main/place.ts';
import { openStore } from '../../main/store/client.ts';
import { command } from './desktop.ts';
import { page, pageSize } from './listing.ts';

const thread = new URL('../test/store-thread.js', import.meta.url);
const url = 'http://127.0.0.1:9';
const lists = { Million: 1000, Small: 1 } as const;

export interface Prepared {
  readonly userData: string;
  /** For whatever else a benchmark writes; removed at the end. */
  readonly scratch: string;
  readonly end: () => void;
}

export async function prepared(): Promise<Prepared> {
  const scratch = mkdtempSync(join(tmpdir(), 'paddock-bench-'));
  const end = (): void => rmSync(scratch, { recursive: true, force: true });
  const userData = process.env['PADDOCK_BENCH_FOLDER'] ?? join(scratch, 'user data');
  try {
    if (!existsSync(join(userData, 'store'))) await prepare(userData);
  } catch (thrown) {
    end();
    throw thrown;
  }
  return { userData, scratch, end };
}

async function prepare(userData: string): Promise<void> {
  await command(['server', 'add', 'Track PC', '--url', url, '--user', 'demo', '--user-data-dir', userData, '--quiet']);
  const store = await openStore({ folder: join(userData, 'store'), thread, log: silent });
  const server = placeOf({ url, user: 'demo' });
  const takenAt = new Date().toISOString();
  await store.saveConnections(server, { takenAt, connections: Object.keys(lists).map((name) => ({ name })) });
  for (const [connection, pages] of Object.entries(lists)) {
    const { read } = await store.beginRead({ server, connection, generation: 'sqlrace', startedAt: takenAt, fresh: true });
    for (let number = 0; number < pages; number += 1) await store.addPage(read, number, pageSize, page(number, true));
    await store.seal(read, { status: 'complete', endedAt: new Date().toISOString(), keepCheckpoint: false });
  }
  await store.settled();
  await store.close();
}
