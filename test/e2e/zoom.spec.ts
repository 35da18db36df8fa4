import type { Locator } from '@playwright/test';
import { SettingsDialog } from './pages/settings.ts';
import { expect, test } from './paddock.ts';

/** Buttons of a part that do not lie whole within the window, by name; those out of sight in a part that scrolls are left out. */
const outside = (part: Locator): Promise<readonly string[]> =>
  part.getByRole('button').evaluateAll((buttons) =>
    buttons.flatMap((button) => {
      const { left, right, width } = button.getBoundingClientRect();
      const isSeen = width > 0 && getComputedStyle(button).visibility !== 'hidden';
      return isSeen && (left < -1 || right > innerWidth + 1)
        ? [button.textContent.trim() || (button.getAttribute('aria-label') ?? '?')]
        : [];
    }),
  );

test('text at 200 % costs nothing: keys, a restart, and every part within the window', async ({ launch, demo }) => {
  test.slow();
  const server = await demo(['--sessions', '120']);
  const { app, window, close } = await launch();
  const { page } = window;
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800));
  await window.add('Track PC', server.url);
  await window.open('Season2017');
  const width = (): Promise<number> => page.evaluate(() => innerWidth);
  const whole = await width();
  await page.keyboard.press('Control+=');
  await expect.poll(width).toBeLessThan(whole);
  await page.keyboard.press('Control+0');
  await expect.poll(width).toBe(whole);

  const settings = new SettingsDialog(window);
  await settings.open();
  await settings.select('Text size').selectOption('200 %');
  await expect.poll(width).toBe(Math.round(whole / 2));
  expect(await outside(settings.root)).toEqual([]);
  expect(await settings.root.evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth)).toBeLessThanOrEqual(0);
  // The keys count within a dialog, too.
  await page.keyboard.press('Control+-');
  await expect(settings.select('Text size')).toHaveValue('175');
  await page.keyboard.press('Control+=');
  await settings.close();
  await close();

  const again = await launch();
  const { page: later } = again.window;
  await again.window.rows.first().waitFor();
  await expect.poll(() => later.evaluate(() => devicePixelRatio)).toBeGreaterThanOrEqual(2);
  expect(await later.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  for (const part of [later.getByRole('complementary'), later.getByRole('main')]) expect(await outside(part)).toEqual([]);
  await again.window.rows.first().click();
  await later.keyboard.press('Enter');
  await expect(again.window.tab('Details')).toBeVisible();
  for (const name of ['Laps', 'Plot'] as const) {
    await again.window.tab(name).click();
    await expect(again.window.tab(name)).toHaveAttribute('aria-selected', 'true');
  }
  expect(await outside(later.getByRole('main'))).toEqual([]);
  await expect(again.window.rows.first()).toBeVisible();
});
