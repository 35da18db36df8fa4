import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { WindowMemory } from '../../preload/app.ts';
import { Failure } from '../failure.ts';
import { silent } from '../log.ts';
import { createAppService } from './app-service.ts';
import { openPreferences } from './preferences.ts';

const top = mkdtempSync(join(tmpdir(), 'paddock-preferences-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));
let next = 0;
const newFolder = (): string => join(top, `data ${++next}`);

const memory: WindowMemory = {
  treeWidth: 300,
  paneHeight: 200,
  selected: { serverId: 'a', connection: 'b' },
  collapsed: ['c'],
  filter: 'driver:HAM',
  sort: { field: 'detail:Driver', direction: 'asc' },
};

describe('what the window remembers', () => {
  it('comes back as it was', () => {
    const folder = newFolder();
    const state = { bounds: { x: 1, y: 2, width: 3, height: 4 }, maximized: true, fullScreen: false };
    const preferences = openPreferences(folder, silent);
    expect(preferences.windowState()).toBeUndefined();
    expect(preferences.memory()).toMatchObject({ filter: '', sort: { field: 'timeOfRecording', direction: 'desc' } });
    preferences.remember(memory);
    preferences.rememberWindowState(state);
    const again = openPreferences(folder, silent);
    expect(again.memory()).toEqual(memory);
    expect(again.windowState()).toEqual(state);
  });

  it.each(['{"memory":', '[]', '{"memory":{"filter":5},"window":{"bounds":7}}'])('begins anew where the file is %s', (content) => {
    const folder = newFolder();
    openPreferences(folder, silent).remember(memory);
    writeFileSync(join(folder, 'window.json'), content);
    const preferences = openPreferences(folder, silent);
    expect(preferences.memory().filter).toBe('');
    expect(preferences.windowState()).toBeUndefined();
    preferences.remember(memory);
    expect(readFileSync(join(folder, 'window.json'), 'utf8')).toContain('driver:HAM');
  });

  it('is no reason to fail where it cannot be written', () => {
    const file = join(top, 'a file');
    writeFileSync(file, '');
    const preferences = openPreferences(join(file, 'x'), silent);
    preferences.remember(memory);
    expect(preferences.memory()).toEqual(memory);
  });
});

describe('the service', () => {
  const serviceOver = (folder: string, hasActed = true) => {
    const done: string[] = [];
    const service = createAppService({
      info: () => Promise.reject(new Error('not asked')),
      preferences: openPreferences(folder, silent),
      hasJustActed: () => Promise.resolve(hasActed),
      openInBrowser: (address) => Promise.resolve(void done.push(address)),
      toClipboard: (text) => Promise.resolve(void done.push(text)),
    });
    return { service, done };
  };

  it('remembers', async () => {
    const { service } = serviceOver(newFolder());
    await service.remember(memory);
    expect((await service.memory()).filter).toBe('driver:HAM');
  });

  it('opens https in the browser, and nothing else', async () => {
    const { service, done } = serviceOver(newFolder());
    await service.openExternal('https://example.org/a?b');
    for (const address of ['http://example.org', 'file:///etc/passwd', 'javascript:1', 'https://me:pw@example.org', 'x', '']) {
      const refused = await Promise.resolve(service.openExternal(address)).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(Failure);
    }
    expect(done).toEqual(['https://example.org/a?b']);
  });

  it('opens nothing that no click asked for', async () => {
    const { service, done } = serviceOver(newFolder(), false);
    await expect(service.openExternal('https://example.org')).rejects.toMatchObject({ code: 'usage' });
    expect(done).toEqual([]);
  });
});
