import { violations } from './axe.ts';
import { BottomPage } from './pages/bottom.ts';
import { expect, test } from './paddock.ts';

test('the requests of a run are told with what they were for, filtered, copied, and hold no secret', async ({ launch, demo }) => {
  test.slow();
  const server = await demo(['--sessions', '50', '--password', 'hunter-22-x']);
  const { app, window } = await launch();
  await window.add('Track', server.url, { password: 'hunter-22-x' });
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');

  const bottom = new BottomPage(window.page);
  await window.page.keyboard.press('Control+j');
  await expect(bottom.tab('Activity')).toBeFocused();
  await window.page.keyboard.press('ArrowRight');
  await expect(bottom.tab('Requests')).toBeFocused();
  await expect(bottom.rows.filter({ hasText: 'Sign-in' }).first()).toContainText('POST');
  await expect(bottom.rows.filter({ hasText: /Sync of Season2017, page 1/ }).first()).toContainText('200');
  expect(await bottom.requests.textContent()).not.toContain('hunter-22-x');
  expect(await violations(window.page)).toEqual([]);

  await window.page.getByRole('searchbox', { name: 'Filter requests' }).fill('sign-in');
  await expect(bottom.rows).toHaveCount(1);
  await bottom.requests.focus();
  await window.page.keyboard.press('ArrowDown');
  await bottom.request.getByRole('button', { name: 'Copy as cURL' }).click();
  await expect(bottom.request).toContainText('Copied for a shell');
  const copied = await app.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toContain(`${server.url}/token`);
  expect(copied).toContain('$PADDOCK_PASSWORD');
  expect(copied).not.toContain('hunter-22-x');

  await bottom.requests.press('Escape');
  await expect(bottom.tabs).toHaveCount(0);
  await expect(bottom.opener('Requests')).toBeFocused();
});
