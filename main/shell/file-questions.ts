/** The system's dialogs for files, above the window that asks. */
import { dialog, type BrowserWindow } from 'electron';
import type { FileQuestions } from '../files.ts';

/** `window`: the one that is open. */
export function createFileQuestions(window: () => BrowserWindow | undefined): FileQuestions {
  return {
    async toSave({ title, name, extension }) {
      const options = { title, defaultPath: `${name}.${extension}`, filters: [{ name: extension, extensions: [extension] }] };
      const above = window();
      const { canceled, filePath } = await (above ? dialog.showSaveDialog(above, options) : dialog.showSaveDialog(options));
      return canceled || filePath === '' ? undefined : filePath;
    },
    async toFolder(title) {
      const options: Electron.OpenDialogOptions = { title, properties: ['openDirectory', 'createDirectory', 'promptToCreate'] };
      const above = window();
      const { canceled, filePaths } = await (above ? dialog.showOpenDialog(above, options) : dialog.showOpenDialog(options));
      return canceled ? undefined : filePaths[0];
    },
    async toOpen() {
      const options: Electron.OpenDialogOptions = {
        title: 'Open a file with sessions',
        properties: ['openFile'],
        filters: [{ name: 'Paddock', extensions: ['paddock'] }],
      };
      const above = window();
      const { canceled, filePaths } = await (above ? dialog.showOpenDialog(above, options) : dialog.showOpenDialog(options));
      return canceled ? undefined : filePaths[0];
    },
  };
}
