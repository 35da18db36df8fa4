/** From live to saved and back by itself. */
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { Reach } from '../../preload/servers.ts';
import type { Fake } from '../api/fake.ts';
import { opened, seasoned, withLayout } from '../api/mounted.ts';
import { fakeServer, fakeSnapshot, offlineFailure } from '../api/season.ts';

withLayout();

const id = 'id-Track PC';
const live = (): Reach => ({ state: 'live', at: new Date().toISOString(), generation: 'rest' });
const offline = (retryAt?: string): Reach => ({
  state: 'offline',
  at: new Date().toISOString(),
  failure: offlineFailure,
  ...(retryAt !== undefined && { retryAt }),
});
const called = (fake: Fake, method: string): number => fake.calls.filter(([name]) => name === method).length;
const says = (pattern: RegExp): Promise<unknown> =>
  waitFor(() => expect(screen.getAllByRole('status').some((status) => pattern.test(status.textContent))).toBe(true));

describe('a server that goes and comes back', () => {
  it('is said to be asked again, and when', async () => {
    const fake = seasoned(1003);
    await opened(1003, fake);
    fake.reach(id, offline(new Date(Date.now() + 600_000).toISOString()));
    await says(/Offline, saved .*trying again in 10 min/);
    fake.reach(id, offline());
    await says(/Offline, saved (?!.*trying)/);
  });

  it('has its list read once by itself, without a click, and the selected row stays selected', async () => {
    const fake = seasoned(1003);
    const { bench } = await opened(1003, fake);
    bench.list.select(7);
    fake.reach(id, offline());
    await says(/Offline/);
    const before = { reads: called(fake, 'sync.run'), asked: called(fake, 'connections.refresh') };
    fake.reach(id, live());
    // News that change nothing, and the answers to what was asked, are no reason to ask again.
    fake.reach(id, live());
    await says(/Live/);
    await waitFor(() => expect(bench.list.opened?.snapshot?.number).toBe(2));
    expect(bench.list.selectedSession?.key).toBe('key-7');
    expect(called(fake, 'sync.run')).toBe(before.reads + 1);
    expect(called(fake, 'connections.refresh')).toBe(before.asked + 1);
  });

  it('is refreshed by F5, and its whole list read by Shift+F5', async () => {
    const fake = seasoned(1003);
    const { bench } = await opened(1003, fake);
    const runs = (): readonly unknown[] => fake.calls.filter(([name]) => name === 'sync.run').map(([, , ...rest]) => rest);
    await waitFor(() => expect(bench.reads.of({ serverId: id, connection: 'Season2017' })).toBeUndefined());
    const before = runs().length;
    await fireEvent.keyDown(window, { key: 'F5' });
    await waitFor(() => expect(runs()).toHaveLength(before + 1));
    await fireEvent.keyDown(window, { key: 'F5', shiftKey: true });
    await waitFor(() => expect(runs()).toHaveLength(before + 2));
    expect(runs().slice(-2)).toEqual([['Season2017'], ['Season2017', { full: true }]]);
  });

  it('goes on with a read that broke off', async () => {
    const fake = seasoned(400, { snapshot: fakeSnapshot(400, { status: 'partial', reason: 'The server went away.' }) });
    await opened(400, fake);
    await screen.findByText('Partial');
    fake.reach(id, offline());
    await says(/Offline/);
    fake.reach(id, live());
    await waitFor(() => expect(screen.queryByText('Partial')).toBeNull());
  });

  it.each([
    {
      about: 'is told once, where the read broke off by it',
      reason: `${offlineFailure.message} The list was not read to its end.`,
      retries: 0,
    },
    { about: 'is told beside another reason', reason: 'The disk is full.', retries: 1 },
  ])('why it is away $about', async ({ reason, retries }) => {
    const fake = seasoned(400, { snapshot: fakeSnapshot(400, { status: 'partial', reason }) });
    fake.reach(id, offline());
    await opened(400, fake);
    await says(/Offline/);
    await screen.findByRole('button', { name: 'Continue' });
    await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull());
    expect(screen.queryAllByRole('button', { name: 'Try again' })).toHaveLength(retries);
  });

  it('that nobody looks at is asked for its connections, and for no list', async () => {
    const fake = seasoned(1003);
    fake.servers.push({ server: fakeServer('Factory'), reach: offline(), connections: [{ name: 'Archive2016', sessions: 2 }] });
    await opened(1003, fake);
    const reads = called(fake, 'sync.run');
    fake.reach('id-Factory', live());
    await screen.findByRole('treeitem', { name: 'Factory, live' });
    await waitFor(() => expect(fake.calls).toContainEqual(['connections.refresh', 'id-Factory']));
    expect(called(fake, 'sync.run')).toBe(reads);
  });

  it('is live, and nothing more, where it was never away', async () => {
    const fake = seasoned(1003);
    await opened(1003, fake);
    await says(/Live/);
    const before = fake.calls.length;
    fake.reach(id, { state: 'asking' });
    fake.reach(id, live());
    await screen.findByRole('treeitem', { name: 'Track PC, live' });
    expect(fake.calls.slice(before)).toEqual([]);
  });
});

describe('a read that waits', () => {
  it('says why, in the line and aloud', async () => {
    const fake = seasoned(1003);
    fake.gate = new Promise(() => {});
    const { bench } = await opened(1003, fake);
    void bench.refresh();
    const numbers = { sessions: 200, pages: 1, requests: 1, bytes: 1, elapsed: 1 };
    const note = 'Waiting 12 s: the server asked us to.';
    fake.emit('sync.progress', { serverId: id, connection: 'Season2017', ...numbers, phase: 'waiting', note });
    expect((await screen.findByText(note)).getAttribute('aria-live')).toBe('polite');
    expect(screen.getByRole('progressbar').getAttribute('aria-valuetext')).toBe(note);
  });
});
