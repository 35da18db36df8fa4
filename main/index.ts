/**
 * Where Paddock begins: what the start asks for, where its files lie, the log, the parts; then a window, or a command.
 * What must happen before Electron is ready happens here at once; what only one kind of run needs is loaded by it.
 */
import { join, resolve } from 'node:path';
import { app, dialog, protocol, safeStorage, session } from 'electron';
import { parseLink } from '../preload/links.ts';
import type { FailureShape } from '../preload/model.ts';
import { findData, hasMoved, moveToDo } from './relocation/pointer.ts';
import { readStart } from './shell/arguments.ts';
import { sentencesOf, watchForBugs } from './shell/bugs.ts';
import { createCipher } from './shell/cipher.ts';
import { createEnding } from './shell/ending.ts';
import { createInbox } from './shell/inbox.ts';
import { openLog } from './shell/log-file.ts';
import { createParts } from './shell/parts.ts';
import { placeFiles } from './shell/places.ts';
import { createResolveProxy } from './shell/proxy.ts';
import { createRedactor } from './shell/redact.ts';
import type { Run } from './shell/run.ts';
import { versionsOf } from './shell/versions.ts';
import { hardenBeforeReady } from './shell/security.ts';

const handed = process.env['PADDOCK_ARGV'];
// Not for whatever this process starts.
delete process.env['PADDOCK_ARGV'];
const start = readStart(process.argv, handed);

const home = join(app.getPath('appData'), 'Paddock');
const { folder: found, lost } = start.userData === undefined ? findData(resolve(home)) : { folder: resolve(start.userData) };
const unusable = placeFiles(app, found, lost?.failure);
const moving = start.userData === undefined ? moveToDo(home) : undefined;

if (lost !== undefined && start.mode === 'window') {
  // No window stands on an empty folder unasked.
  const { askAboutLost } = await import('./shell/lost-folder.ts');
  void app.whenReady().then(() => askAboutLost({ app, dialog, home, lost }));
} else if (start.mode === 'window' && !app.requestSingleInstanceLock()) {
  // The folder's first window is raised instead; it hears of this start by `second-instance`.
  app.exit(0);
} else if (start.mode === 'window' && moving !== undefined) {
  // Before anything of the folder is opened, and by itself: the data is opened by the start that follows.
  hardenBeforeReady(app, protocol);
  const { moveShown } = await import('./shell/moving-window.ts');
  void moveShown({ home, folder: found, target: moving, thread: new URL('./moving-thread.js', import.meta.url) });
} else if (start.mode === 'window' && start.userData === undefined && hasMoved(home)) {
  const { toldMove } = await import('./relocation/moving.ts');
  const told = toldMove(home, found);
  begin(found, told === undefined ? [] : [told]);
} else begin(found);

function begin(folder: string, moved: readonly FailureShape[] = []): void {
  hardenBeforeReady(app, protocol);
  const redactor = createRedactor();
  const log = openLog({
    folder: join(lost === undefined ? folder : home, 'logs'),
    verbose: start.verbose,
    redactor,
    stderr: process.stderr,
  });
  const ending = createEnding(log);
  const cipher = createCipher(safeStorage, process.platform);
  const parts = createParts({
    folder,
    moved,
    unusable,
    storeThread: new URL('./store-thread.js', import.meta.url),
    quarantineProcess: new URL('./quarantine-process.js', import.meta.url),
    cipher,
    log,
    onSecret: (secret) => redactor.register(secret),
    resolveProxy: createResolveProxy(app, () => session.fromPartition('proxies')),
    ending,
    versions: () => versionsOf(app),
    redact: (text) => redactor.redact(text),
  });
  const bundle = {
    preload: join(import.meta.dirname, '../preload/index.cjs'),
    main: import.meta.dirname,
    renderer: join(import.meta.dirname, '../renderer'),
    packaged: app.isPackaged,
  };
  const inbox = createInbox();
  if (start.mode === 'window') {
    // The page holds few rows and computes little: half of its memory would be room that V8 keeps for more.
    app.commandLine.appendSwitch('js-flags', '--optimize-for-size');
    if (start.openLink !== undefined) inbox.put({ kind: 'link', link: start.openLink });
    if (start.openFile !== undefined) inbox.put({ kind: 'file', path: resolve(start.openFile) });
    // On macOS a click and a double-click are told so, the ones that start us before we are ready.
    app.on('open-url', (event, url) => {
      event.preventDefault();
      inbox.put({ kind: 'link', link: parseLink(url) ?? null });
    });
    app.on('open-file', (event, path) => {
      event.preventDefault();
      inbox.put({ kind: 'file', path });
    });
  }
  const run: Run = { folder, home: start.userData === undefined ? home : undefined, bundle, log, parts, ending, inbox };

  log.info('Paddock starts', { version: app.getVersion(), electron: process.versions.electron, mode: start.mode });
  if (start.mode === 'window' && unusable !== undefined) {
    dialog.showErrorBox('Paddock', sentencesOf(unusable));
    app.exit(unusable.exit);
  } else if (start.mode === 'window') {
    const stop = watchForBugs(
      process,
      log,
      (sentence) => dialog.showErrorBox('Paddock', sentence),
      () => app.exit(1),
    );
    import('./shell/run-window.ts').then(({ runWindow }) => runWindow(run)).catch(stop);
  } else {
    const words = start.mode === 'tour' ? 'tour' : start.words;
    const stop = watchForBugs(
      process,
      log,
      (sentence) => process.stderr.write(`${sentence}\n`),
      () => app.exit(1),
    );
    import('./shell/run-command.ts')
      .then(({ runCommand }) => runCommand(run, words))
      .then((code) => app.exit(code))
      .catch(stop);
  }
}
