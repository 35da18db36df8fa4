// @ts-check
/** Everything that must be there before Electron runs, in order. Silent and fast when nothing is missing. */
import { join } from 'node:path';
import { ensureBundles } from './bundles.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { findElectron } from './electron.mjs';
import { ensureLibraries } from './libraries.mjs';

/** The repository's folder. */
export const root = join(import.meta.dirname, '..', '..');

/**
 * @param {{ say: import('./telling.mjs').Say, tests?: boolean, bundles?: boolean }} options `tests`: also what the
 *   end-to-end tests need of the system
 * @returns {Promise<import('./electron.mjs').Found>}
 */
export async function setUp({ say, tests = false, bundles = true }) {
  await ensureDependencies({ root, say });
  await ensureLibraries({ tests, say });
  const electron = await findElectron({ root, say });
  if (bundles) await ensureBundles({ root, electron: electron.executable, say });
  return electron;
}
