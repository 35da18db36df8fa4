import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { offlineFailure } from '../api/season.ts';
import { opened, withLayout } from '../api/mounted.ts';

withLayout();

const openAt = async (index: number, sessions = 1003): Promise<{ region: HTMLElement } & Awaited<ReturnType<typeof opened>>> => {
  const all = await opened(sessions);
  all.bench.list.select(index);
  await all.bench.openSelected();
  return { ...all, region: await screen.findByRole('region', { name: /^Session 1/ }) };
};

describe('an opened session', () => {
  it('has its tabs, and turns to the laps with the fastest one told by a word', async () => {
    const { region } = await openAt(1);
    expect(
      within(region)
        .getAllByRole('tab')
        .map((tab) => tab.textContent),
    ).toEqual(['Details', 'Laps', 'Parameters', 'Plot']);
    within(region).getByRole('tab', { name: 'Laps' }).click();
    const table = await within(region).findByRole('table', { name: 'Laps' });
    expect(within(table).getAllByRole('row')).toHaveLength(15);
    const [fastest, ...others] = within(table).getAllByText('Fastest');
    expect(others).toEqual([]);
    const row = fastest?.closest('tr');
    expect(row?.textContent).toContain('1:44.262');
    expect(within(row as HTMLElement).getByText('1:44.262').title).toBe('00:01:44.2620001');
  });

  it('says that a session has no laps', async () => {
    const { region } = await openAt(0);
    within(region).getByRole('tab', { name: 'Laps' }).click();
    await within(region).findByText('This session has no laps.');
  });

  it('says that parameters and plot come later, and keeps no control for them', async () => {
    const { region } = await openAt(1);
    within(region).getByRole('tab', { name: 'Plot' }).click();
    const panel = await within(region).findByRole('tabpanel', { name: 'Plot' });
    expect(panel.textContent).toContain('later version');
    expect(within(panel).queryAllByRole('button')).toEqual([]);
  });

  it('says live, or saved where the server is gone', async () => {
    const { region, fake, bench } = await openAt(1);
    await waitFor(() => expect(within(region).getByRole('status').textContent).toMatch(/Live,\s+\d+ s ago/));
    fake.reach('id-Track PC', { state: 'offline', at: new Date().toISOString(), failure: offlineFailure });
    await bench.session.refresh();
    await waitFor(() => expect(within(region).getByRole('status').textContent).toMatch(/Saved\s+\d+ s ago/));
  });
});
