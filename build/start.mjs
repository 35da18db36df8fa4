// @ts-check
/**
 * `npm start`, `npm run paddock` and `npm run demo`: sets up what is missing, then runs Electron on the application.
 * Works before anything is installed: Node's own modules only.
 *
 *     node build/start.mjs window|paddock|demo [words …]
 */
import { setUp, root } from './setup/setup.mjs';
import { call, launch } from './setup/launch.mjs';
import { runMain, teller } from './setup/telling.mjs';

const [mode, ...words] = process.argv.slice(2);

await runMain(async () => {
  if (mode !== 'window' && mode !== 'paddock' && mode !== 'demo') throw new Error(`no such way to start: ${mode}`);
  const say = teller({ quiet: words.includes('--quiet') });
  const { executable } = await setUp({ say });
  const { args, env, rootless } = call({ mode, words, app: root, env: process.env, platform: process.platform, uid: process.getuid?.() });
  if (rootless) say('Running as root, where Chromium’s sandbox cannot start: going on without it.');
  // npm moves to the repository; a file that the words name lies where the user typed them.
  return launch({ executable, args, env, cwd: process.env['INIT_CWD'] ?? process.cwd() });
});
