/** Signing in to the demo server through the real client: tokens that rotate and run out, accounts that may not, clocks apart. */
import { afterEach, describe, expect, it } from 'vitest';
import { parseFault, startDemo, type DemoOptions, type DemoServer } from '../../main/demo/index.ts';
import { silent } from '../../main/log.ts';
import { connect } from '../../main/remote/connect.ts';
import type { ConnectDependencies, Remote } from '../../main/remote/remote.ts';

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
