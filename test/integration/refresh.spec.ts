/** Refreshes with the real store, the real client and the demo server: what they cost, what they find, and what makes them give way. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFault, startDemo, type DemoOptions } from '../../main/demo/index.ts';
import { silent } from '../../main/log.ts';
import { connect } from '../../main/remote/connect.ts';
import type { Remote } from '../../main/remote/remote.ts';
import { openStore } from '../../main/store/client.ts';
import type { Store } from '../../main/store/store.ts';
import { createSync, type SyncDependencies } from '../../main/sync/runner.ts';
import { storeThread } from '../setup/threads.ts';

const connection = 'Season2017';
// One identity for all servers of a test: another port is still the same server.
const server = 'http://trackside';
const pageSize = 20;
const sessions = 2_000;

let folder: string;
let store: Store;
const closing: (() => Promise<void> | void)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paddock-refresh-'));
  store = await openStore({ folder, thread: storeThread, log: silent });
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await store.close();
  await rm(folder, { recursive: true });
});

async function client(options: DemoOptions = {}, ...faults: readonly string[]): Promise<Remote> {
  const demo = await startDemo({ port: 0, sessions, ...options, faults: faults.map(parseFault) });
  closing.push(() => demo.close());
  const { url, identityUrl } = demo;
  const target = { url, generation: options.generation ?? 'rest', ...(identityUrl !== undefined && { identityUrl }) };
  const remote = await connect(target, { user: 'demo', password: 'demo' }, { log: silent });
  closing.push(() => remote.close());
  return remote;
}

const sync = (remote: Remote, full = false, how: Partial<SyncDependencies> = {}) =>
  createSync({ store, log: silent, ...how })({ server, connection, pageSize, full }, remote);

describe('a refresh', () => {
  it.each(['rest', 'sqlrace', 'influx'] as const)(
    'confirms an unchanged list with a quarter of the requests at most (%s)',
    async (generation) => {
      const remote = await client({ generation });
      const whole = await sync(remote);
      expect(whole).toMatchObject({ status: 'complete', sessions });
      const again = await sync(remote);
      expect(again).toMatchObject({ status: 'complete', basis: 'refresh', snapshot: 1, sessions, new: 0, changed: 0, gone: 0 });
      expect(again.requests).toBeLessThanOrEqual(whole.requests / 4);
    },
  );
});
