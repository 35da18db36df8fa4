/**
 * Where Paddock begins: what the start asks for, where its files lie; then a window, or a command. What must happen before
 * Electron is ready happens here at once. Little is loaded for it: the rest is once the window has its page, or for a command.
 */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, dialog, protocol } from 'electron';
import { parseLink } from '../preload/links.ts';
import type { FailureShape } from '../preload/model.ts';
import type { Log } from './log.ts';
import { findData, hasMoved, moveToDo } from './relocation/pointer.ts';
import { readStart } from './shell/arguments.ts';
import { sentencesOf, watchForBugs } from './shell/bugs.ts';
import { openFirstWindow } from './shell/first-window.ts';
import { createInbox, type Inbox } from './shell/inbox.ts';
import { createLaterLog } from './shell/later-log.ts';
import { placeFiles } from './shell/places.ts';
import type { Bundle, Run } from './shell/run.ts';
import { hardenBeforeReady } from './shell/security.ts';
import type { Line } from './store/calls.ts';
import { defaultPatience, startThread, storeFile } from './store/start-thread.ts';

const here = import.meta.dirname;
const bundle: Bundle = {
  preload: join(here, '../preload/index.cjs'),
  main: here,
  renderer: join(here, '../renderer'),
  packaged: app.isPackaged,
  storeThread: pathToFileURL(join(here, 'store-thread.cjs')),
  quarantineProcess: pathToFileURL(join(here, 'quarantine-process.cjs')),
};

const handed = process.env['PADDOCK_ARGV'];
// Not for whatever this process starts.
delete process.env['PADDOCK_ARGV'];
const start = readStart(process.argv, handed);

const home = join(app.getPath('appData'), 'Paddock');
const { folder: found, lost } = start.userData === undefined ? findData(resolve(home)) : { folder: resolve(start.userData) };
const unusable = placeFiles(app, found, lost?.failure);
const moving = start.userData === undefined ? moveToDo(home) : undefined;

void begin();

async function begin(): Promise<void> {
  if (lost !== undefined && start.mode === 'window') {
    // No window stands on an empty folder unasked.
    const { askAboutLost } = await import('./shell/lost-folder.ts');
    await app.whenReady();
    await askAboutLost({ app, dialog, home, lost });
  } else if (start.mode === 'window' && !app.requestSingleInstanceLock()) {
    // The folder's first window is raised instead; it hears of this start by `second-instance`.
    app.exit(0);
  } else if (start.mode === 'window' && moving !== undefined) {
    // Before anything of the folder is opened, and by itself: the data is opened by the start that follows.
    hardenBeforeReady(app, protocol);
    const { moveShown } = await import('./shell/moving-window.ts');
    await moveShown({ home, folder: found, target: moving, thread: pathToFileURL(join(here, 'moving-thread.cjs')) });
  } else if (start.mode === 'window' && unusable !== undefined) {
    dialog.showErrorBox('Paddock', sentencesOf(unusable));
    app.exit(unusable.exit);
  } else if (start.mode === 'window') await beginWindow();
  else await beginCommand(start.mode === 'tour' ? 'tour' : start.words);
}

async function beginWindow(): Promise<void> {
  hardenBeforeReady(app, protocol);
  const inbox = createInbox();
  const later = createLaterLog();
  // Electron takes its time until it is ready, and one processor is enough for that.
  const file = join(found, 'store', storeFile);
  const reader = startThread(bundle.storeThread, { role: 'reader', file, patience: defaultPatience }, later.log.child('store'));
  let opened: Promise<Run> | undefined;
  const open = (): Promise<Run> => (opened ??= openRunWith(inbox, later.open, reader));
  const stop = watchForBugs(
    process,
    later.log,
    (sentence) => dialog.showErrorBox('Paddock', sentence),
    // What ends it is in the log before.
    () => void open().finally(() => app.exit(1)),
  );
  // The page holds few rows and computes little: half of its memory would be room that V8 keeps for more.
  app.commandLine.appendSwitch('js-flags', '--optimize-for-size');
  if (start.mode === 'window') {
    if (start.openLink !== undefined) inbox.put({ kind: 'link', link: start.openLink });
    if (start.openFile !== undefined) inbox.put({ kind: 'file', path: resolve(start.openFile) });
  }
  // On macOS a click and a double-click are told so, the ones that start us before we are ready.
  app.on('open-url', (event, url) => {
    event.preventDefault();
    inbox.put({ kind: 'link', link: parseLink(url) ?? null });
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    inbox.put({ kind: 'file', path });
  });
  try {
    const first = await openFirstWindow({ folder: found, bundle, inbox, log: later.log });
    await first.given;
    // Piece by piece: what the page's process asks meanwhile is answered in between.
    for (const load of [
      () => import('./shell/log-file.ts'),
      () => import('./shell/parts.ts'),
      open,
      () => import('./shell/run-window.ts'),
    ]) {
      await breath();
      await load();
    }
    const { runWindow } = await import('./shell/run-window.ts');
    await runWindow(await open(), first);
  } catch (thrown) {
    stop(thrown);
  }
}

async function beginCommand(words: readonly string[] | 'tour'): Promise<void> {
  hardenBeforeReady(app, protocol);
  const later = createLaterLog();
  const stop = watchForBugs(
    process,
    later.log,
    (sentence) => process.stderr.write(`${sentence}\n`),
    () => app.exit(1),
  );
  try {
    const [run, { runCommand }] = await Promise.all([openRunWith(createInbox(), later.open), import('./shell/run-command.ts')]);
    app.exit(await runCommand(run, words));
  } catch (thrown) {
    stop(thrown);
  }
}

async function openRunWith(inbox: Inbox, onLog: (log: Log) => void, reader?: Line): Promise<Run> {
  const [{ openRun }, moved] = await Promise.all([import('./shell/open-run.ts'), whatMoved()]);
  const run = openRun({
    folder: found,
    home: start.userData === undefined ? home : undefined,
    logs: join(lost === undefined ? found : home, 'logs'),
    ...{ verbose: start.verbose, moved, unusable, bundle, inbox, reader },
  });
  onLog(run.log);
  run.log.info('Paddock starts', { version: app.getVersion(), electron: process.versions.electron, mode: start.mode });
  return run;
}

/** What a move of the folder has to tell to the window that follows it. */
async function whatMoved(): Promise<readonly FailureShape[]> {
  if (start.mode !== 'window' || start.userData !== undefined || !hasMoved(home)) return [];
  const { toldMove } = await import('./relocation/moving.ts');
  const told = toldMove(home, found);
  return told === undefined ? [] : [told];
}

const breath = (): Promise<void> => new Promise((resolveSoon) => setImmediate(resolveSoon));
