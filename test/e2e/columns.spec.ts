import { ListPage } from './pages/list.ts';
import { expect, test } from './paddock.ts';

test('columns and groups: chosen, moved, sized, and there again after a restart', async ({ launch, demo }) => {
  test.setTimeout(240_000);
  const server = await demo(['--sessions', '1003']);
  const { window, close } = await launch();
  const { page } = window;
  const { keyboard } = page;
  const list = new ListPage(window);
  await window.add('Track PC', server.url);
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');

  await test.step('an edge is dragged, and a header', async () => {
    const type = window.header('Type');
    const before = await type.boundingBox();
    if (!before) throw new Error('no header');
    await page.mouse.move(before.x + before.width, before.y + 12);
    await page.mouse.down();
    await page.mouse.move(before.x + before.width + 60, before.y + 12, { steps: 4 });
    await page.mouse.up();
    await expect.poll(async () => Math.round((await type.boundingBox())?.width ?? 0)).toBe(Math.round(before.width + 60));
    await window.header('Identifier').dragTo(window.header('Recorded'), { targetPosition: { x: 4, y: 12 } });
    await expect.poll(async () => (await list.columns()).slice(0, 2)).toEqual(['Identifier', 'Recorded']);
    await expect(window.header('Identifier')).toHaveAttribute('aria-sort', 'none');
  });

  await test.step('chosen in the dialog; wider than the list, header and rows scroll together', async () => {
    await keyboard.press('Control+Shift+L');
    for (const name of ['Start', 'End', 'Time zone', 'Key', 'Id'])
      await list.columnsDialog.getByRole('checkbox', { name, exact: true }).check();
    await list.columnsDialog.getByRole('button', { name: 'Done' }).click();
    await window.grid.evaluate((grid) => (grid.scrollLeft = 10_000));
    const header = await window.header('Key').boundingBox();
    const cell = await window.rows
      .first()
      .getByRole('gridcell')
      .nth((await list.columns()).indexOf('Key'))
      .boundingBox();
    expect(cell?.x).toBeCloseTo(header?.x ?? -1, 0);
    expect(await window.grid.evaluate((grid) => grid.scrollLeft)).toBeGreaterThan(0);
  });

  await test.step('groups close and open by keys', async () => {
    await list.groupBy('By day');
    await expect(list.groups.first()).toContainText('Mon 23 Oct 2017');
    await window.grid.focus();
    await keyboard.press('Control+Home');
    await keyboard.press('ArrowLeft');
    await expect(list.closedGroups).toHaveCount(1);
    await keyboard.press('ArrowRight');
    await expect(list.closedGroups).toHaveCount(0);
    await list.groupBy('By race weekend');
    await expect(list.groups.first()).toContainText(/(Weekend|Weekdays) /);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.emulateMedia({ colorScheme: null });
    await list.groupBy('Close all groups');
    await expect(window.rows).toHaveCount(0);
    await list.groupBy('By circuit');
    await expect(list.groups.first()).toBeVisible();
  });

  await test.step('a double-click on an edge fits the column to what it shows', async () => {
    await window.grid.evaluate((grid) => (grid.scrollLeft = 0));
    const type = window.header('Type');
    const before = await type.boundingBox();
    if (!before) throw new Error('no header');
    await page.mouse.dblclick(before.x + before.width, before.y + 12);
    await expect.poll(async () => (await type.boundingBox())?.width ?? 999).toBeLessThan(before.width - 60);
  });

  await close();
  const again = await launch();
  const list2 = new ListPage(again.window);
  await expect(list2.groups.first()).toBeVisible();
  expect((await list2.columns()).slice(0, 2)).toEqual(['Identifier', 'Recorded']);
  expect(await list2.columns()).toContain('Key');
});
