import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { firstSettings } from '../../preload/settings.ts';
import { silent } from '../log.ts';
import { openSettings } from '../settings.ts';
import { glance } from './glance.ts';
import { openPreferences } from './preferences.ts';

const top = mkdtempSync(join(tmpdir(), 'paddock-glance-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));
let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(top, 'data-'))));

const stood = { bounds: { x: 10, y: 20, width: 1000, height: 700 }, maximized: true, fullScreen: false };

describe('glance', () => {
  it('sees a first start where there is nothing, or no folder', () => {
    expect(glance(folder)).toEqual({ settings: firstSettings, window: undefined });
    expect(glance(join(folder, 'none'))).toEqual({ settings: firstSettings, window: undefined });
  });

  it('sees what the settings and the preferences keep, as they would read it', () => {
    openPreferences(folder, silent).rememberWindowState(stood);
    const settings = openSettings(folder, silent);
    settings.change({ theme: 'dark', textSize: 125, proxy: 'http://pit:8080' });
    expect(glance(folder)).toEqual({ settings: settings.get(), window: stood });
    expect(openPreferences(folder, silent).windowState()).toEqual(stood);
  });

  it('takes the theme of an earlier version only where no settings are kept', () => {
    writeFileSync(join(folder, 'window.json'), JSON.stringify({ memory: { theme: 'dark' } }));
    expect(glance(folder).settings.theme).toBe('dark');
    openSettings(folder, silent).change({ textSize: 110 });
    expect(glance(folder).settings).toMatchObject({ theme: 'system', textSize: 110 });
  });

  it.each([
    ['no JSON', '{"settings'],
    ['no object', '7'],
    ['nothing', 'null'],
    ['other things', '{"settings":7,"window":{"bounds":"wide"}}'],
  ])('sees a first start in files that hold %s', (_what, content) => {
    for (const name of ['settings.json', 'window.json']) writeFileSync(join(folder, name), content);
    expect(glance(folder)).toEqual({ settings: firstSettings, window: undefined });
  });

  it('leaves out a value that is none, and keeps the others', () => {
    writeFileSync(join(folder, 'settings.json'), JSON.stringify({ settings: { theme: 'pink', textSize: 125 } }));
    expect(glance(folder).settings).toEqual({ ...firstSettings, textSize: 125 });
  });
});
