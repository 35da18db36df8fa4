import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { Fake } from '../api/fake.ts';
import { mounted, opened, seasoned, withLayout } from '../api/mounted.ts';
import { fakeSnapshot } from '../api/season.ts';
import type { Workbench } from '../workbench.svelte.ts';

withLayout();

const rowOf = (grid: HTMLElement, index: number): HTMLElement => {
  const row = within(grid)
    .getAllByRole('row')
    .find((one) => one.getAttribute('aria-rowindex') === String(index + 2));
  if (!row) throw new Error(`Row ${index} is not there.`);
  return row;
};

/** A list that was looked at in full, of which a read then finds two gone. */
async function losing(): Promise<{ fake: Fake; bench: Workbench; grid: HTMLElement }> {
  const fake = seasoned(1003);
  const { bench, grid } = await opened(1003, fake);
  const [connection] = fake.servers[0]?.connections ?? [];
  if (!connection?.snapshot) throw new Error('Nothing was saved.');
  connection.earlier = [connection.snapshot];
  connection.sessions = 1001;
  connection.gone = { in: connection.snapshot.number + 1, places: [7, 9] };
  await bench.refresh();
  await waitFor(() => expect(bench.list.opened?.gone).toEqual({ found: 2, all: 2 }));
  return { fake, bench, grid };
}

describe('sessions that are gone', () => {
  it('stay in their places, marked and counted, until they are dismissed; what goes later stays then', async () => {
    const { fake, bench, grid } = await losing();
    expect(grid.getAttribute('aria-rowcount')).toBe('1004');
    within(rowOf(grid, 7)).getByText('gone');
    screen.getByText('1,001 sessions, 2 gone');
    (await screen.findByRole('button', { name: 'Dismiss the 2 gone' })).click();
    await waitFor(() => expect(grid.getAttribute('aria-rowcount')).toBe('1002'));
    expect(screen.queryByText(/gone/)).toBeNull();
    expect(bench.actions.unavailable('dismiss-gone')).toBe('No session of the list is gone.');
    const number = fake.history.snapshots('id-Track PC', 'Season2017').at(-1)?.number;
    expect(Object.values(bench.memory.seen ?? {})).toEqual([number]);
  });

  it('stay over a restart', async () => {
    const { fake, bench } = await losing();
    fake.memory = bench.memory;
    document.body.replaceChildren();
    const again = await mounted(fake);
    await waitFor(() => expect(again.list.opened?.gone?.all).toBe(2));
  });

  it('are opened as they were saved, and not kept offline any more', async () => {
    const { fake, bench, grid } = await losing();
    fake.reach('id-Track PC', {
      state: 'offline',
      at: new Date().toISOString(),
      failure: { code: 'unreachable', message: 'Nobody answers.' },
    });
    await fireEvent.mouseDown(rowOf(grid, 9), { button: 0 });
    expect(bench.actions.unavailable('keep-offline')).toBe('The server does not have this session any more.');
    await fireEvent.keyDown(grid, { key: 'Enter' });
    const region = await screen.findByRole('region', { name: /^Session / });
    within(region).getByText('gone');
  });
});

describe('several sessions of which some are gone', () => {
  it('are exported and kept offline without those, which is said', async () => {
    const { fake, bench, grid } = await losing();
    await fireEvent.mouseDown(rowOf(grid, 6), { button: 0 });
    await fireEvent.mouseDown(rowOf(grid, 8), { button: 0, shiftKey: true });
    bench.actions.perform('export-selected');
    const dialog = await screen.findByRole('dialog', { name: 'Export sessions' });
    within(dialog).getByText('The 2 selected sessions');
    within(dialog).getByText(/^1 gone session is left out\./);
    within(dialog).getByRole('button', { name: 'Cancel' }).click();
    bench.actions.perform('keep-offline');
    await screen.findByText('1 gone session is left out.');
    await waitFor(() => expect(fake.calls.findLast(([method]) => method === 'keep.run')?.[3]).toEqual(['key-6', 'key-8']));
  });

  it('are not even asked for where all are gone', async () => {
    const { fake, bench, grid } = await losing();
    await fireEvent.mouseDown(rowOf(grid, 7), { button: 0 });
    await fireEvent.mouseDown(rowOf(grid, 9), { button: 0, ctrlKey: true });
    bench.actions.perform('keep-offline');
    await screen.findByText('2 gone sessions are left out.');
    bench.actions.perform('export-selected');
    await screen.findByText('2 gone sessions are left out: nothing is exported.');
    expect(fake.calls.some(([method]) => method === 'keep.run')).toBe(false);
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

it('changes that are too many to mark are told as a number, until they are dismissed', async () => {
  const fake = seasoned(1003);
  const { bench } = await opened(1003, fake);
  const [connection] = fake.servers[0]?.connections ?? [];
  if (!connection) throw new Error('Nothing was saved.');
  connection.untold = 120_000;
  await bench.refresh();
  await screen.findByText(/120,000 changes since .*: too many to mark row by row\. What’s new compares the two lists\./);
  delete connection.untold;
  screen.getByRole('button', { name: 'Dismiss the 120,000 changes' }).click();
  await waitFor(() => expect(screen.queryByText(/too many to mark/)).toBeNull());
});

describe('live sessions first', () => {
  it('is so after a restart', async () => {
    const { fake, bench } = await opened(12);
    await bench.list.putLiveFirst(true);
    fake.memory = bench.memory;
    document.body.replaceChildren();
    const again = await mounted(fake);
    expect(again.list.liveFirst).toBe(true);
    const [, query] = fake.calls.findLast(([method]) => method === 'sessions.open') ?? [];
    expect(query).toMatchObject({ liveFirst: true });
  });
});

it('a list that was read again is asked with what was looked at before', async () => {
  const fake = seasoned(20, { snapshot: fakeSnapshot(20, { number: 3 }), earlier: [fakeSnapshot(18, { number: 2 })] });
  fake.history.looked.set('Season2017', 2);
  const { bench } = await opened(20, fake);
  await waitFor(() => expect(bench.history.snapshots).toHaveLength(2));
  await bench.list.refresh();
  const [, query] = fake.calls.findLast(([method]) => method === 'sessions.open') ?? [];
  expect(query).toMatchObject({ news: { since: 2, goneSince: 3 } });
});
