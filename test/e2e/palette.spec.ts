import { violations } from './axe.ts';
import { expect, test } from './paddock.ts';
import { PalettePage } from './pages/palette.ts';

test('the palette reaches actions and connections by few letters, says why something cannot be done, and gives the focus back', async ({
  launch,
  demo,
}) => {
  const server = await demo(['--sessions', '60']);
  const { window } = await launch();
  const { page } = window;
  const palette = new PalettePage(window);
  await window.add('Track PC', server.url);
  await window.item('Season2017').waitFor();
  await expect(window.item('Track PC')).toBeFocused();

  await palette.open();
  await expect(palette.field).toBeFocused();
  await expect(palette.option(/^Refresh/)).toContainText('F5');
  expect(await violations(page)).toEqual([]);

  // What cannot be done stands there, too, and says why.
  await palette.field.fill('export');
  await expect(palette.active).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Enter');
  await expect(palette.said).toHaveText('Choose a connection first.');
  await palette.field.fill('no action is called so');
  await expect(palette.said).toHaveText('Nothing fits');
  await expect(palette.option(/./)).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(palette.root).toBeHidden();
  await expect(window.item('Track PC')).toBeFocused();

  await palette.open();
  await palette.field.fill('s2017 track');
  await expect(palette.active).toContainText('Season2017');
  await expect(palette.field).toHaveAttribute('aria-activedescendant', (await palette.active.getAttribute('id')) ?? '');
  await page.keyboard.press('Enter');
  await expect(palette.root).toBeHidden();
  await expect(window.grid).toHaveAttribute('aria-rowcount', '61');

  // What was chosen last comes first; arrows go round.
  await palette.open();
  await expect(palette.active).toContainText('Season2017');
  await page.keyboard.press('ArrowUp');
  await expect(palette.option(/./).last()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(palette.active).toContainText('Season2017');
  await palette.field.fill('shortcuts');
  await page.keyboard.press('Enter');
  await expect(palette.shortcuts).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test('F1 lists the keys, of the tree and the list too, and finds them', async ({ launch }) => {
  const { window } = await launch();
  const { page } = window;
  const { shortcuts } = new PalettePage(window);
  await expect(window.button('Try the demo server')).toBeVisible();
  await window.button('Add server').focus();
  await page.keyboard.press('F1');
  const find = shortcuts.getByRole('searchbox', { name: 'Find a shortcut' });
  await expect(find).toBeFocused();
  await expect(shortcuts.getByRole('row', { name: /Command palette/ })).toContainText('Ctrl+K');
  await expect(shortcuts.getByRole('table', { name: 'In the tree' })).toContainText('Collapse, expand');
  await find.fill('ctrl+f');
  await expect(shortcuts.getByRole('row')).toHaveCount(await shortcuts.getByRole('row', { name: /Ctrl\+F|Ctrl\+Shift\+F/ }).count());
  await expect(shortcuts.getByRole('row', { name: /Filter sessions/ })).toBeVisible();
  await find.fill('no key does this');
  await expect(shortcuts.getByText('No shortcut is called so.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(shortcuts).toBeHidden();
  await expect(window.button('Add server')).toBeFocused();
});
