/**
 * The window as it looked when somebody last agreed to it: states of the table, compared with pictures that are kept beside this file,
 * by Electron's version, since each draws text a little differently. `npm run e2e -- pictures.spec.ts --update-snapshots` renews
 * them; look at what changed before it is committed. On another system, or with an Electron that has none, there is
 * nothing to compare with.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { expect, test } from './paddock.ts';
import { BottomPage } from './pages/bottom.ts';
import { states } from './states/states.ts';

const large = { width: 1280, height: 800 };
const small = { width: 900, height: 600 };

/** Few, and each with much in it: what axe and the tests by role cannot see. */
const kept = [
  { name: 'first run', size: large },
  { name: 'list, a row selected', size: large },
  { name: 'list, a row selected', size: small },
  { name: 'filter without a match', size: small },
  { name: 'session with laps', size: large },
  { name: 'menu of a session', size: small },
  { name: 'adding a server', size: small },
  { name: 'groups, some sessions selected', size: large },
  { name: 'two sessions compared', size: large },
  { name: 'search everywhere', size: large },
  { name: 'command palette', size: small },
  { name: 'activity', size: small },
  { name: 'requests, one looked at', size: large },
  { name: 'settings', size: large },
  { name: 'list offline, session saved', size: large },
  { name: 'list that cannot be read', size: small },
] as const;

/** Has one text stand for what is another in every run, of another width: moments, durations, the port of the demo server. */
async function even(page: Page): Promise<void> {
  const { entries, rows, request } = new BottomPage(page);
  const cells = rows.getByRole('gridcell');
  const measured = [
    entries.getByText(/ requests · /),
    ...[cells.nth(0), cells.nth(4), request.getByText(/^http/), request.getByRole('definition')],
    page.getByText(/^\d+ of \d+$/),
  ];
  for (const each of measured) await each.evaluateAll((elements) => elements.forEach((element) => (element.textContent = '–')));
}

test.describe.configure({ mode: 'parallel' });
test.skip(process.platform !== 'linux', 'pictures are kept of one system');

for (const { name, size } of kept) {
  test(`looks as it did: ${name}, ${size.width} × ${size.height}`, async ({ launch, demo, atEnd, paddock, stage, userData }, {
    config,
  }) => {
    // A picture is taken until two of them are the same.
    test.setTimeout(120_000);
    const state = states.find((each) => each.name === name);
    if (state === undefined) throw new Error(`There is no state named “${name}”.`);
    let app: ElectronApplication | undefined;
    const window = await state.reach({
      ...{ demo, atEnd, paddock, stage, userData },
      launch: async (options) => {
        const launched = await launch(options);
        app = launched.app;
        await app.evaluate(({ BrowserWindow }, content) => {
          BrowserWindow.getAllWindows()[0]?.setContentSize(content.width, content.height);
        }, size);
        await expect.poll(() => launched.window.page.evaluate(() => [innerWidth, innerHeight])).toEqual([size.width, size.height]);
        return launched;
      },
    });
    const version = (await app?.evaluate(() => process.versions.electron)) ?? '';
    const folder = `electron-${version.split('.')[0]}`;
    const renewed = config.updateSnapshots === 'all' || config.updateSnapshots === 'changed';
    test.skip(!renewed && !existsSync(join(import.meta.dirname, 'pictures', folder)), `no pictures are kept of Electron ${version}`);
    const { page } = window;
    // Ages have another width with every digit, and move what stands behind them: all of them are the same.
    await page.clock.setFixedTime(Date.now() + 2 * 60_000);
    await expect(page.getByText(/\b(?!2 min)\d+ (s|min) ago|\bon \d+ \w{3} \d{4}/)).toHaveCount(0);
    await even(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // The screen has a pointer of its own, and may have told of it meanwhile: nothing is to be under it.
      for (const at of [1, 0]) await page.mouse.move(at, at);
      const file = `${name.replace(/\W+/g, '-')}-${size.width}-${colorScheme}.png`;
      // A hairline that is a little darker is to be seen (some 20,000 pixels); the edge of a curve now and then differs by some hundred.
      await expect.soft(page).toHaveScreenshot([folder, file], { maxDiffPixels: 300, threshold: 0.01 });
    }
  });
}
