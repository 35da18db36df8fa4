import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { firstSettings } from '../preload/settings.ts';
import { silent } from './log.ts';
import { openSettings } from './settings.ts';

const top = mkdtempSync(join(tmpdir(), 'paddock-settings-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));
let next = 0;
const newFolder = (): string => join(top, `data ${++next}`);

it('keeps what is changed, and tells it', () => {
  const folder = newFolder();
  const settings = openSettings(folder, silent);
  expect(settings.get()).toEqual(firstSettings);
  const told: unknown[] = [];
  settings.onChange((now, before) => told.push([before.theme, now.theme]));
  settings.change({ theme: 'dark', proxy: 'http://proxy:3128' });
  expect(told).toEqual([['system', 'dark']]);
  expect(openSettings(folder, silent).get()).toEqual({ ...firstSettings, theme: 'dark', proxy: 'http://proxy:3128' });
  settings.change({ proxy: null });
  expect(openSettings(folder, silent).get()).toEqual({ ...firstSettings, theme: 'dark' });
});

it('loses one setting where one is none, and begins anew where the file is damaged', () => {
  const folder = newFolder();
  openSettings(folder, silent).change({ theme: 'dark', density: 'comfortable' });
  writeFileSync(join(folder, 'settings.json'), '{"settings":{"theme":"pink","density":"comfortable"}}');
  expect(openSettings(folder, silent).get()).toEqual({ ...firstSettings, density: 'comfortable' });
  writeFileSync(join(folder, 'settings.json'), '{"settings":');
  const anew = openSettings(folder, silent);
  expect(anew.get()).toEqual(firstSettings);
  anew.change({ textSize: 150 });
  expect(readFileSync(join(folder, 'settings.json'), 'utf8')).toContain('150');
});

it('takes what an earlier version kept elsewhere, once', () => {
  const folder = newFolder();
  const earlier = () => ({ theme: 'light' }) as const;
  expect(openSettings(folder, silent, earlier).get().theme).toBe('light');
  openSettings(folder, silent, earlier).change({ theme: 'system' });
  expect(openSettings(folder, silent, earlier).get().theme).toBe('system');
});

it('are kept for the run where there is no room for a file', () => {
  const file = join(top, 'a file');
  writeFileSync(file, '');
  const settings = openSettings(join(file, 'x'), silent);
  expect(settings.change({ theme: 'dark' }).theme).toBe('dark');
});
