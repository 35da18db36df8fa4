/** Links into the window, and the question before a server that nobody saved. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Locator } from '@playwright/test';
import type { Stage } from '../stage.ts';
import type { PaddockWindow } from '../window.ts';

/** Starts the application as a second start of a folder would, and answers its exit code. */
export async function secondStart(stage: Stage, folder: string, words: readonly string[] = []): Promise<number | null> {
  const child = spawn(stage.executable, [stage.app, '--user-data-dir', folder, ...words], {
    env: { ...process.env, HOME: stage.home },
    cwd: stage.home,
    stdio: 'ignore',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

/** What stands in an http address behind its scheme, as one part of a link. */
export const linkTo = (url: string, ...rest: readonly string[]): string =>
  `paddock://${[url.replace('http://', ''), ...rest].map(encodeURIComponent).join('/')}`;

export class LinkQuestion {
  readonly root: Locator;

  constructor(window: PaddockWindow) {
    this.root = window.dialog('Add the server of this link?');
  }

  answer(name: 'Do not connect' | 'Add server…'): Locator {
    return this.root.getByRole('button', { name, exact: true });
  }
}
