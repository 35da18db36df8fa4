/** How often a server in trouble is asked: few times, and never in a storm. With the usual limits and pauses unless said otherwise. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseFault, startDemo, type DemoServer } from '../../main/demo/index.ts';
import { asFailure } from '../../main/failure.ts';
import { silent } from '../../main/log.ts';
import { connect } from '../../main/remote/connect.ts';
import { openStore } from '../../main/store/client.ts';
import { createSync } from '../../main/sync/runner.ts';
import { startRecorder, type Heard, type Recorder } from '../fakes/recorder.ts';
import { startTcpProxy, type Network } from '../fakes/tcp-proxy.ts';
import { storeThread } from '../setup/threads.ts';

interface Asked {
  readonly faults?: readonly string[];
  readonly generation?: 'rest' | 'influx';
  readonly sessions?: number;
  readonly pageSize?: number;
  readonly seed?: number;
}

/** Ends with the test. */
async function serve({ faults = [], generation = 'rest', sessions = 1000, seed = 1 }: Asked): Promise<DemoServer> {
  const server = await startDemo({ port: 0, generation, sessions, seed, faults: faults.map(parseFault) });
  onTestFinished(() => server.close());
  return server;
}

/** A store and what syncs into it, kept for the test. @param hurry makes the pauses between tries so many times as short */
async function syncing(pageSize = 50, hurry = 1) {
  const folder = await mkdtemp(join(tmpdir(), 'paddock-budget-'));
  const store = await openStore({ folder, thread: storeThread, log: silent });
  onTestFinished(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });
  const sync = createSync({ store, log: silent, ...(hurry > 1 && { wait: (ms, signal) => sleep(ms / hurry, undefined, { signal }) }) });
  return async (url: string, identityUrl?: string) => {
    const generation = identityUrl === undefined ? 'rest' : 'influx';
    const target = { url, generation, ...(identityUrl !== undefined && { identityUrl }) } as const;
    const remote = await connect(target, { user: 'demo', password: 'demo' }, { log: silent });
    try {
      // Another port is the same server still.
      return await sync({ server: 'http://trackside', connection: 'Season2017', pageSize }, remote);
    } catch (thrown) {
      const { code, message } = asFailure(thrown);
      return { status: code, reason: message, sessions: 0 };
    } finally {
      remote.close();
    }
  };
}

async function counted(asked: Asked): Promise<{ readonly status: string; readonly reason?: string; readonly requests: number }> {
  const server = await serve(asked);
  const { status, reason } = await (await syncing(asked.pageSize))(server.url);
  return { status, requests: server.asked, ...(reason !== undefined && { reason }) };
}

describe('requests', () => {
  it('of a list at rest are at most three times its pages', async () => {
    const { status, requests } = await counted({ sessions: 5000 });
    expect(status).toBe('complete');
    expect(requests).toBeLessThanOrEqual(300);
  });

  it.each([1, 2, 3])('are at most 1.3 times as many where one in ten is answered with 503 (seed %i)', async (seed) => {
    const still = await counted({ sessions: 5000, seed });
    const flaky = await counted({ sessions: 5000, seed, faults: ['flaky=10'] });
    expect([still.status, flaky.status]).toEqual(['complete', 'complete']);
    expect(flaky.requests / still.requests).toBeLessThanOrEqual(1.3);
  });

  it('end after at most 20 where every page is answered with 503', async () => {
    const { status, requests, reason } = await counted({ faults: ['fail-pages=503'] });
    expect(status).toBe('server-error');
    expect(reason).toContain('503');
    expect(requests).toBeLessThanOrEqual(20);
  }, 90_000);

  it.each([
    ['seconds', ['fail-pages=503', 'retry-after=3600']],
    ['a date', ['fail-pages=503', 'retry-after-date=3600']],
    ['a date of a clock that is a day behind', ['fail-pages=429', 'retry-after-date=3600', 'clock=-86400']],
  ])('end at once where the server asks to wait an hour, in %s', async (_, faults) => {
    const { requests, reason } = await counted({ faults });
    expect(reason).toMatch(/60 minutes|1 hour/);
    expect(requests).toBeLessThanOrEqual(4);
  });
});

