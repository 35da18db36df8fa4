/** The store as a whole, and a damaged one, as the window shows them. */
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { Fake } from '../api/fake.ts';
import { mounted, seasoned, withLayout } from '../api/mounted.ts';

withLayout();

const usage = {
  bytes: 3_000_000,
  estimated: true,
  servers: [
    {
      ...{ server: 'http://track-pc:8011 demo', name: 'Track PC', hidden: false, bytes: 2_000_000 },
      connections: [{ connection: 'Season2017', snapshots: 30, sessions: 1003, bytes: 2_000_000 }],
    },
    { server: 'http://old', name: 'http://old', hidden: true, bytes: 900_000, connections: [] },
  ],
};
async function opened(): Promise<{ fake: Fake; dialog: HTMLElement }> {
  const fake = seasoned(1003);
  fake.history.usage = usage;
  await mounted(fake);
  screen.getByRole('button', { name: 'Storage' }).click();
  const dialog = await screen.findByRole('dialog', { name: 'Storage' });
  await within(dialog).findByText('3.0 MB');
  return { fake, dialog };
}
/** Presses a button once it can be pressed. */
async function press(inside: HTMLElement, name: string): Promise<void> {
  const button = await within(inside).findByRole('button', { name });
  await waitFor(() => expect(button.hasAttribute('disabled')).toBe(false));
  button.click();
}
const said = (dialog: HTMLElement, pattern: RegExp): Promise<void> =>
  waitFor(() => expect(within(dialog).getByRole('status').textContent).toMatch(pattern));

describe('storage', () => {
  it('tells what it costs, by server and connection, those removed from the tree too', async () => {
    const { dialog } = await opened();
    const rows = within(dialog)
      .getAllByRole('row')
      .map(({ textContent }) => textContent);
    expect(rows[2]).toMatch(/Season2017\s*30\s*1,003\s*2.0 MB/);
    expect(rows[3]).toMatch(/http:\/\/old\s· removed from the tree/);
  });

  it('says what thinning frees, thins, and brings it back', async () => {
    const { fake, dialog } = await opened();
    expect(dialog.textContent).toMatch(/Thinning takes away 1 snapshot of 30 snapshots, and frees about 1.2 MB/);
    await press(dialog, 'Thin');
    await said(dialog, /1 snapshot thinned\. This can be undone today/);
    const box = (): HTMLInputElement => within(dialog).getByRole('checkbox', { name: /^Thin by itself/ });
    await waitFor(() => expect(box().disabled).toBe(false));
    await fireEvent.click(box());
    await said(dialog, /thinned by themselves from now on/);
    expect(box().checked).toBe(true);
    await press(dialog, 'Undo thinning');
    await said(dialog, /1 snapshot brought back/);
    expect(fake.history.thinned).toBe(0);
  });

  it('asks before it forgets, says what goes, and forgets only then', async () => {
    const { fake, dialog } = await opened();
    await press(dialog, 'Forget Season2017 of Track PC');
    await waitFor(() => expect(dialog.textContent).toMatch(/30 snapshots with 1,003 sessions.*This cannot be undone/s));
    expect(document.activeElement?.textContent).toBe('Keep it');
    await press(dialog, 'Keep it');
    await waitFor(() => expect(within(dialog).getByRole('table')).toBeTruthy());
    expect(fake.calls.some(([method]) => method === 'store.forget')).toBe(false);
    await press(dialog, 'Forget Season2017 of Track PC');
    await press(dialog, 'Forget for good');
    await said(dialog, /Forgotten: 4 snapshots with 1,003 sessions/);
    expect(fake.calls).toContainEqual(['store.forget', 'http://track-pc:8011 demo', 'Season2017']);
  });

  it('compacts, backs up and checks', async () => {
    const { fake, dialog } = await opened();
    await press(dialog, 'Compact');
    await said(dialog, /Compacted from 3.0 MB to 1.8 MB/);
    await press(dialog, 'Back up…');
    await said(dialog, /Backed up and checked: \/data\/backup.paddock.db/);
    await press(dialog, 'Check');
    await said(dialog, /Everything that is saved is as it was saved/);
    fake.history.problems = [{ code: 'content', message: 'Season2017 of Track PC: snapshot 3 is not what was saved.' }];
    fake.history.offer = { kept: [{ server: 'Track PC', connection: 'Season2017', snapshots: [1, 2] }], lost: [] };
    await press(dialog, 'Check');
    await within(dialog).findByText(/snapshot 3 is not what was saved/);
    await within(dialog).findByText('Will be kept: 2 snapshots');
  });
});

describe('a damaged store', () => {
  it('is told at start with what will be kept and what not; salvaging says where the damaged file is', async () => {
    const fake = seasoned(1003);
    fake.notices = [{ code: 'store-damaged', message: 'The file with the snapshots is damaged.' }];
    fake.history.offer = {
      kept: [{ server: 'Track PC', connection: 'Season2017', snapshots: [1, 2], sessions: 1003 }],
      lost: [{ server: 'Track PC', connection: 'Season2017', snapshots: [3] }],
    };
    await mounted(fake);
    const notice = await screen.findByRole('alert');
    await within(notice).findByText('Will be kept: 2 snapshots');
    expect(notice.textContent).toMatch(/2 snapshots, the newest with\s+1,003 sessions.*Cannot be kept: 1 snapshot/s);
    await press(notice, 'Salvage what is sound');
    await screen.findByText(/Salvaged\. The damaged file was put aside: \/data\/store\/paddock\.damaged/);
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });
});
