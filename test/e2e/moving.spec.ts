import { existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { violations } from './axe.ts';
import { command } from './command.ts';
import { SettingsDialog } from './pages/settings.ts';
import { choosing, expect, test } from './paddock.ts';

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
