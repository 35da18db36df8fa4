import { readFileSync } from 'node:fs';
import { expect, test } from './paddock.ts';

test('the first window opens, and offers a server to add and the demo server', async ({ launch }) => {
  const { window } = await launch();
  await expect(window.button('Add server').first()).toBeVisible();
  await expect(window.button('Try the demo server')).toBeVisible();
});

test('the page has no Node, and nothing of Electron but the bridge', async ({ launch }) => {
  const { window } = await launch();
  await expect(window.button('Try the demo server')).toBeVisible();
  const seen = await window.page.evaluate(() =>
    ['require', 'process', 'module', 'electron', 'Buffer'].filter((name) => name in globalThis),
  );
  expect(seen).toEqual([]);
});

test('the page runs in Chromium’s sandbox, as an unprivileged user', async ({ launch }) => {
  test.skip(process.platform !== 'linux', 'Linux tells the sandbox of a process in /proc');
  const { app, window } = await launch();
  await expect(window.button('Try the demo server')).toBeVisible();
  const pid = await app.evaluate(({ webContents }) => webContents.getAllWebContents()[0]?.getOSProcessId());
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  expect(status).toMatch(/^Seccomp:\s+2$/m);
  expect(status).not.toMatch(/^Uid:\s+0\s/m);
});

test('the demo server is one click away: its connections, and the sessions of one', async ({ launch }) => {
  const { window } = await launch();
  await window.button('Try the demo server').click();
  await window.item('Season2017').click();
  await expect(window.rows.first()).toBeVisible();
});
