/** The sync with the real store, the real client and the demo server: real files, threads, sockets and processes. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFault, startDemo, type DemoOptions, type DemoServer } from '../../main/demo/index.ts';
import { Failure } from '../../main/failure.ts';
import { silent } from '../../main/log.ts';
import { connect } from '../../main/remote/connect.ts';
import type { Remote } from '../../main/remote/remote.ts';
import { decodeSessions } from '../../main/remote/wire/index.ts';
import { openStore } from '../../main/store/client.ts';
import type { Store } from '../../main/store/store.ts';
import { createSync } from '../../main/sync/runner.ts';
import type { SyncOptions, SyncRequest } from '../../main/sync/sync.ts';
import { defaultSort } from '../../preload/model.ts';
import { bundledPath, storeThread } from '../setup/threads.ts';

const connection = 'Season2017';

let folder: string;
let store: Store;
const closing: (() => Promise<void> | void)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paddock-sync-'));
  store = await openStore({ folder, thread: storeThread, log: silent });
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await store.close();
  await rm(folder, { recursive: true });
});

async function demo(options: DemoOptions = {}, ...faults: readonly string[]): Promise<DemoServer> {
  const server = await startDemo({ port: 0, ...options, faults: faults.map(parseFault) });
  closing.push(() => server.close());
  return server;
}

/** Signed in to a server; `counted` tells what it was asked since. */
async function client({ url, identityUrl }: DemoServer, generation: Remote['generation'] = 'rest') {
  const target = { url, generation, ...(identityUrl !== undefined && { identityUrl }) };
  const remote = await connect(target, { user: 'demo', password: 'demo' }, { log: silent });
  closing.push(() => remote.close());
  const asked: { readonly page: number; readonly size: number; readonly row: number }[] = [];
  const counted: Remote = {
    ...remote,
    sessionsPage: (name, page, size, options) => {
      asked.push({ page, size, row: page * size });
      return remote.sessionsPage(name, page, size, options);
    },
  };
  return { remote: counted, asked };
}

// One identity for all servers of a test: another port is still the same server.
const identity = 'http://trackside';
const sync = (remote: Remote, request: Partial<SyncRequest> = {}, options?: SyncOptions) =>
  createSync({ store, log: silent })({ server: identity, connection, ...request }, remote, options);

async function listed(): Promise<readonly string[]> {
  const { view, total } = await store.openView({ server: identity, connection, filter: '', sort: defaultSort });
  const rows = await store.rows(view, 0, total);
  await store.closeView(view);
  return rows.map(({ session }) => session.key);
}

describe('a sync of the demo server', () => {
  it('seals the whole listing of every generation', async () => {
    for (const generation of ['rest', 'sqlrace', 'influx'] as const) {
      const { remote } = await client(await demo({ generation, sessions: 730 }), generation);
      const server = `http://${generation}`;
      const result = await sync(remote, { server, pageSize: 100 });
      expect(result).toMatchObject({ status: 'complete', sessions: 730, new: 730, snapshot: 1, skipped: 0 });
      const { total, snapshot } = await store.openView({ server, connection, filter: '', sort: defaultSort });
      expect(total).toBe(730);
      expect(snapshot).toMatchObject({ number: 1, status: 'complete', sessions: 730 });
    }
  });

  it('confirms a listing that did not change', async () => {
    const { remote } = await client(await demo({ sessions: 300 }));
    await sync(remote, { pageSize: 50 });
    expect(await sync(remote, { pageSize: 50 })).toMatchObject({
      snapshot: 1,
      status: 'complete',
      sessions: 300,
      new: 0,
      changed: 0,
      gone: 0,
    });
  });

  it('reads everything from a server that caps its pages, and from one that knows none', async () => {
    const { remote: capping } = await client(await demo({ sessions: 700 }, 'cap=64'));
    expect(await sync(capping)).toMatchObject({ status: 'complete', sessions: 700 });
    const { remote: unpaged } = await client(await demo({ sessions: 700 }, 'no-paging'));
    expect(await sync(unpaged, { pageSize: 50 })).toMatchObject({ status: 'complete', sessions: 700, snapshot: 1 });
  });

  it('is not fooled by a page that was empty once, nor by requests that fail', async () => {
    const { remote: slipping } = await client(await demo({ sessions: 600 }, 'empty-page=4'));
    expect(await sync(slipping, { pageSize: 50 })).toMatchObject({ status: 'complete', sessions: 600 });
    const { remote: flaky } = await client(await demo({ sessions: 600 }, 'flaky=20'));
    expect(await sync(flaky, { pageSize: 50 })).toMatchObject({ status: 'complete', sessions: 600, snapshot: 1 });
  });

  it('reads on when sessions come in meanwhile, and never calls a list complete that it missed some of', async () => {
    const { remote } = await client(await demo({ sessions: 400 }, 'grow=9'));
    const still = await client(await demo({ sessions: 400 }));
    await sync(still.remote, { server: 'http://still' });
    const { view, total } = await store.openView({ server: 'http://still', connection, filter: '', sort: defaultSort });
    const before = (await store.rows(view, 0, total)).map(({ session }) => session.key);
    const result = await sync(remote, { pageSize: 50 });
    const keys = new Set(await listed());
    if (result.status === 'complete') expect(before.filter((key) => !keys.has(key))).toEqual([]);
    else expect(result.reason).toContain('changing');
    expect(keys.size).toBeGreaterThanOrEqual(350);
  });

  it('counts records that cannot be read and goes on', async () => {
    const { remote } = await client(await demo({ sessions: 300 }, 'bad-record=50'));
    const result = await sync(remote, { pageSize: 100 });
    expect(result).toMatchObject({ status: 'complete', sessions: 294, skipped: 6 });
  });
});

