import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { violations } from './axe.ts';
import { choosing, expect, test } from './paddock.ts';

test('says what it is, what it runs on and whose work it contains', async ({ launch }) => {
  test.slow();
  const { app, window } = await launch();
  const { page } = window;
  await window.button('Try the demo server').waitFor();
  // It is made once the window is seen.
  await expect.poll(() => app.evaluate(({ Menu }) => Menu.getApplicationMenu() !== null)).toBe(true);
  await app.evaluate(({ Menu }) => {
    const find = (items: readonly Electron.MenuItem[]): Electron.MenuItem | undefined =>
      items.find(({ label }) => label.replace('&', '') === 'About Paddock') ??
      items.map(({ submenu }) => submenu && find(submenu.items)).find(Boolean);
    find(Menu.getApplicationMenu()?.items ?? [])?.click();
  });
  const about = window.dialog('About Paddock');
  await expect(about).toContainText('Paddock 0.1.0');
  for (const name of ['Electron', 'Chromium', 'Node', 'SQLite', 'System']) {
    await expect(about.getByRole('term').filter({ hasText: name })).toBeVisible();
  }
  await expect(about.getByRole('definition').nth(3)).toHaveText(/^3\.\d+/);
  expect(await violations(page)).toEqual([]);

  await about.getByRole('button', { name: 'Licences' }).click();
  const licences = window.dialog('Licences');
  for (const bundled of ['svelte', 'got', 'valibot', '@fontsource-variable/inter', '@lucide/svelte', '@photostructure/sqlite']) {
    await expect(licences.getByText(bundled, { exact: true })).toBeVisible();
  }
  await licences.getByRole('searchbox', { name: 'Find a licence' }).fill('fontsource');
  await licences.getByText('@fontsource-variable/inter', { exact: true }).click();
  await expect(licences.getByText('SIL OPEN FONT LICENSE').first()).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await licences.getByRole('button', { name: 'Close' }).click();
  await expect(licences).toBeHidden();
});

test('diagnostics are seen whole before they are saved, without names unless asked, never with a password', async ({
  launch,
  demo,
  stage,
  paddock,
}) => {
  const server = await demo(['--sessions', '60', '--user', 'Ada', '--password', 'hunter2-planted']);
  test.slow();
  const { app, window, close } = await launch();
  await window.add('Würth Factory', server.url, { user: 'Ada', password: 'hunter2-planted' });
  await window.open('Season2017');
  // It is made once the window is seen.
  await expect.poll(() => app.evaluate(({ Menu }) => Menu.getApplicationMenu() !== null)).toBe(true);
  await app.evaluate(({ Menu }) => {
    const find = (items: readonly Electron.MenuItem[]): Electron.MenuItem | undefined =>
      items.find(({ label }) => label.replace('&', '').startsWith('Diagnostics')) ??
      items.map(({ submenu }) => submenu && find(submenu.items)).find(Boolean);
    find(Menu.getApplicationMenu()?.items ?? [])?.click();
  });
  const dialog = window.dialog('Diagnostics for support');
  const text = dialog.getByRole('textbox', { name: 'Diagnostics' });
  await expect(text).toHaveValue(/Server 1: /);
  const seen = await text.inputValue();
  for (const hidden of ['Würth', 'hunter2-planted', 'Season2017']) expect(seen).not.toContain(hidden);
  expect(seen).toContain('sqlite: 3.');
  expect(await violations(window.page)).toEqual([]);
  const file = join(stage.folder('files'), 'paddock.txt');
  await choosing(app, file);
  await dialog.getByRole('button', { name: 'Save…' }).click();
  await expect(dialog.getByRole('status')).toContainText('Saved as');
  expect(readFileSync(file, 'utf8')).toBe(seen);
  await dialog.getByRole('checkbox', { name: 'With addresses and names' }).check();
  await expect(text).toHaveValue(/Würth Factory: /);
  expect(await text.inputValue()).not.toContain('hunter2-planted');
  await close();

  const { code, stdout } = await paddock(['diagnostics']);
  expect([code, stdout.includes('Server 1: ')]).toEqual([0, true]);
  expect(stdout).not.toMatch(/Würth|hunter2-planted/);
});
