import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './paddock.ts';

/** What axe finds wrong that is moderate or worse: its rule, and where. */
async function violations(page: Page): Promise<readonly string[]> {
  // Electron has no new blank page for axe's frames; legacy mode needs none.
  const { violations: found } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return found
    .filter(({ impact }) => impact !== 'minor')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing wrong in the first window, the dialog and a list (${colorScheme})`, async ({ launch }) => {
    const { window } = await launch();
    await window.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(window.button('Try the demo server')).toBeVisible();
    expect(await violations(window.page)).toEqual([]);

    await window.button('Add server').first().click();
    await expect(window.addServer.root).toBeVisible();
    expect(await violations(window.page)).toEqual([]);
    await window.page.keyboard.press('Escape');
    await expect(window.addServer.root).toBeHidden();

    await window.button('Try the demo server').click();
    await window.item('Season2017').click();
    await expect(window.rows.first()).toBeVisible();
    expect(await violations(window.page)).toEqual([]);
  });
}