/** Every key of a listing, in one page, as the server has it now. */
async function allOf(remote: Remote): Promise<readonly string[]> {
  const { body } = await remote.sessionsPage(connection, 0, 5000);
  return decodeSessions(body).items.map(({ key }) => key);
}

describe('a sync of a list that changes meanwhile', () => {
  it.each([
    ['delete=3'],
    ['delete=7'],
    ['shrink=4'],
    ['insert=3'],
    ['grow=2'],
    ['insert=5', 'delete=4', 'change=3'],
    ['shuffle-each'],
    ['duplicates=20', 'delete=6'],
    ['flaky=10', 'delete=9'],
  ])('(%s) misses nothing that was there throughout, or is partial and says why', async (...faults) => {
    const { remote } = await client(await demo({ sessions: 260 }, ...faults));
    const before = await allOf(remote);
    const result = await sync(remote, { pageSize: 20 });
    const after = new Set(await allOf(remote));
    const throughout = before.filter((key) => after.has(key));
    const held = new Set(await listed());
    if (result.status === 'complete') expect(throughout.filter((key) => !held.has(key))).toEqual([]);
    else expect(result.reason).toMatch(/[a-z]\.$/);
    expect(await store.verify()).toEqual([]);
  });

  it('is whole where sessions come in, or one is deleted now and then', async () => {
    for (const fault of ['grow=6', 'insert=9', 'delete=11']) {
      const { remote } = await client(await demo({ sessions: 400 }, fault));
      expect(await sync(remote, { server: `http://${fault.replace('=', '-')}`, pageSize: 50 })).toMatchObject({ status: 'complete' });
    }
  });

  it('tells as gone what the server, asked by key, does not have any more, and nothing else', async () => {
    const still = await client(await demo({ sessions: 300 }));
    await sync(still.remote, { pageSize: 50 });
    const { remote } = await client(await demo({ sessions: 300 }, 'delete=5'));
    const result = await sync(remote, { pageSize: 50 });
    expect(result.status).toBe('complete');
    expect(result.gone).toBeGreaterThan(0);
    const after = new Set(await allOf(remote));
    const held = new Set(await listed());
    const gone = (await allOf(still.remote)).filter((key) => !held.has(key));
    expect(gone).toHaveLength(result.gone);
    expect(gone.filter((key) => after.has(key))).toEqual([]);
  });

  it('reads twice before anything is gone where a server that is asked by key answers anything', async () => {
    const still = await client(await demo({ sessions: 120 }));
    await sync(still.remote, { pageSize: 20 });
    const { remote, asked } = await client(await demo({ sessions: 115, seed: 1 }, 'no-key-route=echo'));
    const result = await sync(remote, { pageSize: 20 });
    expect(asked.filter(({ page, size }) => page === 0 && size === 20)).toHaveLength(2);
    expect(result).toMatchObject({ status: 'complete', sessions: 115 });
    expect(result.gone).toBe(result.new + 5);
  });
});

