// @ts-check
/**
 * `npm run package`: the application with its Electron in dist/, unpacked (electron-builder's target dir). What ships is
 * made with the pinned Electron; one made with another is for trying only, and says so.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root, setUp } from './setup/setup.mjs';
import { runMain, teller } from './setup/telling.mjs';

await runMain(async () => {
  const say = teller({ quiet: false });
  const { dist, version, origin } = await setUp({ say });
  const own = origin === 'pinned' ? [] : [`--config.electronDist=${dist}`, `--config.electronVersion=${version}`];
  if (origin !== 'pinned') say(`This package is for trying only: it is made with Electron ${version}, not the pinned one.`);
  const builder = join(root, 'node_modules', 'electron-builder', 'cli.js');
  const { status } = spawnSync(process.execPath, [builder, '--dir', '--publish=never', ...own, ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
  });
  return status ?? 1;
});
