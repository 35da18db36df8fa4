// @ts-check
/** The system's libraries and tools that Electron and its tests need on a bare Debian. */
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './npm.mjs';
import { Trouble } from './telling.mjs';

/** Package, and the library by which it is known to be there. */
const libraries = {
  'libgtk-3-0': 'libgtk-3.so.0',
  'libnss3': 'libnss3.so',
  'libasound2': 'libasound.so.2',
  'libgbm1': 'libgbm.so.1',
  'libatk-bridge2.0-0': 'libatk-bridge-2.0.so.0',
  'libatspi2.0-0': 'libatspi.so.0',
  'libcups2': 'libcups.so.2',
  'libdrm2': 'libdrm.so.2',
  'libxkbcommon0': 'libxkbcommon.so.0',
  'libxcomposite1': 'libXcomposite.so.1',
  'libxdamage1': 'libXdamage.so.1',
  'libxrandr2': 'libXrandr.so.2',
  'libudev1': 'libudev.so.1',
  'libsecret-1-0': 'libsecret-1.so.0',
};
/** Package, and a program of it. */
const tools = { 'xvfb': 'Xvfb', 'dbus': 'dbus-run-session', 'gnome-keyring': 'gnome-keyring-daemon', 'strace': 'strace' };

/** @type {Partial<Record<string, string>>} */
const triplets = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu', arm: 'arm-linux-gnueabihf' };

/**
 * @param {{ tests: boolean, exists?: (path: string) => boolean, arch?: string, path?: string }} options
 * @returns {string[]} Debian's packages that are missing
 */
export function missingPackages({ tests, exists = existsSync, arch = process.arch, path = process.env['PATH'] ?? '' }) {
  const triplet = triplets[arch] ?? '';
  const folders = [`/usr/lib/${triplet}`, `/lib/${triplet}`, '/usr/lib', '/usr/lib64', '/usr/local/lib'];
  const programs = [...path.split(delimiter), '/usr/bin', '/usr/local/bin'];
  const has = (/** @type {string[]} */ places, /** @type {string} */ file) => places.some((place) => exists(join(place, file)));
  return [
    ...Object.entries(libraries).filter(([, file]) => !has(folders, file)),
    ...(tests ? Object.entries(tools).filter(([, file]) => !has(programs, file)) : []),
  ].map(([name]) => name);
}

/**
 * @param {{ tests: boolean, say: import('./telling.mjs').Say }} options `tests`: also what the end-to-end tests need
 */
export async function ensureLibraries({ tests, say }) {
  // Elsewhere the names differ: there Electron itself says which library it misses.
  if (process.platform !== 'linux' || !existsSync('/etc/debian_version')) return;
  const missing = missingPackages({ tests });
  if (missing.length === 0) return;
  const list = missing.join(' ');
  if (process.getuid?.() !== 0)
    throw new Trouble(`Electron needs libraries that are not installed: run "sudo apt-get install ${list}" and start again.`);
  say(`Installing system packages by apt-get: ${list} …`);
  if (!hasLists()) await apt('update');
  let names = await realNames(missing);
  let { code, stderr } = await install(names);
  if (code !== 0) {
    // Package lists that are old name versions that are gone.
    await apt('update');
    names = await realNames(missing);
    ({ code, stderr } = await install(names));
  }
  if (code !== 0) {
    const why = stderr.split('\n').find((line) => line.startsWith('E: ')) ?? `code ${code}`;
    throw new Trouble(`The system packages ${list} could not be installed (${why}): install them from your distribution and start again.`);
  }
}

/** @param {string[]} names */
const install = (names) => apt('install', '-y', '--no-install-recommends', ...names);

/** @param {string[]} args */
const apt = (...args) =>
  run('apt-get', ['-qq', '-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=15', '-o', 'DPkg::Lock::Timeout=120', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });

function hasLists() {
  try {
    return readdirSync('/var/lib/apt/lists').some((entry) => /_Packages/.test(entry));
  } catch {
    return false;
  }
}

/**
 * From Debian 13 on some of these carry `t64` at their end.
 * @param {string[]} names
 */
async function realNames(names) {
  return Promise.all(names.map(async (name) => ((await run('apt-cache', ['show', `${name}t64`])).code === 0 ? `${name}t64` : name)));
}
