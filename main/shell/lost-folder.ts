/**
 * The one dialog that comes unasked: the folder that the data was moved to is not there. An empty list in its place would look
 * like a loss, and what is saved there would be a second history. So the user chooses: to quit, and connect the drive, or the folder
 * where the data lay before, this once or from now on.
 */
import { existsSync } from 'node:fs';
import type { App, Dialog } from 'electron';
import { useInstead, type Lost } from '../relocation/pointer.ts';
import { sentencesOf } from './bugs.ts';
import { startAnew } from './start-anew.ts';

interface Asking {
  readonly app: Pick<App, 'relaunch' | 'quit' | 'exit'>;
  readonly dialog: Pick<Dialog, 'showMessageBox' | 'showErrorBox'>;
  /** The default folder. */
  readonly home: string;
  readonly lost: Lost;
}

export async function askAboutLost({ app, dialog, home, lost }: Asking): Promise<void> {
  const { failure } = lost;
  const { message, safe } = failure.shape();
  const old = lost.old !== undefined && existsSync(lost.old) ? lost.old : undefined;
  const other = old ?? home;
  const { response, checkboxChecked } = await dialog.showMessageBox({
    type: 'warning',
    title: 'Paddock',
    message,
    detail: [
      safe,
      'Connect its drive, then start Paddock again.',
      old === undefined
        ? `Or begin with ${other}, where nothing of it is saved.`
        : `Or use the old folder, ${other}: it holds what was saved before the move.`,
    ].join('\n\n'),
    buttons: ['Quit', old === undefined ? 'Begin anew' : 'Use the old folder'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
    checkboxLabel: 'From now on, and do not ask again',
  });
  if (response === 0) {
    app.exit(failure.exit);
    return;
  }
  try {
    if (checkboxChecked) useInstead(home, other);
    startAnew(app, checkboxChecked ? [] : ['--user-data-dir', other]);
  } catch (error) {
    dialog.showErrorBox('Paddock', `${sentencesOf(failure)} ${error instanceof Error ? error.message : ''}`);
    app.exit(failure.exit);
  }
}
