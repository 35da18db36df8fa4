/**
 * The test that end-to-end specs start from: `launch` opens a real, sandboxed window on a fresh user-data folder, and
 * all that was started is ended with the test.
 */
import { _electron, expect, test as base, type ElectronApplication } from '@playwright/test';
import { command, demoServer, type DemoServer, type Ended } from './command.ts';
import { stage, type Stage } from './stage.ts';
import { PaddockWindow } from './window.ts';

export interface Launched {
  readonly app: ElectronApplication;
  readonly window: PaddockWindow;
  /** Quits as a user would, and waits for the end. */
  readonly close: () => Promise<void>;
}

export interface LaunchOptions {
  /** Null: the default folder, below `XDG_CONFIG_HOME` of `env`. */
  readonly userData?: string | null;
  readonly words?: readonly string[];
  /** A program in Electron's place that becomes it, and what it needs in its environment: a session with a keychain, for example. */
  readonly executable?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Answers the dialog that asks for a file, once it opens. A dialog of the system itself cannot be seen from a test. */
export const choosing = (app: ElectronApplication, file: string): Promise<void> =>
  app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
  }, file);

interface Fixtures {
  readonly stage: Stage;
  /** The test's own user-data folder; its name holds a blank. */
  readonly userData: string;
  /** Opens the window on the test's user-data folder, or another. */
  readonly launch: (options?: LaunchOptions) => Promise<Launched>;
  /** Runs a command on the test's user-data folder. */
  readonly paddock: (words: readonly string[], options?: { readonly input?: string; readonly userData?: string }) => Promise<Ended>;
  readonly demo: (words?: readonly string[]) => Promise<DemoServer>;
  /** Ends with the test what it started besides. */
  readonly atEnd: (end: () => Promise<void>) => void;
}

export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern
  stage: async ({}, use) => {
    await use(stage());
  },
  userData: async ({ stage }, use) => {
    await use(stage.folder('user data'));
  },
  launch: async ({ stage, userData }, use) => {
    const opened: ElectronApplication[] = [];
    const errors: string[] = [];
    await use(async ({ userData: folder = userData, words = [], executable = stage.executable, env = {} } = {}) => {
      const app = await _electron.launch({
        executablePath: executable,
        args: ['-r', stage.hold, stage.app, ...(folder === null ? [] : ['--user-data-dir', folder]), ...words],
        chromiumSandbox: true,
        cwd: stage.home,
        env: { ...environment(), HOME: stage.home, ...env },
      });
      opened.push(app);
      const page = await app.firstWindow();
      page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
      const window = new PaddockWindow(page);
      return { app, window, close: () => app.close() };
    });
    await Promise.all(opened.map((app) => app.close().catch(() => undefined)));
    // Nothing that a test does may throw in the page, seen or unseen.
    expect(errors).toEqual([]);
  },
  paddock: async ({ stage, userData }, use) => {
    await use((words, { input, userData: folder = userData } = {}) =>
      command(stage, ['--user-data-dir', folder, ...words], input === undefined ? {} : { input }),
    );
  },
  demo: async ({ stage }, use) => {
    const servers: DemoServer[] = [];
    await use(async (words) => {
      const server = await demoServer(stage, words);
      servers.push(server);
      return server;
    });
    await Promise.all(servers.map((server) => server.stop()));
  },
  // eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern
  atEnd: async ({}, use) => {
    const ends: (() => Promise<void>)[] = [];
    await use((end) => void ends.push(end));
    await Promise.all(ends.map((end) => end()));
  },
});

function environment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

export { expect };
