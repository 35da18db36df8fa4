import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { violations } from './axe.ts';
import { choosing, expect, test } from './paddock.ts';

test('what is saved is exported, counted, backed up, checked and forgotten', async ({ launch, demo, stage }) => {
  const server = await demo(['--sessions', '120']);
  const { app, window } = await launch();
  const { page } = window;
  const folder = stage.folder('files');
  await window.add('Track PC', server.url);
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');
  await window.filter.fill('sessionType:Race');
  await expect(window.origin).toContainText(/\d+ of 120 sessions/);
  const shown = Number(await window.grid.getAttribute('aria-rowcount')) - 1;

  await choosing(app, join(folder, 'races.csv'));
  await window.list.getByRole('button', { name: 'Export' }).click();
  const dialog = window.dialog('Export sessions');
  await dialog.getByRole('radio', { name: /^CSV/ }).check();
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Choose file…' }).click();
  await expect(page.getByText(`Exported ${shown} sessions to`)).toBeVisible();
  expect(readFileSync(join(folder, 'races.csv'), 'utf8').trim().split('\r\n')).toHaveLength(shown + 1);

  await page.getByRole('button', { name: 'Storage', exact: true }).click();
  const storage = window.dialog('Storage');
  await expect(storage.getByRole('table')).toContainText('Season2017');
  await expect(storage).toContainText('No snapshot is old enough');
  await expect(storage.getByRole('button', { name: 'Undo thinning' })).toBeDisabled();
  await storage.getByRole('button', { name: 'Check' }).click();
  await expect(storage.getByRole('status')).toContainText('as it was saved');
  await choosing(app, join(folder, 'copy.db'));
  await storage.getByRole('button', { name: 'Back up…' }).click();
  await expect(storage.getByRole('status')).toContainText('Backed up and checked');
  const copy = new DatabaseSync(join(folder, 'copy.db'), { readOnly: true });
  expect(copy.prepare('SELECT count(*) AS n FROM session').get()).toEqual({ n: 120 });
  copy.close();
  expect(await violations(page)).toEqual([]);

  await storage.getByRole('button', { name: 'Forget Season2017 of Track PC' }).click();
  await expect(storage).toContainText('1 snapshot with 120 sessions');
  await storage.getByRole('button', { name: 'Forget for good' }).click();
  await expect(storage.getByRole('status')).toContainText('Forgotten');
  await expect(storage.getByRole('table')).not.toContainText('Season2017');
});

test('a damaged store tells what can be kept, and keeps it', async ({ launch, paddock, demo, userData }) => {
  const server = await demo(['--sessions', '120']);
  const words = ['sync', '--server', server.url, '--user', 'demo', '--password-stdin', '--quiet'];
  expect(await paddock(words, { input: 'demo\n' })).toMatchObject({ code: 0 });
  const file = openSync(join(userData, 'store', 'paddock.db'), 'r+');
  writeSync(file, Buffer.alloc(100), 0, 100, 0);
  closeSync(file);

  const { window } = await launch();
  const notice = window.page.getByRole('alert');
  await expect(notice).toContainText('The file with the snapshots is damaged');
  await expect(notice).toContainText('Will be kept');
  expect(await violations(window.page)).toEqual([]);
  await notice.getByRole('button', { name: 'Salvage what is sound' }).click();
  await expect(window.page.getByText(/Salvaged\. The damaged file was put aside: \S/)).toBeVisible();
  await expect(notice).toBeHidden();
  await window.open('Season2017');
  await expect(window.grid).toHaveAttribute('aria-rowcount', '121');
});
