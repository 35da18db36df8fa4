import { violations } from './axe.ts';
import { SearchDialog } from './pages/search.ts';
import { expect, test } from './paddock.ts';

test('a search looks through everything saved, offline too, and leads to the session and to all of its list', async ({
  launch,
  demo,
  paddock,
}) => {
  // Seven programs are started, one after another.
  test.slow();
  const track = await demo(['--sessions', '300']);
  const factory = await demo(['--sessions', '80', '--seed', '9']);
  for (const [name, server] of [
    ['Track PC', track],
    ['Factory', factory],
  ] as const) {
    const words = ['server', 'add', name, '--url', server.url, '--user', 'demo', '--password-stdin'];
    expect(await paddock(words, { input: 'demo\n' })).toMatchObject({ code: 0 });
    const sync = ['sync', '--server', name, '--connection', 'Season2017', '--password-stdin', '--quiet'];
    expect(await paddock(sync, { input: 'demo\n' })).toMatchObject({ code: 0 });
  }
  await track.stop();
  await factory.stop();

  const { window } = await launch();
  const { page } = window;
  const search = new SearchDialog(window);
  await window.item('Factory').waitFor();
  await search.open();
  await expect(search.said).toContainText(/^380 sessions in 2 saved lists/);
  await page.keyboard.type('qualifying');
  await expect(search.said).toContainText(/found in 2 of 2 lists/);
  const first = search.group('Season2017').first();
  await expect(first).toContainText('Track PC');
  await expect(search.group('Season2017').nth(1)).toContainText('Factory');
  await expect(search.root).toContainText('Not searched, never read: Live Session Cache');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await violations(page), colorScheme).toEqual([]);
  }

  await page.keyboard.press('Control+ArrowDown');
  await page.keyboard.press('ArrowDown');
  const chosen = (await search.active.innerText()).match(/\d{12}/)?.[0] ?? '';
  await page.keyboard.press('Enter');
  await expect(search.root).toBeHidden();
  await expect(window.session(chosen)).toBeVisible();
  await expect(window.item('Season2017').nth(1)).toHaveAttribute('aria-current', 'true');
  await expect(window.rows.and(page.locator('[aria-selected=true]'))).toContainText(chosen);

  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Shift+F');
  await expect(search.field).toHaveValue('qualifying');
  const all = search
    .group('Season2017')
    .first()
    .getByRole('option', { name: /^Show all \d+ in this connection/ });
  const total = Number((await all.innerText()).match(/\d+/)?.[0]);
  await all.click();
  await expect(window.filter).toHaveValue('qualifying');
  await expect(window.grid).toHaveAttribute('aria-rowcount', String(total + 1));
  await expect(window.grid).toBeFocused();

  await window.button('Search everywhere').click();
  await search.field.fill('laps>');
  await expect(search.root.getByRole('alert')).toContainText('missing');
  await search.field.fill('nothing is called so');
  await expect(search.root).toContainText('No saved session matches');
  await page.keyboard.press('Escape');
  await expect(window.button('Search everywhere')).toBeFocused();
});
