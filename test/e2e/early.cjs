// @ts-check
/**
 * Required by Electron before the application (`-r`), for `start.spec.ts`: when the first window is made, it writes down which of the
 * application's files are loaded, and ends the run; or it lets a bug happen, and the box that would tell of it writes to stdout.
 */
const { app, dialog } = require('electron');
const { existsSync, statSync } = require('node:fs');
const { basename } = require('node:path');

const print = (/** @type {object} */ what) => process.stdout.write(`${JSON.stringify(what)}\n`);

dialog.showErrorBox = (_, sentence) => print({ sentence });
app.once('browser-window-created', () => {
  if (process.env['PADDOCK_EARLY'] === 'bug') {
    setImmediate(() => {
      throw new RangeError('planted before the log is open');
    });
    return;
  }
  print({
    loaded: Object.keys(require.cache)
      .filter(existsSync)
      .map((file) => ({ name: basename(file), bytes: statSync(file).size })),
  });
  setImmediate(() => app.exit(0));
});
