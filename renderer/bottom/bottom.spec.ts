/** The foot of the window and its panel: what takes its time, and the requests. */
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { fakeActivity } from '../api/fake-activity.ts';
import { fakeRequest } from '../api/fake-requests.ts';
import { mounted, opened, seasoned, withLayout } from '../api/mounted.ts';
import { costOf, hasFailed, leftText, matches, pathOf, progressOf, statusText, summary } from './words.ts';

withLayout();

const press = (key: string, target: Element = document.body): Promise<boolean> => fireEvent.keyDown(target, { key, ctrlKey: key === 'j' });

describe('the panel', () => {
  it('is shown and hidden by its key, turns by arrows, and comes back as it was left', async () => {
    const fake = seasoned(10);
    fake.memory = { ...fake.memory, panel: { height: 333, tab: 'Requests', open: false } };
    const bench = await mounted(fake);
    expect(screen.queryByRole('tablist', { name: 'Panel' })).toBeNull();
    await press('j');
    const tab = await screen.findByRole('tab', { name: 'Requests', selected: true });
    expect(document.activeElement).toBe(tab);
    expect(bench.memory.panel).toEqual({ height: 333, tab: 'Requests', open: true });
    await press('ArrowRight', tab);
    const other = await screen.findByRole('tab', { name: 'Activity', selected: true });
    await waitFor(() => expect(document.activeElement).toBe(other));
    await press('Escape', other);
    expect(screen.queryByRole('tablist', { name: 'Panel' })).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Activity' }));
  });
});

describe('activity', () => {
  it('is told at the foot and listed with what can be done about it', async () => {
    const fake = seasoned(10);
    await mounted(fake);
    fake.emit('activity.changed', {
      items: [
        fakeActivity(3, { left: 12_400, rate: 200, requests: 4, bytes: 900_000 }),
        fakeActivity(2, { kind: 'export', title: 'spa.csv', pausable: false, done: 50, of: 100, left: 2_000 }),
        fakeActivity(1, { state: 'done', pausable: false, found: '12 new; 1,003 sessions.', requests: 14, bytes: 2_100_000, ms: 3_400 }),
      ],
    });
    (await screen.findByRole('button', { name: /^Activity 2 running · 45 % · about 15 s left$/ })).click();
    const list = await screen.findByRole('list', { name: 'Activity' });
    const [sync, written, ended] = within(list).getAllByRole('listitem');
    if (!sync || !written || !ended) throw new Error('Three are listed.');
    within(sync).getByText('400 of 1,000 sessions · 200/s · about 15 s left');
    expect(within(sync).getByRole('progressbar', { name: 'Reading Season2017' }).getAttribute('value')).toBe('0.4');
    within(sync).getByRole('button', { name: 'Pause: Reading Season2017' }).click();
    expect(fake.calls.at(-1)).toEqual(['activity.pause', 3]);
    const pause = within(written).getByRole('button', { name: /^Pause/ });
    expect(pause.getAttribute('aria-disabled')).toBe('true');
    pause.click();
    expect(fake.calls.at(-1)).toEqual(['activity.pause', 3]);
    within(written)
      .getByRole('button', { name: /^Cancel/ })
      .click();
    expect(fake.calls.at(-1)).toEqual(['activity.cancel', 2]);
    within(ended).getByText('12 new; 1,003 sessions.');
    within(ended).getByText(/^14 requests · 2\.1 MB · 3\.4 s/);
    screen.getByRole('button', { name: 'Clear what has ended' }).click();
    expect(fake.calls.at(-1)).toEqual(['activity.clear']);
  });
});

describe('what the open panel tells', () => {
  it('is not told a second time by the lines above the list', async () => {
    const { fake, bench } = await opened(10);
    const place = { serverId: 'id-Track PC', connection: 'Season2017' };
    fake.emit('sync.progress', {
      ...place,
      phase: 'reading',
      sessions: 4_000,
      expected: 10_000,
      pages: 4,
      requests: 4,
      bytes: 9,
      elapsed: 100,
    });
    fake.emit('keep.progress', { ...place, done: 3, of: 8, kept: 3, already: 0, failed: 0, elapsed: 10 });
    await screen.findByText(/^Reading: 4,000 of about 10,000 sessions/);
    await screen.findByText('Keeping offline: 3 of 8 sessions');
    await bench.panel.show('Activity');
    await screen.findByText('Reading…');
    await screen.findByText('Keeping offline');
    expect(screen.queryByText(/4,000 of about|3 of 8/)).toBeNull();
    expect(screen.getByRole('progressbar', { name: 'Reading sessions' }).getAttribute('aria-valuenow')).toBe('40');
    fake.emit('sync.progress', {
      ...{ ...place, phase: 'waiting', note: 'The server is busy.', sessions: 4_000, pages: 4, requests: 4, bytes: 9, elapsed: 100 },
    });
    await screen.findByText('The server is busy.');
    await bench.panel.show('Requests');
    await screen.findByText('Keeping offline: 3 of 8 sessions');
  });
});

