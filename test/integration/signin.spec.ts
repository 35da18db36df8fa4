/** Signing in through the real client: tokens that rotate and run out, accounts that may not, clocks apart, a refusal in mid-list. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseFault, startDemo, type DemoOptions, type DemoServer } from '../../main/demo/index.ts';
import { silent } from '../../main/log.ts';
import { connect } from '../../main/remote/connect.ts';
import type { ConnectDependencies, Remote } from '../../main/remote/remote.ts';
import { json, startServer } from '../../main/remote/spec-server.ts';
import { createSources } from '../../main/sources.ts';
import { openStore } from '../../main/store/client.ts';
import { createSync } from '../../main/sync/runner.ts';
import type { Server } from '../../preload/model.ts';
import { storeThread } from '../setup/threads.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function demo(options: DemoOptions, ...faults: readonly string[]): Promise<DemoServer> {
  const server = await startDemo({ port: 0, generation: 'influx', ...options, faults: faults.map(parseFault) });
  closing.push(() => server.close());
  return server;
}

async function signIn(server: DemoServer, more: Partial<ConnectDependencies> = {}, password = 'demo'): Promise<Remote> {
  const target = {
    url: server.url,
    generation: 'influx',
    ...(server.identityUrl !== undefined && { identityUrl: server.identityUrl }),
  } as const;
  const remote = await connect(target, { user: 'demo', password }, { log: silent, ...more });
  closing.push(() => remote.close());
  return remote;
}

/** So many pages, six at a time, and how many requests they cost besides their own. */
async function read(remote: Remote, server: DemoServer, pages: number): Promise<number> {
  const before = server.asked;
  for (let from = 0; from < pages; from += 6) {
    await Promise.all(Array.from({ length: 6 }, (_, at) => remote.sessionsPage('Season2017', from + at, 5)));
  }
  return server.asked - before - pages;
}

describe('tokens of the demo server', () => {
  it('that are good for three requests and rotate serve six at a time', async () => {
    const server = await demo({ sessions: 400 }, 'expire-after=3');
    const remote = await signIn(server);
    // Of the first six, three are refused and one renewal serves them. Each further six find a spent token: all are refused,
    // then three of them; two renewals.
    expect(await read(remote, server, 60)).toBeLessThanOrEqual(3 + 1 + 9 * (6 + 1 + 3 + 1));
  });

  it.each(['refresh-lost', 'refresh-lost=2', 'refresh-refused', 'no-refresh', 'refresh-kept'])('end no list with %s', async (fault) => {
    const server = await demo({ sessions: 400 }, 'expire-after=3', fault);
    const remote = await signIn(server);
    await expect(read(remote, server, 60)).resolves.toBeGreaterThan(0);
  });

  it.each([0, 86_400, -86_400])('are renewed before they run out, the server’s clock %d s apart', async (apart) => {
    const ours = { now: Date.parse('2017-10-23T12:00:00Z'), monotonic: 0 };
    const server = await demo({ now: () => ours.now }, `clock=${apart}`);
    const remote = await signIn(server, { now: () => ours.now, monotonic: () => ours.monotonic });
    const pass = (ms: number): void => {
      ours.now += ms;
      ours.monotonic += ms;
    };
    expect(await read(remote, server, 6)).toBe(0);
    pass(3_569_000);
    expect(await read(remote, server, 6)).toBe(0);
    pass(1_001);
    // One refresh; no page was refused.
    expect(await read(remote, server, 6)).toBe(1);
  });
});

describe('a refused sign-in', () => {
  it.each([
    ['expired', 'This account is not valid any more.'],
    ['not-yet', 'This account is not valid yet.'],
    ['disabled', 'This account is switched off on the server.'],
    ['locked', 'The server has locked this account.'],
  ])('of an account that is %s says so, in our words and the server’s', async (account, sentence) => {
    const server = await demo({}, `account=${account}`);
    const refused = signIn(server);
    await expect(refused).rejects.toMatchObject({ code: 'sign-in-refused', message: sentence });
    await expect(refused).rejects.toMatchObject({ more: { serverSaid: expect.stringContaining('The user account') as string } });
    const before = server.asked;
    await expect(signIn(server, {}, 'wrong')).rejects.toThrow('The server refused the user name or the password.');
    expect(server.asked - before).toBe(1);
  });
});

describe('a password that was changed while a list is read', () => {
  it('ends the read, says so, takes nothing away, and is sent once', async () => {
    let valid = true;
    const server = await startServer(({ path, query, form }, response) => {
      if (path === '/token' && form.has('password') && valid) json(response, { access_token: 'token', expires_in: 3_600 });
      else if (path === '/token') json(response, { error: 'invalid_grant' }, 400);
      else if (!valid) json(response, { Message: 'Authorization has been denied for this request.' }, 401);
      else if (path === '/api/connections') json(response, query.get('page') === '0' ? [{ FriendlyName: 'Season2017' }] : []);
      else {
        const page = Number(query.get('page'));
        if (page >= 8) valid = false;
        json(
          response,
          Array.from({ length: 20 }, (_, at) => ({ Key: `k${page}-${at}`, State: 2 })),
        );
      }
    });
    closing.push(() => server.stop());
    const folder = await mkdtemp(join(tmpdir(), 'paddock-signin-'));
    closing.push(() => rm(folder, { recursive: true }));
    const store = await openStore({ folder, thread: storeThread, log: silent });
    closing.push(() => store.close());
    const sources = createSources({
      servers: { password: () => Promise.resolve('kept') },
      ...{ store, connect, sync: createSync({ store, log: silent }), log: silent, now: Date.now },
      startDemo: () => Promise.reject(new Error('not part of this test')),
    });
    closing.push(() => sources.close());
    const track: Server = {
      ...{ id: 'track', name: 'Track', url: server.url, user: 'engineer', generation: 'rest' },
      ...{ readOnly: false, demo: false, password: 'kept' },
    };
    const result = await sources.sync(track, 'Season2017', { pageSize: 20 });
    expect(result).toMatchObject({ status: 'partial', reason: expect.stringContaining('refused the user name or the password') as string });
    expect(result.sessions).toBeGreaterThanOrEqual(40);
    expect(sources.reach(track.id)).toMatchObject({ state: 'refused' });
    expect((await sources.savedConnections(track)).connections[0]?.snapshot).toMatchObject({ sessions: result.sessions });
    for (let asked = 0; asked < 3; asked++) {
      await expect(sources.sync(track, 'Season2017')).rejects.toMatchObject({ code: 'sign-in-refused' });
    }
    expect(server.to('/token')).toHaveLength(2);
  });
});
