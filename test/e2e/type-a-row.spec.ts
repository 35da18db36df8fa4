import { expect, test } from './paddock.ts';

test('typing in the list goes to a session by how its identifier begins, in closed groups, too', async ({ launch, demo }) => {
  const server = await demo();
  const { window } = await launch();
  const { keyboard } = window.page;
  const selected = window.rows.and(window.page.locator('[aria-selected=true]'));
  await window.add('Track PC', server.url);
  await window.open('Season2017');
  await window.rows.first().click();
  await keyboard.press('Control+End');
  await expect(selected).toBeInViewport();
  const identifier = await selected.locator('[role=gridcell]:nth-child(2)').innerText();
  await keyboard.press('Control+Home');
  await expect(selected).toHaveAttribute('aria-rowindex', '2');

  await test.step('far down the list', async () => {
    await window.typeInList(identifier);
    await expect(selected).toContainText(identifier);
    await expect(selected).toBeInViewport();
    await expect(selected).toHaveCount(1);
  });

  await test.step('nothing begins so: that is said, and one stays', async () => {
    await keyboard.press('Shift+Tab');
    await keyboard.press('Tab');
    await expect(window.grid).toBeFocused();
    await keyboard.press('ArrowUp');
    await keyboard.press('ArrowDown');
    await window.typeInList('smkcl');
    await expect(window.status.filter({ hasText: 'No session’s identifier begins with “smkcl”.' })).toBeVisible();
    await expect(selected).toContainText(identifier);
    await expect(window.page.getByRole('dialog')).toHaveCount(0);
  });

  await test.step('a closed group that holds it is opened', async () => {
    const act = async (action: string): Promise<void> => {
      await keyboard.press('Control+k');
      await window.page.getByRole('combobox').fill(action);
      await keyboard.press('Enter');
    };
    await act('Group by day');
    await expect(window.grid.getByRole('button', { expanded: true }).first()).toBeVisible();
    await act('Close all groups');
    const closed = window.grid.getByRole('button', { expanded: false });
    await expect(closed.first()).toBeVisible();
    await window.grid.focus();
    await keyboard.press('Control+Home');
    await window.typeInList(identifier);
    await expect(selected).toContainText(identifier);
    await expect(selected).toBeInViewport();
  });
});
