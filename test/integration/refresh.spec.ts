/** Refreshes with the real store, the real client and the demo server: what they cost, what they find, and what makes them give way. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFault, startDemo, type DemoOptions } from '../../main/demo/index.ts';
import { Failure } from '../../main/failure.ts';
import { silent } from '../../main/log.ts';
import { connect } from '../../main/remote/connect.ts';
import type { Remote } from '../../main/remote/remote.ts';
import { decodeSessions } from '../../main/remote/wire/index.ts';
import { openStore } from '../../main/store/client.ts';
import type { Store } from '../../main/store/store.ts';
import { createSync, type SyncDependencies } from '../../main/sync/runner.ts';
import { defaultSort } from '../../preload/model.ts';
import { storeThread } from '../setup/threads.ts';

const connection = 'Season2017';
// One identity for all servers of a test: another port is still the same server.
const server = 'http://trackside';
const pageSize = 20;
const sessions = 800;

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

/** Every key that is shown, and that the store is sound. */
async function listed(): Promise<readonly string[]> {
  const { view, total } = await store.openView({ server, connection, filter: '', sort: defaultSort });
  const keys: string[] = [];
  for (let from = 0; from < total; from += 1_000) {
    keys.push(...(await store.rows(view, from, Math.min(total, from + 1_000))).map(({ session }) => session.key));
  }
  await store.closeView(view);
  expect(await store.verify()).toEqual([]);
  return keys;
}

/** What the server lists now, the latest first. */
async function onServer(remote: Remote): Promise<readonly string[]> {
  return decodeSessions((await remote.sessionsPage(connection, 0, 5_000)).body).items.map(({ key }) => key);
}

/** Asks for pages until so many more sessions were recorded. */
async function grown(remote: Remote, sessionsMore: number): Promise<void> {
  const latest = async (): Promise<string | undefined> => decodeSessions((await remote.sessionsPage(connection, 0, 1)).body).items[0]?.key;
  let known = await latest();
  for (let more = 0; more < sessionsMore;) {
    const now = await latest();
    if (now !== known) more += 1;
    known = now;
  }
}

describe('a refresh', () => {
  it.each(['rest', 'sqlrace', 'influx'] as const)(
    'confirms an unchanged list with a quarter of the requests at most (%s)',
    async (generation) => {
      const remote = await client({ generation, sessions: 2_000 });
      const whole = await sync(remote);
      expect(whole).toMatchObject({ status: 'complete', sessions: 2_000 });
      const again = await sync(remote);
      expect(again).toMatchObject({ status: 'complete', basis: 'refresh', snapshot: 1, sessions: 2_000, new: 0, changed: 0, gone: 0 });
      expect(again.note).toContain('Refreshed: the latest 20 sessions');
      expect(again.requests).toBeLessThanOrEqual(Math.min(25, whole.requests / 4));
      expect(again.bytes).toBeLessThan(whole.bytes / 4);
    },
  );

  it('confirms it where the server caps its pages, spells the order otherwise, fails now and then, or gives its last page behind the end', async () => {
    for (const fault of ['cap=13', 'order-spelling=orderby', 'flaky=5', 'last-repeats', 'end-refused']) {
      const remote = await client({ sessions: 1_200 }, fault);
      const whole = await sync(remote, true);
      const again = await sync(remote);
      expect(again, fault).toMatchObject({ status: 'complete', basis: 'refresh', sessions: 1_200, new: 0, changed: 0, gone: 0 });
      expect(again.requests, fault).toBeLessThanOrEqual(whole.requests / 4);
    }
  });

  it.each(['rest', 'sqlrace', 'influx'] as const)('asks for sessions that stay live for ever all at once (%s)', async (generation) => {
    const remote = await client({ generation, sessions: 6_000 });
    const how = { server, connection, pageSize: 200 };
    const whole = await createSync({ store, log: silent })(how, remote);
    const live = (await remote.live(connection)).sessions;
    expect(live.length).toBeGreaterThan(9);
    const again = await createSync({ store, log: silent })(how, remote);
    expect(again).toMatchObject({ status: 'complete', basis: 'refresh', snapshot: 1, new: 0, changed: 0 });
    expect(again.requests).toBeLessThanOrEqual(whole.requests / 4);
    const mute: Remote = { ...remote, live: () => Promise.reject(new Failure('not-found')) };
    const looked = await createSync({ store, log: silent })(how, mute);
    expect(looked).toMatchObject({ status: 'complete', snapshot: 1, new: 0, changed: 0, gone: 0 });
  });

  it('adds what was recorded since, as a full read would have', async () => {
    const remote = await client({}, 'grow=200');
    await sync(remote);
    const [before] = await store.snapshots(server, connection);
    await grown(remote, 3);
    const result = await sync(remote);
    expect(result).toMatchObject({
      status: 'complete',
      basis: 'refresh',
      snapshot: 2,
      sessions: sessions + 3,
      new: 3,
      changed: 0,
      gone: 0,
    });
    const [, after] = await store.snapshots(server, connection);
    expect(after).toMatchObject({ basis: 'refresh', fullAt: before?.takenAt, sessions: sessions + 3, new: 3 });
    expect(before).not.toHaveProperty('fullAt');
    const keys = await listed();
    expect(keys).toEqual(await onServer(remote));
    await grown(remote, 1);
    const whole = await sync(remote, true);
    expect(whole).toMatchObject({ status: 'complete', snapshot: 3, new: 1, changed: 0, gone: 0 });
    expect((await listed()).slice(1)).toEqual(keys);
  });

  it('begins once more where a session is recorded while it looks', async () => {
    const remote = await client({}, 'grow=200');
    await sync(remote);
    await grown(remote, 1);
    let asked = 0;
    const moving: Remote = {
      ...remote,
      sessionsPage: async (...args) => {
        asked += 1;
        if (asked === 4) await grown(remote, 1);
        return remote.sessionsPage(...args);
      },
    };
    expect(await sync(moving)).toMatchObject({ status: 'complete', basis: 'refresh', sessions: sessions + 2, new: 2 });
    expect(await listed()).toEqual(await onServer(remote));
  });

  it('leaves nothing behind when it is cancelled', async () => {
    const remote = await client();
    await sync(remote);
    const cancelled = new AbortController();
    const leaving: Remote = {
      ...remote,
      sessionsPage: async (...args) => {
        const page = await remote.sessionsPage(...args);
        if (args[1] > 0) cancelled.abort();
        return page;
      },
    };
    const run = createSync({ store, log: silent })({ server, connection, pageSize }, leaving, { signal: cancelled.signal });
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(await store.snapshots(server, connection)).toHaveLength(1);
    expect(await sync(remote)).toMatchObject({ basis: 'refresh', snapshot: 1, new: 0 });
  });
});

