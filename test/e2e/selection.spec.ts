import { clipboardOf, SelectionPage } from './pages/selection.ts';
import { expect, test } from './paddock.ts';

test('many sessions are selected, copied, kept offline and compared, two of them side by side', async ({ launch, demo }) => {
  const server = await demo(['--sessions', '120']);
  const { window, app } = await launch();
  const { page } = window;
  const { keyboard } = page;
  const many = new SelectionPage(window);
  await window.add('Track PC', server.url);
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');

  await window.rows.nth(1).click();
  await window.rows
    .nth(3)
    .getByRole('gridcell')
    .nth(1)
    .click({ modifiers: ['Shift'] });
  await expect(many.selected).toHaveCount(3);
  await expect(many.said('3 selected')).toBeVisible();
  await keyboard.press('Control+c');
  await expect.poll(async () => (await clipboardOf(app)).split('\n').length).toBe(3);
  expect(await clipboardOf(app)).toMatch(/^\d{4}-\d\d-\d\dT[\d:]+\.\d{7}\t/);
  await keyboard.press('Control+Shift+c');
  await expect.poll(() => clipboardOf(app)).toBe((await window.identifiers())[3]);
  await many.choose(/^Copy/, 'As Python');
  await expect.poll(() => clipboardOf(app)).toContain(`BASE = "${server.url}/api`);
  expect(await clipboardOf(app)).not.toContain('Bearer ey');

  await keyboard.press('Control+s');
  await expect(many.said('Kept 3 sessions offline.')).toBeVisible();
  await expect(window.rows.nth(1).getByRole('img', { name: 'kept offline' })).toBeVisible();
  await keyboard.press('Control+s');
  await expect(many.said('3 were kept already.')).toBeVisible();

  await window.rows.nth(1).click();
  await window.rows.nth(2).click({ modifiers: ['ControlOrMeta'] });
  await server.stop();
  await keyboard.press('F7');
  await expect(many.comparison.getByRole('table', { name: 'Fields' })).toContainText('differs');
  await expect(many.comparison).toContainText('saved');
  await expect(many.comparison.getByRole('table', { name: 'Laps' })).toBeVisible();
  await many.comparison.getByRole('checkbox', { name: 'Only differences' }).check();
  await keyboard.press('Escape');
  await expect(many.comparison).toBeHidden();
  await expect(window.grid).toBeFocused();

  await keyboard.press('Control+a');
  await expect(many.said('120 selected')).toBeVisible();
  await window.filter.fill('kept:');
  await expect(window.grid).toHaveAttribute('aria-rowcount', '4');
});
