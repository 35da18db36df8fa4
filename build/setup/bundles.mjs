// @ts-check
/** The bundles in out/, made anew when a source changed. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { run } from './npm.mjs';
import { Trouble } from './telling.mjs';

const folders = ['main', 'preload', 'renderer'];
const files = ['package.json', 'package-lock.json', 'electron.vite.config.ts', 'build/licences.mjs', 'svelte.config.js', 'tsconfig.json'];
const results = ['main/index.cjs', 'preload/index.cjs', 'renderer/index.html'];

/**
 * What the bundles are made from, in a few hundred file states (path, size, time) and without reading one of them.
 * @param {string} root
 * @returns {string} a hash
 */
export function sourcesState(root) {
  const hash = createHash('sha256');
  const add = (/** @type {string} */ path) => {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  };
  const walk = (/** @type {string} */ folder) => {
    const entries = readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (!entry.name.includes('.spec.')) add(path);
    }
  };
  folders.filter((folder) => existsSync(join(root, folder))).forEach(walk);
  files.filter((file) => existsSync(join(root, file))).forEach(add);
  return hash.digest('hex');
}

/** @param {string} root */
function ready(root) {
  const out = join(root, 'out');
  try {
    return readFileSync(join(out, 'bundles.stamp'), 'utf8') === sourcesState(root) && results.every((file) => existsSync(join(out, file)));
  } catch {
    return false;
  }
}

/**
 * @param {{ root: string, electron: string, say: import('./telling.mjs').Say }} options `electron`: the executable,
 *   which electron-vite would otherwise look for, and download
 */
export async function ensureBundles({ root, electron, say }) {
  if (ready(root)) return;
  await withLock(
    join(root, 'out', 'set-up.lock'),
    async () => {
      if (ready(root)) return;
      say('Building the bundles …');
      const out = join(root, 'out');
      const next = join(out, 'next');
      const state = sourcesState(root);
      rmSync(next, { recursive: true, force: true });
      mkdirSync(next, { recursive: true });
      const vite = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
      const built = await run(process.execPath, [vite, 'build', '--outDir', next, '--logLevel', 'warn'], {
        cwd: root,
        env: { ...process.env, ELECTRON_EXEC_PATH: electron, NODE_ENV: 'production' },
      });
      if (built.code !== 0) throw new Trouble(`The bundles could not be built:\n${built.stdout}${built.stderr}`);
      // Swapped in whole: a build that fails leaves what worked before.
      for (const folder of folders) {
        rmSync(join(out, folder), { recursive: true, force: true });
        renameSync(join(next, folder), join(out, folder));
      }
      rmSync(next, { recursive: true, force: true });
      writeFileSync(join(out, 'bundles.stamp'), state);
    },
    { waiting: () => say('Waiting for another start that is building …') },
  );
}
