import { expect, test } from './paddock.ts';

test('sessions that are gone stay in the list, marked, until they are dismissed', async ({ launch, demo }) => {
  const before = await demo(['--sessions', '120']);
  const { window } = await launch();
  const { page } = window;
  await window.add('Track PC', before.url);
  await window.open('Season2017');
  await expect(window.origin).toContainText(/120 sessions.*Live/);
  // The same season without its three oldest sessions.
  await before.stop();
  await demo(['--sessions', '117', '--port', new URL(before.url).port]);

  const dismiss = window.list.getByRole('button', { name: /^Dismiss the \d+ gone$/ });
  await page.keyboard.press('Shift+F5');
  await expect(dismiss).toBeVisible();
  await expect(window.origin).toContainText(/117 sessions, 3 gone/);
  await expect(window.grid).toHaveAttribute('aria-rowcount', '121');
  await window.filter.fill('gone:');
  await expect(window.grid).toHaveAttribute('aria-rowcount', '4');
  await expect(window.rows.first()).toContainText('gone');
  await window.rows.first().click();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: /^Session \S/ })).toContainText('gone');
  await window.filter.fill('');
  await expect(window.grid).toHaveAttribute('aria-rowcount', '121');
  await dismiss.click();
  await expect(dismiss).toBeHidden();
  await expect(window.origin).not.toContainText('gone');
  await expect(window.grid).toHaveAttribute('aria-rowcount', '118');
});