describe('requests', () => {
  it('are followed while they are shown, filtered, and copied', async () => {
    const fake = seasoned(10);
    fake.requests.rows = [fakeRequest(1), fakeRequest(2, { status: 503 })];
    const bench = await mounted(fake);
    expect(fake.calls.some(([method]) => method === 'requests.watch')).toBe(false);
    screen.getByRole('button', { name: 'Requests' }).click();
    const grid = await screen.findByRole('grid', { name: 'Requests' });
    const rows = (): readonly string[] =>
      within(grid)
        .getAllByRole('row')
        .slice(1)
        .map(({ textContent }) => textContent);
    await waitFor(() => expect(rows()).toHaveLength(2));
    fake.emit('requests.added', { rows: [fakeRequest(3, { method: 'POST', url: 'http://track:8011/token', work: 'Sign-in' })] });
    await waitFor(() => expect(rows()[0]).toContain('/token'));
    screen.getByRole('checkbox', { name: 'Failed only' }).click();
    await waitFor(() => expect(rows()).toHaveLength(1));
    expect(rows()[0]).toContain('503');
    screen.getByRole('checkbox', { name: 'Failed only' }).click();
    await fireEvent.input(screen.getByRole('searchbox', { name: 'Filter requests' }), { target: { value: 'sign-in' } });
    await waitFor(() => expect(rows()).toHaveLength(1));
    await press('ArrowDown', grid);
    const details = await screen.findByRole('region', { name: 'Request' });
    within(details).getByRole('button', { name: 'Copy as cURL' }).click();
    await waitFor(() => expect(fake.calls).toContainEqual(['app.copy', 'curl 3']));
    await bench.panel.toggle('Requests');
    await waitFor(() => expect(fake.calls.at(-1)).toEqual(['requests.watch', false]));
  });
});

describe('words', () => {
  it('part an address before its last name, which is cut last', () => {
    const parts = (url: string): readonly string[] => pathOf(fakeRequest(1, { url }));
    expect(parts('http://pit:8011/api/v1/connections/A%2FB/sessions?page=0&of=a/b')).toEqual([
      '/api/v1/connections/A%2FB',
      '/sessions?page=0&of=a/b',
    ]);
    expect(parts('http://pit/token')).toEqual(['', '/token']);
    expect(parts('no address')).toEqual(['', 'no address']);
  });

  it('tell what is left as rough as it is known', () => {
    expect([1_000, 12_400, 59_000, 125_000, 7_300_000].map(leftText)).toEqual([
      ...['a few seconds left', 'about 15 s left', 'about 60 s left', 'about 2 min left', 'about 2 h left'],
    ]);
  });

  it('sum up what runs, and say nothing that they do not know', () => {
    expect(summary([])).toBe('');
    expect(summary([fakeActivity(1, { state: 'paused' })])).toBe('1 paused · 40 %');
    const { id, kind, title, state, done, sessions, startedAt, ms, pausable } = fakeActivity(2);
    const without = { id, kind, title, state, done, sessions, startedAt, ms, pausable };
    expect(summary([fakeActivity(1, { left: 9_000 }), without])).toBe('2 running');
    expect(progressOf({ ...without, note: 'Saving' })).toBe('Saving · 400 sessions');
    expect(costOf(fakeActivity(1))).toBe('2.0 s');
  });

  it('find a request by what is shown of it', () => {
    const { id, at, method, url, ms, bytes, attempt, work, accept, authorized } = fakeRequest(1);
    const row = { id, at, method, url, ms, bytes, attempt, work, accept, authorized };
    expect(matches(fakeRequest(1), 'season2017')).toBe(true);
    expect(matches(fakeRequest(1), '200')).toBe(true);
    expect(matches(fakeRequest(1), 'token')).toBe(false);
    expect(statusText({ ...row, failure: 'timed-out' })).toBe('Timed out');
    expect(statusText({ ...row, failure: 'bug' })).toBe('No answer');
    expect(hasFailed({ ...row, failure: 'timed-out' })).toBe(true);
    expect(hasFailed({ ...row, failure: 'cancelled' })).toBe(false);
  });
});
