/** Where the files lie: ours at the top of the user-data folder, Chromium's in `browser` below it. */
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'electron';

/** Before the application is ready, and before its lock. `folder`: absolute. */
export function placeFiles(app: App, folder: string): void {
  try {
    const browser = join(folder, 'browser');
    mkdirSync(browser, { recursive: true, mode: 0o700 });
    app.setPath('userData', folder);
    app.setPath('sessionData', browser);
    app.setPath('crashDumps', join(browser, 'Crashpad'));
  } catch {
    // Chromium does not start without a folder; that ours cannot be written, the settings and the store say themselves.
    app.setPath('sessionData', join(tmpdir(), 'paddock-browser'));
  }
}