describe('a server that goes in the middle', () => {
  it('is asked again for the pages that were under way and one, not for what was read', async () => {
    const recorder = await startRecorder((await serve({ sessions: 3000, faults: ['delay=10'] })).url);
    onTestFinished(() => recorder.close());
    const proxy = await startTcpProxy(Number(new URL(recorder.url).port));
    onTestFinished(() => proxy.close());
    const sync = await syncing(50);
    const going = sync(proxy.url);
    await expect.poll(() => recorder.heard.length, { interval: 5, timeout: 20_000 }).toBeGreaterThan(35);
    await proxy.become({ is: 'closed' });
    const first = await going;
    expect(first.status).toBe('partial');
    expect(first.sessions).toBeGreaterThan(500);

    await proxy.become({ is: 'open' });
    const before = recorder.heard.length;
    expect(await sync(proxy.url)).toMatchObject({ status: 'complete', sessions: 3000 });
    const asked = recorder.heard.slice(before).map(({ url }) => new URL(url, recorder.url));
    const pages = asked
      .filter(({ searchParams }) => searchParams.get('pageSize') === '50')
      .map(({ searchParams }) => Number(searchParams.get('page')));
    // The last page that was read is read once more, and compared.
    const staged = first.sessions / 50;
    expect(Math.min(...pages)).toBe(staged - 1);
    expect(pages.filter((page) => page < 60)).toHaveLength(60 - staged + 1);
    // Where a list ends is not known before: as many as may be under way are asked for behind it.
    expect(pages.filter((page) => page >= 60).length).toBeLessThanOrEqual(16);
    expect(asked.length).toBeLessThanOrEqual(3 * 60);
  }, 60_000);

  const moments: readonly (readonly [string, Network | undefined])[] = [
    ['reset in the middle of a page', undefined],
    ['cut in order in the middle of a page', { is: 'cut', after: 4000, how: 'end' }],
    ['cut by a reset', { is: 'cut', after: 4000, how: 'reset' }],
  ];
  it.each(moments)(
    'for a moment is waited for: %s',
    async (_what, network) => {
      const server = await serve({ sessions: 3000, faults: ['delay=10'] });
      const proxy = await startTcpProxy(Number(new URL(server.url).port));
      onTestFinished(() => proxy.close());
      const going = (await syncing(50))(proxy.url);
      await expect.poll(() => server.asked, { interval: 5, timeout: 20_000 }).toBeGreaterThan(20);
      const { taken } = proxy;
      if (network === undefined) proxy.reset();
      else await proxy.become(network);
      await expect.poll(() => proxy.taken, { interval: 5, timeout: 20_000 }).toBeGreaterThan(taken);
      await proxy.become({ is: 'open' });
      expect(await going).toMatchObject({ status: 'complete', sessions: 3000 });
    },
    60_000,
  );
});

describe('tokens that end after three requests', () => {
  const posted = (recorder: Recorder, grant: string): readonly Heard[] => recorder.heard.filter(({ form }) => form['grant_type'] === grant);

  async function read(...faults: readonly string[]): Promise<Recorder> {
    const server = await serve({ sessions: 1500, generation: 'influx', faults: ['expire-after=3', ...faults] });
    const identity = await startRecorder(server.identityUrl);
    onTestFinished(() => identity.close());
    expect(await (await syncing(50))(server.url, identity.url)).toMatchObject({ status: 'complete', sessions: 1500 });
    const sent = posted(identity, 'refresh_token').map(({ form }) => form['refresh_token']);
    expect(new Set(sent).size).toBe(sent.length);
    return identity;
  }

  it('are renewed by refresh tokens, each sent once, and the password is sent once', async () => {
    const identity = await read();
    expect(posted(identity, 'password')).toHaveLength(1);
    expect(posted(identity, 'refresh_token').length).toBeGreaterThanOrEqual(8);
  });

  it('are renewed by the password where the answer to a refresh is lost, which is not sent again', async () => {
    const identity = await read('refresh-lost=3');
    expect(posted(identity, 'password').length).toBeGreaterThan(1);
  });

  it('are renewed by the password where refresh tokens are refused, or not given', async () => {
    expect(posted(await read('refresh-refused'), 'password').length).toBeGreaterThan(1);
    const identity = await read('no-refresh');
    expect(posted(identity, 'refresh_token')).toEqual([]);
    expect(posted(identity, 'password').length).toBeGreaterThan(1);
  });
});

describe('redirects', () => {
  it.each([301, 302, 303, 307, 308])('by %i: another origin is sent nothing, whichever question is sent on', async (status) => {
    const other = await startRecorder();
    onTestFinished(() => other.close());
    const sync = await syncing(50, 20);
    const to = [other.url, other.url.replace('http://', 'http://127.0.0.1:80@')];
    for (const where of to) {
      for (const what of ['redirect', 'redirect-pages']) {
        const server = await serve({ faults: [`${what}=${status}`, `redirect-to=${where}`] });
        const { status: ended } = await sync(server.url).catch((thrown: unknown) => ({ status: asFailure(thrown).code }));
        expect(ended).toBe('not-this-api');
        expect(server.asked).toBeGreaterThan(0);
      }
    }
    expect(other.heard).toEqual([]);
  });

  it('within the origin are followed by what is read, and by no password', async () => {
    const server = await serve({ sessions: 300, faults: ['redirect-pages=302', 'redirect-to=same'] });
    expect(await (await syncing(50))(server.url)).toMatchObject({ status: 'complete', sessions: 300 });
    const signingIn = await serve({ faults: ['redirect=307', 'redirect-to=same'] });
    await expect((await syncing(50))(signingIn.url)).rejects.toMatchObject({ code: 'not-this-api' });
    expect(signingIn.asked).toBe(1);
  });
});
