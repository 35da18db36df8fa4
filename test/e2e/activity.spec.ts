import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { violations } from './axe.ts';
import { BottomPage } from './pages/bottom.ts';
import { choosing, expect, test } from './paddock.ts';

test('a read is paused, goes on, and tells what it found; one that is cancelled can be continued', async ({ launch, demo }) => {
  test.slow();
  const server = await demo(['--sessions', '30000', '--connections', '1', '--fault', 'delay=250']);
  const { window } = await launch();
  const bottom = new BottomPage(window.page);
  await window.add('Track', server.url);
  await window.item('Season2017').click();
  await expect(bottom.opener('Activity')).toContainText('1 running');
  await bottom.opener('Activity').click();
  const entry = bottom.entries.filter({ hasText: 'Season2017' });
  await entry.getByRole('button', { name: 'Pause: Reading Season2017' }).click();
  await expect(entry).toContainText('Paused');
  await expect(bottom.opener('Activity')).toContainText('1 paused');
  expect(await violations(window.page)).toEqual([]);
  await entry.getByRole('button', { name: 'Go on: Reading Season2017' }).click();
  await expect(entry).toContainText('Running');
  await expect(entry).toContainText('Done', { timeout: 60_000 });
  await expect(entry).toContainText(/30,000 new; 30,000 sessions\.[\s\S]*requests/);
  await expect(bottom.opener('Activity')).not.toContainText('running');

  await window.page.keyboard.press('Shift+F5');
  const again = bottom.entries.first();
  await again.getByRole('button', { name: 'Pause: Reading Season2017' }).click();
  await again.getByRole('button', { name: 'Cancel: Reading Season2017' }).click();
  await expect(again).toContainText('Cancelled');
  await window.button('Clear what has ended').click();
  await expect(window.page.getByText('Nothing has run since Paddock was started.')).toBeVisible();
});

test('the taskbar shows how far it is, and one notification tells the end where the window is behind', async ({ launch, demo, stage }) => {
  const server = await demo(['--sessions', '200', '--connections', '1']);
  const { app, window } = await launch();
  await window.add('Track', server.url);
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');
  await recording(app);
  await choosing(app, join(stage.folder('out'), 'season.csv'));
  await window.page.keyboard.press('Control+e');
  await window.page.getByRole('dialog', { name: 'Export sessions' }).getByRole('button', { name: 'Choose file…' }).click();
  await expect(window.page.getByText(/^Exported 200 sessions/)).toBeVisible();
  await expect.poll(() => recorded(app)).toMatchObject({ last: -1, notes: ['The export is written: season.csv: 200 sessions written'] });
  expect((await recorded(app)).bars).toBeGreaterThan(1);
});

test('a click on the notification brings the window back, and the list that was read', async ({ launch, demo }) => {
  test.slow();
  const server = await demo(['--sessions', '20', '--fault', 'delay=100']);
  const { app, window } = await launch();
  await window.add('Track', server.url);
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');
  await recording(app);
  await window.rows.first().click();
  await window.page.keyboard.press('Control+a');
  await window.button('Keep 20 offline').click();
  await window.item('Live Session Cache').click();
  await expect(window.item('Live Session Cache')).toHaveAttribute('aria-current', 'true');
  await expect
    .poll(async () => (await recorded(app)).notes, { timeout: 60_000 })
    .toEqual([expect.stringMatching(/^The sessions are kept offline: Season2017: Of 20 sessions: 20 kept/)]);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  await app.evaluate(() => (globalThis as unknown as { recorded: { last?: Electron.Notification } }).recorded.last?.emit('click'));
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())).toBe(true);
  await expect(window.item('Season2017')).toHaveAttribute('aria-current', 'true');
});

interface Recorded {
  readonly bars: number;
  readonly last: number | undefined;
  readonly notes: readonly string[];
}

/** Puts the window behind, and keeps what it shows outside itself from now on. */
const recording = (app: ElectronApplication): Promise<void> =>
  app.evaluate(({ BrowserWindow, Notification }) => {
    const kept: { bars: number[]; notes: string[]; last?: Electron.Notification } = { bars: [], notes: [] };
    Object.assign(globalThis, { recorded: kept });
    const [window] = BrowserWindow.getAllWindows();
    if (!window) throw new Error('There is no window.');
    window.isFocused = () => false;
    window.setProgressBar = (value) => void kept.bars.push(value);
    Notification.isSupported = () => true;
    Notification.prototype.show = function (this: Electron.Notification) {
      kept.notes.push(`${this.title}: ${this.body.replace(/ \(.*/, '')}`);
      kept.last = this;
    };
  });

const recorded = (app: ElectronApplication): Promise<Recorded> =>
  app.evaluate(() => {
    const { bars, notes } = (globalThis as unknown as { recorded: { bars: number[]; notes: string[] } }).recorded;
    return { bars: bars.length, last: bars.at(-1), notes };
  });
