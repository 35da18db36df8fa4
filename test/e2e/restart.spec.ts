import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './paddock.ts';
import { secondStart } from './pages/links.ts';

test('the window opens as it was left: bounds, connection, order, filter, collapsed servers', async ({ launch, demo }) => {
  const [track, factory] = await Promise.all([demo(), demo(['--generation', 'sqlrace'])]);
  const first = await launch();
  await first.window.add('Factory', factory.url);
  await first.window.add('Track PC', track.url);
  await first.window.item('Factory').click();
  await expect(first.window.item('Factory')).toHaveAttribute('aria-expanded', 'false');
  await first.window.open('Season2017');
  await expect(first.window.origin).toContainText('Live');
  await first.window.header('Identifier').click();
  await first.window.filter.fill('sessionType:Race');
  await expect(first.window.origin).toContainText(/\d+ of 1,000 sessions/);
  await expect(first.window.header('Identifier')).toHaveAttribute('aria-sort', 'ascending');
  const rows = await first.window.identifiers();
  await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 60, width: 1010, height: 640 }));
  // The window system takes its time.
  const placed = () => first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
  await expect.poll(placed).toEqual({ x: 40, y: 60, width: 1010, height: 640 });
  await first.close();

  const second = await launch();
  const { window } = second;
  await expect(window.rows.first()).toBeVisible();
  expect(await window.identifiers()).toEqual(expect.arrayContaining(rows.slice(0, 10)));
  await expect(window.item('Season2017')).toHaveAttribute('aria-current', 'true');
  await expect(window.item('Factory')).toHaveAttribute('aria-expanded', 'false');
  await expect(window.item('Track PC')).toHaveAttribute('aria-expanded', 'true');
  await expect(window.filter).toHaveValue('sessionType:Race');
  await expect(window.header('Identifier')).toHaveAttribute('aria-sort', 'ascending');
  const bounds = await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
  expect(bounds).toEqual({ x: 40, y: 60, width: 1010, height: 640 });

  // Without a keychain the password lived for that run only: what is saved is shown, and the way on is one button.
  await expect(window.origin).toContainText('Saved');
  await window.list.getByRole('button', { name: 'Sign in' }).click();
  const dialog = window.page.getByRole('dialog', { name: 'Sign in to Track PC' });
  await dialog.getByLabel('Password').fill('wrong');
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(dialog.getByRole('alert')).toContainText('refused');
  await dialog.getByLabel('Password').fill('demo');
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(dialog).toBeHidden();
  await expect(window.origin).toContainText('Live');
});

test('a second start of a folder raises its window and ends well; another folder opens beside it', async ({ launch, stage, userData }) => {
  const first = await launch();
  await expect(first.window.button('Try the demo server')).toBeVisible();
  await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  const shown = () => first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()));
  await expect.poll(shown).toEqual([false]);
  expect(await secondStart(stage, userData)).toBe(0);
  await expect.poll(shown).toEqual([true]);

  const other = await launch({ userData: stage.folder('another') });
  await expect(other.window.button('Try the demo server')).toBeVisible();
  await expect(first.window.button('Try the demo server')).toBeVisible();
});

test('what the command line does while no window is open stands in the next one', async ({ launch, paddock, demo }) => {
  const server = await demo();
  const added = await paddock(['server', 'add', 'From a script', '--url', 'http://127.0.0.1:9', '--user', 'eve']);
  expect(added).toMatchObject({ code: 0 });
  const synced = await paddock(['sync', '--server', server.url, '--user', 'demo', '--password-stdin', '--quiet'], { input: 'demo\n' });
  expect(synced).toMatchObject({ code: 0 });
  const { window } = await launch();
  await expect(window.item('From a script')).toHaveAttribute('aria-expanded', 'true');
  await expect(window.item(server.url)).toHaveAttribute('aria-level', '1');
  await expect(window.item(server.url)).toHaveAttribute('aria-expanded', 'true');
  await expect(window.tree.getByRole('treeitem', { level: 1 })).toHaveCount(2);
  await window.open('Season2017');
  await expect(window.origin).toContainText(/Saved \d+ s ago/);
  await expect(window.grid).toHaveAttribute('aria-rowcount', '1001');
});

test('a server that is removed is out of sight, and its lists are there when it is added again', async ({ launch, demo }) => {
  const server = await demo();
  const { window } = await launch();
  const { page } = window;
  await window.add('Track PC', server.url);
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');
  await window.item('Track PC').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Remove…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove server' });
  await expect(dialog).toContainText('Track PC');
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(dialog).toBeHidden();
  await expect(window.button('Try the demo server')).toBeVisible();
  await expect(window.tree).toBeHidden();
  await window.add('Track PC again', server.url);
  await expect(window.item('Season2017')).toHaveAccessibleName(/1,000 sessions, saved/);
  await window.open('Season2017');
  await expect(window.grid).toHaveAttribute('aria-rowcount', '1001');
  await expect(window.tree.getByRole('treeitem', { level: 1 })).toHaveCount(1);
});

test('a window that is killed comes back where it was read: row, scroll position, opened session and its tab', async ({
  launch,
  demo,
  userData,
}) => {
  const server = await demo();
  const first = await launch();
  await first.window.add('Track PC', server.url);
  await first.window.open('Season2017');
  await expect(first.window.origin).toContainText('Live');
  const { page } = first.window;
  await first.window.rows.first().click();
  for (let pages = 0; pages < 12; pages += 1) await page.keyboard.press('PageDown');
  const selected = first.window.rows.and(page.locator('[aria-selected=true]'));
  const index = (await selected.getAttribute('aria-rowindex')) ?? '';
  expect(Number(index)).toBeGreaterThan(100);
  await page.keyboard.press('Enter');
  await first.window.tab('Laps').click();
  const name = (await page.getByRole('region', { name: /^Session \S/ }).getAttribute('aria-label')) ?? '';
  const scrolled = await first.window.grid.evaluate((grid) => grid.scrollTop);
  const memory = join(userData, 'window.json');
  await expect.poll(() => readFileSync(memory, 'utf8')).toContain('Laps');
  await expect.poll(() => readFileSync(memory, 'utf8')).toContain('"at"');
  const gone = once(first.app.process(), 'exit');
  first.app.process().kill('SIGKILL');
  await gone;

  const { window } = await launch();
  await expect(window.page.getByRole('region', { name, exact: true })).toBeVisible();
  await expect(window.tab('Laps')).toHaveAttribute('aria-selected', 'true');
  await expect(window.rows.and(window.page.locator('[aria-selected=true]'))).toHaveAttribute('aria-rowindex', index);
  await expect.poll(() => window.grid.evaluate((grid) => grid.scrollTop)).toBeCloseTo(scrolled, -1);
});
