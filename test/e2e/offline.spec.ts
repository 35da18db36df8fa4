import { existsSync } from 'node:fs';
import { constants, getPriority } from 'node:os';
import { command } from './command.ts';
import { keychain } from './keychain.ts';
import { expect, test } from './paddock.ts';

const race = '171022140426';
const portOf = (url: string): string => new URL(url).port;

test('the next day on the plane: the same list, what was read of its sessions, and it says so', async ({ launch, demo, stage }) => {
  test.skip(process.platform !== 'linux', 'only Linux has a keychain that a test may open for itself');
  const server = await demo();
  const session = keychain(stage);
  const first = await launch(session);
  await first.window.add('Track PC', server.url);
  await first.window.open('Season2017');
  await expect(first.window.origin).toContainText('1,000 sessions');
  await expect(first.window.origin).toContainText('Live');
  await first.window.row(race).dblclick();
  await expect(first.window.session(race).getByRole('status')).toContainText('Live');
  await first.window.tab('Laps').click();
  const laps = await first.window.laps.innerText();
  await first.window.page.keyboard.press('Escape');
  const rows = await first.window.identifiers();
  await first.close();
  await server.stop();

  const { window } = await launch(session);
  await expect(window.rows.first()).toBeVisible();
  await expect(window.origin).toContainText(/Offline, saved \d+ (s|min) ago/);
  await expect(window.said('Nothing answers at this address')).toBeVisible();
  await expect(window.item('Track PC')).toHaveAccessibleName(/offline/);
  await expect(window.grid).toHaveAttribute('aria-rowcount', '1001');
  expect(await window.identifiers()).toEqual(rows);

  await window.row(race).dblclick();
  const opened = window.session(race);
  await expect(opened.getByRole('status')).toContainText('Saved');
  await expect(opened.getByRole('table', { name: 'Details' })).toContainText('Circuit');
  await window.tab('Laps').click();
  await expect(window.laps).toBeVisible();
  expect(await window.laps.innerText()).toBe(laps);
  await window.page.keyboard.press('Escape');

  await window.page.keyboard.press('ArrowDown');
  await window.page.keyboard.press('Enter');
  const never = window.page.getByRole('region', { name: /^Session \S/ });
  await expect(never).toContainText('The laps were never read');
  await window.tab('Details').click();
  await expect(never).toContainText('The details were never read');
  await expect(never.getByRole('table', { name: 'Session' })).toContainText('Recorded');

  await window.item('Live Session Cache').click();
  await expect(window.said('this list was never saved')).toBeVisible();
});

test('a network that goes while one reads takes nothing away, and what comes back is live again', async ({ launch, demo }) => {
  const server = await demo();
  const { window } = await launch();
  const { keyboard } = window.page;
  await window.add('Track PC', server.url);
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');
  const rows = await window.identifiers();

  await server.stop();
  await keyboard.press('F5');
  await expect(window.origin).toContainText('Offline, saved');
  await expect(window.said('Nothing answers at this address')).toBeVisible();
  expect(await window.identifiers()).toEqual(rows);
  await window.row(race).dblclick();
  await expect(window.session(race)).toContainText('The details were never read');
  await keyboard.press('Escape');

  await demo(['--port', portOf(server.url)]);
  await keyboard.press('F5');
  await expect(window.origin).toContainText('Live');
  await expect(window.item('Track PC')).toHaveAccessibleName(/live/);
  expect(await window.identifiers()).toEqual(rows);
});

test('a first read of a long list shows how far it is, can be cancelled, and goes on where it was', async ({ launch, demo }) => {
  const server = await demo(['--sessions', '4000', '--fault', 'cap=50', '--fault', 'delay=150']);
  const { window } = await launch();
  await window.add('Track PC', server.url);
  await window.item('Season2017').click();
  const progress = window.list.getByRole('progressbar', { name: 'Reading sessions' });
  await expect(progress).toHaveAttribute('aria-valuetext', /Reading: [\d,]+ sessions · [\d,]+ pages?/);
  await expect(window.rows.first()).toBeVisible();
  await expect(window.item('Season2017')).toHaveAccessibleName(/reading, [\d,]+ sessions?/);
  await window.list.getByRole('button', { name: 'Cancel' }).click();

  await expect(progress).toBeHidden();
  await expect(window.said('Partial')).toBeVisible();
  const kept = Number(await window.grid.getAttribute('aria-rowcount')) - 1;
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThan(4000);
  await window.list.getByRole('button', { name: 'Continue' }).click();
  await expect(progress).toBeVisible();
  await expect(window.grid).toHaveAttribute('aria-rowcount', '4001', { timeout: 40_000 });
  await expect(window.said('Partial')).toBeHidden();
  await expect(window.origin).toContainText('Live');
  await expect(window.origin).toContainText('4,000 sessions');
});

