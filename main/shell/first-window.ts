/**
 * The window, before anything else: it is opened, and given its page, with little more than Electron loaded. The page's process
 * starts meanwhile, and the rest of Paddock is loaded beside it; what the page asks waits for that.
 */
import { resolve } from 'node:path';
import { app, ipcMain, Menu, nativeTheme, session, type BrowserWindow } from 'electron';
import type { ActionId } from '../../preload/actions.ts';
import type { Settings } from '../../preload/settings.ts';
import type { ApiWithSignal } from '../api.ts';
import type { Log } from '../log.ts';
import { fileAmong, linkAmong } from './arguments.ts';
import { createAudience, type Audience } from './audience.ts';
import { glance } from './glance.ts';
import type { Inbox } from './inbox.ts';
import { serveIpc } from './ipc.ts';
import type { Preferences } from './preferences.ts';
import type { Bundle } from './run.ts';
import { origin, secure } from './security.ts';
import { keepTextSize } from './text-size.ts';
import { openWindow } from './window.ts';

export interface FirstWindowParts {
  /** The user-data folder, absolute. */
  readonly folder: string;
  readonly bundle: Bundle;
  readonly inbox: Inbox;
  readonly log: Log;
}

/** What stands behind the window. */
export interface Behind {
  readonly api: Promise<ApiWithSignal>;
  readonly preferences: Pick<Preferences, 'windowState' | 'rememberWindowState'>;
  readonly settings: () => Settings;
  /** While a window is open; resolves with what ends it. */
  readonly keepWatch: () => Promise<() => void>;
}

export interface FirstWindow {
  readonly audience: Audience;
  /** The one that is open. */
  readonly current: () => BrowserWindow | undefined;
  /** Brings it to the front; opens one where there is none. */
  readonly raise: () => void;
  /** Resolves once it was given its page: what is loaded before keeps it waiting. */
  readonly given: Promise<void>;
  /** Resolves once it was seen for the first time. */
  readonly shown: Promise<void>;
  /** Once: from now on what it asks is answered, and what it remembers is kept. */
  readonly standOn: (behind: Behind) => void;
  /** Shows the text in the size that is set now. */
  readonly showTextSize: () => void;
}

/** Resolves once the window is open. */
export async function openFirstWindow({ folder, bundle, inbox, log }: FirstWindowParts): Promise<FirstWindow> {
  const { packaged } = bundle;
  const audience = createAudience(origin);
  const seen = glance(folder);
  let behind: Behind | undefined;
  let standOn: FirstWindow['standOn'] = () => undefined;
  const standing = new Promise<Behind>((resolveWith) => {
    standOn = (given) => {
      behind = given;
      resolveWith(given);
    };
  });

  let onShown = (): void => undefined;
  const shown = new Promise<void>((resolveShown) => {
    onShown = resolveShown;
  });
  let window: BrowserWindow | undefined;
  let showTextSize = (): void => undefined;
  function onCreated({ webContents }: BrowserWindow): void {
    audience.admit(webContents);
    const ask = (command: ActionId): void => audience.emit('command', { command });
    showTextSize = keepTextSize(webContents, () => behind?.settings() ?? seen.settings, ask);
  }
  function open(): void {
    window = openWindow({
      state: behind === undefined ? seen.window : behind.preferences.windowState(),
      remember: (state) => void standing.then(({ preferences }) => preferences.rememberWindowState(state)),
      preload: bundle.preload,
      packaged,
      onCreated,
    });
    const watching = standing.then(({ keepWatch }) => keepWatch());
    // Whoever asks the api meets why there is none.
    watching.catch(() => undefined);
    window.once('show', onShown);
    window.on('closed', () => {
      window = undefined;
      watching.then((stop) => stop()).catch(() => undefined);
      inbox.shut();
    });
  }
  function raise(): void {
    if (window === undefined) open();
    if (window?.isMinimized() === true) window.restore();
    window?.show();
    window?.focus();
  }

  // Ours is made later: Electron's own would be made for nothing.
  Menu.setApplicationMenu(null);
  await app.whenReady();

  const given = secure({ app, session: session.defaultSession, renderer: bundle.renderer, packaged, log: log.child('security') });
  serveIpc({ ipcMain, audience, api: standing.then(({ api }) => api), log: log.child('ipc') });
  nativeTheme.themeSource = seen.settings.theme;
  open();

  app.on('second-instance', (_event, words, cwd) => {
    raise();
    const file = fileAmong(words);
    const link = linkAmong(words);
    if (file !== undefined) inbox.put({ kind: 'file', path: resolve(cwd, file) });
    if (link !== undefined) inbox.put({ kind: 'link', link });
  });
  app.on('open-url', raise);
  app.on('open-file', raise);
  app.on('activate', raise);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  return { audience, current: () => window, raise, given, shown, standOn, showTextSize: () => showTextSize() };
}
