import { describe, expect, it } from 'vitest';
import { menuTemplate } from './menu.ts';
import { webPreferences } from './security.ts';

const menuOf = (packaged: boolean): string =>
  JSON.stringify(menuTemplate({ platform: 'linux', packaged, theme: 'system', send: () => {}, showLogs: () => {} }));

describe('a package', () => {
  it('has no developer tools, neither in the page nor in the menu', () => {
    expect(webPreferences('/preload.cjs', true).devTools).toBe(false);
    expect(menuOf(true)).not.toMatch(/devtools/i);
    // The check would find them where they are.
    expect(webPreferences('/preload.cjs', false).devTools).toBe(true);
    expect(menuOf(false)).toMatch(/devtools/i);
  });
});

describe('every window', () => {
  it.each([true, false])('is sandboxed and isolated, and has no Node (packaged: %s)', (packaged) => {
    expect(webPreferences('/preload.cjs', packaged)).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
    });
  });
});
