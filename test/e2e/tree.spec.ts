import { violations } from './axe.ts';
import { expect, test } from './paddock.ts';
import { list } from './states/state.ts';

test('the tree: a starred connection first, finding one, and the menu of a connection', async ({ launch, demo }) => {
  test.setTimeout(120_000);
  const window = await list({ launch, demo, atEnd: () => undefined });
  const connections = window.tree.locator('[aria-level="2"]');
  const season = window.item('Season2017');
  const { page } = window;
  const last = connections.last();
  const name = (await last.getAttribute('aria-label'))?.split(',')[0] ?? '';

  await test.step('Ctrl+D stars a connection, which then stands first', async () => {
    await last.focus();
    await page.keyboard.press('Control+d');
    await expect(window.item(name)).toHaveAttribute('aria-posinset', '1');
    await expect(window.item(name)).toHaveAccessibleName(new RegExp(`^${name}, starred`));
  });

  await test.step('Ctrl+Shift+E finds by a part of the name, keeps the server, and says how many match', async () => {
    await page.keyboard.press('Control+Shift+E');
    const box = page.getByRole('textbox', { name: 'Find a connection' });
    await expect(box).toBeFocused();
    await box.fill('ason20');
    await expect(connections).toHaveCount(1);
    await expect(window.item('Demo server')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await box.press('Enter');
    await expect(season).toBeFocused();
    await box.press('Escape');
    await expect(box).toHaveCount(0);
    await expect(window.item(name)).toBeVisible();
  });

  await test.step('a connection tells how many sessions it has and how old they are', async () => {
    await expect(season).toHaveAccessibleName(/^Season2017, [\d,]+ sessions, saved /);
  });

  await test.step('what cannot be done is greyed, and says why', async () => {
    await window.item(name).click({ button: 'right' });
    const forget = page.getByRole('menuitem', { name: 'Forget what is saved…' });
    await expect(forget).toHaveAttribute('aria-disabled', 'true');
    await expect(forget).toHaveAccessibleDescription('Nothing of this connection is saved yet.');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(window.item(name)).toBeFocused();
  });
});
