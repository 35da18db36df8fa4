// @ts-check
/** The packages of package-lock.json, installed as it says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { npmWithRegistry } from './npm.mjs';
import { Trouble } from './telling.mjs';

/** @typedef {{ packages?: Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }> }} Lock */

/**
 * Whether what is installed is what the lock file wants. npm writes `node_modules/.package-lock.json` last, so an
 * installation that was cut off has none.
 * @param {Lock} wanted @param {Lock | undefined} installed
 */
export function isInstalled(wanted, installed) {
  if (installed === undefined) return false;
  return Object.entries(wanted.packages ?? {}).every(([place, entry]) => {
    if (place === '') return true;
    const there = installed.packages?.[place];
    // Packages for other platforms are optional and rightly absent.
    if (there === undefined) return entry.optional === true || entry.devOptional === true;
    return there.version === entry.version && there.integrity === entry.integrity;
  });
}

/** @param {string} file @returns {Lock | undefined} */
function readLock(file) {
  try {
    return /** @type {Lock} */ (JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** @param {string} root */
function ready(root) {
  const wanted = readLock(join(root, 'package-lock.json'));
  if (wanted === undefined) throw new Trouble(`package-lock.json cannot be read in ${root}: get a whole copy of the repository.`);
  return isInstalled(wanted, readLock(join(root, 'node_modules', '.package-lock.json')));
}

/**
 * Installs what is missing.
 * @param {{ root: string, say: import('./telling.mjs').Say }} options
 */
export async function ensureDependencies({ root, say }) {
  if (ready(root)) return;
  await withLock(
    join(root, 'out', 'set-up.lock'),
    async () => {
      if (ready(root)) return;
      say('Installing the packages that package-lock.json names (a download of about 190 MB where npm has none of them) …');
      // No package's script runs: the native SQLite carries its binaries, and Electron is looked for by ourselves.
      const { failed } = await npmWithRegistry(['ci', '--ignore-scripts'], { cwd: root });
      if (failed !== undefined) {
        throw new Trouble(
          `The packages could not be installed (${failed}): they come from npm's registry, so check the network, or npm's "registry" and "proxy" settings, and start again.`,
        );
      }
    },
    { waiting: () => say('Waiting for another start that is installing packages …') },
  );
}