describe('a sync over a line that fails', () => {
  it('asks at most a third more where one request in ten fails', async () => {
    const good = await client(await demo({ sessions: 1000 }));
    await sync(good.remote, { server: 'http://good', pageSize: 10 });
    for (const seed of [11, 12, 13, 14]) {
      const flaky = await client(await demo({ sessions: 1000, seed }, 'flaky=10'));
      expect(await sync(flaky.remote, { server: `http://flaky-${seed}`, pageSize: 10 })).toMatchObject({
        status: 'complete',
        sessions: 1000,
      });
      expect(flaky.asked.length).toBeLessThanOrEqual(1.3 * good.asked.length);
    }
  });

  it('ends in at most twenty requests where every one fails', async () => {
    const server = await demo({ sessions: 1000 });
    const { remote, asked } = await client(server);
    const busy: Remote = {
      ...remote,
      sessionsPage: (...args) => {
        asked.push({ page: args[1], size: args[2], row: 0 });
        return Promise.reject(new Failure('server-error', undefined, { status: 503 }));
      },
    };
    const failing = createSync({ store, log: silent, wait: () => Promise.resolve() })({ server: identity, connection, pageSize: 10 }, busy);
    await expect(failing).rejects.toMatchObject({ code: 'server-error' });
    expect(asked.length).toBeLessThanOrEqual(20);
  });
});

describe('a sync that is cut off', () => {
  it('by a server that is gone keeps what was read and goes on where it was', async () => {
    const dying = await client(await demo({ sessions: 1000 }, 'drop-after=9'));
    const first = await sync(dying.remote, { pageSize: 50 });
    expect(first.status).toBe('partial');
    expect(first.reason).toContain('not read to its end');
    expect(first.sessions).toBeGreaterThan(0);
    expect(await listed()).toHaveLength(first.sessions);

    const staged = first.sessions / 50;
    const { remote, asked } = await client(await demo({ sessions: 1000 }));
    const second = await sync(remote, { pageSize: 50 });
    expect(second).toMatchObject({ status: 'complete', sessions: 1000, snapshot: 2 });
    // The last page staged is read again; those before it are not.
    expect(again(asked, staged * 50)).toBeLessThanOrEqual(50 + 7 * staged);
    // Not read in vain: the pages left, the one compared, what was in flight beyond the end, and its tail.
    expect(asked.filter(({ size }) => size === 50).length).toBeLessThanOrEqual(20 - staged + 1 + 8 + 3);
    expect(asked.length).toBeLessThanOrEqual(2 * (20 - staged) + 12);
  });

  it('by the user is sealed partial, and the next one begins anew when told to', async () => {
    const { remote, asked } = await client(await demo({ sessions: 1000 }, 'delay=20'));
    const cancel = new AbortController();
    const first = await sync(
      remote,
      { pageSize: 50 },
      { signal: cancel.signal, onProgress: ({ sessions }) => sessions > 100 && cancel.abort() },
    );
    expect(first).toMatchObject({ status: 'partial', reason: 'Cancelled before the end of the list.' });
    expect(first.sessions).toBeLessThan(1000);
    asked.length = 0;
    expect(await sync(remote, { pageSize: 50, full: true })).toMatchObject({ status: 'complete', sessions: 1000 });
    expect(asked[0]?.page).toBe(0);
  });

  it('in its process by kill -9 loses no page that was staged, and is continued by the next', async () => {
    const server = await demo({ sessions: 1000 }, 'delay=5');
    await store.close();
    const child = startChild(server.url);
    const exited = once(child, 'exit');
    const died = exited.then(() => Promise.reject(new Error('The child ended by itself.')));
    const [pages] = (await Promise.race([once(child, 'message'), died])) as [number];
    child.kill('SIGKILL');
    await exited;
    await died.catch(() => undefined);

    store = await openStore({ folder, thread: storeThread, log: silent });
    expect(await store.snapshots(identity)).toEqual([]);
    const { remote, asked } = await client(server);
    expect(await sync(remote, { pageSize: 20 })).toMatchObject({ status: 'complete', sessions: 1000, snapshot: 1 });
    expect(again(asked, pages * 20)).toBeLessThanOrEqual(20 + 7 * pages);
    expect(await listed()).toHaveLength(1000);
    expect(await store.verify()).toEqual([]);
  });
});

/** Rows that were asked for once more though an earlier read had staged them: the last page, and a few beside each edge. */
function again(asked: readonly { readonly size: number; readonly row: number }[], staged: number): number {
  return asked.reduce((sum, { size, row }) => sum + Math.max(0, Math.min(row + size, staged) - row), 0);
}

/** A process of its own that syncs into the folder and tells once how many pages are staged, more than ten. */
function startChild(url: string): ChildProcess {
  return fork(bundledPath('sync-child'), [url, identity, connection, folder, storeThread.href], { execArgv: [] });
}
