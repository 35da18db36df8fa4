/**
 * A start that asks or does something before the window opens. A dialog of the system itself cannot be seen from a test: what is loaded
 * before the application (`electron -r`) answers in its place.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type fs from 'node:fs';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stage } from '../stage.ts';

export interface Answer {
  /** Index of the button. */
  readonly response: number;
  readonly checkboxChecked: boolean;
  /** Follows the link that stops a move, as soon as it is there. */
  readonly stops?: boolean;
}

export interface Asked {
  readonly code: number | null;
  readonly question?: { readonly message: string; readonly detail: string; readonly buttons: readonly string[] };
  /** The words of the start that is to follow, where one is. */
  readonly args?: readonly string[];
  /** How far the bar on the taskbar came, from 0 to 1, and what the window was called last. */
  readonly bar?: number;
  readonly title?: string;
}

/** Runs in Electron, before the application: what is asked, and the start that follows, go to the file `asked`, a line each. */
function answering(
  { app, dialog }: Pick<typeof Electron, 'app' | 'dialog'>,
  { appendFileSync }: Pick<typeof fs, 'appendFileSync'>,
  { asked, answer }: { readonly asked: string; readonly answer: Answer },
): void {
  const tell = (what: object): void => {
    appendFileSync(asked, `${JSON.stringify(what)}\n`);
  };
  dialog.showMessageBox = (...words: readonly unknown[]) => {
    tell({ question: words.at(-1) });
    return Promise.resolve(answer);
  };
  app.on('browser-window-created', (_event, window) => {
    if (answer.stops === true) {
      const stop = "document.querySelector('a').click()";
      window.webContents.once('did-finish-load', () => void window.webContents.executeJavaScript(stop));
    }
    window.setProgressBar = (bar) => {
      tell({ bar });
    };
    window.setTitle = (title) => {
      tell({ title });
    };
  });
  // The process that starts anew would be none of the test's: the test starts it.
  app.relaunch = (options) => {
    tell({ args: options?.args ?? [] });
  };
}

/** Starts Paddock on the default folder of `env`, answers what it asks, and waits for its end. */
export async function startAndAnswer(stage: Stage, answer: Answer, env: Readonly<Record<string, string>>): Promise<Asked> {
  const folder = stage.folder('asked');
  const loaded = join(folder, 'answering.cjs');
  const asked = join(folder, 'asked');
  const given = JSON.stringify({ asked, answer });
  writeFileSync(loaded, `(${answering.toString()})(require('electron'), require('node:fs'), ${given});`);
  const child = spawn(stage.executable, ['-r', loaded, stage.app], {
    env: { ...process.env, HOME: stage.home, ...env },
    cwd: stage.home,
    stdio: 'ignore',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  const lines = existsSync(asked) ? readFileSync(asked, 'utf8').trim().split('\n') : [];
  return Object.assign({ code }, ...lines.map((line) => JSON.parse(line) as Partial<Asked>)) as Asked;
}
