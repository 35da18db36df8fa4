/** A run with a window: what stands behind the one that is open already. */
import { join } from 'node:path';
import { app, clipboard, Menu, nativeTheme, powerMonitor, shell } from 'electron';
import type { ActionId } from '../../preload/actions.ts';
import type { AppInfo } from '../../preload/app.ts';
import { linkScheme } from '../../preload/links.ts';
import type { Theme } from '../../preload/settings.ts';
import { createActivity } from '../activity/activity.ts';
import { createApi, type ApiWithSignal } from '../api.ts';
import { asFailure, Failure } from '../failure.ts';
import { askMove, planMove } from '../relocation/asking.ts';
import type { Sources } from '../source.ts';
import { readLicences } from '../support/licences.ts';
import { createAppService } from './app-service.ts';
import { onSignals } from './ending.ts';
import type { Handed } from './inbox.ts';
import type { FirstWindow } from './first-window.ts';
import { createFileQuestions } from './file-questions.ts';
import { laterStore } from './later-store.ts';
import { menuTemplate } from './menu.ts';
import { watchPower } from './power.ts';
import { showProgress } from './progress-shown.ts';
import { openPreferences } from './preferences.ts';
import type { Run } from './run.ts';
import { startAnew } from './start-anew.ts';
import { hasJustActed } from './security.ts';
import { warm } from './warm.ts';

export async function runWindow({ folder, home, bundle, log, parts, ending, inbox }: Run, first: FirstWindow): Promise<void> {
  const { packaged } = bundle;
  const { audience, current, raise } = first;
  const preferences = openPreferences(folder, log);
  const settings = parts.settings(() => {
    const theme = preferences.earlierTheme();
    return theme === undefined ? {} : { theme };
  });

  const send = (command: ActionId): void => audience.emit('command', { command });

  function showMenu(theme: Theme): void {
    const template = menuTemplate({
      platform: process.platform,
      packaged,
      theme,
      send,
      showLogs: () => void shell.openPath(join(folder, 'logs')),
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }

  function tell(handed: Handed): void {
    if (handed.kind === 'file') audience.emit('file.opened', { path: handed.path });
    else audience.emit('link.opened', { link: handed.link });
  }
  /** What waited for the window that asks now. Of several links, or files, the last one is meant. */
  function handedAtStart(): Pick<AppInfo, 'openFile' | 'openLink'> {
    const all = inbox.open(tell);
    const file = all.findLast((handed) => handed.kind === 'file');
    const link = all.findLast((handed) => handed.kind === 'link');
    return { ...(file && { openFile: file.path }), ...(link && { openLink: link.link }) };
  }

  async function make(): Promise<{ readonly api: ApiWithSignal; readonly sources: Sources }> {
    const [servers, shelf, keepingBook, sources] = await Promise.all([
      ...([parts.servers(), parts.shelf(), parts.keepingBook(), parts.sources()] as const),
    ]);
    const appService = createAppService({
      preferences,
      hasJustActed: async () => {
        const contents = current()?.webContents;
        return contents !== undefined && hasJustActed(contents);
      },
      openInBrowser: (address) => shell.openExternal(address),
      toClipboard: async (text) => {
        await clipboard.writeText(text);
      },
      info: async () => ({
        version: app.getVersion(),
        electron: process.versions.electron,
        platform: process.platform,
        userData: folder,
        keychain: servers.keychain(),
        notices: [
          ...parts.notices(),
          ...servers.notices,
          ...shelf.notices,
          ...(await parts.store().then(
            () => [],
            (error: unknown) => [asFailure(error).shape()],
          )),
        ],
        ...handedAtStart(),
      }),
    });
    const activity = createActivity(Date.now);
    const { seen } = showProgress({ activity, window: current, raise, open: (link) => inbox.put({ kind: 'link', link }) });
    app.on('browser-window-focus', seen);
    const api = createApi({
      servers,
      sources,
      store: laterStore(parts.store),
      salvaging: parts.salvaging,
      imports: parts.imports,
      files: createFileQuestions(current),
      version: app.getVersion(),
      app: appService,
      settings,
      shelf,
      keepingBook,
      requests: parts.requests,
      activity,
      support: {
        versions: parts.versions,
        licences: () => readLicences([join(bundle.main, 'licences.json'), join(bundle.renderer, 'licences.json')]),
        diagnose: parts.diagnose,
        openFolder: () => shell.openPath(folder),
        planMove: (to) => {
          if (home !== undefined) return planMove(folder, to);
          throw new Failure('usage', 'The folder was named at the start, with --user-data-dir: it is not moved from here.', {
            todo: 'Close Paddock, move the folder, and name the new one at the start.',
          });
        },
        move: (plan) => {
          if (home !== undefined) askMove(home, plan);
          startAnew(app);
        },
      },
      emit: audience.emit,
      log: log.child('api'),
    });
    return { api, sources };
  }

  const making = make();
  first.standOn({
    api: making.then(({ api }) => api),
    preferences,
    settings: () => settings.get(),
    keepWatch: async () => (await making).sources.keepWatch(),
  });
  // On threads of its own, while the page is loaded.
  const opening = parts.store();
  opening.catch((error: unknown) => log.error('The store cannot be opened', { error }));
  void warm({ store: () => opening, servers: parts.servers, memory: preferences.memory() });
  // Nobody opens a menu before there is a page, and the page has better use for this process just now.
  void first.shown.then(() => showMenu(settings.get().theme));
  settings.onChange(({ theme, textSize }, before) => {
    if (theme !== before.theme) {
      nativeTheme.themeSource = theme;
      showMenu(theme);
    }
    if (textSize !== before.textSize) first.showTextSize();
  });

  // Only what is installed: a checkout would leave its Electron behind as the system's choice.
  if (packaged) app.setAsDefaultProtocolClient(linkScheme);
  app.on('will-quit', (event) => {
    event.preventDefault();
    void ending.close().finally(() => {
      log.info('Paddock ends');
      app.exit(0);
    });
  });
  onSignals(
    process,
    () => app.quit(),
    (code) => app.exit(code),
  );

  const { sources } = await making;
  ending.onEnd('power', watchPower({ events: powerMonitor, onGap: () => sources.doubt(), log: log.child('power') }));
}
