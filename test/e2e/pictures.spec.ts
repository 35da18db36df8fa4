/**
 * The window as it looked when somebody last agreed to it: states of the table, compared with pictures that are kept beside this file,
 * by Electron's version, since each draws text a little differently. `npm run e2e -- pictures.spec.ts --update-snapshots` renews
 * them; look at what changed before it is committed. On another system, or with an Electron that has none, there is
 * nothing to compare with.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { expect, test } from './paddock.ts';
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
] as const;

test.describe.configure({ mode: 'parallel' });
test.skip(process.platform !== 'linux', 'pictures are kept of one system');

for (const { name, size } of kept) {
  test(`looks as it did: ${name}, ${size.width} × ${size.height}`, async ({ launch, demo, atEnd }, { config }) => {
    // A picture is taken until two of them are the same.
    test.setTimeout(120_000);
    const state = states.find((each) => each.name === name);
    if (state === undefined) throw new Error(`There is no state named “${name}”.`);
    let app: ElectronApplication | undefined;
    const window = await state.reach({
      demo,
      atEnd,
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
    await page.mouse.move(0, 0);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const file = `${name.replace(/\W+/g, '-')}-${size.width}-${colorScheme}.png`;
      // Ages go on while one looks.
      await expect.soft(page).toHaveScreenshot([folder, file], { mask: [window.status, window.tree.getByText(/ · /)], maxDiffPixels: 400 });
    }
  });
}
