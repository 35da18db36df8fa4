// @ts-check
/**
 * `npm run pictures`: the README's pictures, taken of the real window over the embedded demo server, light and dark, so
 * that they stay true.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { withStage } from './checks/stage.mjs';
import { root, setUp } from './setup/setup.mjs';
import { runMain, teller } from './setup/telling.mjs';

await runMain(async () => {
  const electron = await setUp({ say: teller({ quiet: false }), tests: true });
  // Imported here: it is there only once the dependencies are installed.
  const { _electron } = await import('playwright');
  const pictures = join(root, 'build', 'pictures');
  mkdirSync(pictures, { recursive: true });
  await withStage({ root, scratch: '', electron }, async (env) => {
    const app = await _electron.launch({
      executablePath: env['PADDOCK_E2E_ELECTRON'] ?? '',
      args: [
        '-r',
        env['PADDOCK_E2E_HOLD'] ?? '',
        env['PADDOCK_E2E_APP'] ?? '',
        '--user-data-dir',
        join(env['PADDOCK_E2E_HOME'] ?? '', 'pictures'),
      ],
      env: /** @type {Record<string, string>} */ ({ ...env, HOME: env['PADDOCK_E2E_HOME'] }),
      chromiumSandbox: true,
    });
    const page = await app.firstWindow();
    await page.getByRole('button', { name: 'Try the demo server' }).click();
    await page.getByRole('treeitem', { name: /^Season2017/ }).click();
    const grid = page.getByRole('grid', { name: 'Sessions' });
    // A race of the weekend before: it has a driver, a circuit and laps.
    await grid.getByText('171022140426').dblclick();
    const session = page.getByRole('region', { name: 'Session 171022140426' });
    await session.getByRole('tab', { name: 'Laps' }).click();
    await session
      .getByRole('table', { name: 'Laps' })
      .or(session.getByRole('grid', { name: 'Laps' }))
      .getByText('Lap 1', { exact: true })
      .waitFor();
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(pictures, `${colorScheme}.png`) });
    }
    await app.close();
  });
  return 0;
});
