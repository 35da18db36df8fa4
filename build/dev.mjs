// @ts-check
/** `npm run dev`: the application with the window's sources reloaded as they change (electron-vite's development mode). */
import { join } from 'node:path';
import { launch } from './setup/launch.mjs';
import { root, setUp } from './setup/setup.mjs';
import { runMain, teller } from './setup/telling.mjs';

await runMain(async () => {
  const electron = await setUp({ say: teller({ quiet: false }), bundles: false });
  const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--noSandbox'] : [];
  return launch({
    executable: process.execPath,
    args: [join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'dev', ...sandbox, ...process.argv.slice(2)],
    env: { ...process.env, ELECTRON_EXEC_PATH: electron.executable },
  });
});
