/**
 * A start that moves the data, and nothing else: a small window with how far it is, and the start that follows. It is a
 * process of its own, because what a start awaits before it opens anything Electron waits for too, and shows nothing.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { app, BrowserWindow, Menu } from 'electron';
import type { MovingData } from '../relocation/moving-thread.ts';
import { moveToDo } from '../relocation/pointer.ts';
import { movingPage, shareText, showingShare, stopAddress } from './moving-page.ts';
import { webPreferences } from './security.ts';
import { startAnew } from './start-anew.ts';

export interface MovingParts {
  /** The default folder, and the one in which the data lies so far; absolute. */
  readonly home: string;
  readonly folder: string;
  /** Where the data is to go, absolute. */
  readonly target: string;
  /** `moving-thread.cjs` of the bundle. */
  readonly thread: URL;
}

/** Moves, shows it, and starts anew, however the move ends. */
export async function moveShown({ home, folder, target, thread }: MovingParts): Promise<void> {
  await app.whenReady();
  Menu.setApplicationMenu(null);
  const stop = new SharedArrayBuffer(4);
  const window = openWindow(target, () => void Atomics.store(new Int32Array(stop), 0, 1));
  app.on('second-instance', () => window.focus());
  const worker = new Worker(thread, { workerData: { home, folder, stop } satisfies MovingData });
  let reached = 0;
  const show = (): void => {
    // Before it has loaded there is nothing to show it in.
    if (!window.webContents.isLoading()) window.webContents.executeJavaScript(showingShare(reached)).catch(() => undefined);
  };
  window.webContents.on('did-finish-load', show);
  worker.on('message', (share: number) => {
    if (shareText(share) === shareText(reached)) return;
    reached = share;
    window.setProgressBar(share);
    window.setTitle(`${shareText(share)} – Moving your data – Paddock`);
    show();
  });
  // A thread that breaks leaves what it had begun, which the next start tells.
  worker.on('error', () => undefined);
  await once(worker, 'exit');
  // It keeps the process from ending no longer.
  window.removeAllListeners('close');
  // Where nothing can be written at home the wish stays there, and would be tried for ever.
  startAnew(app, moveToDo(home) === undefined ? [] : ['--user-data-dir', folder]);
}

function openWindow(target: string, stop: () => void): BrowserWindow {
  const preferences = webPreferences('', true);
  delete preferences.preload;
  const window = new BrowserWindow({
    ...{ width: 460, height: 240, useContentSize: true, resizable: false, maximizable: false, fullscreenable: false },
    title: 'Moving your data – Paddock',
    show: false,
    webPreferences: { ...preferences, partition: 'moving' },
  });
  window.once('ready-to-show', () => window.show());
  // The page says it once, in one place; the title goes on.
  window.on('page-title-updated', (event) => event.preventDefault());
  window.on('close', (event) => {
    event.preventDefault();
    stop();
  });
  window.webContents.on('will-navigate', (event) => {
    event.preventDefault();
    if (event.url === stopAddress) stop();
  });
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  void window.loadURL(movingPage(target));
  return window;
}
