import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { violations } from './axe.ts';
import { BottomPage } from './pages/bottom.ts';
import { expect, test } from './paddock.ts';

const sessions = 60;

test('keeping offline is paused, outlives a kill, and goes on to its end once one is signed in', async ({ launch, demo, userData }) => {
  test.setTimeout(180_000);
  const server = await demo(['--sessions', String(sessions), '--connections', '1', '--fault', 'delay=150']);
  const first = await launch();
  await first.window.add('Track', server.url);
  await first.window.open('Season2017');
  await expect(first.window.origin).toContainText('Live');
  await first.window.rows.first().click();
  await first.window.page.keyboard.press('Control+a');
  await first.window.button(`Keep ${sessions} offline`).click();
  const bottom = new BottomPage(first.window.page);
  await bottom.opener('Activity').click();
  const entry = bottom.entries.filter({ hasText: 'Keeping offline' });

  await test.step('it stands in the activity and is paused there', async () => {
    await expect(entry).toContainText('Running');
    await expect(entry.getByRole('progressbar')).toHaveAttribute('aria-valuetext', /\d+ of 60/);
    await entry.getByRole('button', { name: 'Pause: Keeping offline Season2017' }).click();
    await expect(entry).toContainText('Paused');
    await expect(first.window.list.getByText('Keeping offline, paused', { exact: true })).toBeVisible();
    expect(await violations(first.window.page)).toEqual([]);
    await expect.poll(() => readFileSync(join(userData, 'keeping.json'), 'utf8')).toContain('"paused": true');
  });

  await test.step('after a kill it is paused still, and asks for nothing', async () => {
    await killed(first.app);
    const { app, window } = await launch();
    const panel = new BottomPage(window.page);
    await expect(panel.opener('Activity')).toContainText('1 paused');
    await expect(window.page.getByRole('dialog')).toHaveCount(0);
    await window.signIn('Track', 'demo');
    const again = panel.entries.filter({ hasText: 'Keeping offline' });
    await again.getByRole('button', { name: 'Go on: Keeping offline Season2017' }).click();
    await expect(again).toContainText('Running');
    await expect.poll(() => readFileSync(join(userData, 'keeping.json'), 'utf8')).toContain('"paused": false');
    await killed(app);
  });

  await test.step('killed while it ran, it goes on by itself', async () => {
    const { window } = await launch();
    const panel = new BottomPage(window.page);
    await expect(window.rows.first()).toBeVisible();
    await window.signIn('Track', 'demo');
    const last = panel.entries.filter({ hasText: 'Keeping offline' });
    await expect(last).toContainText('Done', { timeout: 60_000 });
    await expect(last).toContainText(/Of 60 sessions: \d+ kept, \d+ kept before\./);
    await expect.poll(() => readFileSync(join(userData, 'keeping.json'), 'utf8')).not.toContain('Season2017');
    await window.filter.fill('kept:');
    await expect(window.grid).toHaveAttribute('aria-rowcount', String(sessions + 1));
  });
});

async function killed(app: ElectronApplication): Promise<void> {
  const gone = once(app.process(), 'exit');
  app.process().kill('SIGKILL');
  await gone;
}
