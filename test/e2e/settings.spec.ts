import { violations } from './axe.ts';
import { SettingsDialog } from './pages/settings.ts';
import { expect, test } from './paddock.ts';

test('settings show at once, are kept, and begin anew when told', async ({ launch, demo }) => {
  test.slow();
  const server = await demo(['--sessions', '60']);
  const { window, close } = await launch();
  const { page } = window;
  await window.add('Track PC', server.url);
  await window.open('Season2017');
  await window.rows.first().click();
  const settings = new SettingsDialog(window);
  await settings.open();

  await settings.choice('Theme', 'Dark').check({ force: true });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await settings.choice('Density', 'Comfortable').check({ force: true });
  const height = async (): Promise<number> =>
    (await settings.root.getByRole('button', { name: 'Close', exact: true }).boundingBox())?.height ?? 0;
  await expect.poll(height).toBeGreaterThanOrEqual(44);
  await settings.select('Refresh the list').selectOption('Every 5 minutes');
  await settings.select('Requests at once').selectOption('2');
  expect(await violations(page)).toEqual([]);

  await settings.choice('Proxy', 'This one').check({ force: true });
  const address = settings.root.getByRole('textbox', { name: 'Proxy address' });
  await address.fill('http://me:hunter2@proxy');
  await settings.root.getByRole('button', { name: 'Use it' }).click();
  await expect(settings.root.getByRole('alert')).toContainText('holds a user name or a password');
  await address.fill('proxy.team:3128');
  await settings.root.getByRole('button', { name: 'Use it' }).click();
  await expect(settings.root.getByRole('alert')).toBeHidden();
  await settings.close();
  await expect(window.grid).toBeFocused();
  await expect.poll(async () => (await window.item('Season2017').boundingBox())?.height).toBe(44);
  await close();

  const again = await launch();
  const kept = new SettingsDialog(again.window);
  await again.window.item('Track PC').waitFor();
  await kept.open();
  await expect(kept.choice('Theme', 'Dark')).toBeChecked();
  await expect(kept.choice('Density', 'Comfortable')).toBeChecked();
  await expect(kept.select('Refresh the list')).toHaveValue('5');
  await expect(kept.select('Requests at once')).toHaveValue('2');
  await expect(kept.root.getByRole('textbox', { name: 'Proxy address' })).toHaveValue(/^http:\/\/proxy\.team:3128/);
  await kept.root.getByRole('button', { name: 'Reset to first settings' }).click();
  await expect(kept.choice('Theme', 'As the system')).toBeChecked();
  await expect(kept.choice('Density', 'Compact')).toBeChecked();
  await expect(kept.choice('Proxy', 'As the system')).toBeChecked();
});

test('times are shown by the clock that is wanted, and the header says which', async ({ launch, demo }) => {
  const server = await demo(['--sessions', '60']);
  const { window } = await launch({ env: { TZ: 'Asia/Tokyo' } });
  await window.add('Track PC', server.url);
  await window.open('Season2017');
  const first = window.rows.first().getByRole('gridcell').first();
  const before = await first.innerText();
  const settings = new SettingsDialog(window);
  await settings.open();
  await settings.choice('Times shown', 'This computer').check({ force: true });
  await settings.close();
  await expect(window.header('Recorded (local)')).toBeVisible();
  await expect(first).not.toHaveText(before);
  await settings.open();
  await settings.choice('Times shown', 'At the circuit').check({ force: true });
  await settings.close();
  await expect(first).toHaveText(before);
});
