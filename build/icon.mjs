// @ts-check
/**
 * `node build/icon.mjs`: draws build/packaging/icon.png (1024 × 1024, of which electron-builder makes every platform's
 * icons) from icon.svg, with the Chromium of our Electron. Run by hand when the drawing changes; the picture is committed.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { headless, launch } from './setup/launch.mjs';
import { root, setUp } from './setup/setup.mjs';
import { runMain, teller } from './setup/telling.mjs';

const painter = `
const { app, BrowserWindow } = require('electron');
const { readFileSync, writeFileSync } = require('node:fs');
app.whenReady().then(async () => {
  const window = new BrowserWindow({ width: 1024, height: 1024, show: false, frame: false, transparent: true, webPreferences: { offscreen: true } });
  const svg = readFileSync(process.env.PADDOCK_ICON_FROM, 'utf8');
  const page = '<body style="margin:0;overflow:hidden;background:transparent">' + svg;
  await window.loadURL('data:text/html;charset=utf-8,' + encodeURIComponent(page));
  const image = await window.webContents.capturePage();
  writeFileSync(process.env.PADDOCK_ICON_TO, image.toPNG());
  app.exit(0);
});
`;

await runMain(async () => {
  const electron = await setUp({ say: teller({ quiet: false }), bundles: false });
  const folder = mkdtempSync(join(tmpdir(), 'paddock-icon-'));
  try {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'icon', version: '0.0.0', main: 'main.cjs' }));
    writeFileSync(join(folder, 'main.cjs'), painter);
    const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    return await launch({
      executable: electron.executable,
      args: [...sandbox, ...headless(process.platform), '--force-device-scale-factor=1', folder],
      env: {
        ...process.env,
        PADDOCK_ICON_FROM: join(root, 'build', 'packaging', 'icon.svg'),
        PADDOCK_ICON_TO: join(root, 'build', 'packaging', 'icon.png'),
      },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
