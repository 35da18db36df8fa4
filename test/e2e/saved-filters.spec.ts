import { violations } from './axe.ts';
import { FilterBox } from './pages/filter.ts';
import { expect, test } from './paddock.ts';
import { list } from './states/state.ts';

test('a filter is saved under a name, opened from the tree, deleted and brought back', async ({ launch, demo }) => {
  test.setTimeout(120_000);
  const window = await list({ launch, demo, atEnd: () => undefined });
  const filter = new FilterBox(window);
  const saved = window.item('Races');
  const all = await window.grid.getAttribute('aria-rowcount');

  await filter.box.fill('type:Race');
  await expect(window.grid).not.toHaveAttribute('aria-rowcount', all ?? '');
  const races = await window.grid.getAttribute('aria-rowcount');
  await filter.save('Races');
  await expect(saved).toHaveAttribute('aria-level', '3');
  await expect(window.button('Saved as “Races”')).toBeVisible();
  expect(await violations(window.page)).toEqual([]);

  await test.step('a click in the tree shows it', async () => {
    await filter.box.fill('');
    await expect(window.grid).toHaveAttribute('aria-rowcount', all ?? '');
    await saved.click();
    await expect(filter.box).toHaveValue('type:Race');
    await expect(window.grid).toHaveAttribute('aria-rowcount', races ?? '');
  });

  await test.step('Delete takes it away, Ctrl+Z brings it back', async () => {
    await saved.press('Delete');
    await expect(saved).toHaveCount(0);
    await expect(window.page.getByText('The filter “Races” was deleted.')).toBeVisible();
    await window.page.keyboard.press('Control+z');
    await expect(saved).toBeVisible();
  });

  await test.step('it is renamed from its menu, and made one for any connection', async () => {
    await saved.click({ button: 'right' });
    await window.page.getByRole('menuitem', { name: 'Edit…' }).click();
    const dialog = window.dialog('Edit filter');
    await dialog.getByLabel('Name', { exact: true }).fill('Grands prix');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(window.item('Grands prix')).toBeVisible();
    await window.item('Grands prix').click({ button: 'right' });
    await window.page.getByRole('menuitem', { name: 'Edit…' }).click();
    await dialog.getByRole('radio', { name: 'Any connection' }).check({ force: true });
    expect(await violations(window.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(window.item('Any connection')).toHaveAttribute('aria-level', '1');
    await expect(window.item('Grands prix')).toHaveAttribute('aria-level', '2');
    expect(await violations(window.page)).toEqual([]);
  });

  await test.step('it filters another list, too', async () => {
    await filter.box.fill('');
    await window.open('Live Session Cache');
    await window.item('Grands prix').click();
    await expect(filter.box).toHaveValue('type:Race');
    await expect(window.item('Live Session Cache')).toHaveAttribute('aria-current', 'true');
    await expect(window.item('Grands prix')).toHaveAttribute('aria-current', 'true');
  });
});
