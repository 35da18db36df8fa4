import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { violations } from './axe.ts';
import { HistoryPage } from './pages/history.ts';
import { SearchDialog } from './pages/search.ts';
import { choosing, expect, test } from './paddock.ts';

test('a file of a colleague is opened at start, and read beside the servers; joined into the one that it came from', async ({
  launch,
  paddock,
  demo,
  stage,
  userData,
}) => {
  const server = await demo(['--sessions', '120']);
  const sender = stage.folder('sender');
  const files = stage.folder('files');
  const file = join(files, 'spa.paddock');
  const words = ['--server', server.url, '--user', 'demo', '--connection', 'Season2017'];
  const signIn = { input: 'demo\n', userData: sender };
  expect(await paddock(['sync', ...words, '--password-stdin', '--quiet'], signIn)).toMatchObject({ code: 0 });
  expect(await paddock(['export', ...words, '--to', file, '--with-address', '--quiet'], { userData: sender })).toMatchObject({ code: 0 });

  const { window } = await launch({ words: [file] });
  const { page } = window;
  await expect(window.tree.getByRole('treeitem', { level: 1 }).first()).toHaveAccessibleName(/file/i);
  await window.open('Season2017');
  await expect(window.grid).toHaveAttribute('aria-rowcount', '121');
  expect(await violations(page)).toEqual([]);
  const search = new SearchDialog(window);
  await search.open();
  await page.keyboard.type('qualifying');
  await expect(search.said).toContainText(/found in 1 of 1 list/);
  await expect(search.group('Season2017')).toContainText('From a file');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(search.root).toBeHidden();
  // Nothing is left of its examination, neither beside it nor in the folder of the application.
  expect(readdirSync(files)).toEqual(['spa.paddock']);
  expect(readdirSync(join(userData, 'quarantine'))).toEqual([]);
  const { servers } = JSON.parse((await paddock(['server', 'list', '--format', 'json'])).stdout) as { servers: readonly object[] };
  expect(servers).toMatchObject([{ readOnly: true }]);

  const own = await launch({ userData: stage.folder('own') });
  await own.window.add('Mine', server.url);
  await own.window.open('Season2017');
  await expect(own.window.origin).toContainText('Live');
  await choosing(own.app, file);
  await own.window.page.keyboard.press('Control+o');
  const dialog = own.window.dialog('Join the histories?');
  await dialog.getByRole('button', { name: 'Join into Mine' }).click();
  await expect(own.window.page.getByText(/Joined 1 snapshot .*into Mine/)).toBeVisible();
  const history = new HistoryPage(own.window);
  await history.shown('Now').click();
  await expect(history.snapshots).toHaveCount(2);
});

test('a file that is none is refused with a sentence', async ({ paddock, stage }) => {
  const file = join(stage.folder('files'), 'bad.paddock');
  writeFileSync(file, 'PK and nothing of ours');
  const refused = await paddock(['import', file]);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('ZIP');
});
