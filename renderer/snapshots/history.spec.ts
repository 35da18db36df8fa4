/** Older snapshots and what's new, as the window shows them. */
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { Fake } from '../api/fake.ts';
import { opened, seasoned, withLayout } from '../api/mounted.ts';
import { fakeSnapshot } from '../api/season.ts';

withLayout();

const yesterday = '2026-01-02T09:10:00.000Z';
const history = (looked?: number): Fake => {
  const fake = seasoned(1003, {
    snapshot: fakeSnapshot(1003, { number: 3, new: 5 }),
    earlier: [
      fakeSnapshot(990, { takenAt: '2026-01-01T09:10:00.000Z', status: 'partial', reason: 'The server went away.' }),
      fakeSnapshot(998, { number: 2, new: 8, takenAt: yesterday, name: 'Before the race', pinned: true }),
    ],
  });
  if (looked !== undefined) fake.history.looked.set('Season2017', looked);
  return fake;
};
const region = (name: string): Promise<HTMLElement> => screen.findByRole('region', { name });
const pick = async (): Promise<HTMLElement> => {
  (await screen.findByRole('button', { name: 'Snapshot shown: Now' })).click();
  return screen.findByRole('listbox', { name: /^Snapshots/ });
};

describe('the snapshot picker', () => {
  it('lists dated, named, pinned and partial ones, and shows one by the keyboard, read only, with the way back', async () => {
    const { fake, bench } = await opened(1003, history());
    const list = await pick();
    expect(document.activeElement).toBe(list);
    const names = within(list)
      .getAllByRole('option')
      .map((option) => option.getAttribute('aria-label'));
    expect(names[0]).toMatch(/^Now, .*1,003 sessions, 5 new$/);
    expect(names[1]).toMatch(/^Before the race, 2 Jan.*998 sessions, 8 new, pinned$/);
    expect(names[2]).toMatch(/990 sessions, partial$/);
    await fireEvent.keyDown(list, { key: 'ArrowDown' });
    await fireEvent.keyDown(list, { key: 'Enter' });
    const older = await region('Older snapshot');
    expect(older.textContent).toMatch(/As of 2 Jan.*Before the race.*read only/);
    await waitFor(() => expect(bench.list.opened?.total).toBe(998));
    expect(fake.calls.findLast(([method]) => method === 'sessions.open')?.[1]).toMatchObject({ snapshot: 2 });
    within(older).getByRole('button', { name: 'Back to now' }).click();
    await waitFor(() => expect(bench.list.opened?.total).toBe(1003));
    expect(screen.queryByRole('region', { name: 'Older snapshot' })).toBeNull();
  });

  it('leads back to now where the shown one was thinned meanwhile', async () => {
    const { fake, bench } = await opened(1003, history());
    await bench.history.turnTo(2);
    await region('Older snapshot');
    const connection = fake.history.connection('id-Track PC', 'Season2017');
    if (connection) connection.earlier = [];
    await bench.history.reread();
    const older = await region('Older snapshot');
    await waitFor(() => expect(older.textContent).toMatch(/not kept any more/));
    within(older).getByRole('button', { name: 'Back to now' }).click();
    await waitFor(() => expect(bench.list.opened?.total).toBe(1003));
  });

  it('pins and names in it', async () => {
    const { fake } = await opened(1003, history());
    const list = await pick();
    await fireEvent.keyDown(list, { key: 'End' });
    await fireEvent.keyDown(list, { key: 'p' });
    await waitFor(() => expect(fake.history.snapshots('id-Track PC', 'Season2017')[0]?.pinned).toBe(true));
    await fireEvent.keyDown(list, { key: 'F2' });
    const field = await screen.findByRole('textbox', { name: 'Name of the snapshot' });
    await fireEvent.input(field, { target: { value: 'Thursday' } });
    screen.getByRole('button', { name: 'Name' }).click();
    await within(list).findByRole('option', { name: /^Thursday, .*pinned$/ });
  });
});

