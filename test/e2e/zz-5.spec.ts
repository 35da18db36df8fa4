import { expect, test } from './paddock.ts';
import { PalettePage } from './pages/palette.ts';
test('shots', async ({ launch, demo }) => {
  const { window } = await launch();
  const { page } = window;
  const shot = async (name: string) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `/tmp/shots6/5/${name}-${colorScheme}.png` });
    }
  };
  await expect(window.button('Try the demo server')).toBeVisible();
  await shot('first');
  const server = await demo(['--sessions', '200']);
  await window.add('Track PC', server.url);
  await shot('none-chosen');
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');
  const palette = new PalettePage(window);
  await palette.open();
  await shot('palette');
  await palette.field.fill('se');
  await shot('palette-typed');
  await page.keyboard.press('Escape');
  await page.keyboard.press('F1');
  await palette.shortcuts.waitFor();
  await shot('shortcuts');
  await page.keyboard.press('Escape');
});