describe('the whole list is read, and it is said why,', () => {
  it.each([
    ['no-order', 'does not give the latest sessions first'],
    ['shuffle', 'does not give the latest sessions first'],
    ['no-paging', 'longer pages than it is asked for'],
    ['change=1', 'that was closed is not as it was'],
  ])('of a server with %s', async (fault, why) => {
    const remote = await client({}, fault);
    await sync(remote);
    const result = await sync(remote);
    expect(result).toMatchObject({ status: 'complete', sessions, gone: 0 });
    expect(result).not.toHaveProperty('basis');
    expect(result.note).toContain(why);
    expect(result.changed > 0).toBe(fault.startsWith('change'));
  });

  it.each([
    ['delete=10', { new: 0, gone: expect.any(Number) as number }],
    ['insert=10', { new: expect.any(Number) as number, gone: 0 }],
  ])('where sessions come or go in the middle (%s)', async (fault, counts) => {
    const remote = await client({}, fault);
    const first = await sync(remote);
    const result = await sync(remote);
    expect(result).toMatchObject({ status: 'complete', ...counts });
    expect(result.new + result.gone).toBeGreaterThan(0);
    expect(result.sessions).toBe(first.sessions + result.new - result.gone);
    expect(result.note).toContain('read in full');
  });

  it('where it is asked for, where the last full read is long ago, and where the newest snapshot is partial', async () => {
    const remote = await client();
    await sync(remote);
    const asked = await sync(remote, true);
    expect(asked.requests).toBeGreaterThan(sessions / pageSize);
    expect(asked).not.toHaveProperty('note');
    const due = await sync(remote, false, { now: () => Date.now() + 25 * 60 * 60 * 1000 });
    expect(due.requests).toBeGreaterThan(sessions / pageSize);
    expect(due.note).toContain('long ago');
    expect(await sync(remote, false, { fullEvery: 48 * 60 * 60 * 1000 })).toMatchObject({ basis: 'refresh' });

    const failing = await client({}, 'delete=1');
    const partial = await sync(failing, true);
    expect(partial.status).toBe('partial');
    const after = await sync(remote);
    expect(after).toMatchObject({ status: 'complete', sessions });
    if (partial.snapshot > 1) expect(after.note).toContain('partial');
  });
});
