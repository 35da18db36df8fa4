/** Where the files lie: ours at the top of the user-data folder, Chromium's in `browser` below it. */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { App } from 'electron';
import { Failure } from '../failure.ts';

/**
 * Before the application is ready, and before its lock. `folder`: absolute. Answers why the folder cannot be used,
 * where it is not there and cannot be made; one that is there and cannot be written to can still be read. With `lost`, the
 * reason why it must not be made, nothing is.
 */
export function placeFiles(app: Pick<App, 'setPath'>, folder: string, lost?: Failure): Failure | undefined {
  let unusable = lost;
  try {
    if (lost === undefined) {
      makeFolder(folder);
      app.setPath('userData', folder);
    }
  } catch (error) {
    unusable = new Failure('store-unwritable', `The folder ${folder} is not there and cannot be made.`, { cause: error });
  }
  const browser = placeForBrowser(folder, unusable === undefined);
  app.setPath('sessionData', browser);
  app.setPath('crashDumps', join(browser, 'Crashpad'));
  return unusable;
}

/** Chromium does not start without a folder of its own: where ours cannot be written, a temporary one. */
function placeForBrowser(folder: string, usable: boolean): string {
  const browser = join(folder, 'browser');
  try {
    if (usable) {
      makeFolder(browser);
      return browser;
    }
  } catch {
    // The settings and the store say themselves that they cannot be written.
  }
  return join(tmpdir(), 'paddock-browser');
}

/** With the folders above it. Node's own `recursive` never ends where a system refuses with ENOENT, as /proc does. */
export function makeFolder(folder: string): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  const above = dirname(folder);
  if (above !== folder && !existsSync(above)) makeFolder(above);
  mkdirSync(folder, { mode: 0o700 });
}
