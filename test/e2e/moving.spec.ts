import { chownSync, existsSync, readdirSync, renameSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { violations } from './axe.ts';
import { command } from './command.ts';
import { startAndAnswer } from './pages/questions.ts';
import { SettingsDialog } from './pages/settings.ts';
import { choosing, expect, test } from './paddock.ts';
import { writePointer } from '../../main/relocation/pointer.ts';

test('the data moves to another folder at a new start, and is all there; a folder that is gone is told before anything', async ({
  launch,
  stage,
  demo,
}) => {
  test.slow();
  const server = await demo(['--sessions', '60']);
  const config = stage.folder('config');
  const target = join(stage.folder('other disk'), 'Paddock data');
  const old = join(config, 'Paddock');
  const asIs = { userData: null, env: { XDG_CONFIG_HOME: config } };

  const first = await launch(asIs);
  await first.window.add('Track PC', server.url);
  await first.window.open('Season2017');
  await expect(first.window.origin).toContainText('Live');
  const settings = new SettingsDialog(first.window);
  await settings.open();
  await choosing(first.app, config);
  await settings.root.getByRole('button', { name: 'Move…' }).click();
  await expect(settings.root.getByRole('alert')).toContainText('is not empty');
  await choosing(first.app, target);
  await settings.root.getByRole('button', { name: 'Move…' }).click();
  const dialog = first.window.dialog('Move the data');
  await expect(dialog).toContainText(target);
  await expect(dialog).toContainText('free there');
  expect(await violations(first.window.page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await settings.root.waitFor();
  await settings.root.getByRole('button', { name: 'Move…' }).click();
  // The process that starts anew would be none of this test's: the test starts it.
  await first.app.evaluate(({ app }) => {
    app.relaunch = () => undefined;
  });
  const ended = first.app.waitForEvent('close');
  await dialog.getByRole('button', { name: 'Move and start again' }).click();
  await ended;
  expect(existsSync(target)).toBe(false);

  // A start that only moves, and shows how far it is; the next one tells it.
  const moved = await startAndAnswer(stage, { response: 0, checkboxChecked: false }, asIs.env);
  expect(moved).toMatchObject({ code: 0, bar: 1, title: '100 % – Moving your data – Paddock' });
  expect(moved.args).not.toContain('--user-data-dir');
  expect(existsSync(target)).toBe(true);
  const second = await launch(asIs);
  const notice = second.window.page.getByRole('alert').filter({ hasText: `Your data lies in ${target} now.` });
  await expect(notice).toContainText('data-location.json');
  await expect(second.window.item('Track PC')).toBeVisible();
  await expect(second.window.rows.first()).toBeVisible();
  await expect(second.window.grid).toHaveAttribute('aria-rowcount', '61');
  expect(await second.app.evaluate(({ app }) => app.getPath('userData'))).toBe(target);
  expect(readdirSync(old)).toContain('store');
  await second.close();

  const third = await launch(asIs);
  await expect(third.window.rows.first()).toBeVisible();
  await expect(third.window.page.getByRole('alert')).toBeHidden();
  await third.close();

  const listed = await command(stage, ['server', 'list'], { env: { XDG_CONFIG_HOME: config } });
  expect(listed).toMatchObject({ code: 0, stdout: expect.stringContaining('Track PC') });
  renameSync(target, `${target} away`);
  const refused = await command(stage, ['server', 'list'], { env: { XDG_CONFIG_HOME: config } });
  expect(refused).toMatchObject({ code: 6, stderr: expect.stringContaining(`lies in ${target}, which is not there just now`) });
  expect(existsSync(target)).toBe(false);
});

test('a move that is stopped leaves the data where it was, and the next start tells it', async ({ launch, stage }) => {
  test.slow();
  const config = stage.folder('config');
  const home = join(config, 'Paddock');
  const target = join(stage.folder('other disk'), 'Paddock data');
  const env = { XDG_CONFIG_HOME: config };
  const words = ['server', 'add', 'Track PC', '--url', 'http://pit.example:8080', '--user', 'demo'];
  expect(await command(stage, words, { env })).toMatchObject({ code: 0 });
  // More than is moved before its window is there; at home it takes no room.
  const large = join(home, 'large');
  const asked = join(home, 'data-move.json');
  writeFileSync(large, '');
  truncateSync(large, 3_000_000_000);
  writePointer(asked, { id: 'the-move', folder: target, old: home });
  const { uid, gid } = statSync(home);
  for (const file of [large, asked]) chownSync(file, uid, gid);

  const stopped = await startAndAnswer(stage, { response: 0, checkboxChecked: false, stops: true }, env);
  expect(stopped).toMatchObject({ code: 0 });
  expect(stopped.bar ?? 0).toBeLessThan(1);
  expect(existsSync(target)).toBe(false);
  const { window } = await launch({ userData: null, env });
  await expect(window.page.getByRole('alert')).toContainText(`The data was not moved to ${target}. It was stopped.`);
  await expect(window.item('Track PC')).toBeVisible();
});
