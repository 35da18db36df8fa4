// @ts-check
/**
 * What the end-to-end tests stand on: a screen of their own, and an Electron that runs as an unprivileged user, because
 * Chromium's sandbox refuses root. The test runner itself stays who it is. Where that user cannot read the checkout,
 * the application is copied to where it can.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Trouble } from '../setup/telling.mjs';

/** Nobody: it needs no account. */
const unprivileged = 65534;
/** What a test has before the application, in the checkout. */
const hold = 'test/e2e/hold.cjs';
const before = [hold, 'test/e2e/early.cjs'];

/**
 * @template T
 * @param {{ root: string, scratch: string, electron: import('../setup/electron.mjs').Found }} options
 * @param {(env: NodeJS.ProcessEnv) => Promise<T>} work gets the environment for the runner; test/e2e/stage.ts reads it
 * @returns {Promise<T>}
 */
export async function withStage({ root, electron }, work) {
  const linux = process.platform === 'linux';
  const asRoot = linux && process.getuid?.() === 0;
  const folder = mkdtempSync(join(tmpdir(), 'paddock-e2e-'));
  const screen = linux ? await startScreen() : undefined;
  try {
    chmodSync(folder, 0o755);
    const app = asRoot && !readable(root) ? copyApp(root, folder) : root;
    const home = join(folder, 'home');
    mkdirSync(home);
    if (asRoot) chownSync(home, unprivileged, unprivileged);
    const executable = asRoot ? wrap({ executable: electron.executable, folder }) : electron.executable;
    return await work({
      ...process.env,
      ...(screen && { DISPLAY: screen.display, WAYLAND_DISPLAY: '' }),
      PADDOCK_E2E_ELECTRON: executable,
      PADDOCK_E2E_APP: app,
      PADDOCK_E2E_HOLD: join(app, hold),
      PADDOCK_E2E_HOME: home,
      ...(asRoot && { PADDOCK_E2E_UID: String(unprivileged) }),
    });
  } finally {
    screen?.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns {Promise<{ display: string, end: () => void }>} a virtual screen that only this machine can reach */
function startScreen() {
  return new Promise((resolve, reject) => {
    // Without access control: the Electron that draws on it is another user's.
    const args = ['-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp', '-ac', '-noreset'];
    const child = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    child.on('error', () => reject(new Trouble('There is no Xvfb to draw the window on: install the package xvfb and start again.')));
    child.on('exit', () => reject(new Trouble('Xvfb ended before it had a screen: run it by hand to see why.')));
    child.stdio[3]?.on('data', (/** @type {Buffer} */ number) => {
      resolve({ display: `:${String(number).trim()}`, end: () => child.kill() });
    });
  });
}

/** The words that run a program as the unprivileged user. */
const asUnprivileged = ['setpriv', '--reuid', String(unprivileged), '--regid', String(unprivileged), '--clear-groups', '--'];

/** @param {string} root */
function readable(root) {
  const files = ['out/main/index.cjs', ...before, ...packages(root)].map((file) => join(root, file));
  const [command = '', ...args] = asUnprivileged;
  return files.every((file) => spawnSync(command, [...args, 'test', '-r', file]).status === 0);
}

/** Folders of the packages that the application needs at run time. @param {string} root */
function packages(root) {
  const { packages: all } = /** @type {{ packages: Record<string, { dev?: boolean, optional?: boolean }> }} */ (
    JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  );
  return Object.entries(all)
    .filter(([place, { dev }]) => place !== '' && dev !== true && existsSync(join(root, place)))
    .map(([place]) => place);
}

/** @param {string} root @param {string} folder */
function copyApp(root, folder) {
  const app = join(folder, 'app');
  for (const path of ['package.json', 'out', ...before, ...packages(root)]) {
    mkdirSync(dirname(join(app, path)), { recursive: true });
    cpSync(join(root, path), join(app, path), { recursive: true });
  }
  const opened = spawnSync('chmod', ['-R', 'a+rX', app]);
  if (opened.status !== 0) throw new Error(`chmod failed on ${app}`);
  return app;
}

/**
 * A program in Electron's place that becomes Electron as the unprivileged user.
 * @param {{ executable: string, folder: string }} options
 */
function wrap({ executable, folder }) {
  const quote = (/** @type {string} */ text) => `'${text.replaceAll("'", "'\\''")}'`;
  const file = join(folder, 'electron');
  writeFileSync(
    file,
    `#!/bin/sh
# A test may have become that user already, for a session of its own.
if [ "$(id -u)" != 0 ]; then exec ${quote(executable)} "$@"; fi
exec ${asUnprivileged.join(' ')} ${quote(executable)} "$@"
`,
    { mode: 0o755 },
  );
  return file;
}
