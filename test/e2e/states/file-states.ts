/** What lies on this computer: a colleague's file, one's own store that is damaged; and what came from a server with hard names. */
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { choosing } from '../paddock.ts';
import type { PaddockWindow } from '../window.ts';
import type { Means, State } from './state.ts';

/** A colleague's file with the season of a server, and that server. */
async function sent({ demo, paddock, stage }: Means): Promise<{ readonly file: string; readonly url: string }> {
  const { url } = await demo(['--sessions', '120']);
  const userData = stage.folder('sender');
  const file = join(stage.folder('files'), 'spa.paddock');
  const words = ['--server', url, '--user', 'demo', '--connection', 'Season2017'];
  await paddock(['sync', ...words, '--password-stdin', '--quiet'], { input: 'demo\n', userData });
  await paddock(['export', ...words, '--to', file, '--with-address', '--quiet'], { userData });
  return { file, url };
}

async function imported(means: Means): Promise<PaddockWindow> {
  const { file } = await sent(means);
  const { window } = await means.launch({ words: [file] });
  await window.open('Season2017');
  await expect(window.grid).toHaveAttribute('aria-rowcount', '121');
  return window;
}

async function joining(means: Means): Promise<PaddockWindow> {
  const { file, url } = await sent(means);
  const { app, window } = await means.launch();
  await window.add('Mine', url);
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');
  await choosing(app, file);
  await window.page.keyboard.press('Control+o');
  await expect(window.dialog('Join the histories?')).toBeVisible();
  return window;
}

async function damaged({ demo, launch, paddock, userData }: Means): Promise<PaddockWindow> {
  const { url } = await demo(['--sessions', '120']);
  await paddock(['sync', '--server', url, '--user', 'demo', '--password-stdin', '--quiet'], { input: 'demo\n' });
  truncateSync(join(userData, 'store', 'paddock.db'), 20_000);
  const { window } = await launch();
  await expect(window.page.getByRole('alert')).toContainText('The file with the snapshots is damaged');
  return window;
}

async function hostile({ demo, launch }: Means): Promise<PaddockWindow> {
  const { url } = await demo(['--connections', '9', '--sessions', '2000']);
  const { window } = await launch();
  await window.add('<img src=x onerror=alert(1)>', url);
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');
  return window;
}

export const fileStates: readonly State[] = [
  { name: 'a colleague’s file', reach: imported },
  { name: 'histories that may be joined', reach: joining },
  { name: 'damaged store', reach: damaged },
  { name: 'hard names', reach: hostile },
];
