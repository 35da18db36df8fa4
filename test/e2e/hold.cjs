// @ts-check
/**
 * Required by Electron before the application (`-r`): it is not told that Electron is ready before Playwright has connected. A page
 * that is connected to in the middle of its first navigation is waited for without end.
 */
const { app } = require('electron');

const ready = app.whenReady();
/** @type {() => void} */
let go = () => undefined;
/** @type {Promise<void>} */
const connected = new Promise((resolve) => {
  go = resolve;
});
app.whenReady = () => connected.then(() => ready);
// By this name Playwright's own loader is told, which it leaves out where the Electron is named.
Object.assign(globalThis, { __playwright_run: go });
