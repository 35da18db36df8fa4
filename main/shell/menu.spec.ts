import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { actionIds, type ActionId } from '../../preload/actions.ts';
import { menuTemplate } from './menu.ts';

type Item = MenuItemConstructorOptions;
const below = ({ submenu }: Item): readonly Item[] => (Array.isArray(submenu) ? submenu : []);
const within = (items: readonly Item[]): readonly Item[] => items.flatMap((item) => [item, ...within(below(item))]);
const plain = (label = ''): string => label.replace('&', '');

function menu(platform: NodeJS.Platform): { readonly items: readonly Item[]; readonly sent: readonly ActionId[] } {
  const sent: ActionId[] = [];
  const items = menuTemplate({ platform, packaged: true, theme: 'dark', send: (id) => sent.push(id), showLogs: () => undefined });
  return { items, sent };
}

describe.each(['linux', 'win32', 'darwin'] as const)('the menu on %s', (platform) => {
  const { items, sent } = menu(platform);
  const all = within(items);

  it('has every action, once', () => {
    for (const { click } of all) (click as (() => void) | undefined)?.();
    expect([...sent].sort()).toEqual([...actionIds].sort());
  });

  it('shows keys that Electron can read, and registers none', () => {
    const keys = all.flatMap(({ accelerator }) => (typeof accelerator === 'string' ? [accelerator] : []));
    const named = 'F\\d{1,2}|Enter|Esc|Tab|Space|Delete|Backspace|Home|End|PageUp|PageDown|Up|Down|Left|Right|Plus';
    for (const key of keys) expect(key).toMatch(new RegExp(`^(?:(?:CmdOrCtrl|Shift|Alt)\\+)*(?:${named}|[A-Z0-9,.=/;'\\-[\\]])$`, 'u'));
    expect(keys.length).toBeGreaterThan(5);
    expect(all.filter(({ accelerator, registerAccelerator }) => accelerator !== undefined && registerAccelerator !== false)).toEqual([]);
  });

  it('begins as the platform’s do', () => {
    const first = items.map(({ role, label }) => (label === undefined ? (role ?? '') : plain(label)));
    const rest = ['File', 'Edit', 'View', 'Server', 'List', 'Session'];
    expect(first).toEqual(platform === 'darwin' ? ['appMenu', ...rest, 'windowMenu', 'Help'] : [...rest, 'Help']);
    const place = platform === 'darwin' ? items[0] : items.find(({ label }) => plain(label) === 'File');
    expect(below(place ?? {}).some(({ label }) => plain(label) === 'Settings…')).toBe(true);
    expect(below(place ?? {}).at(-1)?.role).toBe('quit');
  });

  it(platform === 'darwin' ? 'has no letters that choose' : 'gives each item of a menu a letter of its own', () => {
    const check = (menuItems: readonly Item[]): void => {
      const labels = menuItems.flatMap(({ label }) => (label === undefined ? [] : [label]));
      const letters = labels.flatMap((label) => [...label.matchAll(/&(.)/gu)].map(([, letter = '']) => letter.toLowerCase()));
      expect(letters).toEqual([...new Set(letters)]);
      expect(letters).toHaveLength(platform === 'darwin' ? 0 : labels.length);
      for (const item of menuItems) check(below(item));
    };
    check(items);
  });

  it('takes no letter from who types', () => {
    const bare = all.filter(({ accelerator }) => typeof accelerator === 'string' && !/CmdOrCtrl|F\d/u.test(accelerator));
    expect(platform === 'darwin' ? bare : []).toEqual([]);
  });
});
