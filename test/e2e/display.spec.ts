import type { ElectronApplication, Page } from '@playwright/test';
import { expect, test } from './paddock.ts';
import { list, race } from './states/state.ts';

test('in forced colours the selection, the focus and the edges of buttons are seen', async ({ launch, demo, atEnd }) => {
  const window = await list({ launch, demo, atEnd });
  const { page } = window;
  await page.emulateMedia({ forcedColors: 'active' });
  await window.rows.first().click();
  const colour = (at: number): Promise<string> => window.rows.nth(at).evaluate((row) => getComputedStyle(row).backgroundColor);
  expect(await colour(0)).not.toBe(await colour(1));
  await window.item('Season2017').focus();
  await page.keyboard.press('ArrowUp');
  await expect(window.item('Demo server')).toBeFocused();
  await expect(window.item('Demo server')).not.toHaveCSS('outline-style', 'none');
  await expect(window.button('Add server').first()).not.toHaveCSS('border-top-style', 'none');
});

/** What moves by itself at this moment: the names of the animations that go on without an end. */
const moving = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    document
      .getAnimations()
      .filter(({ effect, playState }) => playState === 'running' && effect?.getComputedTiming().iterations === Infinity)
      .map((animation) => (animation instanceof CSSAnimation ? animation.animationName : 'a transition')),
  );

test('while a list is read something moves, under reduced motion nothing does', async ({ launch, demo }) => {
  const server = await demo(['--fault', 'delay=700']);
  const { window } = await launch();
  const { page } = window;
  await window.add('Track PC', server.url);
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');
  await page.keyboard.press('F5');
  await expect(window.list.getByRole('progressbar')).toBeVisible();
  await expect.poll(() => moving(page)).not.toEqual([]);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await expect(window.list.getByRole('progressbar')).toBeHidden();
  await page.keyboard.press('F5');
  await expect(window.list.getByRole('progressbar')).toBeVisible();
  expect(await moving(page)).toEqual([]);
  // Changes of colour and place take no time either.
  await expect(window.button('Add server').first()).toHaveCSS('transition-duration', '0s');
});

test('in a window as small as it gets every usual column is in sight', async ({ launch, demo, atEnd }) => {
  let app: ElectronApplication | undefined;
  const window = await list({
    demo,
    atEnd,
    launch: async (options) => {
      const launched = await launch(options);
      app = launched.app;
      return launched;
    },
  });
  await app?.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(900, 600));
  await expect.poll(() => window.page.evaluate(() => innerWidth)).toBe(900);
  await expect(window.header('Car')).toBeHidden();
  await expect(window.header('State')).toBeInViewport({ ratio: 1 });
  expect(await window.grid.evaluate((grid) => grid.scrollWidth - grid.clientWidth)).toBeLessThanOrEqual(0);
  const splitter = window.page.getByRole('separator', { name: 'Width of the tree' });
  expect(Number(await splitter.getAttribute('aria-valuenow'))).toBeLessThanOrEqual(Number(await splitter.getAttribute('aria-valuemax')));
});

test('at 200 % every part is there, nothing is cut off', async ({ launch }) => {
  const { app, window } = await launch();
  const { page } = window;
  await window.button('Try the demo server').click();
  await window.open('Season2017');
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(2));
  await expect.poll(() => page.evaluate(() => innerWidth)).toBeLessThanOrEqual(640);
  for (const part of [window.item('Demo server'), window.item('Season2017'), window.filter, window.header('Recorded'), window.rows.first()])
    await expect(part).toBeInViewport();
  await window.row(race).first().scrollIntoViewIfNeeded();
  await window.row(race).dblclick();
  await expect(window.session(race).getByRole('status')).toContainText('Live');
  for (const name of ['Details', 'Laps', 'Parameters', 'Plot'] as const) await expect(window.tab(name)).toBeInViewport({ ratio: 0.9 });
  await expect(window.row(race).first()).toBeInViewport();
  // Nothing stands beside the window, where no bar leads.
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  const cut = await page
    .getByRole('button')
    .evaluateAll((buttons) => buttons.filter((each) => each.scrollWidth > each.clientWidth + 1).map((each) => each.textContent.trim()));
  expect(cut).toEqual([]);
});

test('a right-to-left name turns nothing around it', async ({ launch, demo }) => {
  const server = await demo();
  const { window } = await launch();
  const name = 'سيارة 44 (اختبار)';
  await window.add(name, server.url);
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');
  await expect(window.item(name)).toHaveAccessibleName(new RegExp(`^${name.replace(/[()]/g, '\\$&')}, live`));
  // What is told of the server stands after its name, at the same side as everywhere.
  const item = await window.item(name).boundingBox();
  const other = await window.item('Season2017').boundingBox();
  expect(item?.x).toBe(other?.x);
  const sides = await window.item(name).evaluate((element) => {
    const text = element.querySelector('bdi') ?? element;
    return {
      isolated: text.tagName === 'BDI' || getComputedStyle(text).unicodeBidi.includes('isolate'),
      way: getComputedStyle(element).direction,
    };
  });
  expect(sides).toEqual({ isolated: true, way: 'ltr' });
});

test('the usual text is of the one face that comes with the page', async ({ launch, demo, atEnd }) => {
  const window = await list({ launch, demo, atEnd });
  await window.page.keyboard.press('Control+k');
  await expect(window.dialog('Command palette')).toBeVisible();
  // Each face more would ask the system for one to stand in for it, at every size.
  const faces = await window.page.evaluate(() =>
    [...document.fonts].flatMap(({ family, status }) => (status === 'unloaded' ? [] : [family])),
  );
  expect(faces.map((family) => family.replaceAll('"', ''))).toEqual(['Inter Latin']);
  await expect(window.dialog('Command palette')).toHaveCSS('font-family', /^"?Inter Latin/);
});
