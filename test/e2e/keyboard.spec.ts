import type { Page } from '@playwright/test';
import { focusMark, whereabouts } from './pages/focus.ts';
import { expect, test } from './paddock.ts';
import { list, served } from './states/state.ts';

/** Presses Tab until the place of that name has the keyboard. */
async function tabTo(page: Page, place: string): Promise<void> {
  for (let pressed = 0; (await whereabouts(page)) !== place; pressed += 1) {
    if (pressed > 30) throw new Error(`Tab does not lead to “${place}”.`);
    await page.keyboard.press('Tab');
  }
}

const seen = (page: Page): Promise<void> => expect.poll(() => focusMark(page), 'the focus is seen').toBe('outline');

test('the whole job by keyboard, the focus seen at each step', async ({ launch }) => {
  const { window } = await launch();
  const { page } = window;
  const { keyboard } = page;
  await expect(window.button('Try the demo server')).toBeVisible();

  await tabTo(page, 'Try the demo server');
  await seen(page);
  await keyboard.press('Enter');
  await expect(window.item('Demo server')).toBeFocused();
  await keyboard.press('ArrowDown');
  await expect(window.item('Season2017')).toBeFocused();
  await seen(page);
  await keyboard.press('Enter');
  await expect(window.origin).toContainText('Live');

  await keyboard.press('Control+f');
  await expect(window.filter).toBeFocused();
  await seen(page);
  await keyboard.type('sessionType:Race');
  await expect(window.origin).toContainText(/\d+ of 1,000 sessions/);

  await tabTo(page, 'Sessions');
  const selected = window.rows.and(page.locator('[aria-selected=true]'));
  await expect(selected).toHaveAttribute('aria-rowindex', '2');
  await seen(page);
  await keyboard.press('ArrowUp');
  await expect(window.grid).toHaveAttribute('aria-activedescendant', /^column-/);
  await seen(page);
  await keyboard.press('ArrowRight');
  await keyboard.press('Enter');
  await expect(window.header('Identifier')).toHaveAttribute('aria-sort', 'ascending');
  await keyboard.press('ArrowDown');
  await keyboard.press('Control+Home');
  await expect(selected).toHaveAttribute('aria-rowindex', '2');
  await seen(page);

  await keyboard.press('Enter');
  await expect(window.tab('Details')).toBeFocused();
  await seen(page);
  await keyboard.press('ArrowRight');
  await expect(window.tab('Laps')).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('region', { name: /^Session \S/ })).toContainText(/Lap|laps/);
  await keyboard.press('Escape');
  await expect(window.grid).toBeFocused();
  await seen(page);
  await expect(selected).toHaveAttribute('aria-rowindex', '2');
});

test('each dialog takes the focus, shows it, and gives it back', async ({ launch, demo, atEnd }) => {
  const { window } = await served({ launch, demo, atEnd });
  const { page } = window;
  const { keyboard } = page;

  const fromTree = ['Server report…', 'Edit…', 'Sign out…', 'Remove…'];
  for (const choice of fromTree) {
    await window.item('Track PC').focus();
    await keyboard.press('Shift+F10');
    await expect(page.getByRole('menu')).toBeVisible();
    await page.getByRole('menuitem', { name: choice, exact: true }).focus();
    await keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await expect(dialog, choice).toBeVisible();
    await expect(dialog.locator(':focus'), choice).toHaveCount(1);
    await keyboard.press('Escape');
    await expect(dialog, choice).toBeHidden();
    await expect(window.item('Track PC'), choice).toBeFocused();
    await seen(page);
  }

  await window.rows.first().click();
  for (const key of ['Control+Shift+m', 'Control+n', 'Control+e']) {
    await window.grid.focus();
    await keyboard.press(key);
    const dialog = page.getByRole('dialog');
    await expect(dialog, key).toBeVisible();
    await expect(dialog.locator(':focus'), key).toHaveCount(1);
    await keyboard.press('Escape');
    await expect(dialog, key).toBeHidden();
    await expect(window.grid, key).toBeFocused();
  }

  await keyboard.press('Shift+F10');
  await expect(page.getByRole('menu')).toBeVisible();
  await keyboard.press('Escape');
  await expect(window.grid).toBeFocused();
});

test('what happens is announced politely, once, and not in the middle of it', async ({ launch, demo, atEnd }) => {
  const window = await list({ launch, demo, atEnd });
  const { page } = window;
  const regions = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('[role=status], [role=log], [aria-live]')].map(
        (region) => region.getAttribute('aria-live') ?? 'polite',
      ),
    );
  // An assertive one would cut off whatever is being read.
  expect(await regions()).not.toContain('assertive');
  expect(await regions()).toContain('polite');
  const polite = page.locator('[aria-live=polite]');
  await expect(polite.filter({ hasText: 'Season2017: live' })).toHaveCount(1);
  await window.filter.fill('sessionType:Race');
  await expect(window.origin).toContainText(/\d+ of 1,000 sessions/);
  const found = /\d+ of 1,000/.exec(await window.origin.innerText())?.[0] ?? '';
  await expect(polite.filter({ hasText: found })).toHaveCount(1);
});
