import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { downloadPinned, findElectron } from './electron.mjs';
import { caches, findStandIn, standIn } from './stand-in.mjs';
import { Trouble } from './telling.mjs';

const pin = '45.4.1';
const say = (): void => {};

function put(file: string, content = ''): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  chmodSync(file, 0o755);
}

/** A repository that pins an Electron and has none installed. */
function repository(install = ''): string {
  const root = mkdtempSync(join(tmpdir(), 'paddock-finder-'));
  put(join(root, 'package.json'), JSON.stringify({ devDependencies: { electron: pin } }));
  put(join(root, 'node_modules/electron/install.js'), install);
  return root;
}

function installed(root: string, version = pin): string {
  const dist = join(root, 'node_modules/electron/dist');
  put(join(dist, 'version'), version);
  put(join(dist, 'electron'));
  return dist;
}

const never = (): Promise<string> => Promise.reject(new Error('nothing should be downloaded'));
const linuxOnArm = { say, platform: 'linux', arch: 'arm64', env: {} } as const;

test('the folder that the environment names comes first', async () => {
  const root = repository();
  installed(root);
  const other = mkdtempSync(join(tmpdir(), 'paddock-other-'));
  put(join(other, 'electron'));
  const found = await findElectron({ ...linuxOnArm, root, env: { ELECTRON_OVERRIDE_DIST_PATH: other }, download: never });
  expect(found).toEqual({ dist: other, executable: join(other, 'electron'), version: 'unknown', origin: 'override' });
});

test('a folder that is named and holds none is told, and nothing else taken', async () => {
  const root = repository();
  installed(root);
  const env = { ELECTRON_OVERRIDE_DIST_PATH: root };
  await expect(findElectron({ ...linuxOnArm, root, env, download: never })).rejects.toThrow(Trouble);
});

test('the pinned one is taken where it is installed, without a download', async () => {
  const root = repository();
  const dist = installed(root);
  expect(await findElectron({ ...linuxOnArm, root, download: never })).toMatchObject({ dist, version: pin, origin: 'pinned' });
});

test('another version than the pinned one is not taken', async () => {
  const root = repository();
  installed(root, '44.0.0');
  const download = (): Promise<undefined> => {
    installed(root);
    return Promise.resolve(undefined);
  };
  expect(await findElectron({ ...linuxOnArm, root, download })).toMatchObject({ version: pin, origin: 'pinned' });
});

test('where nothing can be had, one sentence says what to get and where', async () => {
  const download = (): Promise<string> => Promise.resolve('its release host is out of reach');
  const asked = findElectron({ say, root: repository(), platform: 'darwin', arch: 'arm64', env: {}, download });
  await expect(asked).rejects.toThrow(
    /^Electron 45\.4\.1 could not be downloaded \(its release host is out of reach\): get electron-v45\.4\.1-darwin-arm64\.zip/,
  );
});

test('on Linux x64 a stand-in that is ready is taken before any download; one that is half made is not', async () => {
  const env = { XDG_CACHE_HOME: mkdtempSync(join(tmpdir(), 'paddock-cache-')) };
  const dist = join(env.XDG_CACHE_HOME, 'paddock', standIn.folder);
  put(join(dist, 'electron'));
  expect(findStandIn(env)).not.toBe(dist);
  put(join(dist, '.ready'), `${standIn.integrity}\n`);
  // As another user than root, who looks into the shared folder first.
  if (process.getuid?.() !== 0) expect(findStandIn(env)).toBe(dist);
  const found = await findElectron({ say, root: repository(), platform: 'linux', arch: 'x64', env, download: never });
  expect(found).toMatchObject({ version: standIn.version, origin: 'stand-in' });
});

test('root keeps it where every user can read it, others below their own cache', () => {
  expect(caches({ XDG_CACHE_HOME: '/x' }, 0)).toEqual(['/var/cache/paddock', '/x/paddock']);
  expect(caches({ HOME: '/home/ann' }, 1000)).toEqual(['/home/ann/.cache/paddock', '/var/cache/paddock']);
});

test('a download whose host does not answer is given up soon, not when its own patience ends', async () => {
  const root = repository('setInterval(() => {}, 1000)');
  const why = await downloadPinned({ root, say, patience: { connect: 50, stall: 50 } });
  expect(why).toBe('its release host does not answer');
});

test('a download that stops half way is given up too', async () => {
  const root = repository(
    "require('node:fs').writeFileSync(require('node:path').join(require('node:os').tmpdir(), 'part'), 'half'); setInterval(() => {}, 1000)",
  );
  expect(await downloadPinned({ root, say, patience: { connect: 30_000, stall: 50 } })).toBe('the download stopped half way');
});

test('a download that fails gives its reason, one that works gives none', async () => {
  expect(await downloadPinned({ root: repository("console.error('TypeError: fetch failed'); process.exit(1)"), say })).toBe(
    'its release host is out of reach',
  );
  expect(await downloadPinned({ root: repository("console.error('disk quota exceeded'); process.exit(1)"), say })).toBe(
    'disk quota exceeded',
  );
  expect(await downloadPinned({ root: repository('process.exit(0)'), say })).toBeUndefined();
});