describe('what’s new', () => {
  it('is counted since the list was last looked at, and F8 steps through it with what changed from and to', async () => {
    const { fake, bench } = await opened(1003, history(2));
    await screen.findByText(/^5 new since 2 Jan/);
    expect(fake.history.looked.get('Season2017')).toBe(3);
    await fireEvent.keyDown(document.body, { key: 'F8' });
    const news = await region('What’s new');
    await waitFor(() => expect(news.textContent).toMatch(/4 differences since/));
    expect(fake.calls.findLast(([method]) => method === 'sessions.open')?.[1]).toMatchObject({ since: 2 });
    await waitFor(() => expect(bench.list.selected).toBe(0));
    await fireEvent.keyDown(document.body, { key: 'F8' });
    await fireEvent.keyDown(document.body, { key: 'F8' });
    const said = await screen.findByRole('status', { name: 'Difference' });
    await waitFor(() => expect(said.textContent).toMatch(/has changed.*Laps\s*9\s*→\s*14.*Weather\s*nothing\s*→\s*rain/));
    await fireEvent.keyDown(document.body, { key: 'F8' });
    await waitFor(() => expect(said.textContent).toMatch(/is gone/));
    await fireEvent.keyDown(document.body, { key: 'F8' });
    expect(bench.list.selected).toBe(0);
    await fireEvent.keyDown(document.body, { key: 'F8', shiftKey: true });
    expect(bench.list.selected).toBe(3);
    await fireEvent.keyDown(document.body, { key: 'Escape' });
    await waitFor(() => expect(bench.list.opened?.total).toBe(1003));
  });

  it('tells when by the clock that is chosen', async () => {
    const fake = history(2);
    fake.settings = { ...fake.settings, timeZone: 'local' };
    vi.stubEnv('TZ', 'Asia/Tokyo');
    const { bench } = await opened(1003, fake);
    await screen.findByText(/^5 new since 2 Jan/);
    await fireEvent.keyDown(document.body, { key: 'F8' });
    await waitFor(() => expect(bench.list.selected).toBe(0));
    bench.list.select(2);
    const said = await screen.findByRole('status', { name: 'Difference' });
    await waitFor(() => expect(said.textContent).toMatch(/Recorded \(local\)\s*24 Oct 2017 06:00:00\s*→\s*24 Oct 2017 07:05:58/));
    const cell = screen.getAllByRole('gridcell').find(({ textContent }) => textContent.includes('→') && textContent.includes('2017'));
    expect(cell?.textContent).toMatch(/24 Oct 2017 06:00:00\s*→\s*24 Oct 2017 07:05:58/);
    vi.unstubAllEnvs();
  });

  it('counts what differs between the ends where several snapshots lie between', async () => {
    await opened(1003, history(1));
    await screen.findByText(/^4 different since 1 Jan/);
  });

  it('is compared between any two', async () => {
    const { fake } = await opened(1003, history(2));
    (await screen.findByRole('button', { name: 'What’s new' })).click();
    (await screen.findByRole('button', { name: /^Compare since: Before the race/ })).click();
    const list = await screen.findByRole('listbox', { name: /^Snapshots/ });
    await fireEvent.keyDown(list, { key: 'End' });
    await fireEvent.keyDown(list, { key: 'Enter' });
    await waitFor(() => expect(fake.calls.findLast(([method]) => method === 'sessions.open')?.[1]).toMatchObject({ since: 1 }));
    (await screen.findByRole('button', { name: 'Compare until: Now' })).click();
    const until = await screen.findByRole('listbox', { name: /^Snapshots/ });
    await fireEvent.keyDown(until, { key: 'ArrowDown' });
    await fireEvent.keyDown(until, { key: 'Enter' });
    await waitFor(() =>
      expect(fake.calls.findLast(([method]) => method === 'sessions.open')?.[1]).toMatchObject({ since: 1, snapshot: 2 }),
    );
  });

  it('is nothing in a list that was never looked at before', async () => {
    const fake = seasoned(1003);
    await opened(1003, fake);
    await waitFor(() => expect(fake.history.looked.get('Season2017')).toBe(1));
    expect(screen.queryByRole('button', { name: 'What’s new' })).toBeNull();
  });
});
