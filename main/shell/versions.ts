/** What this runs on. */
import { release } from 'node:os';
import type { App } from 'electron';
import type { Versions } from '../../preload/support.ts';

export async function versionsOf(app: Pick<App, 'getVersion'>): Promise<Versions> {
  const { electron, chrome, node } = process.versions;
  return {
    paddock: app.getVersion(),
    electron,
    chromium: chrome,
    node,
    sqlite: await sqliteVersion(),
    platform: `${process.platform} ${process.arch} ${release()}`,
  };
}

/** Asked of the library itself, which opens no file for it. */
async function sqliteVersion(): Promise<string> {
  const { DatabaseSync } = await import('@photostructure/sqlite');
  const database = new DatabaseSync(':memory:');
  try {
    const row = database.prepare('SELECT sqlite_version() AS version').get() as { readonly version: string } | undefined;
    return row?.version ?? '';
  } finally {
    database.close();
  }
}