test('a server that goes in the middle of a first read leaves a part, and says why', async ({ launch, demo }) => {
  const server = await demo(['--sessions', '2000', '--fault', 'cap=50', '--fault', 'drop-after=20']);
  const { window } = await launch();
  await window.add('Track PC', server.url);
  await window.open('Season2017');
  await expect(window.said('Partial')).toBeVisible();
  await expect(window.origin).toContainText(/[\d,]+ sessions/);
  await expect(window.origin).toContainText('Offline, saved');
  expect(await window.rows.count()).toBeGreaterThan(10);

  await demo(['--sessions', '2000', '--port', portOf(server.url)]);
  await window.list
    .getByRole('button', { name: /Continue|Try again/ })
    .first()
    .click();
  await expect(window.grid).toHaveAttribute('aria-rowcount', '2001');
  await expect(window.said('Partial')).toBeHidden();
  await expect(window.origin).toContainText('Live');
});

test('a window that is closed in the middle of a first read goes on with it at the next start', async ({ launch, demo, stage }) => {
  test.skip(process.platform !== 'linux', 'only Linux has a keychain that a test may open for itself');
  const server = await demo(['--sessions', '5000', '--fault', 'cap=50', '--fault', 'delay=150']);
  const session = keychain(stage);
  const first = await launch(session);
  await first.window.add('Track PC', server.url);
  await first.window.open('Season2017');
  await expect(first.window.list.getByRole('progressbar')).toBeVisible();
  await first.close();

  const { window } = await launch(session);
  await expect(window.rows.first()).toBeVisible();
  await expect(window.item('Season2017')).toHaveAttribute('aria-current', 'true');
  const goOn = window.list.getByRole('button', { name: 'Continue' });
  const progress = window.list.getByRole('progressbar');
  await expect(goOn.or(progress)).toBeVisible();
  if (await goOn.isVisible()) await goOn.click();
  await expect(window.grid).toHaveAttribute('aria-rowcount', '5001', { timeout: 40_000 });
  await expect(window.said('Partial')).toBeHidden();
  await expect(window.origin).toContainText('Live');
});

test('tokens that expire are renewed without a word', async ({ launch, demo }) => {
  const server = await demo(['--fault', 'cap=50', '--fault', 'expire-after=4']);
  const { window } = await launch();
  await window.add('Track PC', server.url);
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');
  await expect(window.origin).toContainText('1,000 sessions');
  await window.page.keyboard.press('F5');
  await expect(window.list.getByRole('progressbar')).toBeVisible();
  await expect(window.list.getByRole('progressbar')).toBeHidden();
  await expect(window.origin).toContainText('Live');
  await expect(window.said('Partial')).toBeHidden();
  await expect(window.page.getByRole('dialog')).toBeHidden();
  await expect(window.button('Sign in')).toBeHidden();
});

test('a sync by command gives way to the window that somebody looks at', async ({ demo, stage }) => {
  test.skip(process.platform !== 'linux', 'where processes lie is known of Linux');
  const server = await demo(['--sessions', '50000']);
  const own = getPriority();
  let seen = own;
  let watching: NodeJS.Timeout | undefined;
  const words = ['--user-data-dir', stage.folder('data'), 'sync', '--server', server.url, '--user', 'demo', '--password-stdin'];
  const { code } = await command(stage, [...words, '--connection', 'Season2017'], {
    input: 'demo\n',
    onStart: (pid) => {
      watching = setInterval(() => {
        if (existsSync(`/proc/${pid}`)) seen = Math.max(seen, getPriority(pid));
      }, 20);
    },
  });
  clearInterval(watching);
  expect(code).toBe(0);
  expect(seen).toBe(Math.max(own, constants.priority.PRIORITY_BELOW_NORMAL));
});
